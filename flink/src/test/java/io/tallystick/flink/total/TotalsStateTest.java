package io.tallystick.flink.total;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.publish.BucketRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a savepoint of today is read by every later version.
 *
 * <p>Method: golden bytes of rows in state, of their keys, and of what a checkpoint has of a key
 * group; other versions are refused.
 */
final class TotalsStateTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void rowsAreGolden() {
    byte[] row = TotalsState.row(new RowCache.Row(258, new byte[] {7, 8}));

    assertThat(HEX.formatHex(row)).isEqualTo("0000000000000102" + "0708");
    assertThat(TotalsState.row(row).epoch()).isEqualTo(258);
    assertThat(TotalsState.row(row).value()).containsExactly(7, 8);
  }

  @Test
  void keysAreGolden() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1);
    RowKeySerializer.INSTANCE.serialize(RowKey.copyOf(new byte[] {1, 2, 3}, 2), out);

    assertThat(HEX.formatHex(out.getCopyOfBuffer())).isEqualTo("00000002" + "0102");
    assertThat(
            RowKeySerializer.INSTANCE.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(RowKey.of(new byte[] {1, 2}));
    assertThat(RowKeySerializer.Snapshot.class.getName())
        .as("stands in every checkpoint")
        .isEqualTo("io.tallystick.flink.total.RowKeySerializer$Snapshot");
  }

  @Test
  void groupsAreGolden() throws IOException {
    BucketRows.Builder builder = new BucketRows.Builder(5, 9);
    builder.add(new byte[] {1}, 1, new byte[] {2}, 1, 0, new byte[0], 0);
    BucketRows rows = builder.build(true);

    byte[] written = write(List.of(rows));

    assertThat(HEX.formatHex(written))
        .isEqualTo("01" + "00000020" + "00000001"
            + String.format("%08x", rows.toByteArray().length)
            + HEX.formatHex(rows.toByteArray()));
    List<BucketRows> read = TotalsState.read(new ByteArrayInputStream(written), 32);
    assertThat(read).hasSize(1);
    assertThat(read.get(0).toByteArray()).isEqualTo(rows.toByteArray());
  }

  @Test
  void otherVersionsAndOtherBucketsAreRefused() throws IOException {
    byte[] written = write(List.of());
    assertThatThrownBy(() -> TotalsState.read(new ByteArrayInputStream(written), 8))
        .hasMessage(
            "cassandra.buckets: 8 (expected: 32, which the restored state was counted with)");
    written[0] = 2;
    assertThatThrownBy(() -> TotalsState.read(new ByteArrayInputStream(written), 32))
        .hasMessageStartingWith("state of totals: version 2 (expected: 1");
  }

  private static byte[] write(List<BucketRows> parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TotalsState.write(out, 32, parts);
    return out.toByteArray();
  }
}
