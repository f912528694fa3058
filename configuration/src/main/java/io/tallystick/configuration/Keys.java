package io.tallystick.configuration;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.rollup.Dimension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The table of all keys. It drives reading, checking, environment names, {@code config} and the
 * reference page.
 */
final class Keys {

  static final String ENVIRONMENT_PREFIX = "TALLYSTICK_";

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  static final Key<Role> ROLE = new Key<>(
      "role",
      new RoleKind(),
      "all",
      "What the node does. all: everything, on this machine. In a cluster, ingest: takes events and "
          + "puts them into Kafka; query: answers from Cassandra. Both keep nothing themselves.");

  static final Key<LogFormat> LOGGING_FORMAT = new Key<>(
      "logging.format",
      new LogFormatKind(),
      "text",
      "What the lines of the process on standard error are. text: for people; json: one object a "
          + "line, with stable names, for programs.");

  static final Key<Integer> SERVER_PORT = whole(
      "server.port", 0, 65_535, "8080", "Port of the HTTP API. 0 picks a free one and prints it.");
  static final Key<String> SERVER_ADDRESS = new Key<>(
      "server.address",
      new ScalarKinds.Address(),
      "127.0.0.1",
      "Address to listen on. The API asks for no password, so it is the local machine unless you "
          + "open it; 0.0.0.0 means all interfaces.");
  static final Key<Integer> SERVER_MAX_CONNECTIONS = whole(
      "server.max-connections", 1, 1_000_000, "4096", "Most open connections; more are closed.");
  static final Key<Duration> SERVER_REQUEST_TIMEOUT = span(
      "server.request-timeout",
      Duration.ofMillis(100),
      Duration.ofHours(1),
      "30s",
      "Longest time for one request, its body included.");
  static final Key<Duration> SERVER_IDLE_TIMEOUT = span(
      "server.idle-timeout",
      Duration.ofSeconds(1),
      Duration.ofHours(24),
      "1m",
      "After which a connection without requests is closed.");
  static final Key<Duration> SERVER_DRAIN_TIMEOUT = span(
      "server.drain-timeout",
      Duration.ofMillis(100),
      Duration.ofHours(1),
      "5s",
      "Longest time that a stop waits for requests in flight.");
  static final Key<Long> SERVER_MAX_IN_FLIGHT_BYTES = bytes(
      "server.max-in-flight-bytes",
      MIB,
      16 * GIB,
      "64MiB",
      "Most bytes of event bodies that are being read or written to the log at a time; beyond "
          + "it a request is answered 429 with Retry-After. Never more than an eighth of the Java "
          + "heap, but always one body.");

  static final Key<Path> DATA_DIRECTORY = new Key<>(
      "data.directory",
      new ScalarKinds.Folder(),
      "./data",
      "Folder of everything that the node keeps. One node at a time.");

  static final Key<OptionalLong> DATA_MIN_FREE_BYTES = new Key<>(
      "data.min-free-bytes",
      new ScalarKinds.BytesOrAuto(new ScalarKinds.Bytes(MIB, 1024 * GIB)),
      "auto",
      "Space that is kept free on the disk of data.directory: with less, events are refused with 503 "
          + "until there is more again. auto: a twentieth of the disk, at least 64 MiB and at most "
          + "1 GiB.");

  static final Key<List<Dimension>> DIMENSIONS = new Key<>(
      "dimensions",
      new DimensionsKind(),
      "[]",
      "What is counted besides subject: event attributes, and combinations of them with each other "
          + "or with subject. A dimension counts from the moment it is declared.");

  static final Key<List<EventRule>> RULES = new Key<>(
      "rules",
      new RulesKind(),
      "[]",
      "What events of a type must be like to be counted: attributes that are there and not empty, and "
          + "the smallest and the largest value. Applied when events are counted, also to those that "
          + "were acknowledged before; one that breaks its rule becomes a dead letter.");

  static final Key<Integer> DEAD_LETTERS_MAX_OPEN = whole(
      "dead-letters.max-open",
      1,
      10_000_000,
      "100000",
      "Most dead letters that may wait to be replayed or discarded; with more, events are refused "
          + "until there are fewer. Each takes about 50 bytes of memory.");

  static final Key<Long> EVENTS_MAX_BODY_BYTES = bytes(
      "events.max-body-bytes", KIB, GIB, "16MiB", "Largest request body after decompression.");
  static final Key<Integer> EVENTS_MAX_BATCH_EVENTS =
      whole("events.max-batch-events", 1, 1_000_000, "20000", "Most events in one request.");
  static final Key<Long> EVENTS_MAX_EVENT_BYTES =
      bytes("events.max-event-bytes", 256, 16 * MIB, "64KiB", "Largest single event in a body.");
  static final Key<Integer> EVENTS_MAX_TEXT_BYTES = whole(
      "events.max-text-bytes",
      32,
      65_535,
      "1024",
      "Longest source, id, type, subject, attribute name or attribute value, in bytes of UTF-8.");
  static final Key<Integer> EVENTS_MAX_ATTRIBUTES =
      whole("events.max-attributes", 1, 1_000, "32", "Most attributes of one event.");
  static final Key<Duration> EVENTS_MAX_FUTURE = span(
      "events.max-future",
      Duration.ZERO,
      Duration.ofDays(366),
      "5m",
      "How far ahead of the clock an event time may lie.");
  static final Key<Duration> EVENTS_MAX_AGE = span(
      "events.max-age",
      Duration.ZERO,
      Duration.ofDays(1_000_000),
      "0",
      "How far back an event time may lie. 0: any age is counted.");

  static final Key<Duration> LOG_RETENTION = span(
      "log.retention",
      Duration.ofMinutes(1),
      Duration.ofDays(36_600),
      "24h",
      "How long the events themselves are kept after they were counted; totals stay for ever.");

  static final Key<Boolean> ARCHIVE_ENABLED = new Key<>(
      "archive.enabled",
      new ScalarKinds.Choice(),
      "true",
      "Whether events that leave the log are kept as Parquet files. Without them only what the log "
          + "still holds can be recounted.");
  static final Key<Optional<Path>> ARCHIVE_DIRECTORY = new Key<>(
      "archive.directory",
      new ScalarKinds.FolderOrAuto(new ScalarKinds.Folder()),
      "auto",
      "Folder of these files. auto: archive, below data.directory.");
  static final Key<String> ARCHIVE_URL = new Key<>(
      "archive.url",
      new WordKind("none|[^\\s]+", "a URL of a file system, or none"),
      "none",
      "In a cluster: where the counting job writes these files and recounts read them, such as "
          + "s3://bucket/archive or file:///mnt/archive, which every process of Flink and every query "
          + "process sees. none: nowhere.");
  static final Key<Integer> ARCHIVE_FILE_EVENTS = new Key<>(
      "archive.file-events",
      new ScalarKinds.Whole(1_000, 10_000_000),
      "500000",
      "In a cluster: events of one partition that are worth a file.");
  static final Key<Duration> ARCHIVE_FILE_AGE = new Key<>(
      "archive.file-age",
      new ScalarKinds.Span(Duration.ofSeconds(1), Duration.ofDays(1)),
      "1h",
      "In a cluster: after so long a file is written with fewer events. Much shorter than "
          + "kafka.retention: until then only the topic has them.");

  static final Key<String> ARCHIVE_S3_ENDPOINT = new Key<>(
      "archive.s3-endpoint",
      new WordKind(
          "auto|https?://[^\\s/@]+/?", "auto, or an address such as https://s3.example.org"),
      "auto",
      "In a cluster: the S3 server that recounts read archive.url from. auto: Amazon's. The counting "
          + "job finds it by Flink's configuration. Credentials are taken from the environment, such as "
          + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role.");
  static final Key<String> ARCHIVE_S3_REGION = new Key<>(
      "archive.s3-region",
      new WordKind("[a-z0-9-]{1,50}", "auto, or the name of a region"),
      "auto",
      "In a cluster: the region of the bucket. auto: as the environment says (AWS_REGION); where it "
          + "does not and archive.s3-endpoint is set, us-east-1.");
  static final Key<Boolean> ARCHIVE_S3_PATH_STYLE = new Key<>(
      "archive.s3-path-style",
      new ScalarKinds.Choice(),
      "false",
      "In a cluster: whether recounts ask for the bucket in the path and not in the host, as most "
          + "servers but Amazon's need it.");

  static final Key<Long> RECOUNT_MEMORY = bytes(
      "recount.memory",
      256 * MIB,
      1024 * GIB,
      "1GiB",
      "Memory of a recount besides the Java heap, while it runs; beyond it data moves to a temporary "
          + "folder below data.directory.");
  static final Key<OptionalInt> RECOUNT_THREADS = new Key<>(
      "recount.threads",
      new ScalarKinds.WholeOrAuto(1, 1_024),
      "auto",
      "Threads of a recount. auto: one per core.");

  static final Key<Duration> DEDUPLICATION_WINDOW = span(
      "deduplication.window",
      Duration.ofSeconds(1),
      Duration.ofDays(366),
      "10m",
      "How long after its arrival a copy of an event, same source and id, is recognized.");
  static final Key<OptionalLong> DEDUPLICATION_MEMORY = new Key<>(
      "deduplication.memory",
      new ScalarKinds.BytesOrAuto(new ScalarKinds.Bytes(4 * MIB, GIB)),
      "auto",
      "Memory for the ids of the window, at most 16 bytes each; older ids move to disk "
          + "before it is full. auto: a third of the Java heap.");

  static final Key<OptionalInt> PROCESSING_PARTITIONS = new Key<>(
      "processing.partitions",
      new ScalarKinds.WholeOrAuto(1, 1_024),
      "auto",
      "Number of partitions. auto: one per core, each with a worker, fixed when the data folder is "
          + "created; in a cluster 16, the same for all nodes and the job, for ever.");
  static final Key<Duration> PROCESSING_COMMIT_INTERVAL = span(
      "processing.commit-interval",
      Duration.ofMillis(10),
      Duration.ofMinutes(10),
      "10s",
      "How often counted state is committed. It bounds the replay after a crash, not what is "
          + "lost: nothing is.");

  static final Key<Integer> PROCESSING_MAX_LAG = whole(
      "processing.max-lag",
      1_000,
      2_000_000_000,
      "50000000",
      "Most events that may wait to be counted; with more, events are refused with 429 until the "
          + "workers have come closer. A spike below it becomes lag.");

  static final Key<Integer> QUERY_MAX_SERIES =
      whole("query.max-series", 1, 100_000, "1000", "Most series in one answer.");
  static final Key<Integer> QUERY_MAX_POINTS = whole(
      "query.max-points",
      1,
      10_000_000,
      "50000",
      "Most points in one answer, all series together.");
  static final Key<Integer> QUERY_MAX_ROWS = whole(
      "query.max-rows",
      1,
      100_000_000,
      "200000",
      "Most stored rows that are looked up, or scanned over all series, for one answer.");
  static final Key<Integer> QUERY_MAX_K =
      whole("query.max-k", 1, 1_000_000, "10000", "Most leaders in one answer.");
  static final Key<Long> QUERY_MEMORY = bytes(
      "query.memory",
      MIB,
      4 * GIB,
      "64MiB",
      "Memory in which the series of one top list are added up.");

  static final Key<Duration> CANARY_INTERVAL = span(
      "canary.interval",
      Duration.ZERO,
      Duration.ofHours(1),
      "1s",
      "How often the node sends known events to itself through its own port and compares their "
          + "counts exactly. They are in no public number. 0: never.");
  static final Key<String> CANARY_INGEST_URL = new Key<>(
      "canary.ingest-url",
      new WordKind("none|http://[^\\s/:]+:\\d{1,5}", "http://host:port, or none"),
      "none",
      "In a cluster: where a node that answers sends its known events, a node that takes them or the "
          + "balancer before them. none: such a node has no canary.");
  static final Key<Optional<Path>> CANARY_TOKEN_FILE = new Key<>(
      "canary.token-file",
      new ScalarKinds.FileOrNone(),
      "none",
      "In a cluster: a file with any text, the same for all nodes and nobody else, by which they know "
          + "the canaries of each other. none: such a node has no canary.");

  /** What every node has. */
  private static final List<Key<?>> NODE = List.of(
      LOGGING_FORMAT,
      SERVER_PORT,
      SERVER_ADDRESS,
      SERVER_MAX_CONNECTIONS,
      SERVER_REQUEST_TIMEOUT,
      SERVER_IDLE_TIMEOUT,
      SERVER_DRAIN_TIMEOUT,
      SERVER_MAX_IN_FLIGHT_BYTES,
      DATA_DIRECTORY,
      DATA_MIN_FREE_BYTES,
      DIMENSIONS,
      RULES,
      DEAD_LETTERS_MAX_OPEN,
      EVENTS_MAX_BODY_BYTES,
      EVENTS_MAX_BATCH_EVENTS,
      EVENTS_MAX_EVENT_BYTES,
      EVENTS_MAX_TEXT_BYTES,
      EVENTS_MAX_ATTRIBUTES,
      EVENTS_MAX_FUTURE,
      EVENTS_MAX_AGE,
      LOG_RETENTION,
      ARCHIVE_ENABLED,
      ARCHIVE_DIRECTORY,
      ARCHIVE_URL,
      ARCHIVE_FILE_EVENTS,
      ARCHIVE_FILE_AGE,
      ARCHIVE_S3_ENDPOINT,
      ARCHIVE_S3_REGION,
      ARCHIVE_S3_PATH_STYLE,
      RECOUNT_MEMORY,
      RECOUNT_THREADS,
      DEDUPLICATION_WINDOW,
      DEDUPLICATION_MEMORY,
      PROCESSING_PARTITIONS,
      PROCESSING_COMMIT_INTERVAL,
      PROCESSING_MAX_LAG,
      QUERY_MAX_SERIES,
      QUERY_MAX_POINTS,
      QUERY_MAX_ROWS,
      QUERY_MAX_K,
      QUERY_MEMORY,
      CANARY_INTERVAL,
      CANARY_INGEST_URL,
      CANARY_TOKEN_FILE);

  /** Every key, in the order in which the reference page explains them. */
  static final List<Key<?>> ALL = Stream.of(
          List.<Key<?>>of(ROLE), NODE, KafkaKeys.ALL, CassandraKeys.ALL)
      .flatMap(List::stream)
      .toList();

  private Keys() {}

  static Optional<Key<?>> find(String name) {
    return ALL.stream()
        .<Key<?>>map(key -> key)
        .filter(key -> key.name().equals(name))
        .findFirst();
  }

  /** The names of the sections, in the order of the page. */
  static Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    ALL.stream().map(Key::section).filter(section -> !section.isEmpty()).forEach(sections::add);
    return sections;
  }

  private static Key<Integer> whole(String name, int min, int max, String value, String text) {
    return new Key<>(name, new ScalarKinds.Whole(min, max), value, text);
  }

  private static Key<Long> bytes(String name, long min, long max, String value, String text) {
    return new Key<>(name, new ScalarKinds.Bytes(min, max), value, text);
  }

  private static Key<Duration> span(
      String name, Duration min, Duration max, String value, String text) {
    return new Key<>(name, new ScalarKinds.Span(min, max), value, text);
  }
}
