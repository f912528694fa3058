package io.tallystick.app.cluster;

import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.publish.PublishedReader;
import io.tallystick.core.recount.Recounts;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.log.KafkaAppender;
import io.tallystick.kafka.log.TopicRange;
import io.tallystick.kafka.tail.TailFollower;
import io.tallystick.server.QueryPorts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Everything that a node of a cluster answers from. Thread-safe. */
public final class ClusterQuery implements AutoCloseable {

  /** So long the store may be silent before the node says that something is wrong. */
  private static final long SILENT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  /** How long a replay or a discard waits until it is published before it is answered without. */
  private static final long CHANGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final AutoCloseable store;
  private final KafkaAppender appender;
  private final TailFollower follower;
  private final TopicRange range;
  private final Moments moments;
  private final ClusterAudit audit;
  private final ClusterStatus status;
  private final QueryPorts ports;
  private final LongSupplier clock;

  private <R extends PublishedReader & AutoCloseable> ClusterQuery(
      R store,
      KafkaConnection connection,
      KafkaAppender appender,
      int partitions,
      Recounts recounts,
      LongSupplier clock) {
    this.store = store;
    this.appender = appender;
    this.clock = clock;
    follower = new TailFollower(connection, partitions, clock);
    range = new TopicRange(connection, partitions);
    moments = new Moments(store, follower::published, partitions, SILENT_NANOS_MAX);
    audit = new ClusterAudit(moments);
    status = new ClusterStatus(moments, partitions);
    ports = new QueryPorts(
        partitions,
        new ClusterRollups(moments),
        new ClusterLedger(moments, audit),
        new ClusterReceipts(moments, new TopicEvents(new Records(range)), partitions),
        recounts,
        new ClusterDeadLetters(moments, new Topic(appender), CHANGE_NANOS_MAX));
  }

  /**
   * Begins to look what is published, and to follow the topic.
   *
   * @param store what was published; closed with this
   * @param appender where replays go; closed with this
   * @param partitions of the cluster
   * @param recounts recounts what was published
   * @param clock milliseconds since the epoch
   */
  public static <R extends PublishedReader & AutoCloseable> ClusterQuery start(
      R store,
      KafkaConnection connection,
      KafkaAppender appender,
      int partitions,
      Recounts recounts,
      LongSupplier clock) {
    return new ClusterQuery(store, connection, appender, partitions, recounts, clock);
  }

  /** What a server answers from. */
  public QueryPorts ports() {
    return ports;
  }

  /** How the cluster is doing, as far as this node sees it. */
  public NodeStatus status() {
    return status;
  }

  /** The epoch that answers are as of; 0 before the first. */
  public long epoch() {
    Moment moment = moments.last();
    return moment == null ? 0 : moment.view().epoch();
  }

  /** How long ago everything was known that had been acknowledged; not a number before that. */
  public double ageSeconds() {
    Moment moment = moments.last();
    return moment == null ? Double.NaN : (clock.getAsLong() - moment.asOfMillis()) / 1e3;
  }

  private record Records(TopicRange range) implements TopicEvents.Range {

    @Override
    public Map<Integer, Long> ends() {
      return range.ends();
    }

    @Override
    public void read(
        int partition,
        Map<Integer, Long> from,
        Map<Integer, Long> end,
        TopicRange.BatchVisitor visitor) {
      range.read(partition, from, end, visitor);
    }
  }

  private record Topic(KafkaAppender appender) implements LetterLog {

    @Override
    public CompletionStage<Void> append(List<EventLog.Append> appends) {
      return appender.append(appends);
    }

    @Override
    public CompletionStage<Void> discard(int partition, long offset, String note) {
      return appender.discard(partition, offset, note);
    }
  }

  @Override
  public void close() {
    audit.close();
    moments.close();
    follower.close();
    range.close();
    appender.close();
    try {
      store.close();
    } catch (Exception e) {
      throw new IllegalStateException("store: not closed", e);
    }
  }
}
