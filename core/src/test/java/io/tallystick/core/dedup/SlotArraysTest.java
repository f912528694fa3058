package io.tallystick.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: what is given back is taken again, empty, and what is kept for that stays little. */
class SlotArraysTest {

  private final SlotArrays arrays = new SlotArrays();

  @Test
  void eachSizeHasRoomForWhatItIsFor() {
    for (int count = 0; count < 10_000; count++) {
      int size = SlotArrays.sizeFor(count);
      assertThat(SlotArrays.countMax(size)).isGreaterThan(count);
      assertThat(size == 0 || SlotArrays.countMax(size - 1) <= count).isTrue();
      assertThat(arrays.take(size).length)
          .isGreaterThan(SlotArrays.SLOT_INTS * SlotArrays.capacity(size));
    }
  }

  @Test
  void whatIsGivenBackIsTakenAgainEmpty() {
    int size = SlotArrays.sizeFor(100);
    int[] slots = arrays.take(size);
    assertThat(slots).containsOnly(0);
    slots[5] = 7;
    long bytes = arrays.usedBytes();
    arrays.give(size, slots);
    assertThat(arrays.usedBytes()).isZero();
    assertThat(arrays.keptBytes()).isEqualTo(bytes);
    assertThat(arrays.take(size + 1)).isNotSameAs(slots);
    assertThat(arrays.take(size)).isSameAs(slots).containsOnly(0);
    assertThat(arrays.keptBytes()).isZero();
  }

  @Test
  void slotsOfNoSizeAreNotKept() {
    int size = SlotArrays.sizeFor(100);
    int[] longer = arrays.lengthen(arrays.take(size));
    assertThat(arrays.usedBytes()).isEqualTo(SlotArrays.bytes(longer));
    arrays.give(size, longer);
    assertThat(arrays.usedBytes()).isZero();
    assertThat(arrays.keptBytes()).isZero();
  }

  @Test
  void keepsLittleUnlessItIsReserved() {
    int size = SlotArrays.sizeFor(1000);
    int[][] slots = new int[200][];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = arrays.take(size);
    }
    for (int i = 0; i < 100; i++) {
      arrays.give(size, slots[i]);
    }
    long each = SlotArrays.bytes(slots[0]);
    arrays.reserve();
    arrays.trim();
    assertThat(arrays.keptBytes()).isEqualTo(100 * each);
    arrays.keepAtMost(50 * each);
    assertThat(arrays.keptBytes()).isEqualTo(50 * each);
    arrays.release();
    arrays.trim();
    assertThat(arrays.keptBytes()).isBetween(each, 4 * each);
    assertThat(arrays.usedBytes()).isEqualTo(100 * each);
    arrays.keepAtMost(-1);
    assertThat(arrays.keptBytes()).isZero();
  }
}
