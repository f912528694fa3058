package io.tallystick.flink.record;

import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchSplitter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.flink.record.LogRecord.Kind;
import io.tallystick.kafka.record.EventRecord;
import io.tallystick.kafka.record.EventRecordReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each record of the event topic to the partition that its events belong to, whatever its
 * producer says. Single-threaded.
 */
public final class RecordRouter {

  /*
   * Headers are a claim, and one wrong partition would count an event twice. So every batch is
   * decoded and every identity is hashed here, which costs about a tenth of a microsecond an event.
   * A batch of one partition then goes on as it is; only one that is mixed is written anew.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(RecordRouter.class);

  private static final byte[] NOTHING = {};

  /** A producer that sends rubbish all the time is told of in the log by a line now and then. */
  private static final long LOGGED_EVERY = 1_000;

  private final int partitions;
  private final EventRecordReader reader;
  private final LogBatchReader batch = new LogBatchReader();
  private final EventIdentity identity = new EventIdentity();
  private final TextSlice source = new TextSlice();
  private final TextSlice id = new TextSlice();
  private final LogBatchSplitter splitter;
  private int[] partitionOf = new int[256];
  private int canary;
  private long malformed;
  private long mixed;

  /**
   * @param partitions of the cluster
   */
  public RecordRouter(int partitions) {
    this.partitions = partitions;
    reader = new EventRecordReader(partitions);
    splitter = new LogBatchSplitter(partitions);
  }

  /**
   * Hands on what {@code record} means, at least one record for each record.
   *
   * @param arrivalMillis when it came into the topic
   */
  public void route(
      ConsumerRecord<byte[], byte[]> record, long arrivalMillis, Consumer<LogRecord> target) {
    EventRecord read = reader.read(record.key(), record.value(), record.headers());
    if (read instanceof EventRecord.Routed routed) {
      routeBatch(record, arrivalMillis, routed.batch(), target);
    } else if (read instanceof EventRecord.Unrouted unrouted) {
      routeBatch(record, arrivalMillis, unrouted.batch(), target);
    } else if (read instanceof EventRecord.Discard discard) {
      target.accept(new LogRecord(
          Kind.DISCARD,
          discard.partition(),
          record.partition(),
          record.offset(),
          arrivalMillis,
          discard.offset(),
          0,
          discard.note().getBytes(StandardCharsets.UTF_8)));
    } else if (read instanceof EventRecord.Republish again) {
      target.accept(new LogRecord(
          Kind.REPUBLISH,
          again.partition(),
          record.partition(),
          record.offset(),
          arrivalMillis,
          0,
          0,
          again.keys()));
    } else if (read instanceof EventRecord.Malformed wrong) {
      refuse(record, arrivalMillis, wrong.problem(), target);
    }
  }

  private void routeBatch(
      ConsumerRecord<byte[], byte[]> record,
      long arrivalMillis,
      byte[] bytes,
      Consumer<LogRecord> target) {
    try {
      batch.read(bytes);
    } catch (MalformedLogBatchException e) {
      refuse(record, arrivalMillis, String.valueOf(e.getMessage()), target);
      return;
    }
    if (isOfOnePartition()) {
      target.accept(events(record, arrivalMillis, partitionOf[0], batch.count(), canary, bytes));
    } else {
      split(record, arrivalMillis, bytes, target);
    }
  }

  /** Finds the partition of each event. */
  private boolean isOfOnePartition() {
    int count = batch.count();
    if (partitionOf.length < count) {
      partitionOf = new int[Math.max(count, 2 * partitionOf.length)];
    }
    int known = -1;
    boolean ours = false;
    boolean one = true;
    canary = 0;
    for (int event = 0; event < count; event++) {
      if (batch.source(event) != known) {
        known = batch.source(event);
        batch.dictionary(known, source);
        ours = CanaryEvents.isCanary(source);
      }
      batch.id(event, id);
      identity.of(source, id);
      partitionOf[event] = EventIdentity.partition(identity.high(), partitions);
      one &= partitionOf[event] == partitionOf[0];
      canary += ours ? 1 : 0;
    }
    return one;
  }

  private void split(
      ConsumerRecord<byte[], byte[]> record,
      long arrivalMillis,
      byte[] bytes,
      Consumer<LogRecord> target) {
    mixed++;
    for (EventLog.Append part : splitter.split(bytes)) {
      target.accept(events(
          record, arrivalMillis, part.partition(), part.count(), part.canary(), part.batch()));
    }
  }

  private static LogRecord events(
      ConsumerRecord<byte[], byte[]> record,
      long arrivalMillis,
      int partition,
      int count,
      int canary,
      byte[] bytes) {
    return new LogRecord(
        Kind.EVENTS,
        partition,
        record.partition(),
        record.offset(),
        arrivalMillis,
        count,
        canary,
        bytes);
  }

  private void refuse(
      ConsumerRecord<byte[], byte[]> record,
      long arrivalMillis,
      String problem,
      Consumer<LogRecord> target) {
    malformed++;
    if (malformed % LOGGED_EVERY == 1) {
      LOGGER.error(
          "record {}-{} at {} cannot be understood: {}; it is not counted and goes to the topic of"
              + " dead letters as it is ({} such records so far)",
          record.topic(),
          record.partition(),
          record.offset(),
          problem,
          malformed);
    }
    target.accept(new LogRecord(
        Kind.MALFORMED,
        record.partition() % partitions,
        record.partition(),
        record.offset(),
        arrivalMillis,
        0,
        0,
        record.value() == null ? NOTHING : record.value()));
  }

  /** Records that could not be understood. */
  public long malformed() {
    return malformed;
  }

  /** Records whose events belonged to several partitions. */
  public long mixed() {
    return mixed;
  }
}
