package io.tallystick.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.rollup.Dimension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Goal: however often dimensions come and go, the spans say for each offset exactly the dimensions
 * that were counted there.
 */
class DimensionSpanTest {

  private static final List<Dimension> ALL = List.of(
      Dimension.SUBJECT,
      new Dimension(List.of("country")),
      new Dimension(List.of("device")),
      new Dimension(List.of("subject", "country")));

  @Property(tries = 200)
  void spansSayWhatWasCountedAtEachOffset(@ForAll long seed) {
    Random random = new Random(seed);
    List<DimensionSpan> spans = List.of();
    List<Set<Dimension>> countedAt = new ArrayList<>();
    for (int start = 0; start < 12; start++) {
      List<Dimension> counted =
          ALL.stream().filter(dimension -> random.nextBoolean()).toList();
      spans = DimensionSpan.next(spans, counted, countedAt.size());
      // now and then nothing is counted before the next start
      int events = random.nextInt(4);
      for (int i = 0; i < events; i++) {
        countedAt.add(new HashSet<>(counted));
      }
      assertThat(spans).as("no empty span, none twice").doesNotHaveDuplicates();
      for (DimensionSpan span : spans) {
        assertThat(span.fromOffset()).isLessThan(span.endOffset());
      }
    }
    for (int offset = 0; offset < countedAt.size(); offset++) {
      List<Dimension> said = new ArrayList<>();
      for (DimensionSpan span : spans) {
        if (span.contains(offset)) {
          said.add(span.dimension());
        }
      }
      assertThat(said).doesNotHaveDuplicates();
      assertThat(new HashSet<>(said)).as("offset " + offset).isEqualTo(countedAt.get(offset));
    }
  }
}
