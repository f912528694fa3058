package io.tallystick.qa.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the page does what it is for, for everybody: each view loads without an error or a barrier,
 * moves with the node, survives its restart, and can be used by keyboard alone. Method: Chromium,
 * against a real node that takes events all the while.
 */
@Timeout(120)
class DashboardTest {

  private static final long SEED = 7;

  /** What the whole page may cost before it shows numbers, compressed. */
  private static final int BYTES_MAX = 300_000;

  @TempDir
  private static Path folder;

  private static Chromium browser;
  private static PageNode node;
  private static PageLoad load;

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.start();
    node = new PageNode(folder.resolve("node"), PageLoad.CONFIGURATION);
    load = PageLoad.start(node.uri("/"), SEED);
  }

  @AfterAll
  static void stop() throws Exception {
    load.close();
    node.close();
    browser.close();
  }

  private static BrowserPage open(String path) throws Exception {
    BrowserPage page = browser.open(1280, 900, false);
    page.go(node.uri(path));
    page.await("document.querySelector('main[data-view] .panel')");
    return page;
  }

  /** Clicks the first button of that text. */
  private static void click(BrowserPage page, String text) throws IOException {
    page.evaluate("[...document.querySelectorAll('button, a')].find((one) => one.textContent === '"
        + text + "').click()");
  }

  /** Chooses in the list of that label. */
  private static void choose(BrowserPage page, String label, String value) throws IOException {
    page.evaluate("(() => { const list = [...document.querySelectorAll('label')]"
        + ".find((one) => one.firstChild.textContent === '" + label + "').querySelector('select');"
        + "list.value = '" + value + "'; list.dispatchEvent(new Event('change')); })()");
  }

  /** Moves the focus with the tabulator key until it is on what the condition tells. */
  private static void tabTo(BrowserPage page, String condition) throws IOException {
    for (int i = 0; i < 80; i++) {
      page.press("Tab");
      if (page.evaluate("((it) => Boolean(" + condition + "))(document.activeElement)")
          .asBoolean()) {
        return;
      }
    }
    throw new AssertionError("focus: never on " + condition + " (expected: by at most 80 Tab)");
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = DashboardTest.class.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Overview, /, .leaders tbody tr",
    "Explore, /ui/explore?type=view&subject=video-1&range=24h&compare=1, .figure .number",
    "Top, /ui/top?type=view&dimension=country, .leaders tbody tr",
    "Trust, /ui/trust?id=e-17&source=web, .facts .pill.good",
    "Health, /ui/health, tbody code",
  })
  void everyViewLoadsWithoutErrorsAndBarriers(String name, String path, String shown)
      throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      try (BrowserPage page = browser.open(dark ? 390 : 1280, 900, dark)) {
        page.go(node.uri(path));
        page.await("document.querySelector('main[data-view=" + name + "]')");
        page.await("document.querySelector('" + shown + "')");
        page.await("!document.querySelector('.loading')");
        assertThat(page.bytes()).isLessThan(BYTES_MAX);
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth")
                .asInt())
            .as("pixels beyond the window")
            .isLessThanOrEqualTo(0);
        page.evaluate(resource("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js"));
        JsonNode violations =
            page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id + ': ' +"
                + " one.nodes.map((node) => node.html).join(' ')))");
        assertThat(violations).as("violations, dark " + dark).isEmpty();
        // before the first recount there is none to be found, which browsers write down
        assertThat(page.complaints())
            .filteredOn(line -> !line.contains("/v1/recounts/latest"))
            .isEmpty();
        assertThat(page.requests()).allMatch(url -> url.startsWith(node.uri("/").toString()));
      }
    }
  }

  @Test
  void theOverviewMovesAndSurvivesARestartOfTheNode() throws Exception {
    try (BrowserPage page = open("/")) {
      String counted = "Number(document.querySelectorAll('.figure .number')[2].textContent"
          + ".replaceAll(/\\D/g, ''))";
      page.await(counted + " > 0");
      page.evaluate("window.same = true; window.before = " + counted);
      page.await(counted + " > window.before");
      node.stop();
      try {
        page.await("document.querySelector('#node-state').textContent.startsWith('Lost')");
      } finally {
        node.startAgain();
      }
      page.evaluate("window.before = " + counted);
      page.await(counted + " > window.before");
      page.await("document.querySelector('#node-state .pill.good')");
      assertThat(page.evaluate("window.same").asBoolean())
          .as("not loaded again")
          .isTrue();
    }
  }

  @Test
  void choicesAreInTheAddressAndShowWhatTheApiAnswers() throws Exception {
    try (BrowserPage page = open("/ui/explore?type=view&range=24h")) {
      choose(page, "Function", "sum");
      page.await("location.search.includes('function=sum')");
      choose(page, "Granularity", "hour");
      page.await("location.search.includes('granularity=hour')");
      // a day that is over, so that nothing moves while it is compared
      String range = "&start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z";
      node.send("{\"id\":\"old\",\"type\":\"old\",\"subject\":\"A\",\"value\":1234567890123.56789,"
          + "\"time\":\"2026-01-01T10:00:00Z\"}");
      page.go(node.uri("/ui/explore?type=old&function=sum" + range));
      page.await("document.querySelector('.figure .number')?.textContent"
          + " === '1,234,567,890,123.56789'");
      assertThat(page.evaluate("document.querySelector('.command code').textContent")
              .asText())
          .contains("/v1/stats?type=old&function=sum");
      assertThat(node.get("/v1/stats?type=old&function=sum" + range))
          .contains("\"sum\":1234567890123.56789");
      click(page, "All");
      page.await("location.search.includes('range=all')");
      page.evaluate("history.back()");
      page.await("location.search.includes('start=2026-01-01')");
    }
  }

  @Test
  void everythingIsReachedByTheKeyboard() throws Exception {
    try (BrowserPage page = open("/")) {
      page.await("document.querySelector('.leaders tbody a')");
      tabTo(page, "it.className === 'skip'");
      tabTo(page, "it.textContent === 'Explore'");
      page.press("Enter");
      page.await("document.querySelector('main[data-view=Explore] .figure')");
      tabTo(page, "it.tagName === 'SELECT'");
      tabTo(page, "it.textContent === '24 h'");
      page.press("Enter");
      page.await("location.search.includes('range=24h')");
      page.await("document.querySelector('.chart canvas')");
      tabTo(page, "it.className === 'chart'");
      page.press("ArrowRight");
      page.await("document.querySelector('.legend .when')");
      page.go(node.uri("/ui/top?type=view"));
      page.await("document.querySelector('.leaders tbody a')");
      tabTo(page, "it.closest('.leaders')");
      page.press("Enter");
      page.await("document.querySelector('main[data-view=Explore]')"
          + " && location.search.includes('subject=video-')");
      page.go(node.uri("/ui/trust"));
      page.await("document.querySelector('input[placeholder=\"its id\"]')");
      tabTo(page, "it.placeholder === 'its id'");
      page.type("e-3");
      tabTo(page, "it.value === 'default'");
      page.evaluate("document.activeElement.value = ''");
      page.type("web");
      page.press("Enter");
      page.await("document.querySelector('.facts .pill')?.textContent === 'counted'");
    }
  }

  @Test
  void aDeadLetterIsRepairedAndReplayed() throws Exception {
    try (BrowserPage page = open("/ui/trust")) {
      page.await("document.querySelector('button[aria-label^=Repair]')");
      tabTo(page, "it.ariaLabel?.startsWith('Repair')");
      page.press("Enter");
      page.await("document.querySelector('dialog[open]')");
      page.press("Escape");
      page.await("!document.querySelector('dialog')");
      page.evaluate("document.querySelector('button[aria-label^=Repair]').click()");
      page.await("document.querySelector('dialog[open]')");
      page.evaluate("document.querySelectorAll('dialog input')[2].value = '3'");
      click(page, "Replay");
      page.await("document.querySelector('dialog')?.textContent.includes('Counted')");
      page.await("!document.querySelector('dialog')");
    }
    assertThat(node.get("/v1/dead-letters")).contains("\"replayed\":1");
  }

  @Test
  void anEmptyNodeShowsHowToSendTheFirstEventAndThatItArrives() throws Exception {
    try (PageNode empty = new PageNode(folder.resolve("empty"), List.of("dimensions: []"));
        BrowserPage page = browser.open(1280, 900, false)) {
      page.go(empty.uri("/"));
      page.await("document.querySelector('.steps .command')");
      List<String> told = new ArrayList<>();
      page.evaluate("[...document.querySelectorAll('.steps code')].map((one) => one.textContent)")
          .forEach(line -> told.add(line.asText()));
      assertThat(told.get(0)).contains(empty.uri("/v1/events").toString());
      String body = told.get(0).substring(told.get(0).indexOf("'{") + 1);
      empty.send(body.substring(0, body.length() - 1));
      page.await("document.body.textContent.includes('It arrived')");
      page.await("document.querySelector('.figures')");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void aNodeThatIsAwayIsSaidAndNotAnError() throws Exception {
    try (BrowserPage page = open("/ui/health")) {
      page.await("document.querySelector('.chart canvas')");
      page.evaluate("fetch = () => Promise.reject(new TypeError('away'))");
      page.await("document.body.textContent.includes('The node does not answer')");
    }
  }
}
