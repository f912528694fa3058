package io.tallystick.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where a cluster publishes what it has counted.
 *
 * @param contactPoints nodes to ask first, {@code host:port} with commas
 * @param localDatacenter whose nodes are asked
 * @param keyspace of all tables
 * @param replication copies of every row, a number or one for each datacenter
 * @param consistency how many copies a read and a write wait for
 * @param buckets that rows are spread over
 * @param login a properties file with {@code user} and {@code password}
 * @param minuteRetention how long minutes are kept; zero: for ever
 * @param hourRetention how long hours are kept; zero: for ever
 * @param dayRetention how long days are kept; zero: for ever
 * @param receiptRetention how long it is known what became of single events; zero: for ever
 * @param writesInFlightMax writes that may wait for an answer at a time
 */
public record CassandraConfiguration(
    String contactPoints,
    String localDatacenter,
    String keyspace,
    String replication,
    String consistency,
    int buckets,
    Optional<Path> login,
    Duration minuteRetention,
    Duration hourRetention,
    Duration dayRetention,
    Duration receiptRetention,
    int writesInFlightMax) {

  public CassandraConfiguration {
    CassandraKeys.CONTACT_POINTS.require(contactPoints);
    CassandraKeys.LOCAL_DATACENTER.require(localDatacenter);
    CassandraKeys.KEYSPACE.require(keyspace);
    CassandraKeys.REPLICATION.require(replication);
    CassandraKeys.CONSISTENCY.require(consistency);
    CassandraKeys.BUCKETS.require(buckets);
    CassandraKeys.LOGIN.require(login);
    CassandraKeys.MINUTE_RETENTION.require(minuteRetention);
    CassandraKeys.HOUR_RETENTION.require(hourRetention);
    CassandraKeys.DAY_RETENTION.require(dayRetention);
    CassandraKeys.RECEIPT_RETENTION.require(receiptRetention);
    CassandraKeys.MAX_WRITES_IN_FLIGHT.require(writesInFlightMax);
  }

  /**
   * What the file of {@link #login} says; empty when there is none.
   *
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public Optional<Map<String, String>> credentials() {
    return login.map(file -> PropertiesFile.read(CassandraKeys.LOGIN.name(), file));
  }

  static CassandraConfiguration of(Values values) {
    return new CassandraConfiguration(
        values.get(CassandraKeys.CONTACT_POINTS),
        values.get(CassandraKeys.LOCAL_DATACENTER),
        values.get(CassandraKeys.KEYSPACE),
        values.get(CassandraKeys.REPLICATION),
        values.get(CassandraKeys.CONSISTENCY),
        values.get(CassandraKeys.BUCKETS),
        values.get(CassandraKeys.LOGIN),
        values.get(CassandraKeys.MINUTE_RETENTION),
        values.get(CassandraKeys.HOUR_RETENTION),
        values.get(CassandraKeys.DAY_RETENTION),
        values.get(CassandraKeys.RECEIPT_RETENTION),
        values.get(CassandraKeys.MAX_WRITES_IN_FLIGHT));
  }
}
