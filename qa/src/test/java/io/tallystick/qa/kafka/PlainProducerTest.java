package io.tallystick.qa.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.event.Event;
import io.tallystick.core.log.EventLog;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import io.tallystick.kafka.log.KafkaLogReader;
import io.tallystick.kafka.log.LogAnchor;
import io.tallystick.qa.house.Repository;
import io.tallystick.testkit.log.EventValues;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: anybody can put events into the topic with Kafka's own client, as the page about Kafka shows.
 *
 * <p>Method: runs the code that the page shows against a real broker, and reads the log.
 */
final class PlainProducerTest {

  private static final int PARTITIONS = 16;
  private static final long NOW = 1_795_341_600_000L;

  @Test
  void whatItSendsIsInTheLog() throws Exception {
    KafkaConnection connection =
        KafkaConnection.of(SharedComponents.kafka().bootstrapServers(), "plain-events");
    EventTopic.ensure(connection, new TopicSettings(4, OptionalInt.of(1), 3_600_000, 1 << 20));

    PlainProducer.sendTwoViews(connection.bootstrapServers(), connection.topic(), NOW);

    List<Event> events = new ArrayList<>();
    try (KafkaLogReader reader =
        new KafkaLogReader(connection, Collections.nCopies(PARTITIONS, LogAnchor.BEGIN))) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        EventLog.Entry entry = reader.read(partition, 0);
        if (entry != null) {
          events.addAll(EventValues.of(entry.batch()));
        }
      }
    }
    assertThat(events).allMatch(event -> event.source().equals("shop"));
    assertThat(events)
        .extracting(event ->
            event.id() + " " + event.type() + " " + event.subject() + " " + event.timeMillis())
        .containsExactlyInAnyOrder("order-1 view A " + (NOW - 1_500), "order-22 view B " + NOW);
  }

  @Test
  void thePageShowsThisCode() throws IOException {
    String code = snippet(
        "qa/src/test/java/io/tallystick/qa/kafka/PlainProducer.java",
        " *// snippet\n(.*?) *// end of snippet");
    String shown = snippet("docs/operating/kafka.md", "```java\n(.*?)```");

    assertThat(shown.strip()).isEqualTo(code.stripTrailing().stripIndent());
  }

  private static String snippet(String path, String pattern) throws IOException {
    String text = Files.readString(Repository.root().resolve(path));
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(matcher.find()).as(path).isTrue();
    return matcher.group(1);
  }
}
