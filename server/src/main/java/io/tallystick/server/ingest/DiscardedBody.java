package io.tallystick.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads the body of a request that is already refused, up to a limit, and forgets it: some clients
 * only look at the answer once they could send everything.
 */
final class DiscardedBody implements Subscriber<HttpObject> {

  private long left;
  private @Nullable Subscription subscription;

  /**
   * @param bytesMax how much is read at most
   */
  DiscardedBody(long bytesMax) {
    this.left = bytesMax;
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (object instanceof HttpData data) {
      try (data) {
        discard(data.length());
      }
    }
  }

  private void discard(int bytes) {
    left -= bytes;
    Subscription current = subscription;
    if (left < 0 && current != null) {
      current.cancel();
    }
  }

  @Override
  public void onError(Throwable cause) {
    // the answer is given, and the client went away
  }

  @Override
  public void onComplete() {
    // that was all
  }
}
