package io.tallystick.qa.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One page of a browser. Used by one thread. */
public final class BrowserPage implements AutoCloseable {

  /** A second suffices; on a machine that is kept busy by others it becomes a minute. */
  private static final long WAIT_SECONDS_MAX = 120;

  private static final int POLL_MILLIS = 25;
  private static final Map<String, Integer> KEY_CODES = Map.of(
      "Tab", 9, "Enter", 13, "Escape", 27, "ArrowRight", 39, "ArrowDown", 40, "End", 35, " ", 32);

  private final DevTools tools;
  private final String context;
  private final String target;
  private final String session;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  private BrowserPage(DevTools tools, String context, String target, String session) {
    this.tools = tools;
    this.context = context;
    this.target = target;
    this.session = session;
  }

  static BrowserPage open(DevTools tools, int width, int height, boolean dark) throws IOException {
    String context = tools
        .call("", "Target.createBrowserContext", DevTools.parameters())
        .get("browserContextId")
        .asText();
    String target = tools
        .call(
            "",
            "Target.createTarget",
            DevTools.parameters().put("url", "about:blank").put("browserContextId", context))
        .get("targetId")
        .asText();
    String session = tools
        .call(
            "",
            "Target.attachToTarget",
            DevTools.parameters().put("targetId", target).put("flatten", true))
        .get("sessionId")
        .asText();
    BrowserPage page = new BrowserPage(tools, context, target, session);
    tools.listen(session, page::event);
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      page.call(domain + ".enable", DevTools.parameters());
    }
    page.resize(width, height);
    page.darken(dark);
    return page;
  }

  /** Whether the system of the reader is dark. */
  public void darken(boolean dark) throws IOException {
    ObjectNode media = DevTools.parameters();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
  }

  private void event(String method, JsonNode parameters) {
    switch (method) {
      case "Runtime.exceptionThrown" ->
        complaints.add(parameters.at("/exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning").contains(parameters.get("type").asText())) {
          complaints.add(parameters.get("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.get("entry");
        if (entry.get("level").asText().equals("error")) {
          complaints.add(entry.get("text").asText() + " " + entry.path("url").asText());
        }
      }
      case "Network.requestWillBeSent" ->
        requests.add(parameters.at("/request/url").asText());
      case "Network.loadingFinished" ->
        bytes.addAndGet(parameters.get("encodedDataLength").asLong());
      default -> {
        // nothing that is looked at
      }
    }
  }

  private JsonNode call(String method, ObjectNode parameters) throws IOException {
    return tools.call(session, method, parameters);
  }

  /** Pixels of the window. */
  public void resize(int width, int height) throws IOException {
    call(
        "Emulation.setDeviceMetricsOverride",
        DevTools.parameters()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Goes to an address; what was shown before is gone then, what is on it may be still to come. */
  public void go(URI address) throws IOException, InterruptedException {
    // the answer may come while the page that is left still runs
    evaluate("window.left = true");
    JsonNode gone = call("Page.navigate", DevTools.parameters().put("url", address.toString()));
    if (gone.has("errorText")) {
      throw new IOException("page: " + address + ": " + gone.get("errorText").asText());
    }
    await("!window.left");
  }

  /** The value of an expression, or of the promise that it is. */
  public JsonNode evaluate(String expression) throws IOException {
    JsonNode answer = call(
        "Runtime.evaluate",
        DevTools.parameters()
            .put("expression", expression)
            .put("awaitPromise", true)
            .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IOException("page: " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  /** Waits until an expression is true, also across a navigation. */
  public void await(String condition) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    String last = "";
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX)) {
      try {
        if (evaluate("Boolean(" + condition + ")").asBoolean()) {
          return;
        }
      } catch (IOException notYet) {
        last = String.valueOf(notYet.getMessage());
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException("page: never true: " + condition + " " + last + "; complaints: "
        + complaints + "; it shows: "
        + evaluate("document.body.innerText.slice(0, 2000)").asText());
  }

  /**
   * From now on it is remembered whether the page has shown a text that will not stay. Call it
   * before what lets the text appear.
   */
  public void watchFor(String text) throws IOException {
    evaluate("(window.seen ??= new Set()).delete('" + text + "');"
        + "new MutationObserver((_, watch) => {"
        + " if (document.body.textContent.includes('" + text + "')) {"
        + " seen.add('" + text + "'); watch.disconnect(); } })"
        + ".observe(document.body, {childList: true, characterData: true, subtree: true})");
  }

  /** Waits until a text was shown that is watched for, also if it is gone by now. */
  public void awaitSeen(String text) throws IOException, InterruptedException {
    await("seen.has('" + text + "')");
  }

  /** Presses a key and lets it go: a name such as {@code Tab}, or one character. */
  public void press(String key) throws IOException {
    ObjectNode down =
        DevTools.parameters().put("type", "keyDown").put("key", key).put("code", key);
    Integer code = KEY_CODES.get(key);
    if (code != null) {
      down.put("windowsVirtualKeyCode", code);
    }
    if (key.equals("Enter")) {
      down.put("text", "\r");
    } else if (key.length() == 1) {
      down.put("text", key);
    }
    call("Input.dispatchKeyEvent", down);
    ObjectNode up = DevTools.parameters().put("type", "keyUp").put("key", key).put("code", key);
    if (code != null) {
      up.put("windowsVirtualKeyCode", code);
    }
    call("Input.dispatchKeyEvent", up);
  }

  /** Types text where the focus is. */
  public void type(String text) throws IOException {
    call("Input.insertText", DevTools.parameters().put("text", text));
  }

  /** The whole page as a PNG. */
  public byte[] screenshot() throws IOException {
    return Base64.getDecoder()
        .decode(call("Page.captureScreenshot", DevTools.parameters().put("format", "png"))
            .get("data")
            .asText());
  }

  /** Errors and warnings of the console since the page was opened. */
  public List<String> complaints() {
    return new ArrayList<>(complaints);
  }

  /** Addresses of all requests since the page was opened. */
  public List<String> requests() {
    return new ArrayList<>(requests);
  }

  /** Bytes of finished answers, heads included, as they came over the network. */
  public long bytes() {
    return bytes.get();
  }

  @Override
  public void close() throws IOException {
    tools.call("", "Target.closeTarget", DevTools.parameters().put("targetId", target));
    tools.call(
        "", "Target.disposeBrowserContext", DevTools.parameters().put("browserContextId", context));
  }
}
