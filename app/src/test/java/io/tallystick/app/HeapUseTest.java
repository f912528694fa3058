package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Goal: what is needed counts as in use, and garbage does not. */
class HeapUseTest {

  private static final int BYTES = 24 << 20;

  @Test
  void countsWhatACollectionLeaves() {
    HeapUse heap = new HeapUse();
    byte[] needed = new byte[BYTES];
    Arrays.fill(needed, (byte) 1);
    System.gc();
    long with = heap.bytesInUse();
    assertThat(needed[BYTES - 1]).isEqualTo((byte) 1);
    assertThat(with).isBetween((long) BYTES, heap.bytesMax());
    needed = null;
    System.gc();
    assertThat(heap.bytesInUse()).isLessThan(with - BYTES / 2);
  }
}
