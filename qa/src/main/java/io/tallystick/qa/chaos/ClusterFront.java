package io.tallystick.qa.chaos;

import io.tallystick.cluster.TallystickNode;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The processes of a cluster as clients with a list of addresses see them: each request goes to the
 * next address when one does not answer. May be used from any thread.
 */
final class ClusterFront implements Target {

  private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(2);
  private static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(20);
  private static final Duration AGAIN_TIME_MAX = Duration.ofMinutes(2);
  private static final int PAUSE_MILLIS = 100;

  private final HttpClient client = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(CONNECT_TIME_MAX)
      .build();
  private final List<URI> ingests;
  private final List<URI> queries;
  private final AtomicInteger nextIngest = new AtomicInteger();
  private final AtomicInteger query = new AtomicInteger();

  ClusterFront(List<TallystickNode> ingests, List<TallystickNode> queries) {
    this.ingests = ingests.stream().map(TallystickNode::uri).toList();
    this.queries = queries.stream().map(TallystickNode::uri).toList();
  }

  /** Every request to the next address. What got no answer is sent again by the caller. */
  @Override
  public Answer post(String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    URI address = ingests.get(Math.floorMod(nextIngest.getAndIncrement(), ingests.size()));
    try {
      return send(HttpRequest.newBuilder(address.resolve(path))
          .header("content-type", contentType)
          .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    } catch (IOException e) {
      Thread.sleep(PAUSE_MILLIS);
      throw e;
    }
  }

  /**
   * Asks the same process until it does not answer, so that answers follow each other in time. One
   * that says "try again later" is asked again for a while: it may just have been started.
   */
  @Override
  public Answer get(String path) throws IOException, InterruptedException {
    long end = System.nanoTime() + AGAIN_TIME_MAX.toNanos();
    while (true) {
      int current = query.get();
      try {
        Answer answer = ask(current, path);
        if (answer.status() != 503 || System.nanoTime() > end) {
          return answer;
        }
      } catch (IOException e) {
        query.compareAndSet(current, current + 1);
        if (System.nanoTime() > end) {
          throw e;
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Asks one of the query processes. */
  Answer ask(int number, String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(
        queries.get(Math.floorMod(number, queries.size())).resolve(path)));
  }

  int queries() {
    return queries.size();
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(
        request.timeout(REQUEST_TIME_MAX).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public int brokenMax() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean isCluster() {
    return true;
  }
}
