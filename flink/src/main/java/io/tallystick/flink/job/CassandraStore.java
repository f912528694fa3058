package io.tallystick.flink.job;

import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.publish.Publisher;
import io.tallystick.flink.publish.PublisherFactory;

/**
 * Opens Cassandra in each task. Immutable; travels to the tasks.
 *
 * @param settings where it is, with the login
 */
public record CassandraStore(CassandraSettings settings) implements PublisherFactory {

  /** The store that the configuration names. */
  public static CassandraStore of(NodeConfiguration configuration) {
    return new CassandraStore(CassandraSettings.of(configuration));
  }

  @Override
  public Publisher open() {
    return SharedPublisher.open(settings, CassandraPublisher::open);
  }
}
