package io.tallystick.qa.recount;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.logs.LogLines;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/**
 * Goal: a recount of a running node finds exactly the rows that were damaged on disk, names the
 * cause, and repairs them, while events come in; and what has left the log is in the archive, once,
 * with the same totals for whoever reads it.
 *
 * <p>Method: a real node with a clock that the test moves; between two runs three rows are changed
 * with the storage library itself; the archive is read with plain SQL.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class RecountOfDamagedRowsTest {

  private static final int EVENTS = 4_000;
  private static final int SUBJECTS = 20;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final String[] COUNTRIES = {"DE", "FR", "JP"};

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private int sent;

  @TempDir
  private Path folder;

  private NodeProcess start() throws IOException, InterruptedException {
    NodeProcess node = NodeProcess.start(
        folder,
        List.of("-Xmx256m", "-Dtallystick.test.clock-offset-file=" + folder.resolve("offset")),
        "dimensions: [country]",
        "logging: { format: json }",
        // what is sent after the clock has moved must stay in the log until the test has looked
        "log: { retention: 5m }",
        "deduplication: { window: 30s }",
        "processing: { commit-interval: 200ms }",
        "recount: { memory: 256MiB, threads: 1 }");
    // not /ready, which is also about the ledger
    await("counting", () -> node.get("/v1/status").body().contains("\"state\":\"ready\""));
    return node;
  }

  @Test
  void findsNamesAndRepairsDamage() throws Exception {
    try (NodeProcess node = start()) {
      send(node, EVENTS);
      assertThat(recount(node, "").get("clean").asBoolean()).as("seed %s", seed).isTrue();
      assertThat(node.terminate()).isZero();
    }
    damage();
    try (NodeProcess node = start();
        Traffic traffic = new Traffic(node)) {
      await("found not to add up", () -> node.get("/ready").status() == 503);
      JsonNode found = recount(node, "");
      String shown = "seed " + seed + ": " + found.toPrettyString();
      assertThat(found.get("wrongRows").asInt()).as(shown).isEqualTo(4);
      assertThat(found.at("/causes/corrupted").asLong())
          .as(shown)
          .isEqualTo(found.get("differences").asLong())
          .isGreaterThanOrEqualTo(4);
      assertThat(found.get("fateDifferences").asLong()).as(shown).isZero();
      assertThat(found.get("ledgerDifferences")).as(shown).isEmpty();

      JsonNode repaired = recount(node, "?repair=true");
      assertThat(repaired.get("repairedRows").asInt()).as("seed %s", seed).isEqualTo(4);
      await("in order again", () -> node.get("/ready").status() == 200);
      assertThat(recount(node, "").get("clean").asBoolean()).as("seed %s", seed).isTrue();
      JsonNode repairs = node.get("/v1/repairs").json().get("repairs");
      assertThat(repairs).hasSize(4);
      assertThat(repairs.get(0).get("cause").asText()).isEqualTo("corrupted");
      traffic.close();
      assertThat(traffic.failure()).isNull();
      assertThat(traffic.batches()).isPositive();
      assertThat(recount(node, "?type=view").get("clean").asBoolean())
          .as("seed %s", seed)
          .isTrue();
      assertThat(node.terminate()).isZero();
      LogLines log = new LogLines(node.errors());
      assertThat(log.events()).contains("ledger-balanced", "recount-clean");
      assertThat(log.first("ledger-imbalance").get("advice").asText()).contains("recount");
      assertThat(log.first("recount-differs").get("repaired").asInt()).isZero();
    }
  }

  @Test
  void archivesWhatLeavesTheLogAndRecountsFromBoth() throws Exception {
    try (NodeProcess node = start()) {
      send(node, EVENTS);
      await("counted", () -> node.get("/v1/ledger").json().at("/total/inFlight").asInt() == 0);
      long counted = counted(node, "");
      // all of these events age out at once
      setClock(3 * HOUR_MILLIS);
      awaitArchived(node, sent);
      send(node, EVENTS / 2);

      JsonNode report = recount(node, "");
      assertThat(report.get("clean").asBoolean())
          .as("seed %s: %s", seed, report.toPrettyString())
          .isTrue();
      // and those of the node's own canary
      assertThat(report.get("events").asInt()).isGreaterThanOrEqualTo(sent);
      assertThat(report.at("/coverage/0/complete").asBoolean()).isTrue();
      assertThat(archived("SELECT count(*) FROM events WHERE fate = 'counted'")).isEqualTo(counted);
      assertThat(archived("SELECT count(DISTINCT (\"partition\", \"offset\")) FROM events"))
          .isEqualTo(archived("SELECT count(*) FROM events"))
          .isEqualTo(EVENTS);
      assertThat(archived("SELECT count(DISTINCT (source, id)) FROM events")).isEqualTo(counted);
    }
  }

  /** At once: the node may read it at any moment. */
  private void setClock(long aheadMillis) throws IOException {
    Path next = Files.writeString(folder.resolve("offset.next"), Long.toString(aheadMillis));
    Files.move(next, folder.resolve("offset"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes a row, cuts one short, changes a number in a third and in the total of all. */
  private void damage() throws RocksDBException {
    try (StoredRows rows = new StoredRows(folder.resolve("data").resolve("rollups"))) {
      byte[] hour = anyOf(rows, 2, "subject");
      rows.delete(hour);
      byte[] day = anyOf(rows, 1, "country");
      byte[] cut = Objects.requireNonNull(rows.ofLevel(1).get(day));
      rows.put(day, Arrays.copyOf(cut, cut.length - 1));
      byte[] minute = anyOf(rows, 3, "subject");
      byte[] flipped = Objects.requireNonNull(rows.ofLevel(3).get(minute)).clone();
      // the third byte belongs to the count
      flipped[2] ^= 2;
      rows.put(minute, flipped);
      byte[] total = anyOf(rows, 0, "view\0");
      byte[] more = Objects.requireNonNull(rows.ofLevel(0).get(total)).clone();
      more[2] ^= 2;
      rows.put(total, more);
    }
  }

  /** A row whose key has that text; the total of a type has no names behind it. */
  private byte[] anyOf(StoredRows rows, int level, String dimension) throws RocksDBException {
    List<byte[]> keys = new ArrayList<>();
    for (byte[] key : rows.ofLevel(level).keySet()) {
      if (new String(key, StandardCharsets.ISO_8859_1).contains(dimension)) {
        keys.add(key);
      }
    }
    return keys.get(random.nextInt(keys.size()));
  }

  /** Sends events of which one in ten is a copy of an earlier one of the same batch. */
  private synchronized void send(NodeProcess node, int events)
      throws IOException, InterruptedException {
    for (int from = 0; from < events; from += 500) {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        int number = i % 10 == 9 ? sent + i - 1 - random.nextInt(5) : sent + i;
        body.append("{\"id\":\"e").append(number).append("\",\"type\":\"view\",\"subject\":\"s");
        body.append(number % SUBJECTS).append("\",\"value\":").append(number % 7);
        body.append(".25,\"attributes\":{\"country\":\"");
        body.append(COUNTRIES[number % COUNTRIES.length]).append("\"}}\n");
      }
      Answer answer = node.post(
          "/v1/events", "application/x-ndjson", body.toString().getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
      sent += 500;
    }
  }

  private static JsonNode recount(NodeProcess node, String query)
      throws IOException, InterruptedException {
    Answer started = node.post("/v1/recounts" + query, "application/json", new byte[0]);
    assertThat(started.status()).as(started.body()).isEqualTo(202);
    String path = "/v1/recounts/" + started.json().get("id").asLong();
    JsonNode report = node.get(path).json();
    while (report.get("state").asText().equals("running")) {
      Thread.sleep(50);
      report = node.get(path).json();
    }
    assertThat(report.get("state").asText()).as(report.toPrettyString()).isEqualTo("done");
    return report;
  }

  private static long counted(NodeProcess node, String query)
      throws IOException, InterruptedException {
    return node.get("/v1/stats?type=view" + query).json().at("/results/0/count").asLong();
  }

  private static void awaitArchived(NodeProcess node, int events)
      throws IOException, InterruptedException {
    Pattern metric = Pattern.compile("(?m)^tallystick_archive_events (\\S+)$");
    await("archived", () -> {
      Matcher matcher = metric.matcher(node.get("/metrics").body());
      return matcher.find() && Double.parseDouble(matcher.group(1)) >= events;
    });
  }

  /** What a node may show at some time. */
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (true) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException e) {
        // it does not listen yet
        assertThat(e).isInstanceOf(ConnectException.class);
      }
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private long archived(String sql) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("CREATE VIEW events AS SELECT * FROM read_parquet('"
          + folder.resolve("data/archive") + "/*/*.parquet', hive_partitioning = true)"
          + " WHERE source <> 'tallystick.canary'");
      try (ResultSet answer = statement.executeQuery(sql)) {
        answer.next();
        return answer.getLong(1);
      }
    }
  }

  /** Sends events until it is closed. */
  private final class Traffic implements AutoCloseable {

    private final Thread thread;
    private volatile boolean stopping;
    private volatile int batches;
    private volatile @Nullable Throwable failure;

    Traffic(NodeProcess node) {
      thread = new Thread(
          () -> {
            try {
              while (!stopping) {
                send(node, 500);
                batches++;
                Thread.sleep(20);
              }
            } catch (IOException | InterruptedException | AssertionError e) {
              failure = e;
            }
          },
          "traffic");
      thread.start();
    }

    int batches() {
      return batches;
    }

    @Nullable
    Throwable failure() {
      return failure;
    }

    @Override
    public void close() throws InterruptedException {
      stopping = true;
      thread.join();
    }
  }
}
