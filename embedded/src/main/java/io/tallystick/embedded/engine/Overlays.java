package io.tallystick.embedded.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one partition has counted that may not be in the store. */
final class Overlays {

  /*
   * One overlay is written by the thread of the partition; the one before it may be being committed
   * by another. Queries read both, and what is committed, so an event is visible as soon as it is
   * counted, while rows are written only every few seconds, when thousands of events share them.
   *
   * Which is which changes under the lock of the partition. When one is committed its memory serves
   * the next but one: memory that lives for some seconds is what a generational collector is worst
   * at. Views read without the lock what is being committed, so they lease it.
   */

  private volatile List<Overlay> live;
  private volatile @Nullable Overlay committed;

  Overlays(Overlay written) {
    live = List.of(written);
  }

  /** Oldest first; the last one is still written, under the lock, the others no longer change. */
  List<Overlay> live() {
    return live;
  }

  /** The same, each leased; without the lock, which queries would have to wait for. */
  List<Overlay> lease() {
    while (true) {
      List<Overlay> some = live;
      some.forEach(Overlay::lease);
      if (some == live) {
        return some;
      }
      some.forEach(Overlay::release);
    }
  }

  boolean isCommitting() {
    return live.size() > 1;
  }

  /** Begins with another one; under the lock, before anything was counted. */
  void restart(Overlay written) {
    live = List.of(written);
  }

  /** From now on writes {@code next}, and answers what is to be committed; under the lock. */
  Overlay freeze(Overlay next) {
    Overlay frozen = live.get(live.size() - 1);
    live = List.of(frozen, next);
    return frozen;
  }

  /** What was frozen is in the store; under the lock. */
  void committed() {
    Overlay done = live.get(0);
    live = List.of(live.get(live.size() - 1));
    committed = done;
  }

  /**
   * What was committed since the last call, null when nothing was; on the thread of the partition. Its
   * journal may be used again, and its rollups if they are not leased.
   */
  @Nullable
  Overlay takeCommitted() {
    Overlay done = committed;
    if (done != null) {
      committed = null;
    }
    return done;
  }
}
