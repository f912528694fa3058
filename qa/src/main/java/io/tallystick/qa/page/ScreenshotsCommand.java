package io.tallystick.qa.page;

import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the pictures go.")
  private Path folder = Path.of("screenshots");

  @Option(
      names = "--url",
      description = "Take pictures of this node instead of one that is started.")
  private String url = "";

  private static Map<String, String> views() {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("overview", "/");
    views.put(
        "explore", "/ui/explore?type=view&range=24h&subject=video-1&subject=video-2&compare=1");
    views.put("top", "/ui/top?type=view&dimension=subject");
    views.put("trust", "/ui/trust?id=e-17&source=web");
    views.put("health", "/ui/health");
    return views;
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(folder);
    if (!url.isEmpty()) {
      take(URI.create(url));
      return 0;
    }
    Path data = Files.createTempDirectory("tallystick-screenshots");
    try (NodeProcess fresh = NodeProcess.start(data, List.of("-Xmx512m"))) {
      fresh.awaitReady();
      try (Chromium browser = Chromium.start()) {
        picture(browser, fresh.uri(), "first-light", "/", WIDTH, false);
        picture(browser, fresh.uri(), "first-phone", "/", PHONE_WIDTH, false);
      }
    }
    Path more = Files.createTempDirectory("tallystick-screenshots");
    try (NodeProcess node = NodeProcess.start(
        more, List.of("-Xmx512m"), PageLoad.CONFIGURATION.toArray(new String[0]))) {
      node.awaitReady();
      try (PageLoad load = PageLoad.start(node.uri(), 7)) {
        // so that the last hour has something to show
        Thread.sleep(90_000);
        take(node.uri());
      }
    }
    return 0;
  }

  private void take(URI node) throws IOException, InterruptedException {
    try (Chromium browser = Chromium.start()) {
      for (Map.Entry<String, String> view : VIEWS.entrySet()) {
        picture(browser, node, view.getKey() + "-light", view.getValue(), WIDTH, false);
        picture(browser, node, view.getKey() + "-dark", view.getValue(), WIDTH, true);
        picture(browser, node, view.getKey() + "-phone", view.getValue(), PHONE_WIDTH, false);
      }
    }
  }

  private void picture(
      Chromium browser, URI node, String name, String path, int width, boolean dark)
      throws IOException, InterruptedException {
    try (BrowserPage page = browser.open(width, HEIGHT, dark)) {
      page.go(node.resolve(path));
      page.await("document.querySelector('main[data-view] .panel')");
      Thread.sleep(SETTLE_MILLIS);
      int height = page.evaluate("document.documentElement.scrollHeight").asInt();
      page.resize(width, Math.min(HEIGHT_MAX, height));
      Thread.sleep(SETTLE_MILLIS / 5);
      Files.write(folder.resolve(name + ".png"), page.screenshot());
    }
  }
}
