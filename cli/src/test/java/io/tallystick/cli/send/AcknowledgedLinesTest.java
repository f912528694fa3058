package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.cli.send.AcknowledgedLines.Range;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Goal: whatever the order of acknowledgements, the ranges hold exactly the lines that were added. */
class AcknowledgedLinesTest {

  private static final int LINE_MAX = 60;

  @Provide
  Arbitrary<List<Range>> ranges() {
    Arbitrary<Range> range = Arbitraries.integers()
        .between(1, LINE_MAX - 10)
        .flatMap(first ->
            Arbitraries.integers().between(0, 10).map(length -> new Range(first, first + length)));
    return range.list().ofMaxSize(30);
  }

  @Property
  void holdsWhatWasAdded(@ForAll("ranges") List<Range> ranges) {
    AcknowledgedLines lines = new AcknowledgedLines(List.of());
    BitSet model = new BitSet();
    for (Range range : ranges) {
      lines.add(range.first(), range.last());
      model.set((int) range.first(), (int) range.last() + 1);
    }
    for (int line = 0; line <= LINE_MAX + 1; line++) {
      assertThat(lines.contains(line)).as("line %s", line).isEqualTo(model.get(line));
    }
    List<Range> kept = lines.ranges();
    for (int i = 1; i < kept.size(); i++) {
      assertThat(kept.get(i).first()).isGreaterThan(kept.get(i - 1).last() + 1);
    }
    assertThat(new AcknowledgedLines(kept).ranges()).isEqualTo(kept);
  }

  @Test
  void rangesThatAreNone() {
    AcknowledgedLines lines = new AcknowledgedLines(List.of());
    assertThatThrownBy(() -> lines.add(0, 1)).hasMessageContaining("lines: 0..1");
    assertThatThrownBy(() -> lines.add(2, 1)).hasMessageContaining("lines: 2..1");
  }
}
