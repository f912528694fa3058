package io.tallystick.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.log.EventLog;
import io.tallystick.embedded.rocks.StoreException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: the bytes around a batch in the log never change, and damage is named. */
class LogEntryLayoutTest {

  private static final String GOLDEN = "01" // version
      + "0000019ab0000000" // arrival
      + "00000003" // count
      + "0000019aaffffff0" // earliest event time
      + "0a0b0c"; // batch

  @Test
  void bytesAreGolden() {
    byte[] value = LogEntryLayout.value(
        new EventLog.Append(1, 3, new byte[] {10, 11, 12}, 0x19aaffffff0L), 0x19ab0000000L);
    assertThat(HexFormat.of().formatHex(value)).isEqualTo(GOLDEN);
    assertThat(HexFormat.of().formatHex(LogEntryLayout.key(258))).isEqualTo("0000000000000102");

    EventLog.Entry entry = LogEntryLayout.entry(1, 258, value);
    assertThat(entry.offset()).isEqualTo(258);
    assertThat(entry.count()).isEqualTo(3);
    assertThat(entry.arrivalMillis()).isEqualTo(0x19ab0000000L);
    assertThat(entry.batch()).containsExactly(10, 11, 12);
    assertThat(LogEntryLayout.timeMillisMin(value)).isEqualTo(0x19aaffffff0L);
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] value = HexFormat.of().parseHex(GOLDEN);
    value[0] = 2;
    assertThatThrownBy(() -> LogEntryLayout.entry(1, 258, value))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("offset 258 of partition 1");
  }
}
