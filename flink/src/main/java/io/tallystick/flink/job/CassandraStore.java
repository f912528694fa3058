package io.tallystick.flink.job;

import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.Consistency;
import io.tallystick.cassandra.Replication;
import io.tallystick.cassandra.TimeToLive;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.configuration.CassandraConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.publish.Publisher;
import io.tallystick.flink.publish.PublisherFactory;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens Cassandra in each task. Immutable; travels to the tasks, with the login. */
public final class CassandraStore implements PublisherFactory {

  private static final long serialVersionUID = 1L;

  private final String contactPoints;
  private final String localDatacenter;
  private final String keyspace;
  private final String replication;
  private final String consistency;
  private final int partitions;
  private final int buckets;
  private final Duration minuteRetention;
  private final Duration hourRetention;
  private final Duration dayRetention;
  private final Duration receiptRetention;
  private final @Nullable String user;
  private final @Nullable String password;
  private final int writesInFlightMax;

  private CassandraStore(CassandraConfiguration cassandra, int partitions) {
    contactPoints = cassandra.contactPoints();
    localDatacenter = cassandra.localDatacenter();
    keyspace = cassandra.keyspace();
    replication = cassandra.replication();
    consistency = cassandra.consistency();
    this.partitions = partitions;
    buckets = cassandra.buckets();
    minuteRetention = cassandra.minuteRetention();
    hourRetention = cassandra.hourRetention();
    dayRetention = cassandra.dayRetention();
    receiptRetention = cassandra.receiptRetention();
    writesInFlightMax = cassandra.writesInFlightMax();
    Properties login = cassandra.login().map(CassandraStore::read).orElseGet(Properties::new);
    user = login.getProperty("user");
    password = login.getProperty("password");
  }

  /** The store that the configuration names. */
  public static CassandraStore of(NodeConfiguration configuration) {
    return new CassandraStore(
        configuration.cassandra(), configuration.processing().clusterPartitions());
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cassandra.login: " + file + " (expected: a file that can be read)", e);
    }
    return properties;
  }

  @Override
  public Publisher open() {
    return SharedPublisher.open(settings(), CassandraPublisher::open);
  }

  private CassandraSettings settings() {
    List<InetSocketAddress> nodes = new ArrayList<>();
    for (String node : contactPoints.split(",", -1)) {
      int colon = node.lastIndexOf(':');
      nodes.add(new InetSocketAddress(
          node.substring(0, colon), Integer.parseInt(node.substring(colon + 1))));
    }
    return new CassandraSettings(
        nodes,
        localDatacenter,
        keyspace,
        Replication.parse(replication),
        Consistency.parse(consistency),
        partitions,
        buckets,
        new TimeToLive(minuteRetention, hourRetention, dayRetention, receiptRetention),
        user == null ? null : new CassandraSettings.Login(user, password == null ? "" : password),
        writesInFlightMax);
  }
}
