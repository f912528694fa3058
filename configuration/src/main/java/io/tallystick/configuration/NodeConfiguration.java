package io.tallystick.configuration;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.rollup.Dimension;
import java.time.Duration;
import java.util.List;

/**
 * Everything that can be configured on a node, one part for each component.
 *
 * @param role what the node does
 * @param logFormat what the lines of the process are
 * @param server the HTTP API
 * @param data where it keeps its data
 * @param dimensions what is counted besides the subject, in declared order
 * @param rules what events must be like to be counted
 * @param deadLetters what happens to those that are not
 * @param events how large an event and a request may be
 * @param log the partitioned log
 * @param archive where events go that leave the log
 * @param recount how recounts run
 * @param deduplication how copies are recognized
 * @param processing how events are processed
 * @param query how large an answer may be
 * @param canary how the node checks itself from outside
 * @param kafka the log of a cluster
 * @param cassandra what a cluster publishes to
 */
public record NodeConfiguration(
    Role role,
    LogFormat logFormat,
    ServerConfiguration server,
    DataConfiguration data,
    List<Dimension> dimensions,
    List<EventRule> rules,
    DeadLettersConfiguration deadLetters,
    EventLimits events,
    LogConfiguration log,
    ArchiveConfiguration archive,
    RecountConfiguration recount,
    DeduplicationConfiguration deduplication,
    ProcessingConfiguration processing,
    QueryLimits query,
    CanaryConfiguration canary,
    KafkaConfiguration kafka,
    CassandraConfiguration cassandra) {

  public NodeConfiguration {
    dimensions = List.copyOf(dimensions);
    Keys.DIMENSIONS.require(dimensions);
    rules = List.copyOf(rules);
    Keys.RULES.require(rules);
    Relation.LOG_HOLDS_WINDOW.require(log.retention(), deduplication.window());
    Relation.LOG_HOLDS_COMMIT.require(log.retention(), processing.commitInterval());
    Relation.MEMORY_HOLDS_BODY.require(server.inFlightBytesMax(), (long) events.bodyBytesMax());
  }

  /** The configuration that the values of all keys make. */
  static NodeConfiguration of(Values values) {
    return new NodeConfiguration(
        values.get(Keys.ROLE),
        values.get(Keys.LOGGING_FORMAT),
        new ServerConfiguration(
            values.get(Keys.SERVER_PORT),
            values.get(Keys.SERVER_ADDRESS),
            values.get(Keys.SERVER_MAX_CONNECTIONS),
            values.get(Keys.SERVER_REQUEST_TIMEOUT),
            values.get(Keys.SERVER_IDLE_TIMEOUT),
            values.get(Keys.SERVER_DRAIN_TIMEOUT),
            values.get(Keys.SERVER_MAX_IN_FLIGHT_BYTES)),
        new DataConfiguration(
            values.get(Keys.DATA_DIRECTORY), values.get(Keys.DATA_MIN_FREE_BYTES)),
        values.get(Keys.DIMENSIONS),
        values.get(Keys.RULES),
        new DeadLettersConfiguration(values.get(Keys.DEAD_LETTERS_MAX_OPEN)),
        eventLimits(values),
        new LogConfiguration(values.get(Keys.LOG_RETENTION)),
        ArchiveConfiguration.of(values),
        new RecountConfiguration(values.get(Keys.RECOUNT_MEMORY), values.get(Keys.RECOUNT_THREADS)),
        new DeduplicationConfiguration(
            values.get(Keys.DEDUPLICATION_WINDOW), values.get(Keys.DEDUPLICATION_MEMORY)),
        new ProcessingConfiguration(
            values.get(Keys.PROCESSING_PARTITIONS),
            values.get(Keys.PROCESSING_COMMIT_INTERVAL),
            values.get(Keys.PROCESSING_MAX_LAG)),
        new QueryLimits(
            values.get(Keys.QUERY_MAX_SERIES),
            values.get(Keys.QUERY_MAX_POINTS),
            values.get(Keys.QUERY_MAX_ROWS),
            values.get(Keys.QUERY_MAX_K),
            values.get(Keys.QUERY_MEMORY)),
        CanaryConfiguration.of(values),
        KafkaConfiguration.of(values),
        CassandraConfiguration.of(values));
  }

  private static EventLimits eventLimits(Values values) {
    Duration future = values.get(Keys.EVENTS_MAX_FUTURE);
    Duration age = values.get(Keys.EVENTS_MAX_AGE);
    return new EventLimits(
        Math.toIntExact(values.get(Keys.EVENTS_MAX_BODY_BYTES)),
        values.get(Keys.EVENTS_MAX_BATCH_EVENTS),
        Math.toIntExact(values.get(Keys.EVENTS_MAX_EVENT_BYTES)),
        values.get(Keys.EVENTS_MAX_TEXT_BYTES),
        values.get(Keys.EVENTS_MAX_ATTRIBUTES),
        future.toMillis(),
        age.toMillis());
  }
}
