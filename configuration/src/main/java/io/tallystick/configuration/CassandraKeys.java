package io.tallystick.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of Cassandra, for the counting job and the nodes that answer. */
final class CassandraKeys {

  static final Key<String> CONTACT_POINTS = new Key<>(
      "cassandra.contact-points",
      new WordKind(
          "[^\\s,]+:\\d{1,5}(,[^\\s,]+:\\d{1,5})*", "host:port, several with commas between"),
      "127.0.0.1:9042",
      "Nodes to ask first for the others.");
  static final Key<String> LOCAL_DATACENTER = new Key<>(
      "cassandra.local-datacenter",
      new WordKind("[A-Za-z0-9_.-]{1,100}", "the name of a datacenter"),
      "datacenter1",
      "Datacenter whose nodes are asked, as Cassandra calls it.");
  static final Key<String> KEYSPACE = new Key<>(
      "cassandra.keyspace",
      new WordKind("[a-z][a-z0-9_]{0,47}", "a letter, then letters, digits and _, lower case"),
      "tallystick",
      "Keyspace of all tables, created where there is none.");
  static final Key<String> REPLICATION = new Key<>(
      "cassandra.replication",
      new WordKind(
          "[1-9]|[A-Za-z0-9_.-]+:[1-9](,[A-Za-z0-9_.-]+:[1-9])*",
          "1..9, or DATACENTER:1..9 for each datacenter, with commas"),
      "3",
      "Copies of every row that the keyspace is created with: a number, or one for each datacenter "
          + "such as berlin:3,paris:3. 1 only for trying it out, on a single node.");
  static final Key<String> CONSISTENCY = new Key<>(
      "cassandra.consistency",
      new WordKind("local-quorum|quorum|local-one|one", "local-quorum, quorum, local-one or one"),
      "local-quorum",
      "How many copies a write and a read wait for. local-one and one are for a single copy.");
  static final Key<Integer> BUCKETS = new Key<>(
      "cassandra.buckets",
      new ScalarKinds.Whole(1, 1_024),
      "32",
      "Buckets that rows are spread over, in the second step of counting and in the tables; the same "
          + "for all nodes and the job, for ever.");
  static final Key<Optional<Path>> LOGIN = new Key<>(
      "cassandra.login",
      new ScalarKinds.FileOrNone(),
      "none",
      "A Java properties file with user and password.");
  static final Key<Duration> MINUTE_RETENTION =
      retention("cassandra.minute-retention", "0", "rows of minutes");
  static final Key<Duration> HOUR_RETENTION =
      retention("cassandra.hour-retention", "0", "rows of hours");
  static final Key<Duration> DAY_RETENTION =
      retention("cassandra.day-retention", "0", "rows of days");
  static final Key<Duration> RECEIPT_RETENTION = new Key<>(
      "cassandra.receipt-retention",
      new ScalarKinds.Span(Duration.ZERO, Duration.ofDays(36_600)),
      "7d",
      "How long it is known what became of single events; as long as kafka.retention keeps them. 0: "
          + "for ever.");
  static final Key<Integer> MAX_WRITES_IN_FLIGHT = new Key<>(
      "cassandra.max-writes-in-flight",
      new ScalarKinds.Whole(1, 100_000),
      "256",
      "Most writes of one task of the counting job that wait for an answer at a time.");

  /** In the order of the reference page. */
  static final List<Key<?>> ALL = List.of(
      CONTACT_POINTS,
      LOCAL_DATACENTER,
      KEYSPACE,
      REPLICATION,
      CONSISTENCY,
      BUCKETS,
      LOGIN,
      MINUTE_RETENTION,
      HOUR_RETENTION,
      DAY_RETENTION,
      RECEIPT_RETENTION,
      MAX_WRITES_IN_FLIGHT);

  private CassandraKeys() {}

  private static Key<Duration> retention(String name, String value, String what) {
    return new Key<>(
        name,
        new ScalarKinds.Span(Duration.ZERO, Duration.ofDays(36_600)),
        value,
        "How long " + what + " are kept after their window, by event time. 0: for ever.");
  }
}
