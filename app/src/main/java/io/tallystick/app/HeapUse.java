package io.tallystick.app;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap is needed: what was left in the old generation by its last collection. What
 * is in use between two collections says nothing, most of it is garbage. Single-threaded.
 */
final class HeapUse {

  /** Beyond this part a collector runs nearly all the time, and soon fails. */
  private static final double PART_MAX = 0.92;

  private static final long COLLECT_AFTER_NANOS = 5_000_000_000L;

  private final @Nullable MemoryPoolMXBean old = oldGeneration();
  private long collectedNanos = System.nanoTime();

  private static @Nullable MemoryPoolMXBean oldGeneration() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      boolean isOld = pool.getName().contains("Old") || pool.getName().contains("Tenured");
      if (pool.getType() == MemoryType.HEAP && isOld && pool.getCollectionUsage() != null) {
        return pool;
      }
    }
    return null;
  }

  /** More than this is too much. */
  long bytesMax() {
    MemoryPoolMXBean pool = old;
    long max = pool == null ? -1 : pool.getUsage().getMax();
    return (long) (PART_MAX * (max > 0 ? max : Runtime.getRuntime().maxMemory()));
  }

  /** Bytes that the last collection left; 0 where the collector does not tell. */
  long bytesInUse() {
    MemoryPoolMXBean pool = old;
    MemoryUsage usage = pool == null ? null : pool.getCollectionUsage();
    return usage == null ? 0 : usage.getUsed();
  }

  /**
   * Collects now and then while events are refused for want of memory: without new events nothing
   * else would, and nobody would see that memory has become free.
   */
  void relieve(boolean refusing) {
    boolean isShort = refusing && bytesInUse() > bytesMax() / 8 * 7;
    if (isShort && System.nanoTime() - collectedNanos > COLLECT_AFTER_NANOS) {
      System.gc();
      collectedNanos = System.nanoTime();
    }
  }
}
