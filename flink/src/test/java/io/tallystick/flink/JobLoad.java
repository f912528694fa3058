package io.tallystick.flink;

import com.sun.management.OperatingSystemMXBean;
import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.kafka.record.EventRecordWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the job costs: processor time for a million events at a steady rate, without the producer.
 *
 * <pre>
 * JobLoad EVENTS_PER_SECOND SECONDS SUBJECTS PARALLELISM [ARCHIVE]
 * </pre>
 *
 * <p>ARCHIVE is an empty folder; without it nothing is archived.
 */
final class JobLoad {

  private static final int BATCH_EVENTS = 2_000;

  private JobLoad() {}

  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    int subjects = Integer.parseInt(arguments[2]);
    int parallelism = Integer.parseInt(arguments[3]);
    String archive = arguments.length > 4 ? Path.of(arguments[4]).toUri().toString() : "none";
    try (RealJob job = new RealJob(
            List.of("dimensions=[country]", "archive.url=" + archive, "archive.file-age=10s"));
        CassandraReader reader = CassandraReader.open(job.cassandra())) {
      job.start(parallelism);
      load(job, reader, rate, 15, subjects, 0);
      Map<String, Long> before = cpuByThread();
      long begin = cpuMillis();
      long beginNanos = System.nanoTime();
      load(job, reader, rate, seconds, subjects, 15L * rate);
      double took = (System.nanoTime() - beginNanos) / 1e9;
      double millions = (double) rate * seconds / 1e6;
      System.out.printf(
          "%d events/s, %d subjects, parallelism %d: %.2f CPU-s a million events, %.0f events/s%n",
          rate,
          subjects,
          parallelism,
          (cpuMillis() - begin) / 1e3 / millions,
          millions * 1e6 / took);
      Map<String, Long> after = cpuByThread();
      after.replaceAll((name, nanos) -> nanos - before.getOrDefault(name, 0L));
      after.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(20)
          .forEach(each -> System.out.printf(
              "%6.2f s a million  %s%n", each.getValue() / 1e9 / millions, each.getKey()));
    }
    System.exit(0);
  }

  /** Processor time by the names of threads, digits left out. */
  private static Map<String, Long> cpuByThread() {
    var threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> found = new java.util.TreeMap<>();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null) {
        found.merge(
            info.getThreadName().replaceAll("[0-9]+", "*"),
            threads.getThreadCpuTime(id),
            Long::sum);
      }
    }
    found.put(
        "JIT", 1_000_000 * ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    long collecting = 0;
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collecting += collector.getCollectionTime();
    }
    found.put("garbage collection, elapsed", 1_000_000 * collecting);
    return found;
  }

  /** Of this process, without the thread that produces and the one that sends. */
  private static long cpuMillis() {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = ManagementFactory.getThreadMXBean();
    long without = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null
          && (info.getThreadName().equals("main")
              || info.getThreadName().startsWith("kafka-producer-network-thread | load"))) {
        without += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(process.getProcessCpuTime() - without);
  }

  private static void load(
      RealJob job, CassandraReader reader, int rate, int seconds, int subjects, long first)
      throws Exception {
    int partitions = job.configuration().processing().clusterPartitions();
    EventRouter router =
        new EventRouter(partitions, new EventRules(EventLimits.DEFAULT), id -> id.set("none"));
    EventRecordWriter writer = new EventRecordWriter(job.topic(), partitions);
    Random random = new Random(first);
    long total = first + (long) rate * seconds;
    EventDraft draft = new EventDraft();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            SharedComponents.kafka().bootstrapServers(),
            "client.id",
            "load",
            "compression.type",
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer())) {
      long begin = System.nanoTime();
      for (long at = first; at < total; ) {
        long now = System.currentTimeMillis();
        router.begin(now);
        for (int i = 0; i < BATCH_EVENTS && at < total; i++, at++) {
          draft.clear();
          draft.id().set(Long.toHexString(at * 0x9E3779B97F4A7C15L));
          draft.type().set("view");
          // some are popular, most are not
          double popular = random.nextDouble();
          draft.subject().set("video-" + (int) (subjects * popular * popular * popular));
          int country = draft.addAttribute();
          draft.attributeName(country).set("country");
          draft.attributeValue(country).set("C" + random.nextInt(50));
          router.add(draft);
        }
        for (EventLog.Append append : router.finish()) {
          producer.send(writer.batch(append, 4, now));
        }
        long due = begin + (at - first) * 1_000_000_000L / rate;
        long early = due - System.nanoTime();
        if (early > 0) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
      }
    }
    while (true) {
      job.requireRunning();
      PublishedView view = reader.open();
      Fates fates = Fates.NONE;
      for (PublishedView.Partition partition : view.partitions()) {
        fates = fates.plus(partition.state().tally().events());
      }
      if (fates.counted() == total) {
        return;
      }
      Thread.sleep(50);
    }
  }
}
