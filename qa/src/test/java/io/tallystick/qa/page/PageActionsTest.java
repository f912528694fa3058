package io.tallystick.qa.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Goal: whatever can be done on the page can be done with the keyboard alone, and what it shows,
 * exports and prints as a command are the numbers of the node. Method: Chromium and the keys of a
 * keyboard, on days that are over, so that nothing moves while it is compared.
 */
@Timeout(600)
@ExtendWith(SharedPage.Extension.class)
class PageActionsTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** A day and the day before it. */
  private static final String DAY = "&start=2026-01-02T00:00:00Z&end=2026-01-03T00:00:00Z";

  /** Four of ours, and one of the load. */
  private static final String BROKEN = "/v1/dead-letters?reason=value-too-large";

  /** More digits than a browser's numbers have. */
  private static final String LONG = "1234567890123.56789";

  @BeforeAll
  static void send(SharedPage shared) throws Exception {
    String event =
        "{\"id\":\"%s\",\"type\":\"old\",\"subject\":\"%s\",\"value\":%s,\"time\":\"%s\"}";
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String day = i < 10 ? "2026-01-01" : "2026-01-02";
      String time = "%sT%02d:%02d:00Z".formatted(day, 3 + i % 10, 2 * i);
      events.add(event.formatted("old-" + i, i % 3 == 0 ? "B" : "A", i + ".5", time));
    }
    events.add(event.formatted("long", "C", LONG, "2026-01-02T20:00:00Z"));
    for (int i = 0; i < 4; i++) {
      events.add(("{\"id\":\"bad-%d\",\"type\":\"rating\",\"subject\":\"A\",\"value\":%d,"
              + "\"attributes\":{\"country\":\"DE\"}}")
          .formatted(i, 20 + i));
    }
    shared.node().send("[" + String.join(",", events) + "]");
    // a view of days that are over asks once
    awaitAnswer(shared, "/v1/stats?type=old&function=count", "/results/0/count", 31);
    awaitAnswer(shared, BROKEN, "/total/open", 5);
  }

  private static void awaitAnswer(SharedPage shared, String question, String member, int least)
      throws Exception {
    while (JSON.readTree(shared.node().get(question)).at(member).asInt() < least) {
      Thread.sleep(20);
    }
  }

  /** What the node answers to the command that the page shows. */
  private static JsonNode answerToCommand(PageUser user) throws Exception {
    String command = user.text(".command code");
    assertThat(command).startsWith("curl 'http://127.0.0.1:").endsWith("'");
    return JSON.readTree(
        PageNode.get(URI.create(command.substring("curl '".length(), command.length() - 1))));
  }

  @Test
  void choicesAreInTheAddressAndShowWhatTheApiAnswers(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/ui/explore?type=view&range=24h")) {
      user.choose("Function", "sum");
      user.await("location.search.includes('function=sum')");
      user.choose("Granularity", "hour");
      user.await("location.search.includes('granularity=hour')");
      user.open("/ui/explore?type=old&subject=C&function=sum" + DAY);
      user.await("document.querySelector('.figure .number')?.textContent"
          + " === '1,234,567,890,123.56789'");
      assertThat(answerToCommand(user).at("/results/0/sum").decimalValue())
          .isEqualTo(new BigDecimal(LONG));
      user.click("All");
      user.await("location.search.includes('range=all')");
      user.page().evaluate("history.back()");
      user.await("location.search.includes('start=2026-01-02')");
    }
  }

  @Test
  void explorePrintsComparesAndExportsTheSameNumbers(SharedPage shared) throws Exception {
    String path = "/ui/explore?type=old&subject=A&subject=B&function=count&compare=1" + DAY;
    try (PageUser user = shared.open(path)) {
      user.await("document.querySelector('tfoot')");
      JsonNode answer = answerToCommand(user);
      JsonNode before = JSON.readTree(shared
          .node()
          .get("/v1/stats?type=old&subject=A&subject=B&function=count"
              + "&start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z"));
      for (int i = 0; i < 2; i++) {
        long now = answer.at("/results/" + i + "/count").asLong();
        long then = before.at("/results/" + i + "/count").asLong();
        assertThat(then).isPositive();
        String shown = ".figure:nth-child(" + (i + 1) + ")";
        assertThat(user.text(shown + " .number")).isEqualTo(Long.toString(now));
        assertThat(user.text(shown + " .detail"))
            .isEqualTo("+%s%% from %d".formatted(percent((now - then) * 100.0 / then), then));
      }
      user.keepFiles();
      user.press("CSV");
      List<String> lines = user.file().lines().toList();
      assertThat(lines.get(0)).isEqualTo("start,A,B,\"A, period before\",\"B, period before\"");
      assertThat(column(lines, 1)).isEqualTo(answer.at("/results/0/count").asLong());
      assertThat(column(lines, 3)).isEqualTo(before.at("/results/0/count").asLong());
      user.press("JSON");
      user.await("files.length === 2");
      JsonNode file = JSON.readTree(user.file());
      assertThat(file.at("/series/0/total").asLong())
          .isEqualTo(answer.at("/results/0/count").asLong());
      user.press("PNG");
      user.await("files.length === 3");
      assertThat(user.page().evaluate("files[2].type").asText()).isEqualTo("image/png");
      assertThat(user.page()
              .evaluate("createImageBitmap(files[2]).then((picture) => picture.width)")
              .asInt())
          .isGreaterThan(600);
      assertThat(user.complaints()).isEmpty();
    }
  }

  private static String percent(double percent) {
    return new BigDecimal(percent)
        .setScale(1, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Sum of a column. */
  private static long column(List<String> lines, int place) {
    // the only commas within quotes are in the head
    return lines.stream()
        .skip(1)
        .mapToLong(line -> Long.parseLong(line.split(",")[place]))
        .sum();
  }

  @Test
  void exploreIsUsedByKeyboard(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/")) {
      BrowserPage page = user.page();
      user.await("document.querySelector('.leaders tbody a')");
      user.tabTo("it.className === 'skip'");
      user.tabTo("it.textContent === 'Explore'");
      page.press("Enter");
      user.await("document.querySelector('main[data-view=Explore] .figure')");
      user.tabTo("it.tagName === 'SELECT'");
      user.press("24 h");
      user.await("location.search.includes('range=24h')");
      user.await("document.querySelector('.chart canvas')");
      user.tabTo("it.className === 'chart'");
      page.press("ArrowRight");
      user.await("document.querySelector('.legend .when')");
      page.go(shared.node().uri("/ui/explore?type=old&by=subject" + DAY));
      user.await("document.querySelector('.tokens input')");
      user.tabTo("it.ariaLabel === 'Value of subject'");
      page.type("A");
      page.press("Enter");
      user.await("location.search.includes('subject=A')");
      user.await("document.querySelector('.token button') && document.querySelector('.check')");
      user.tabTo("it.type === 'checkbox'");
      page.press(" ");
      user.await("location.search.includes('compare=1')");
      user.await("document.querySelector('.token button')");
      user.tabTo("it.ariaLabel === 'Remove A'");
      page.press("Enter");
      user.await("!location.search.includes('subject=A')");
      user.await("document.querySelector('.segments')");
      user.press("Exact");
      user.await("document.activeElement.type === 'datetime-local'");
      user.press("Apply");
      user.await("location.search.includes('start=2026-01-02')");
    }
  }

  @Test
  void topIsUsedByKeyboardAndPrintsAndExportsTheSameNumbers(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/ui/top?type=old&function=sum" + DAY)) {
      BrowserPage page = user.page();
      user.await("document.querySelector('.leaders tbody a')");
      JsonNode first = answerToCommand(user).at("/results/0");
      assertThat(user.text(".leaders tbody .amount")).isEqualTo("1,234,567,890,123.56789");
      assertThat(first.get("sum").decimalValue()).isEqualTo(new BigDecimal(LONG));
      user.keepFiles();
      user.press("CSV");
      assertThat(user.file()).startsWith("subject,sum\r\nC," + LONG + "\r\n");
      user.press("JSON");
      user.await("files.length === 2");
      assertThat(JSON.readTree(user.file()).get(0).get("subject").asText()).isEqualTo("C");
      user.tabTo("it.closest('.leaders')");
      page.press("Enter");
      user.await("document.querySelector('main[data-view=Explore]')"
          + " && location.search.includes('subject=C')");
    }
    try (PageUser user = shared.open("/ui/top?type=view&range=24h")) {
      user.await("document.querySelector('.leaders tbody a')");
      // the list moves, and so does the range of the line below it
      JsonNode answer = answerToCommand(user);
      assertThat(answer.get("start").asText()).isNotEqualTo("null");
      assertThat(answer.at("/results/0/subject").asText()).isEqualTo(user.text(".leaders tbody a"));
    }
  }

  @Test
  void focusStaysWhereItIsWhileNumbersMove(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/")) {
      user.await("document.querySelector('.leaders tbody a')");
      user.page()
          .evaluate("document.querySelector('.leaders tbody a').focus();"
              + "window.row = document.activeElement; window.shown = row.href");
      user.await("!row.isConnected");
      assertThat(user.page().evaluate("document.activeElement.href === shown").asBoolean())
          .isTrue();
    }
  }

  @Test
  void deadLettersAreRepairedReplayedAndDiscardedByKeyboard(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/ui/trust")) {
      BrowserPage page = user.page();
      user.await("document.querySelector('button[aria-label^=Repair]')");
      user.tabTo("it.ariaLabel?.startsWith('Repair')");
      page.press("Enter");
      user.await("document.querySelector('dialog[open]')");
      assertThat(user.barriers()).as("dialog").isEmpty();
      page.press("Escape");
      user.await("!document.querySelector('dialog')");
      user.tabTo("it.ariaLabel?.startsWith('Repair')");
      String repaired = focusedLabel(user);
      page.press("Enter");
      user.await("document.querySelector('dialog[open]')");
      user.tabTo("it.parentElement.textContent === 'Value'");
      page.evaluate("document.activeElement.select()");
      page.type("3");
      user.watchFor("Counted: ");
      user.press("Replay");
      user.awaitSeen("Counted: ");
      awaitGone(user, repaired);
      user.tabTo("it.ariaLabel?.startsWith('Repair')");
      String discarded = focusedLabel(user);
      page.press("Enter");
      user.await("document.querySelector('dialog[open]')");
      user.watchFor("Discarded: ");
      user.press("Discard");
      user.awaitSeen("Discarded: ");
      awaitGone(user, discarded);
      user.press("Replay all of these…");
      user.await("document.querySelector('dialog[open]')");
      user.press("Replay");
      user.await("document.querySelector('dialog').textContent.includes('Done')");
      user.press("Close");
      user.await("!document.querySelector('dialog')");
      user.tabTo("it.textContent.startsWith('discarded')");
      page.press("Enter");
      user.await("document.body.textContent.includes('discarded 1')"
          + " && location.search === '?state=discarded'");
      assertThat(user.complaints()).isEmpty();
    }
    JsonNode total = JSON.readTree(shared.node().get(BROKEN)).get("total");
    assertThat(total.get("replayed").asInt()).isPositive();
    assertThat(total.get("discarded").asInt()).isEqualTo(1);
  }

  private static String focusedLabel(PageUser user) throws Exception {
    return user.page().evaluate("document.activeElement.ariaLabel").asText();
  }

  /** The dialog closes by itself, and the list is asked for again. */
  private static void awaitGone(PageUser user, String label) throws Exception {
    user.await("!document.querySelector('dialog')" + " && !document.querySelector('[aria-label=\""
        + label + "\"]')");
  }

  @Test
  void trustTracesAndRecountsByKeyboard(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/ui/trust")) {
      BrowserPage page = user.page();
      user.await("document.querySelector('input[placeholder=\"its id\"]')");
      user.tabTo("it.placeholder === 'its id'");
      page.type("e-3");
      user.tabTo("it.value === 'default'");
      page.evaluate("document.activeElement.value = ''");
      page.type("web");
      page.press("Enter");
      user.await("document.querySelector('.facts .pill')?.textContent === 'counted'");
      assertThat(answerToCommand(user).get("fate").asText()).isEqualTo("counted");
      user.press("Recount now");
      user.await("document.body.textContent.includes('every number is right')");
      user.tabTo("it.tagName === 'SUMMARY'");
      page.press("Enter");
      user.await("document.querySelector('details[open] code')");
      assertThat(user.barriers()).isEmpty();
    }
  }

  @Test
  void themeZoneAndConfigurationAreChosenByKeyboard(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/ui/health")) {
      BrowserPage page = user.page();
      user.await("document.querySelector('tbody code')");
      user.press("Local time");
      user.await("localStorage['tallystick.zone'] === 'utc'");
      user.press("Auto");
      user.await("document.documentElement.dataset.theme === 'light'");
      user.tabTo("it.textContent === 'Light'");
      page.press("Enter");
      user.await("document.documentElement.dataset.theme === 'dark'");
      assertThat(user.barriers()).isEmpty();
      user.await("document.querySelector('input[type=search]')");
      user.tabTo("it.type === 'search'");
      page.type("logging.format");
      user.await("document.querySelectorAll('tbody code').length === 2");
      // what was chosen is there in the next view, and the next time
      user.open("/ui/top");
      user.await("document.documentElement.dataset.theme === 'dark'");
    }
  }
}
