package io.tallystick.app;

import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.publish.PublishedReader;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.EventTypes;
import java.util.List;
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
      known = CassandraReader.open(CassandraSettings.of(configuration));
      connected = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (connected != null) {
      connected.close();
    }
  }
}
