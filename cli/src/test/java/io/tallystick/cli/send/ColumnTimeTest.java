package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.RefusedException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: times as files have them become the moment that is meant, or are refused. */
class ColumnTimeTest {

  private static final ColumnTime AUTO = new ColumnTime(ColumnTime.Unit.AUTO, null);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "807249601, 807249601000",
    "1604686251.1239, 1604686251123",
    "-1.5, -1500",
    "99999999999, 99999999999000",
    "100000000000, 100000000000",
    "1604686251123, 1604686251123",
    "1604686251123456, 1604686251123",
    "1604686251123456789, 1604686251123",
    " 12 , 12000",
  })
  void numbersBySize(String text, long millis) {
    assertThat(AUTO.read(text)).isEqualTo(millis);
  }

  @Test
  void numbersByUnit() {
    assertThat(new ColumnTime(ColumnTime.Unit.MS, null).read("5")).isEqualTo(5L);
    assertThat(new ColumnTime(ColumnTime.Unit.S, null).read("5000000000000"))
        .isEqualTo(5_000_000_000_000_000L);
    assertThat(new ColumnTime(ColumnTime.Unit.US, null).read("-1")).isEqualTo(-1L);
    assertThat(new ColumnTime(ColumnTime.Unit.NS, null).read("1999999")).isEqualTo(1L);
    assertThatThrownBy(() -> new ColumnTime(ColumnTime.Unit.S, null).read("9".repeat(29)))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2015-09-12T00:46:58.771Z, 2015-09-12T00:46:58.771Z",
    "2015-09-12 00:46:58+02:00, 2015-09-12T00:46:58+02:00",
    "yesterday, yesterday",
  })
  void textIsLeftToTheServer(String text, String sent) {
    assertThat(AUTO.read(text)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2017-11-14", "2017-11-14 12:00", "2017-11-14T12:00:00.5"})
  void timesWithoutZoneNeedOne(String text) {
    assertThatThrownBy(() -> AUTO.read(text)).hasMessageContaining("--time-zone such as UTC");
  }

  @Test
  void timesInAZone() {
    ColumnTime utc = new ColumnTime(ColumnTime.Unit.AUTO, ZoneOffset.UTC);
    assertThat(utc.read("1970-01-02")).isEqualTo(86_400_000L);
    assertThat(utc.read("1970-01-01 00:00:01.5")).isEqualTo(1_500L);
    ColumnTime berlin = new ColumnTime(ColumnTime.Unit.AUTO, ZoneId.of("Europe/Berlin"));
    assertThat(berlin.read("1970-01-01T01:00")).isEqualTo(0L);
    assertThatThrownBy(() -> utc.read("1970-02-30")).hasMessageContaining("a time of the calendar");
  }
}
