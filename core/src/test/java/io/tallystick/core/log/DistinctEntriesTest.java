package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Goal: an index always says its text again, and crafted texts cannot make the table slow. */
class DistinctEntriesTest {

  private static final int TAG = LogBatchLayout.DICTIONARY_TAG;

  @Property
  void equalTextsHaveOneIndex(
      @ForAll @Size(max = 4) List<@Size(max = 60) List<@StringLength(max = 20) String>> batches) {
    DistinctEntries entries = new DistinctEntries(TAG);
    for (List<String> texts : batches) {
      entries.clear();
      List<String> expected = new ArrayList<>();
      for (String text : texts) {
        if (!expected.contains(text)) {
          expected.add(text);
        }
        assertThat(index(entries, text)).isEqualTo(expected.indexOf(text));
      }
    }
  }

  /**
   * Texts that all hash to one slot: a few of them find their entry again, the rest get another one
   * each time. None takes the entry of another.
   */
  @Test
  void crowdedSlotGivesUpAndStaysRight() {
    List<String> crowd = new ArrayList<>();
    for (int i = 0; crowd.size() < 100; i++) {
      byte[] text = ("crowd " + i).getBytes(StandardCharsets.US_ASCII);
      if ((DistinctEntries.hash(text, 0, text.length) & 0xfff) == 0) {
        crowd.add("crowd " + i);
      }
    }
    DistinctEntries entries = new DistinctEntries(TAG);
    Set<Integer> indexes = new HashSet<>();
    int again = 0;
    for (int round = 0; round < 2; round++) {
      for (String text : crowd) {
        int index = index(entries, text);
        again += indexes.add(index) ? 0 : 1;
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(entries.matches(index, bytes, 0, bytes.length)).isTrue();
      }
    }
    assertThat(again).as("found again within the bound").isBetween(20, 40);
  }

  /** Small batches and large ones, whose memory is not kept. */
  @Test
  void emptiedTableKnowsNothingOfEarlierBatches() {
    DistinctEntries entries = new DistinctEntries(TAG);
    for (int batch = 0; batch < 40; batch++) {
      int size = batch % 7 == 6 ? 20_000 : 100;
      for (int i = 0; i < size; i++) {
        assertThat(index(entries, batch % 2 + "/" + i)).isEqualTo(i);
      }
      entries.clear();
      assertThat(entries.encodedLength()).isZero();
    }
  }

  private static int index(DistinctEntries entries, String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    return entries.index(bytes, 1, bytes.length - 2);
  }
}
