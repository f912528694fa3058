package io.tallystick.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.buffer.ByteBuf;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.EventForm;
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
   * Memory is reserved as it is used: at first for what the Content-Length announces, but never
   * for more than one step, then step by step. A client that announces much and sends nothing
   * holds next to nothing.
   *
   * Chunks are copied out and released at once. Keeping them until the end would save nothing, as
   * decoders read one array, and a client that sends single bytes would hold a whole network
   * buffer with each of them.
   */

  static final int STEP_BYTES = 256 << 10;
  private static final int UNANNOUNCED_BYTES = 16 << 10;

  final ServiceRequestContext ctx;
  final ArmeriaHeaders headers;
  final EventForm form;
  final ContentCoding coding;
  final long startNanos;
  final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();

  private final IngestService service;
  private final Intake intake;
  private final InFlightBytes inFlight;
  private final int bytesMax;
  private final long announced;
  private byte @Nullable [] body;
  private int length;
  private long reserved;
  private final DiscardedBody discarded;
  private boolean done;

  /**
   * @param bytesMax largest body
   * @param announced the Content-Length, at most {@code bytesMax}; -1: none
   */
  IngestCall(
      IngestService service,
      ServiceRequestContext ctx,
      ArmeriaHeaders headers,
      EventForm form,
      ContentCoding coding,
      Intake intake,
      InFlightBytes inFlight,
      int bytesMax,
      long announced) {
    this.service = service;
    this.ctx = ctx;
    this.headers = headers;
    this.form = form;
    this.coding = coding;
    this.intake = intake;
    this.inFlight = inFlight;
    this.bytesMax = bytesMax;
    this.announced = announced;
    this.discarded = new DiscardedBody(bytesMax);
    this.startNanos = System.nanoTime();
  }

  /** Reserves what the body needs at first; false when there is no room for it. */
  boolean reserveFirst() {
    long first = announced < 0 ? UNANNOUNCED_BYTES : Math.min(announced, STEP_BYTES);
    return reserve(Math.min(first, bytesMax));
  }

  private boolean reserve(long bytes) {
    if (!inFlight.reserve(bytes)) {
      return false;
    }
    reserved += bytes;
    return true;
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    // requests all of it, and ends it when there is too much to throw away
    discarded.onSubscribe(newSubscription);
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
    if (newLength > reserved) {
      long wanted = Math.min(Math.max(newLength, reserved + STEP_BYTES), bytesMax);
      if (!reserve(wanted - reserved)) {
        refuse(service.overloaded());
        return;
      }
    }
    byte[] target = room(newLength);
    ByteBuf bytes = data.byteBuf();
    bytes.getBytes(bytes.readerIndex(), target, length, count);
    length = newLength;
  }

  /** The array of the body, large enough for {@code newLength} bytes. */
  private byte[] room(int newLength) {
    byte[] current = body;
    if (current != null && current.length >= newLength) {
      return current;
    }
    int wanted = (int) Math.max(newLength, reserved);
    byte[] larger = intake.buffers().take(wanted);
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
    if (done) {
      return;
    }
    byte[] collected = body == null ? intake.buffers().take(0) : body;
    body = collected;
    service.take(this, intake, collected, length);
  }

  /** Gives back the array, and all memory that was reserved but {@code kept} bytes. */
  boolean keep(long kept) {
    byte[] collected = body;
    body = null;
    done = true;
    if (collected != null) {
      intake.buffers().give(collected);
    }
    if (kept > reserved && !inFlight.reserve(kept - reserved)) {
      inFlight.release(reserved);
      reserved = 0;
      return false;
    }
    if (kept < reserved) {
      inFlight.release(reserved - kept);
    }
    reserved = kept;
    return true;
  }

  /** Gives back everything; safe to call again. */
  void release() {
    boolean nothing = keep(0);
    assert nothing;
  }
}
