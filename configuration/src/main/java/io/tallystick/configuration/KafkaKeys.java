package io.tallystick.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of Kafka, for the roles of a cluster. */
final class KafkaKeys {

  private static final long MIB = 1L << 20;

  static final Key<String> BOOTSTRAP_SERVERS = new Key<>(
      "kafka.bootstrap-servers",
      new WordKind(
          "[^\\s,]+:\\d{1,5}(,[^\\s,]+:\\d{1,5})*", "host:port, several with commas between"),
      "127.0.0.1:9092",
      "Brokers to ask first for the others.");
  static final Key<String> TOPIC = topic(
      "kafka.topic",
      "tallystick-events",
      "Topic of the events. A node that takes events creates it where there is none.");
  static final Key<String> DEAD_LETTER_TOPIC = topic(
      "kafka.dead-letter-topic",
      "tallystick-dead-letters",
      "Topic that gets every event that could not be counted, as JSON.");
  static final Key<Integer> TOPIC_PARTITIONS = new Key<>(
      "kafka.topic-partitions",
      new ScalarKinds.Whole(1, 10_000),
      "16",
      "Partitions that the topics are created with. More can be added with Kafka's own tools while "
          + "everything runs; processing.partitions must never change.");
  static final Key<OptionalInt> REPLICATION_FACTOR = new Key<>(
      "kafka.replication-factor",
      new ScalarKinds.WholeOrAuto(1, 100),
      "auto",
      "Copies of every event that topics are created with; an event is acknowledged when all but "
          + "one of them have it. auto: default.replication.factor and min.insync.replicas of the "
          + "brokers.");
  static final Key<Duration> RETENTION = new Key<>(
      "kafka.retention",
      new ScalarKinds.Span(Duration.ofMinutes(1), Duration.ofDays(36_600)),
      "7d",
      "How long the topic is created to keep events. Longer than counting may ever stand still: "
          + "what is deleted before it is counted is lost.");
  static final Key<Duration> DELIVERY_TIMEOUT = new Key<>(
      "kafka.delivery-timeout",
      new ScalarKinds.Span(Duration.ofMillis(500), Duration.ofMinutes(10)),
      "15s",
      "After which events that Kafka has not acknowledged are answered 503; at the latest when "
          + "server.request-timeout is over. Longer than a broker takes to be replaced, about 10s.");
  static final Key<Duration> LINGER = new Key<>(
      "kafka.linger",
      new ScalarKinds.Span(Duration.ZERO, Duration.ofMillis(400)),
      "5ms",
      "How long events wait for others that can share a request to Kafka.");
  static final Key<Long> BUFFER_BYTES = new Key<>(
      "kafka.buffer-bytes",
      new ScalarKinds.Bytes(MIB, 16L << 30),
      "64MiB",
      "Memory for events that Kafka has not acknowledged; beyond it a request is answered 429.");
  static final Key<String> COMPRESSION = new Key<>(
      "kafka.compression",
      new WordKind("none|lz4|zstd|snappy|gzip", "none, lz4, zstd, snappy or gzip"),
      "lz4",
      "How records are compressed. zstd is smaller and costs more processor time.");
  static final Key<Optional<Path>> PROPERTIES = new Key<>(
      "kafka.properties",
      new ScalarKinds.FileOrNone(),
      "none",
      "A Java properties file with further settings of Kafka's clients, such as TLS and SASL; they "
          + "win over all others.");

  /** In the order of the reference page. */
  static final List<Key<?>> ALL = List.of(
      BOOTSTRAP_SERVERS,
      TOPIC,
      DEAD_LETTER_TOPIC,
      TOPIC_PARTITIONS,
      REPLICATION_FACTOR,
      RETENTION,
      DELIVERY_TIMEOUT,
      LINGER,
      BUFFER_BYTES,
      COMPRESSION,
      PROPERTIES);

  private KafkaKeys() {}

  private static Key<String> topic(String name, String value, String text) {
    return new Key<>(
        name,
        new WordKind("[a-zA-Z0-9._-]{1,249}", "1 to 249 letters, digits, '.', '_' and '-'"),
        value,
        text);
  }
}
