package io.tallystick.qa.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the page does what it is for, for everybody: each view loads without an error or a barrier,
 * moves with the node, survives its restart, and says what is the matter. Method: Chromium, against
 * a real node that takes events all the while.
 */
@Timeout(600)
@ExtendWith(SharedPage.Extension.class)
class DashboardTest {

  private static final int PHONE_WIDTH = 390;

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource({
    "Overview, /, .leaders tbody tr",
    "Explore, /ui/explore?type=view&subject=video-1&range=24h&compare=1, .figure .number",
    "Top, /ui/top?type=view&dimension=country, .leaders tbody tr",
    "Trust, /ui/trust?id=e-17&source=web, .facts .pill.good",
    "Health, /ui/health, tbody code",
  })
  void everyViewLoadsWithoutErrorsAndBarriers(
      String name, String path, String shown, SharedPage shared) throws Exception {
    try (PageUser user = shared.open(path)) {
      BrowserPage page = user.page();
      page.await("document.querySelector('main[data-view=" + name + "]')");
      page.await("document.querySelector('" + shown + "')");
      page.await("!document.querySelector('.loading')");
      assertThat(page.bytes()).isLessThan(FirstView.BYTES_MAX);
      for (boolean dark : new boolean[] {false, true}) {
        page.darken(dark);
        for (int width : new int[] {1280, PHONE_WIDTH}) {
          page.resize(width, 900);
          String when = name + ", dark " + dark + ", width " + width;
          page.await("document.documentElement.scrollWidth <= innerWidth");
          assertThat(user.barriers()).as(when).isEmpty();
        }
      }
      assertThat(user.complaints()).isEmpty();
      assertThat(page.requests())
          .allMatch(url -> url.startsWith(shared.node().uri("/").toString()));
    }
  }

  @Test
  void theFirstViewIsSmallAndSoonThere(SharedPage shared) throws Exception {
    FirstView first = FirstView.measure(shared.browser(), shared.node().uri("/"), 3);
    System.out.println(first);
    assertThat(first.bytes()).isLessThan(FirstView.BYTES_MAX);
    assertThat(first.requests()).isLessThan(FirstView.REQUESTS_MAX);
    // a second on a machine that does nothing else; the machine of tests does much
    assertThat(first.millis()).isLessThan(15 * FirstView.MILLIS_WANTED);
  }

  @Test
  void theOverviewMovesAndSurvivesARestartOfTheNode(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/")) {
      String counted = "Number(document.querySelectorAll('.figure .number')[2].textContent"
          + ".replaceAll(/\\D/g, ''))";
      user.await(counted + " > 0");
      user.page().evaluate("window.same = true; window.before = " + counted);
      user.await(counted + " > window.before");
      shared.node().stop();
      try {
        user.await("document.querySelector('#node-state').textContent.startsWith('Lost')");
        user.await("document.querySelector('.banner').textContent.includes('by itself')");
      } finally {
        shared.node().startAgain();
      }
      user.page().evaluate("window.before = " + counted);
      user.await(counted + " > window.before");
      user.await("document.querySelector('#node-state .pill.good')");
      user.await("!document.querySelector('.banner').textContent");
      assertThat(user.page().evaluate("window.same").asBoolean())
          .as("not loaded again")
          .isTrue();
    }
  }

  @Test
  void anEmptyNodeShowsHowToSendTheFirstEventAndThatItArrives(SharedPage shared) throws Exception {
    try (PageNode empty = new PageNode(
            folder.resolve("empty"),
            List.of("dimensions: []", "rules: [{ type: view, max-value: 10 }]"));
        BrowserPage page = shared.browser().open(1280, 900, false)) {
      page.go(empty.uri("/"));
      page.await("document.querySelector('.steps .command')");
      List<String> told = new ArrayList<>();
      page.evaluate("[...document.querySelectorAll('.steps code')].map((one) => one.textContent)")
          .forEach(line -> told.add(line.asText()));
      assertThat(told.get(0)).contains(empty.uri("/v1/events").toString());
      String body = told.get(0).substring(told.get(0).indexOf("'{") + 1);
      page.watchFor("It arrived");
      // one that cannot be counted leaves nothing to show but that it is there
      empty.send("{\"id\":\"broken\",\"type\":\"view\",\"subject\":\"A\",\"value\":11}");
      page.awaitSeen("It arrived");
      page.await("document.body.textContent.includes('none is counted yet')");
      empty.send(body.substring(0, body.length() - 1));
      page.await("document.querySelector('.figures') && document.querySelector('.leaders a')");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void aNodeThatIsAwayIsSaidAndNotAnError(SharedPage shared) throws Exception {
    try (PageUser user = shared.open("/ui/health")) {
      user.await("document.querySelector('.chart canvas')");
      user.page().evaluate("fetch = () => Promise.reject(new TypeError('away'))");
      user.await("document.body.textContent.includes('The node does not answer')");
      assertThat(user.barriers()).isEmpty();
    }
  }
}
