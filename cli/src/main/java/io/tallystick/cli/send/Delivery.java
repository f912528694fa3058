package io.tallystick.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Brings batches to the server, through overload and restarts. Thread-safe. */
final class Delivery {

  /*
   * A request whose answer is lost is sent again: every event has an id, so the copy changes
   * nothing. A request that is refused as a whole, because it is too large or because of one event,
   * is halved until the event stands alone; the others go through.
   */

  private static final String PATH = "/v1/events";
  private static final long NAP_MILLIS = 100;
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** What became of a batch. */
  record Delivered(long accepted, List<RejectedLine> rejected) {}

  private final NodeClient client;
  private final boolean compress;
  private final long retryMillis;
  private final Tally tally;
  private final FirstFailure failure;

  /**
   * A way to one server.
   *
   * @param compress whether bodies are compressed with gzip
   * @param retryMillis how long a request is tried again
   * @param failure when it is set nothing is tried again
   */
  Delivery(
      NodeClient client, boolean compress, long retryMillis, Tally tally, FirstFailure failure) {
    this.client = client;
    this.compress = compress;
    this.retryMillis = retryMillis;
    this.tally = tally;
    this.failure = failure;
  }

  /**
   * Delivers a batch; when this returns every line has its fate.
   *
   * @throws CommandFailure when no server answers in time, or one that does not take events
   */
  Delivered deliver(Batch batch) throws InterruptedException {
    List<RejectedLine> rejected = new ArrayList<>(batch.rejected());
    long accepted = batch.size() == 0 ? 0 : deliver(batch, 0, batch.size(), rejected);
    rejected.sort(Comparator.comparingLong(RejectedLine::line));
    return new Delivered(accepted, rejected);
  }

  private long deliver(Batch batch, int from, int to, List<RejectedLine> rejected)
      throws InterruptedException {
    NodeClient.Answer answer = post(batch.body(from, to));
    // when every event is rejected, the same answer comes as a problem
    if (answer.status() / 100 == 2 || answer.json().has("rejected")) {
      return readOutcome(batch, from, to, answer, rejected);
    }
    String code = answer.json().path("code").asText();
    boolean ofEvents = answer.status() == 400 || answer.status() == 413;
    if (!ofEvents || code.isEmpty()) {
      throw new CommandFailure(ExitCode.REFUSED, client.shown(answer));
    }
    if (to - from == 1) {
      String detail = answer.json().path("detail").asText();
      rejected.add(new RejectedLine(batch.record(from), code, detail));
      return 0;
    }
    int middle = (from + to) >>> 1;
    return deliver(batch, from, middle, rejected) + deliver(batch, middle, to, rejected);
  }

  private long readOutcome(
      Batch batch, int from, int to, NodeClient.Answer answer, List<RejectedLine> rejected) {
    long accepted = answer.json().path("accepted").asLong(-1);
    int count = 0;
    for (JsonNode event : answer.json().path("rejected")) {
      int index = event.path("index").asInt(-1);
      if (index < 0 || index >= to - from) {
        throw notUnderstood(answer);
      }
      rejected.add(new RejectedLine(
          batch.record(from + index),
          event.path("code").asText(),
          event.path("message").asText()));
      count++;
    }
    if (accepted + count != to - from) {
      throw notUnderstood(answer);
    }
    return accepted;
  }

  private CommandFailure notUnderstood(NodeClient.Answer answer) {
    return new CommandFailure(
        ExitCode.REFUSED,
        client.base() + PATH + ": an answer that does not add up (expected: a Tallystick node): "
            + answer.text());
  }

  private NodeClient.Answer post(byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        client.request(PATH).header("Content-Type", "application/x-ndjson");
    byte[] sent = body;
    if (compress) {
      request.header("Content-Encoding", "gzip");
      sent = gzip(body);
    }
    HttpRequest built =
        request.POST(HttpRequest.BodyPublishers.ofByteArray(sent)).build();
    Backoff backoff = new Backoff(retryMillis);
    long firstFailure = 0;
    while (true) {
      NodeClient.Answer answer = null;
      IOException broken = null;
      try {
        answer = client.exchange(built);
        if (!isPassing(answer.status())) {
          return answer;
        }
      } catch (IOException e) {
        broken = e;
      }
      long now = System.nanoTime();
      firstFailure = firstFailure == 0 ? now : firstFailure;
      OptionalLong wait = backoff.next(
          (now - firstFailure) / NANOS_PER_MILLI,
          answer == null ? 0 : answer.retryAfterMillis(),
          ThreadLocalRandom.current().nextDouble());
      if (wait.isEmpty() || failure.isSet()) {
        throw givenUp(answer, broken);
      }
      tally.retry(answer == null ? client.shown(broken) : client.shown(answer));
      sleep(wait.getAsLong());
    }
  }

  private void sleep(long millis) throws InterruptedException {
    for (long left = millis; left > 0 && !failure.isSet(); left -= NAP_MILLIS) {
      Thread.sleep(Math.min(left, NAP_MILLIS));
    }
  }

  private CommandFailure givenUp(NodeClient.@Nullable Answer answer, @Nullable IOException broken) {
    String what = answer == null ? client.shown(broken) : client.shown(answer);
    return new CommandFailure(
        ExitCode.UNREACHABLE, what + "\ngiven up after " + retryMillis / 1000 + " s of trying");
  }

  /** Whether the same request can succeed later. */
  private static boolean isPassing(int status) {
    return status == 429 || status == 408 || status >= 500;
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
