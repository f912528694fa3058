package io.tallystick.core.dedup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Runs in a map, open to damage. The strict fake is in the testkit, which stands on this module. */
final class MapRunStore implements RunStore {

  final Map<Long, byte[]> runs = new HashMap<>();

  @Override
  public Output create(long run) {
    return new Output() {
      private byte[] written = {};

      @Override
      public void write(long position, ByteBuffer bytes) {
        int end = (int) position + bytes.remaining();
        written = end > written.length ? Arrays.copyOf(written, end) : written;
        bytes.get(written, (int) position, bytes.remaining());
      }

      @Override
      public void commit() {
        runs.put(run, written);
      }

      @Override
      public void abandon() {}
    };
  }

  @Override
  public ByteBuffer open(long run) {
    byte[] bytes = runs.get(run);
    if (bytes == null) {
      throw new CorruptRunException(describe(run), "missing");
    }
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void delete(long run) {
    runs.remove(run);
  }

  @Override
  public void retainOnly(Set<Long> kept) {
    runs.keySet().retainAll(kept);
  }

  @Override
  public String describe(long run) {
    return "map/" + run;
  }
}
