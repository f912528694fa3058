package io.tallystick.qa.page;

import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes pictures of every view of the page: light, dark and on a phone. */
@Command(
    name = "screenshots",
    mixinStandardHelpOptions = true,
    description = "Starts a node, gives it something to show, and writes a picture of every view of"
        + " its page into a folder: light, dark and on a phone.")
public final class ScreenshotsCommand implements Callable<Integer> {

  /** The views by the name of their picture. */
  private static final Map<String, String> VIEWS = views();

  private static final int WIDTH = 1280;
  private static final int PHONE_WIDTH = 390;
  private static final int HEIGHT = 800;
  private static final int HEIGHT_MAX = 6_000;
  private static final long SETTLE_MILLIS = 2_500;
  private static final int EVENTS_PER_HOUR = 30_000;
  private static final int EVENTS_PER_SECOND = 40;
  private static final String JSON = "application/json";

  /** Presses the first button whose name begins so. */
  private static final String PRESS = "[...document.querySelectorAll('button')].find((one) =>"
      + " (one.ariaLabel ?? one.textContent).startsWith('%s')).click()";

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the pictures go.")
  private Path folder = Path.of("screenshots");

  @Option(
      names = "--url",
      description = "Take pictures of this node instead of one that is started.")
  private String url = "";

  @Option(
      names = "--seconds",
      description = "How long events come in before the first picture. Default: ${DEFAULT-VALUE}.",
      defaultValue = "90")
  private int seconds = 90;

  private static Map<String, String> views() {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("overview", "/");
    views.put(
        "explore", "/ui/explore?type=view&range=24h&subject=video-1&subject=video-2&compare=1");
    views.put("explore-one", "/ui/explore?type=view&range=all");
    views.put("explore-none", "/ui/explore?type=view&subject=nobody&range=24h");
    views.put("top", "/ui/top?type=view&dimension=subject");
    views.put("top-pairs", "/ui/top?type=view&dimension=subject,country&function=sum&range=24h");
    views.put("trust", "/ui/trust?id=e-17&source=web");
    views.put("health", "/ui/health");
    return views;
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(folder);
    try (Chromium browser = Chromium.start()) {
      if (url.isEmpty()) {
        ofFreshNode(browser);
        ofBusyNode(browser);
      } else {
        views(browser, URI.create(url));
      }
    }
    return 0;
  }

  private void ofFreshNode(Chromium browser) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("tallystick-screenshots");
    try (NodeProcess fresh = NodeProcess.start(data, List.of("-Xmx512m"))) {
      fresh.awaitReady();
      each(browser, fresh.uri(), "first", "/", "");
    }
  }

  private void ofBusyNode(Chromium browser) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("tallystick-screenshots");
    String[] configuration = PageLoad.CONFIGURATION.toArray(new String[0]);
    try (NodeProcess node = NodeProcess.start(data, List.of("-Xmx512m"), configuration)) {
      node.awaitReady();
      PageLoad.past(node.uri(), 7, EVENTS_PER_HOUR);
      node.terminate();
    }
    // started again, so that the past is not a spike in the last hour of arrivals
    NodeProcess node = NodeProcess.start(data, List.of("-Xmx512m"), configuration);
    try (PageLoad load = PageLoad.stream(node.awaitReady().uri(), 8, EVENTS_PER_SECOND)) {
      TimeUnit.SECONDS.sleep(seconds);
      node.post("/v1/recounts", JSON, "{}".getBytes(StandardCharsets.UTF_8));
      views(browser, node.uri());
      load.close();
      lost(browser, node);
    } finally {
      node.close();
    }
  }

  /** What the first view costs; see docs/operating/watching.md. */
  private static void tell(Chromium browser, URI node) throws IOException, InterruptedException {
    System.out.println(FirstView.measure(browser, node, 5));
  }

  private void views(Chromium browser, URI node) throws IOException, InterruptedException {
    tell(browser, node);
    for (Map.Entry<String, String> view : VIEWS.entrySet()) {
      each(browser, node, view.getKey(), view.getValue(), "");
    }
    each(browser, node, "repair", "/ui/trust", PRESS.formatted("Repair"));
    each(browser, node, "replay-all", "/ui/trust", PRESS.formatted("Replay all"));
    each(browser, node, "curl", "/", "document.querySelector('details').open = true");
    each(
        browser,
        node,
        "failure",
        "/ui/health",
        "fetch = () => Promise.reject(new TypeError('away'));"
            + "new Promise((resolve) => setTimeout(resolve, 6000))");
  }

  /** A node that is gone while somebody looks. */
  private void lost(Chromium browser, NodeProcess node) throws IOException, InterruptedException {
    try (BrowserPage page = browser.open(WIDTH, HEIGHT, false)) {
      page.go(node.uri());
      page.await("document.querySelector('.leaders tbody a')");
      node.terminate();
      page.await("document.querySelector('.banner').textContent");
      save(page, "lost-light", WIDTH);
    }
  }

  private void each(Chromium browser, URI node, String name, String path, String action)
      throws IOException, InterruptedException {
    picture(browser, node, name + "-light", path, action, WIDTH, false);
    picture(browser, node, name + "-dark", path, action, WIDTH, true);
    picture(browser, node, name + "-phone", path, action, PHONE_WIDTH, false);
  }

  private void picture(
      Chromium browser, URI node, String name, String path, String action, int width, boolean dark)
      throws IOException, InterruptedException {
    try (BrowserPage page = browser.open(width, HEIGHT, dark)) {
      page.go(node.resolve(path));
      page.await("document.querySelector('main[data-view] .panel')");
      Thread.sleep(SETTLE_MILLIS);
      if (!action.isEmpty()) {
        page.evaluate(action);
        Thread.sleep(SETTLE_MILLIS / 5);
      }
      save(page, name, width);
    }
  }

  private void save(BrowserPage page, String name, int width)
      throws IOException, InterruptedException {
    int height = page.evaluate("document.documentElement.scrollHeight").asInt();
    page.resize(width, Math.min(HEIGHT_MAX, height));
    Thread.sleep(SETTLE_MILLIS / 5);
    Files.write(folder.resolve(name + ".png"), page.screenshot());
  }
}
