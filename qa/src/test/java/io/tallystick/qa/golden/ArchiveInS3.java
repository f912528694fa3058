package io.tallystick.qa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.qa.page.ClusterPage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** The archive of a cluster, whose objects are files for a test to look at and to damage. */
final class ArchiveInS3 {

  private static final String TOPIC = "tallystick-events";
  private static final int PARTITIONS = 16;
  private static final int EVENTS = 600;
  private static final long WAIT_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);

  /** Asks for a recount of everything, and waits for it. */
  interface Recount {
    JsonNode report(String parameters) throws Exception;
  }

  private final LocalCluster cluster;
  private final Path folder;
  private int sent;

  ArchiveInS3(LocalCluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /**
   * Has the job stop with a savepoint and go on with another parallelism, between events, and then
   * deletes from the topic all that was there until then.
   */
  void leaveOnlyTheArchive() throws Exception {
    send();
    cluster.job().rescale(1);
    send();
    try (Admin kafka =
        Admin.create(Map.of("bootstrap.servers", cluster.kafka().bootstrapServers()))) {
      Map<TopicPartition, Long> ends = offsets(kafka, OffsetSpec.latest());
      long arrived = System.currentTimeMillis();
      while (System.currentTimeMillis() <= arrived) {
        Thread.sleep(1);
      }
      // files of a partition follow each other, so one of these comes after all that was before
      send();
      awaitFilesAfter(arrived);
      kafka
          .deleteRecords(ends.entrySet().stream()
              .collect(Collectors.toMap(
                  Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
          .all()
          .get();
      assertThat(offsets(kafka, OffsetSpec.earliest())).isEqualTo(ends);
    }
  }

  private Map<TopicPartition, Long> offsets(Admin kafka, OffsetSpec which) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, cluster.plan().topicPartitions())
        .boxed()
        .collect(Collectors.toMap(
            partition -> new TopicPartition(TOPIC, partition), partition -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        kafka.listOffsets(asked).all().get().entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  /** Sends events enough that each partition gets some. */
  private void send() throws Exception {
    int begin = sent;
    sent += EVENTS;
    String body = IntStream.range(begin, sent)
        .mapToObj(i -> "{\"source\": \"s3\", \"id\": \"e" + i + "\", \"type\": \"golden.s3\","
            + " \"subject\": \"S" + i % 7 + "\", \"time\": \"2024-03-01T10:00:00Z\"}")
        .collect(Collectors.joining("\n"));
    URI ingest = cluster.ingests().get(0).uri();
    HttpRequest request = HttpRequest.newBuilder(ingest.resolve("/v1/events"))
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    HttpResponse<String> answer = ClusterPage.taken(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private List<ArchiveFile> files() throws Exception {
    List<ArchiveFile> files = new ArrayList<>();
    try (Stream<Path> lines = Files.list(folder.resolve(ArchiveFile.LINES))) {
      for (Path line : lines.filter(each -> each.toString().endsWith(".csv")).toList()) {
        files.add(ArchiveFile.of(Files.readString(line).strip()));
      }
    }
    files.sort(Comparator.comparingInt(ArchiveFile::partition).thenComparing(ArchiveFile::begin));
    return files;
  }

  private void awaitFilesAfter(long arrived) throws Exception {
    long begin = System.nanoTime();
    while (files().stream()
            .filter(file -> file.arrivalLastMillis() > arrived)
            .map(ArchiveFile::partition)
            .distinct()
            .count()
        < PARTITIONS) {
      assertThat(System.nanoTime() - begin).as("nanos").isLessThan(WAIT_NANOS_MAX);
      Thread.sleep(100);
    }
  }

  /**
   * Goal: an object that is damaged or gone is told; what is left is not taken for all, and is not
   * called wrong.
   */
  void assertDamageIsTold(Recount recount) throws Exception {
    ArchiveFile file = files().get(0);
    assertThat(file.begin()).isZero();
    Path object = folder.resolve(file.path());
    byte[] whole = Files.readAllBytes(object);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    Files.write(object, damaged);
    assertTold(file, recount.report(""), ": damaged (expected: the checksum in the manifest)");
    Files.delete(object);
    JsonNode report = recount.report("?start=2024-03-01T00:00:00Z&end=2024-04-01T00:00:00Z");
    assertTold(file, report, ": missing (expected: " + file.rows() + " events)");
  }

  private static void assertTold(ArchiveFile file, JsonNode report, String problem) {
    String text = report.toPrettyString();
    assertThat(report.get("clean").asBoolean()).as(text).isFalse();
    assertThat(report.get("archiveProblems")).as(text).hasSize(1);
    assertThat(report.get("archiveProblems").get(0).asText())
        .startsWith("s3://")
        .endsWith(file.path() + problem);
    assertThat(report.get("differences").asLong()).as(text).isZero();
    assertThat(report.get("coverage").get(file.partition()).get("beginOffset").asLong())
        .as(text)
        .isEqualTo(file.end());
    assertThat(report.get("notes")).as(text).isNotEmpty();
  }
}
