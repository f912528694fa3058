package io.tallystick.flink.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PartitionReportLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Goal: a savepoint of today is read by every later version.
 *
 * <p>Method: golden bytes of what a checkpoint has of a key group; other versions are refused.
 */
final class CountingStateTest {

  private static final String GOLDEN = "01" + "00000010" + "00000001" + "00000000000003e8";

  @Test
  void theBytesAreGolden() throws IOException {
    PartitionReport report = report();
    byte[] layout = PartitionReportLayout.value(report);

    byte[] written = write(List.of(new CountingState.Partition(1000, report)), 16);

    assertThat(HexFormat.of().formatHex(written))
        .isEqualTo(
            GOLDEN + String.format("%08x", layout.length) + HexFormat.of().formatHex(layout));
    List<CountingState.Partition> read = CountingState.read(new ByteArrayInputStream(written), 16);
    assertThat(read).hasSize(1);
    assertThat(read.get(0).arrivalMillis()).isEqualTo(1000);
    assertThat(PartitionReportLayout.value(read.get(0).report())).isEqualTo(layout);
  }

  @Test
  void otherVersionsAndOtherPartitionsAreRefused() throws IOException {
    byte[] written = write(List.of(), 16);
    assertThatThrownBy(() -> CountingState.read(new ByteArrayInputStream(written), 8))
        .hasMessage("processing.partitions: 8 (expected: 16, which the restored state was counted"
            + " with)");
    written[0] = 2;
    assertThatThrownBy(() -> CountingState.read(new ByteArrayInputStream(written), 16))
        .hasMessageStartingWith("state of counting: version 2 (expected: 1");
  }

  private static byte[] write(List<CountingState.Partition> partitions, int count)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CountingState.write(out, count, partitions);
    return out.toByteArray();
  }

  private static PartitionReport report() {
    return new PartitionReport(
        new PartitionState(
            3, 7, 0, Tally.NONE, new HourTally(0, 0, Tally.NONE), 0, 0, List.of(), new byte[0]),
        List.of(),
        List.of(),
        List.of(),
        0,
        new byte[0],
        new byte[0],
        new TreeMap<>(),
        5);
  }
}
