package io.tallystick.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.kafka.record.EventRecordWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * Goal: the job as it is submitted counts a real topic into a real Cassandra, exactly, over a kill
 * and a restart with another parallelism.
 *
 * <p>Method: the job runs in this process. Every event is sent twice, some before and some after
 * the kill; what readers see in the end has each of them once.
 */
final class CountingJobTest {

  private static final int EVENTS = 20_000;
  private static final int SUBJECTS = 100;
  private static final long TIME = 1_795_341_600_000L;

  @Test
  void countsOverAKillWithAnotherParallelism() throws Exception {
    try (RealJob job =
            new RealJob(List.of("dimensions=[country]", "rules=[{type: vote, max-value: 10}]"));
        KafkaProducer<byte[], byte[]> producer = producer();
        CassandraReader reader = CassandraReader.open(job.cassandra())) {
      job.start(2);
      send(job, producer, 0, EVENTS / 2);
      await(job, reader, EVENTS / 2, EVENTS / 2);
      send(job, producer, EVENTS / 4, EVENTS);
      job.kill();
      producer.send(new ProducerRecord<>(job.topic(), new byte[] {1, 2, 3})).get();
      send(job, producer, 0, EVENTS);
      job.start(3);

      long sent = EVENTS / 2 + EVENTS * 3 / 4 + EVENTS;
      PublishedView view = await(job, reader, sent, EVENTS);
      Fates fates = fates(view);
      assertThat(fates).isEqualTo(new Fates(EVENTS, sent - EVENTS, 0));
      for (int subject = 0; subject < SUBJECTS; subject += 7) {
        assertThat(
                total(view, SeriesKey.of("view", Dimension.SUBJECT, List.of("subject " + subject))))
            .isEqualTo(EVENTS / SUBJECTS);
      }
      assertThat(
              total(view, SeriesKey.of("view", new Dimension(List.of("country")), List.of("DE"))))
          .isEqualTo(EVENTS / 2);
      sendVote(job, producer);
      await(job, reader, sent + 1, EVENTS);
      assertThat(deadLetters(job)).hasSize(2).contains("record", "vote");
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", SharedComponents.kafka().bootstrapServers(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void send(RealJob job, KafkaProducer<byte[], byte[]> producer, int begin, int end)
      throws Exception {
    int partitions = job.configuration().processing().clusterPartitions();
    EventRouter router = new EventRouter(partitions, rules(), id -> id.set("none"));
    EventRecordWriter writer = new EventRecordWriter(job.topic(), partitions);
    List<Future<?>> sent = new ArrayList<>();
    Random random = new Random(begin);
    EventDraft draft = new EventDraft();
    for (int at = begin; at < end; ) {
      router.begin(TIME);
      for (int stop = Math.min(end, at + 1 + random.nextInt(2_000)); at < stop; at++) {
        draft.clear();
        draft.id().set("id " + at);
        draft.type().set("view");
        draft.subject().set("subject " + at % SUBJECTS);
        draft.timeMillis(TIME - at * 60_000L);
        int country = draft.addAttribute();
        draft.attributeName(country).set("country");
        draft.attributeValue(country).set(at % 2 == 0 ? "DE" : "FR");
        assertThat(router.add(draft)).isNull();
      }
      for (EventLog.Append append : router.finish()) {
        sent.add(producer.send(writer.batch(append, 4, TIME)));
      }
    }
    for (Future<?> each : sent) {
      each.get();
    }
  }

  private static EventRules rules() {
    return new EventRules(EventLimits.DEFAULT);
  }

  private static void sendVote(RealJob job, KafkaProducer<byte[], byte[]> producer)
      throws Exception {
    int partitions = job.configuration().processing().clusterPartitions();
    EventRouter router = new EventRouter(partitions, rules(), id -> id.set("none"));
    EventDraft draft = new EventDraft();
    draft.id().set("a vote");
    draft.type().set("vote");
    draft.subject().set("x");
    draft.value(11, 0);
    router.begin(TIME);
    assertThat(router.add(draft)).isNull();
    producer
        .send(
            new EventRecordWriter(job.topic(), partitions).batch(router.finish().get(0), 4, TIME))
        .get();
  }

  /** Waits until so many events have a fate. */
  private static PublishedView await(
      RealJob job, CassandraReader reader, long decided, long counted) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(RealJob.MINUTES_MAX).toNanos();
    while (true) {
      job.requireRunning();
      PublishedView view = RealJob.published(reader);
      Fates fates = fates(view);
      if (fates.total() == decided) {
        assertThat(fates.counted()).isEqualTo(counted);
        return view;
      }
      assertThat(fates.total()).as("decided events").isLessThan(decided);
      assertThat(System.nanoTime()).as("nanos, with %s", fates).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static Fates fates(PublishedView view) {
    Fates fates = Fates.NONE;
    for (PublishedView.Partition partition : view.partitions()) {
      fates = fates.plus(partition.state().tally().events());
    }
    return fates;
  }

  private static long total(PublishedView view, SeriesKey series) {
    Aggregate total = new Aggregate();
    view.row(Level.ALL, 0, series, (child, aggregate) -> total.merge(aggregate));
    return total.count();
  }

  /** What the topic of dead letters has, once it has two records: what each is about. */
  private static List<String> deadLetters(RealJob job) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
        Map.of("bootstrap.servers", SharedComponents.kafka().bootstrapServers()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int partition = 0; partition < 4; partition++) {
        all.add(new TopicPartition(job.deadLetterTopic(), partition));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      List<String> found = new ArrayList<>();
      long end = System.nanoTime() + Duration.ofMinutes(RealJob.MINUTES_MAX).toNanos();
      while (found.size() < 2 && System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          boolean raw = new String(record.key(), java.nio.charset.StandardCharsets.UTF_8)
              .startsWith("record-");
          assertThat(record.value()).isNotEmpty();
          found.add(raw ? "record" : "vote");
        }
      }
      return found;
    }
  }
}
