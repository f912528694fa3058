package io.tallystick.qa.page;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/**
 * What the first view costs a reader who has never been here: until the figures, the leaders and the
 * chart are drawn.
 *
 * @param millis from the start of the navigation, the median of all times
 * @param requests that it took, the stream included
 * @param bytes as they came over the network
 */
public record FirstView(double millis, int requests, long bytes) {

  /** What was promised for a loopback connection. */
  public static final int MILLIS_WANTED = 1_000;

  /** What was promised, compressed. */
  public static final int BYTES_MAX = 300_000;

  /** Each is a module or a style of the page, or a question to the node. */
  public static final int REQUESTS_MAX = 45;

  private static final String IS_THERE = "document.querySelector('.figure .number')"
      + " && document.querySelector('.leaders tbody tr')"
      + " && document.querySelector('.chart canvas')";

  /** Opens the page so many times, each with an empty cache. */
  public static FirstView measure(Chromium browser, URI node, int times)
      throws IOException, InterruptedException {
    double[] millis = new double[times];
    int requests = 0;
    long bytes = 0;
    for (int i = 0; i < times; i++) {
      try (BrowserPage page = browser.open(1280, 900, false)) {
        page.go(node);
        // the clock of the page begins with the navigation; looked at every few milliseconds
        page.await("(window.thereAfter ??= (" + IS_THERE + ") ? performance.now() : undefined)");
        millis[i] = page.evaluate("window.thereAfter").asDouble();
        requests = Math.max(requests, page.requests().size());
        bytes = Math.max(bytes, page.bytes());
      }
    }
    Arrays.sort(millis);
    return new FirstView(millis[times / 2], requests, bytes);
  }

  @Override
  public String toString() {
    return "first view: useful after %.0f ms, %d requests, %,d bytes"
        .formatted(millis, requests, bytes);
  }
}
