package io.tallystick.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One request on its way in: collects the body, within its limit and within the memory that all
 * requests share. Every method runs on the event loop thread of the request.
 */
final class IngestCall implements Subscriber<HttpObject> {

  /*
   * Memory is reserved as it is used: a multiple of what has come, at most one step more and never
   * more than the Content-Length announces. So the body of a client that sends at once is copied
   * hardly ever, and thousands that announce much and send little, or a byte at a time, hold next
   * to nothing and take no room from the others. Each request is charged something on top of its
   * body, since it holds more than that: a million tiny ones behind a log that stalls would fill the
   * heap otherwise.
   *
   * Chunks are copied out and released at once. Keeping them until the end would save nothing, as
   * decoders read one array, and a client that sends single bytes would hold a whole network
   * buffer with each of them.
   */

  private static final int STEP_BYTES = 256 << 10;

  /** How much of a body is expected beyond what has come. */
  private static final int EXPECTED_MULTIPLE = 15;

  /** What a request and its answer take beside their bodies. */
  private static final int OVERHEAD_BYTES = 4 << 10;

  private final IngestService service;
  private final RequestHead head;
  private final Intake intake;
  private final InFlightBytes inFlight;
  private final int bytesMax;
  private final DiscardedBody discarded;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();

  private byte @Nullable [] body;
  private int length;
  /** How long the body may become before more has to be reserved. */
  private int room;

  private long reserved;
  private boolean done;

  /**
   * @param bytesMax largest body
   */
  IngestCall(
      IngestService service,
      RequestHead head,
      Intake intake,
      InFlightBytes inFlight,
      int bytesMax) {
    this.service = service;
    this.head = head;
    this.intake = intake;
    this.inFlight = inFlight;
    this.bytesMax = bytesMax;
    this.discarded = new DiscardedBody(bytesMax);
  }

  RequestHead head() {
    return head;
  }

  /** Completes when the client is to be answered. */
  CompletableFuture<HttpResponse> answer() {
    return answer;
  }

  long startNanos() {
    return startNanos;
  }

  /** Reserves what a request holds before its body comes; false when there is no room for it. */
  boolean reserveFirst() {
    return reserve(0);
  }

  /** Reserves so much in all, not on top; takes nothing when there is no room for it. */
  private boolean reserve(long bytes) {
    // alone a request may be larger than all that requests share: nobody could ever send it
    // otherwise
    long wanted = Math.min(bytes + OVERHEAD_BYTES, inFlight.max());
    if (wanted > reserved && !inFlight.reserve(wanted - reserved)) {
      return false;
    }
    if (wanted < reserved) {
      inFlight.release(reserved - wanted);
    }
    reserved = wanted;
    return true;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    // requests all of it, and ends it when there is too much to throw away
    discarded.onSubscribe(subscription);
  }

  @Override
  public void onNext(HttpObject object) {
    if (!(object instanceof HttpData data)) {
      // trailers say nothing that we need
      return;
    }
    if (done) {
      discarded.onNext(data);
      return;
    }
    try (data) {
      append(data);
    }
  }

  private void append(HttpData data) {
    int count = data.length();
    if (count > bytesMax - length) {
      refuse(Refusal.of(
          ErrorCode.BODY_TOO_LARGE, "body", "> " + bytesMax + " bytes", "<= " + bytesMax));
      return;
    }
    int newLength = length + count;
    if (newLength > room) {
      int wanted = expected(newLength);
      if (!reserve(wanted)) {
        refuse(service.overloaded());
        return;
      }
      room = wanted;
    }
    byte[] target = target();
    ByteBuf bytes = data.byteBuf();
    bytes.getBytes(bytes.readerIndex(), target, length, count);
    length = newLength;
  }

  /** How long the body will probably be, at least {@code arrived}. */
  private int expected(int arrived) {
    long step = Math.min((long) EXPECTED_MULTIPLE * arrived, Math.max(STEP_BYTES, arrived / 2));
    long most = head.announced() < 0 ? bytesMax : Math.min(head.announced(), bytesMax);
    return (int) Math.max(arrived, Math.min(arrived + step, most));
  }

  /** The array of the body, as large as there is room for. */
  private byte[] target() {
    byte[] current = body;
    if (current != null && current.length >= room) {
      return current;
    }
    byte[] larger = intake.buffers().take(room);
    if (current != null) {
      System.arraycopy(current, 0, larger, 0, length);
      intake.buffers().give(current);
    }
    body = larger;
    return larger;
  }

  /** Answers before the body has arrived. */
  private void refuse(Refusal refusal) {
    release();
    service.refuse(this, refusal);
  }

  @Override
  public void onError(Throwable cause) {
    if (!done) {
      release();
      service.lost(this, cause);
    }
  }

  @Override
  public void onComplete() {
    if (!done) {
      service.take(this, intake, target(), length);
    }
  }

  /**
   * Gives back the body, and all memory but {@code bytes}; false when there is no room for these,
   * and everything is given back then.
   */
  boolean keep(long bytes) {
    giveBody();
    if (reserve(bytes)) {
      return true;
    }
    release();
    return false;
  }

  /** Gives back everything; safe to call again. */
  void release() {
    giveBody();
    inFlight.release(reserved);
    reserved = 0;
  }

  private void giveBody() {
    done = true;
    byte[] collected = body;
    body = null;
    if (collected != null) {
      intake.buffers().give(collected);
    }
  }
}
