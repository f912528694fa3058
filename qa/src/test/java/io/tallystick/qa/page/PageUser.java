package io.tallystick.qa.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Somebody in front of a page: looks, clicks, and finds the way with the keyboard. */
final class PageUser implements AutoCloseable {

  private static final int TABS_MAX = 120;
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  /** Keeps what the page hands over as a file. */
  private static final String KEEP_FILES = "window.files = []; URL.createObjectURL = (blob) => {"
      + " files.push(blob); return 'data:,'; }";

  private final BrowserPage page;
  private final SharedPage shared;

  PageUser(SharedPage shared, int width, boolean dark) throws IOException {
    this.shared = shared;
    this.page = shared.browser().open(width, 900, dark);
  }

  /** Opens a path of the shared node and waits for the view. */
  PageUser open(String path) throws Exception {
    page.go(shared.node().uri(path));
    page.await("document.querySelector('main[data-view] .panel')");
    return this;
  }

  BrowserPage page() {
    return page;
  }

  /** Waits until the view is complete and the condition holds; not in one that is being left. */
  void await(String condition) throws IOException, InterruptedException {
    page.await("document.querySelector('main[data-view]') && (" + condition + ")");
  }

  String text(String selector) throws IOException {
    return page.evaluate("document.querySelector(\"" + selector + "\")?.textContent ?? ''")
        .asText();
  }

  /** Clicks the first button or link of that text. */
  void click(String text) throws IOException {
    page.evaluate("[...document.querySelectorAll('button, a')].find((one) => one.textContent === '"
        + text + "').click()");
  }

  /** Chooses in the list of that label. */
  void choose(String label, String value) throws IOException {
    page.evaluate("(() => { const list = [...document.querySelectorAll('label')]"
        + ".find((one) => one.firstChild.textContent === '" + label + "').querySelector('select');"
        + "list.value = '" + value + "'; list.dispatchEvent(new Event('change')); })()");
  }

  /** From now on texts are remembered that the page shows for a moment. */
  void watchFor(String text) throws IOException {
    page.watchFor(text);
  }

  /** Waits until such a text was shown, also if it is gone by now. */
  void awaitSeen(String text) throws IOException, InterruptedException {
    page.awaitSeen(text);
  }

  /** Moves the focus with the tabulator key until it is on what the condition tells. */
  void tabTo(String condition) throws IOException {
    for (int i = 0; i < TABS_MAX; i++) {
      page.press("Tab");
      if (page.evaluate("((it) => Boolean(" + condition + "))(document.activeElement)")
          .asBoolean()) {
        return;
      }
    }
    throw new AssertionError(
        "focus: never on " + condition + " (expected: by at most " + TABS_MAX + " Tab)");
  }

  /** The focus goes to a button of that text, by keyboard, and the button is pressed. */
  void press(String text) throws IOException {
    tabTo("it.tagName === 'BUTTON' && it.textContent === '" + text + "'");
    page.press("Enter");
  }

  /** From now on files are kept instead of being saved. */
  void keepFiles() throws IOException {
    page.evaluate(KEEP_FILES);
  }

  /** The text of the last file that was handed over. */
  String file() throws Exception {
    page.await("files.length > 0");
    return page.evaluate("files.at(-1).text()").asText();
  }

  /** What keeps people out, in words. */
  List<String> barriers() throws IOException {
    if (!page.evaluate("Boolean(window.axe)").asBoolean()) {
      try (InputStream stream = PageUser.class.getResourceAsStream(AXE)) {
        assertThat(stream).as(AXE).isNotNull();
        page.evaluate(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    List<String> found = new ArrayList<>();
    page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id + ': ' +"
            + " one.nodes.map((node) => node.html).join(' ')))")
        .forEach(one -> found.add(one.asText()));
    return found;
  }

  /** Errors and warnings of the console. */
  List<String> complaints() {
    return page.complaints();
  }

  @Override
  public void close() throws IOException {
    page.close();
  }
}
