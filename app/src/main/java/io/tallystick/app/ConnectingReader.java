package io.tallystick.app;

import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.Consistency;
import io.tallystick.cassandra.Replication;
import io.tallystick.cassandra.TimeToLive;
import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.configuration.CassandraConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.publish.PublishedReader;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.EventTypes;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads from Cassandra as soon as it is there. Thread-safe. */
final class ConnectingReader implements PublishedReader, EventTypes, AutoCloseable {

  private final NodeConfiguration configuration;
  private @Nullable CassandraReader connected;
  private boolean closed;

  ConnectingReader(NodeConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public PublishedView open() {
    return connected().open();
  }

  @Override
  public List<String> types(int max) {
    return connected().types(max);
  }

  /** What epochs have decided, in the order of the log. */
  Commits commits() {
    return connected().commits();
  }

  /** Everything as of one epoch, see {@link CassandraReader#committed}. */
  CommittedData committed() {
    return connected().committed();
  }

  private synchronized CassandraReader connected() {
    if (closed) {
      throw new IllegalStateException("store: closed (expected: open)");
    }
    CassandraReader known = connected;
    if (known == null) {
      known = CassandraReader.open(settings(configuration));
      connected = known;
    }
    return known;
  }

  /** What the configuration says about Cassandra, as its module takes it. */
  private static CassandraSettings settings(NodeConfiguration configuration) {
    CassandraConfiguration cassandra = configuration.cassandra();
    return new CassandraSettings(
        contactPoints(cassandra.contactPoints()),
        cassandra.localDatacenter(),
        cassandra.keyspace(),
        Replication.parse(cassandra.replication()),
        Consistency.parse(cassandra.consistency()),
        configuration.processing().clusterPartitions(),
        cassandra.buckets(),
        new TimeToLive(
            cassandra.minuteRetention(),
            cassandra.hourRetention(),
            cassandra.dayRetention(),
            cassandra.receiptRetention()),
        cassandra.login().map(ConnectingReader::login).orElse(null),
        cassandra.writesInFlightMax());
  }

  private static List<InetSocketAddress> contactPoints(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(each -> {
          int colon = each.lastIndexOf(':');
          return new InetSocketAddress(
              each.substring(0, colon), Integer.parseInt(each.substring(colon + 1)));
        })
        .toList();
  }

  private static CassandraSettings.Login login(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cassandra.login: " + file + " (expected: a file that can be read)", e);
    }
    return new CassandraSettings.Login(
        properties.getProperty("user", ""), properties.getProperty("password", ""));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (connected != null) {
      connected.close();
    }
  }
}
