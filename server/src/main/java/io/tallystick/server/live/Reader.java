package io.tallystick.server.live;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** One open connection of a reader. Used by its event loop only. */
final class Reader {

  /** After which a reader that takes nothing is let go. */
  private static final long STALLED_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  final EventLoop loop;
  final Subscription subscription;
  private final HttpResponseWriter out;
  private boolean writing;
  private boolean missed;
  private long writeNanos;

  Reader(EventLoop loop, Subscription subscription, HttpResponseWriter out) {
    this.loop = loop;
    this.subscription = subscription;
    this.out = out;
  }

  /**
   * Sends what is new. A reader that has not taken the last piece yet gets none: nothing is queued
   * for it, and it gets the whole state once it has caught up.
   *
   * @param news what is new for all readers of this subscription
   * @param state all of it
   */
  void send(HttpData news, HttpData state) {
    long now = System.nanoTime();
    if (writing) {
      missed = true;
      if (now - writeNanos > STALLED_NANOS_MAX) {
        out.abort();
      }
      return;
    }
    if (!out.tryWrite(missed ? state : news)) {
      return;
    }
    missed = false;
    writing = true;
    writeNanos = now;
    out.whenConsumed().thenRun(this::written);
  }

  private void written() {
    if (loop.inEventLoop()) {
      writing = false;
    } else {
      loop.execute(() -> writing = false);
    }
  }

  void end() {
    out.close();
  }
}
