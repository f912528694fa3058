package io.tallystick.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.log.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what is in the topic today can be read by every later version, and what others produce is
 * counted or refused, never misread.
 *
 * <p>Method: golden text of the records, written and read; records with wrong parts.
 */
final class EventRecordTest {

  private static final byte[] BATCH = {8, 1, 16, 2};
  private static final EventLog.Append APPEND = new EventLog.Append(13, 2, BATCH, -5, 0);
  private static final EventRecordWriter WRITER = new EventRecordWriter("events", 300);
  private static final EventRecordReader READER = new EventRecordReader(300);

  @Test
  void aBatchHasTheGoldenForm() {
    assertThat(text(WRITER.batch(APPEND, 4, 1_795_341_600_000L)))
        .isEqualTo("events/1 at 1795341600000 key 0000000d value 08011002"
            + " tallystick-partitions=300 tallystick-events=2 tallystick-time=-5");
  }

  @Test
  void aBatchOfTheCanaryHasTheGoldenForm() {
    EventLog.Append canary = new EventLog.Append(299, 2, BATCH, 1_795_341_600_000L, 2);

    assertThat(text(WRITER.batch(canary, 1, 7)))
        .isEqualTo("events/0 at 7 key 0000012b value 08011002 tallystick-partitions=300"
            + " tallystick-events=2 tallystick-time=1795341600000 tallystick-canary=2");
  }

  @Test
  void aDiscardHasTheGoldenForm() {
    assertThat(text(WRITER.discard(258, 1L << 40, "käse", 3, 7)))
        .isEqualTo("events/0 at 7 key 00000102 value  tallystick-partitions=300"
            + " tallystick-discard=1099511627776 tallystick-note=käse");
    assertThat(text(WRITER.discard(2, 0, "", 3, 7)))
        .isEqualTo("events/2 at 7 key 00000002 value  tallystick-partitions=300"
            + " tallystick-discard=0");
  }

  @Test
  void aRequestToPublishRowsAgainHasTheGoldenForm() {
    List<byte[]> keys = List.of(new byte[] {1, 2, 3}, new byte[] {-1});
    ProducerRecord<byte[], byte[]> written = WRITER.republish(keys, 3, 7);

    assertThat(text(written))
        .isEqualTo("events/0 at 7 key 00000000 value 00030102030001ff tallystick-partitions=300"
            + " tallystick-republish=2");
    assertThat(read(written)).isEqualTo(new EventRecord.Republish(0, written.value()));
    assertThat(RowKeys.read(written.value())).containsExactlyElementsOf(keys);
    for (String wrong : List.of(
        "tallystick-republish=3 tallystick-partitions=300",
        "tallystick-republish=2 tallystick-partitions=16",
        "tallystick-republish=x tallystick-partitions=300")) {
      assertThat(READER.read(bytes("00000000"), written.value(), headers(wrong)))
          .isInstanceOf(EventRecord.Malformed.class);
    }
    for (int length = 0; length < written.value().length; length++) {
      assertThat(
              READER.read(written.key(), Arrays.copyOf(written.value(), length), written.headers()))
          .isInstanceOf(EventRecord.Malformed.class);
    }
  }

  @Test
  void readsWhatIsWritten() {
    assertThat(read(WRITER.batch(APPEND, 4, 7)))
        .isEqualTo(new EventRecord.Routed(13, 2, 0, -5, BATCH));
    assertThat(read(WRITER.batch(new EventLog.Append(299, 2, BATCH, 7, 1), 4, 7)))
        .isEqualTo(new EventRecord.Routed(299, 2, 1, 7, BATCH));
    assertThat(read(WRITER.discard(258, 1L << 40, "käse", 3, 7)))
        .isEqualTo(new EventRecord.Discard(258, 1L << 40, "käse"));
    assertThat(read(WRITER.discard(2, 0, "", 3, 7))).isEqualTo(new EventRecord.Discard(2, 0, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        // a batch and nothing else, as a simple producer sends it
        "none     | none",
        "00000001 | none",
        // another number of partitions
        "00000001 | tallystick-partitions=16 tallystick-events=2 tallystick-time=7",
        // parts that are missing or wrong
        "00000001 | tallystick-partitions=300 tallystick-time=7",
        "00000001 | tallystick-partitions=300 tallystick-events=2",
        "00000001 | tallystick-partitions=300 tallystick-events=0 tallystick-time=7",
        "00000001 | tallystick-partitions=300 tallystick-events=-2 tallystick-time=7",
        "00000001 | tallystick-partitions=300 tallystick-events=2147483648 tallystick-time=7",
        "00000001 | tallystick-partitions=300 tallystick-events=2 tallystick-time=now",
        "00000001 | tallystick-partitions=300 tallystick-events=2 tallystick-time=-",
        "00000001 | tallystick-partitions=300 tallystick-events=2 tallystick-time="
            + "99999999999999999999",
        "00000001 | tallystick-partitions=300 tallystick-events=2 tallystick-time=7"
            + " tallystick-canary=3",
        "00000001 | tallystick-partitions=300 tallystick-events=2 tallystick-time=7"
            + " tallystick-canary=-1",
        "0000012c | tallystick-partitions=300 tallystick-events=2 tallystick-time=7",
        "80000000 | tallystick-partitions=300 tallystick-events=2 tallystick-time=7",
        "0001     | tallystick-partitions=300 tallystick-events=2 tallystick-time=7",
        "none     | tallystick-partitions=300 tallystick-events=2 tallystick-time=7",
      })
  void eventsAreNeverLostToWrongHeaders(@Nullable String key, @Nullable String headers) {
    assertThat(READER.read(bytes(key), BATCH, headers(headers)))
        .isEqualTo(new EventRecord.Unrouted(BATCH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "00000001 | tallystick-partitions=300 tallystick-events=2 | value: empty",
        "none     | none                                          | value: empty",
        "00000001 | tallystick-discard=5                          | tallystick-partitions: -1",
        "00000001 | tallystick-discard=5 tallystick-partitions=16 | tallystick-partitions: 16",
        "00000001 | tallystick-discard=x tallystick-partitions=300 | tallystick-discard: x",
        "00000001 | tallystick-discard=-5 tallystick-partitions=300 | tallystick-discard: -5",
        "0000012c | tallystick-discard=5 tallystick-partitions=300 | key: partition 300",
        "00       | tallystick-discard=5 tallystick-partitions=300 | key: 1 bytes",
      })
  void whatHasNoEventsAndMakesNoSenseIsMalformed(
      @Nullable String key, @Nullable String headers, String problem) {
    for (byte[] value : new byte[][] {null, {}}) {
      EventRecord read = READER.read(bytes(key), value, headers(headers));

      assertThat(read).isInstanceOf(EventRecord.Malformed.class);
      assertThat(((EventRecord.Malformed) read).problem())
          .startsWith(problem)
          .contains("(expected: ");
    }
  }

  @Test
  void aDiscardHasNoEvents() {
    EventRecord read = READER.read(
        bytes("00000001"), BATCH, headers("tallystick-discard=5 tallystick-partitions=300"));

    assertThat(read).isInstanceOf(EventRecord.Malformed.class);
  }

  private static EventRecord read(ProducerRecord<byte[], byte[]> written) {
    return READER.read(written.key(), written.value(), written.headers());
  }

  private static byte @Nullable [] bytes(@Nullable String hex) {
    return hex == null ? null : HexFormat.of().parseHex(hex);
  }

  private static Headers headers(@Nullable String text) {
    RecordHeaders headers = new RecordHeaders();
    for (String header : text == null ? List.<String>of() : List.of(text.split(" "))) {
      String[] parts = header.split("=", 2);
      headers.add(parts[0], parts[1].getBytes(StandardCharsets.US_ASCII));
    }
    return headers;
  }

  private static String text(ProducerRecord<byte[], byte[]> made) {
    HexFormat hex = HexFormat.of();
    return made.topic() + "/" + made.partition() + " at " + made.timestamp() + " key "
        + hex.formatHex(made.key()) + " value " + hex.formatHex(made.value()) + " "
        + Arrays.stream(made.headers().toArray())
            .map(EventRecordTest::text)
            .collect(Collectors.joining(" "));
  }

  private static String text(Header header) {
    return header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8);
  }
}
