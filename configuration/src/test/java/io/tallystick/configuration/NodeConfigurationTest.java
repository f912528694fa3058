package io.tallystick.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.rollup.Dimension;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: every part has the promised defaults, and every key reaches its own component and no other.
 */
class NodeConfigurationTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir
  private Path directory;

  private NodeConfiguration load(String yaml) throws Exception {
    Files.writeString(directory.resolve(ConfigurationLoader.DEFAULT_FILE), yaml);
    return ConfigurationLoader.load(directory, null, Map.of(), List.of()).configuration();
  }

  @Test
  void serverDefaults() throws Exception {
    assertThat(load("").server())
        .isEqualTo(new ServerConfiguration(
            8080,
            "127.0.0.1",
            4096,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            64 << 20));
  }

  @Test
  void serverMapping() throws Exception {
    String yaml = """
        server:
          port: 9090
          address: 0.0.0.0
          max-connections: 7
          request-timeout: 1500ms
          idle-timeout: 1m
          drain-timeout: 5s
          max-in-flight-bytes: 1GiB
        """;
    assertThat(load(yaml).server())
        .isEqualTo(new ServerConfiguration(
            9090, "0.0.0.0", 7, Duration.ofMillis(1500), MINUTE, Duration.ofSeconds(5), 1L << 30));
  }

  @Test
  void roleDefaultAndMapping() throws Exception {
    assertThat(load("").role()).isEqualTo(Role.ALL);
    assertThat(load("role: ingest").role()).isEqualTo(Role.INGEST);
    assertThatThrownBy(() -> load("role: both"))
        .hasMessage("tallystick.yaml:1: role: both (expected: all, ingest, query)");
  }

  @Test
  void kafkaDefaults() throws Exception {
    assertThat(load("").kafka())
        .isEqualTo(new KafkaConfiguration(
            "127.0.0.1:9092",
            "tallystick-events",
            "tallystick-dead-letters",
            16,
            OptionalInt.empty(),
            DAY.multipliedBy(7),
            Duration.ofSeconds(15),
            Duration.ofMillis(5),
            64 << 20,
            "lz4",
            Optional.empty()));
  }

  @Test
  void kafkaMapping() throws Exception {
    String yaml = """
        kafka:
          bootstrap-servers: "kafka-1:9092,kafka-2:9092"
          topic: views
          dead-letter-topic: lost
          topic-partitions: 64
          replication-factor: 3
          retention: 30d
          delivery-timeout: 20s
          linger: 0
          buffer-bytes: 1GiB
          compression: zstd
          properties: /etc/kafka.properties
        """;
    assertThat(load(yaml).kafka())
        .isEqualTo(new KafkaConfiguration(
            "kafka-1:9092,kafka-2:9092",
            "views",
            "lost",
            64,
            OptionalInt.of(3),
            DAY.multipliedBy(30),
            Duration.ofSeconds(20),
            Duration.ZERO,
            1L << 30,
            "zstd",
            Optional.of(Path.of("/etc/kafka.properties"))));
    assertThatThrownBy(() -> load("kafka: { bootstrap-servers: kafka }"))
        .hasMessageContaining("kafka.bootstrap-servers: kafka (expected: host:port, several");
  }

  @Test
  void dataDefaultAndMapping() throws Exception {
    assertThat(load("").data())
        .isEqualTo(new DataConfiguration(Path.of("./data"), OptionalLong.empty()));
    assertThat(load("data: {directory: /var/lib/counts}").data())
        .isEqualTo(new DataConfiguration(Path.of("/var/lib/counts"), OptionalLong.empty()));
  }

  @Test
  void cassandraDefaultAndMapping() throws Exception {
    assertThat(load("").cassandra())
        .isEqualTo(new CassandraConfiguration(
            "127.0.0.1:9042",
            "datacenter1",
            "tallystick",
            "3",
            "local-quorum",
            32,
            Optional.empty(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(7),
            256));
    assertThat(load("cassandra: {contact-points: 'a:1,b:2', local-datacenter: berlin,"
                + " keyspace: counts, replication: 'berlin:3,paris:2', consistency: quorum,"
                + " buckets: 8, login: ./login, minute-retention: 7d, hour-retention: 90d,"
                + " day-retention: 3650d, receipt-retention: 1d, max-writes-in-flight: 10}")
            .cassandra())
        .isEqualTo(new CassandraConfiguration(
            "a:1,b:2",
            "berlin",
            "counts",
            "berlin:3,paris:2",
            "quorum",
            8,
            Optional.of(Path.of("./login")),
            Duration.ofDays(7),
            Duration.ofDays(90),
            Duration.ofDays(3650),
            Duration.ofDays(1),
            10));
  }

  @Test
  void canaryDefaultAndMapping() throws Exception {
    assertThat(load("").canary())
        .isEqualTo(
            new CanaryConfiguration(Duration.ofSeconds(1), Optional.empty(), Optional.empty()));
    assertThat(load("canary: {interval: 0}").canary())
        .isEqualTo(new CanaryConfiguration(Duration.ZERO, Optional.empty(), Optional.empty()));
  }

  @Test
  void dimensionsDefaultAndMapping() throws Exception {
    assertThat(load("").dimensions()).isEmpty();
    assertThat(load("dimensions:\n  - country\n  - [subject, country]\n").dimensions())
        .containsExactly(
            new Dimension(List.of("country")), new Dimension(List.of("subject", "country")));
  }

  @Test
  void rulesDefaultAndMapping() throws Exception {
    assertThat(load("").rules()).isEmpty();
    String yaml = """
        rules:
          - type: vote
            min-value: -0.5
            max-value: 10
          - { type: "sale: net", required-attributes: [shop, "till's"] }
        """;
    List<EventRule> rules = List.of(
        new EventRule("vote", List.of(), new BigDecimal("-0.5"), BigDecimal.TEN),
        new EventRule("sale: net", List.of("shop", "till's"), null, null));
    assertThat(load(yaml).rules()).isEqualTo(rules);
    String printed = Keys.RULES.kind().format(rules);
    assertThat(printed)
        .isEqualTo("[{type: vote, min-value: -0.5, max-value: 10}, {type: \"sale: net\","
            + " required-attributes: [shop, \"till's\"]}]");
    assertThat(Keys.RULES.kind().parse(printed)).isEqualTo(rules);
  }

  @Test
  void deadLettersDefaultAndMapping() throws Exception {
    assertThat(load("").deadLetters()).isEqualTo(new DeadLettersConfiguration(100_000));
    assertThat(load("dead-letters: {max-open: 7}").deadLetters())
        .isEqualTo(new DeadLettersConfiguration(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vote | vote (expected: up to 1000 rules",
        "{type: vote} | a section (expected: up to 1000 rules",
        "[vote] | vote (expected: up to 1000 rules",
        "[{max-value: 1}] | a rule without type (expected: type: an event type)",
        "[{type: vote}] | a rule for type vote without conditions (expected: required-attributes",
        "[{type: vote, max-valu: 1}] | max-valu in a rule (did you mean max-value?)",
        "[{type: vote, colour: 1}] | colour in a rule (expected: type, required-attributes",
        "[{type: vote, max-value: 1, max-value: 2}] | max-value twice in one rule",
        "[{type: vote, max-value: many}] | max-value: many in a rule (expected: a decimal number",
        "[{type: vote, max-value: [1]}] | a list or a section in place of a text",
        "[{type: vote, required-attributes: a}] | required-attributes in a rule is no list",
        "[{type: vote, min-value: 2, max-value: 1}] | min-value: 2 (expected: at most max-value, 1)",
        "[{type: v, max-value: 1}, {type: v, min-value: 0}] | [{type: v, max-value: 1}, {type: v",
      })
  void rulesThatCannotBeMeantAreRefused(String text, String message) {
    assertThatThrownBy(() -> Keys.RULES.kind().parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void archiveAndRecountDefaultsAndMapping() throws Exception {
    ArchiveConfiguration archive = load("").archive();
    assertThat(archive)
        .isEqualTo(new ArchiveConfiguration(
            true,
            Optional.empty(),
            Optional.empty(),
            500_000,
            Duration.ofHours(1),
            new ArchiveConfiguration.S3(Optional.empty(), Optional.empty(), false)));
    assertThat(archive.directory(Path.of("data"))).isEqualTo(Path.of("data/archive"));
    assertThat(load("").recount())
        .isEqualTo(new RecountConfiguration(1L << 30, OptionalInt.empty()));
    NodeConfiguration other =
        load("archive: {enabled: false, directory: /mnt/events, url: 's3://b/a', file-events: 1000,"
            + " file-age: 1m, s3-endpoint: 'http://localhost:9000', s3-region: eu-central-1,"
            + " s3-path-style: true}\n"
            + "recount: {memory: 4GiB, threads: 3}");
    assertThat(other.archive())
        .isEqualTo(new ArchiveConfiguration(
            false,
            Optional.of(Path.of("/mnt/events")),
            Optional.of("s3://b/a"),
            1_000,
            Duration.ofMinutes(1),
            new ArchiveConfiguration.S3(
                Optional.of(URI.create("http://localhost:9000")),
                Optional.of("eu-central-1"),
                true)));
    assertThat(other.recount()).isEqualTo(new RecountConfiguration(4L << 30, OptionalInt.of(3)));
  }

  @Test
  void eventDefaultsAreThoseOfCore() throws Exception {
    assertThat(load("").events()).isEqualTo(EventLimits.DEFAULT);
  }

  @Test
  void eventMapping() throws Exception {
    String yaml = """
        events:
          max-body-bytes: 1MiB
          max-batch-events: 11
          max-event-bytes: 2KiB
          max-text-bytes: 99
          max-attributes: 3
          max-future: 30s
          max-age: 7d
        """;
    assertThat(load(yaml).events())
        .isEqualTo(new EventLimits(1 << 20, 11, 2048, 99, 3, 30_000, 7 * DAY.toMillis()));
  }

  @Test
  void logDefaultAndMapping() throws Exception {
    assertThat(load("").log()).isEqualTo(new LogConfiguration(DAY));
    assertThat(load("log: {retention: 7d}").log())
        .isEqualTo(new LogConfiguration(DAY.multipliedBy(7)));
  }

  @Test
  void deduplicationDefaultsAndMapping() throws Exception {
    assertThat(load("").deduplication())
        .isEqualTo(new DeduplicationConfiguration(MINUTE.multipliedBy(10), OptionalLong.empty()));
    assertThat(load("deduplication: {window: 2h, memory: 128MiB}").deduplication())
        .isEqualTo(
            new DeduplicationConfiguration(MINUTE.multipliedBy(120), OptionalLong.of(128 << 20)));
    assertThat(load("").deduplication().memoryBytes(300 << 20)).isEqualTo(100 << 20);
    assertThat(load("deduplication: {memory: 8MiB}").deduplication().memoryBytes(300 << 20))
        .isEqualTo(8 << 20);
  }

  @Test
  void processingDefaultsAndMapping() throws Exception {
    assertThat(load("").processing())
        .isEqualTo(
            new ProcessingConfiguration(OptionalInt.empty(), Duration.ofSeconds(10), 50_000_000));
    assertThat(load("processing: {partitions: 6, commit-interval: 1m}").processing())
        .isEqualTo(new ProcessingConfiguration(OptionalInt.of(6), MINUTE, 50_000_000));
    assertThat(load("").processing().clusterPartitions()).isEqualTo(16);
    assertThat(load("processing: {partitions: 6}").processing().clusterPartitions())
        .isEqualTo(6);
  }

  @Test
  void queryDefaultsAndMapping() throws Exception {
    assertThat(load("").query()).isEqualTo(QueryLimits.DEFAULT);
    assertThat(load("query: {max-points: 5, max-series: 6, max-k: 7, max-rows: 8, memory: 9MiB}")
            .query())
        .isEqualTo(new QueryLimits(6, 5, 8, 7, 9 << 20));
  }

  @Test
  void recordsHoldThemselvesToTheSameRanges() {
    assertThatThrownBy(() -> new LogConfiguration(Duration.ZERO))
        .hasMessageStartingWith("log.retention: 0 (expected: 1m..");
    assertThatThrownBy(() -> new DeduplicationConfiguration(MINUTE, OptionalLong.of(1)))
        .hasMessageStartingWith("deduplication.memory: 1 (expected: auto or 4MiB..");
    assertThatThrownBy(() -> new ProcessingConfiguration(OptionalInt.of(0), MINUTE, 1_000))
        .hasMessage("processing.partitions: 0 (expected: auto or 1..1024)");
  }
}
