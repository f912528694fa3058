package io.tallystick.cli.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the model says what its inputs say, no more.
 *
 * <p>Method: distinct subjects are counted in simulated traffic; the rest is compared by hand.
 */
final class SizingModelTest {

  private static final SizingFigures ROUND =
      new SizingFigures(1, 2, 3, 0, 4, 10, 0, 1, 20, 15, 8, 300, 16);

  @ParameterizedTest
  @CsvSource({"1000, 100", "100, 100000", "20000, 1000", "200000, 100000"})
  void distinctSubjectsAreThoseOfZipf(int events, int subjects) {
    SplittableRandom random = new SplittableRandom(7);
    double[] cumulative = new double[subjects];
    double sum = 0;
    for (int i = 0; i < subjects; i++) {
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
    BitSet seen = new BitSet();
    for (int i = 0; i < events; i++) {
      int found = java.util.Arrays.binarySearch(cumulative, random.nextDouble() * sum);
      seen.set(Math.min(subjects - 1, found < 0 ? -found - 1 : found));
    }
    assertThat(SizingModel.distinct(events, subjects))
        .as("seed 7")
        .isCloseTo(seen.cardinality(), within(0.05 * seen.cardinality() + 3));
  }

  @Test
  void coresFollowFromEventsAndRows() {
    SizingModel model = new SizingModel(request(2_000_000, 1_000_000, 1), ROUND);

    assertThat(model.ingest().cores()).isEqualTo(2);
    assertThat(model.kafka().cores()).isEqualTo(12);
    assertThat(model.flink().cores()).isEqualTo(6);
    assertThat(model.cassandra().cores())
        .isCloseTo(model.rowsPerSecond() / 1e6 * 10 * 3, within(1e-9));
    assertThat(model.rowsPerSecond())
        .isCloseTo(4 * SizingModel.distinct(2_000_000, 1_000_000), within(1e-6));
    assertThat(model.ingest().machines()).as("one may be missing").isEqualTo(2);
    assertThat(model.kafka().machines()).isEqualTo(3);
    assertThat(model.partitions()).isEqualTo(32);
    assertThat(model.kafkaBytesPerDay()).isEqualTo(2e6 * 86_400 * 20 * 3);
    assertThat(model.identityBytes()).isEqualTo(2e6 * 600 * 16);
    assertThat(model.followedBytesPerSecond()).isEqualTo(40e6);
  }

  @Test
  void anArchiveCostsTheJobTheBrokersAndAStore() {
    SizingModel without = new SizingModel(request(2_000_000, 1_000, 1, 0, 1_000_000), ROUND);
    SizingModel with = new SizingModel(request(2_000_000, 1_000, 1, 30, 1_000_000), ROUND);

    assertThat(without.archiveBytes()).isZero();
    assertThat(with.archiveBytesPerDay()).as("its store makes copies").isEqualTo(2e6 * 86_400 * 15);
    assertThat(with.archiveBytes()).isEqualTo(30 * with.archiveBytesPerDay());
    assertThat(without.flink().cores()).isEqualTo(6);
    assertThat(with.flink().cores()).isEqualTo(6 + 8);
    // to two brokers, to the job, to two query nodes
    assertThat(without.brokersSendBytesPerSecond()).isEqualTo(5 * 40e6);
    assertThat(with.brokersSendBytesPerSecond()).as("read once more").isEqualTo(6 * 40e6);
  }

  @Test
  void saysWhatNoNumberOfMachinesMakesPossible() {
    assertThat(new SizingModel(request(5_000_000, 1_000, 1), ROUND).warnings()).isEmpty();
    assertThat(new SizingModel(request(10_000_000, 1_000, 1), ROUND).warnings())
        .containsExactly("each query node has to read 200 MB/s with 10.0 cores (expected: at most"
            + " 100 and 8, what one consumer and one machine can)");
  }

  @Test
  void whatDoesNotFitOnTheDisksNeedsMoreMachines() {
    SizingModel roomy = new SizingModel(request(2_000_000, 1_000, 1), ROUND);
    SizingModel tight = new SizingModel(request(2_000_000, 1_000, 1, 0, 4_000), ROUND);

    assertThat(roomy.kafka()).isEqualTo(new SizingModel.Part(12, 3, SizingModel.Reason.COPIES));
    // 7 days of 2 million events a second, 20 bytes, 3 copies: 67,586 GiB
    assertThat(tight.kafka()).isEqualTo(new SizingModel.Part(12, 17, SizingModel.Reason.DISK));
    assertThat(tight.cassandra().machines())
        .isEqualTo((int) Math.ceil(tight.cassandraBytes() / 4_000 / (1L << 30)));
    assertThat(tight.cassandraBytes())
        .isEqualTo(365 * tight.rollupBytesPerDay() + 7 * tight.receiptBytesPerDay());
  }

  @Test
  void rarerCheckpointsWriteFewerRows() {
    double often = new SizingModel(request(1_000_000, 1_000_000, 1), ROUND).rowsPerSecond();
    double rarely = new SizingModel(request(1_000_000, 1_000_000, 30), ROUND).rowsPerSecond();

    assertThat(rarely).isLessThan(often / 4);
  }

  @Test
  void oneHotSubjectNeedsNoRows() {
    assertThat(new SizingModel(request(1_000_000, 1, 1), ROUND).rowsPerSecond()).isEqualTo(4);
  }

  @Test
  void aRunOfTheBenchmarkSaysWhatEventsAndRowsCost() throws Exception {
    String run = """
        {"eventsPerSecond": 50000, "subjects": 100000, "kafkaDiskBytesPerEvent": 21,
         "ingestCpuSecondsPerMillionEvents": 1.1, "kafkaCpuSecondsPerMillionEvents": 0.8,
         "flinktaskmanagerCpuSecondsPerMillionEvents": 5, "queryCpuSecondsPerMillionEvents": 1.2,
         "flinkjobmanagerCpuSecondsPerMillionEvents": 0.5,
         "cassandraCpuSecondsPerMillionEvents": 9,
         "hotflinktaskmanagerCpuSecondsPerMillionEvents": 2,
         "hotflinkjobmanagerCpuSecondsPerMillionEvents": 0.5,
         "hotcassandraCpuSecondsPerMillionEvents": 1}""";
    ObjectMapper json = new ObjectMapper();
    SizingFigures figures = SizingFigures.ASSUMED.measured(json.readTree(run));

    assertThat(figures.ingestPerMillion()).isEqualTo(1.1);
    assertThat(figures.flinkPerMillion()).isEqualTo(2.5);
    assertThat(figures.archivePerMillion()).as("not measured").isPositive();
    String archived = run.replace("{", "{\"archive\": true, ");
    assertThat(SizingFigures.ASSUMED.measured(json.readTree(archived)).archivePerMillion())
        .as("in that of the job")
        .isZero();
    assertThat(figures.kafkaEventBytes()).isEqualTo(21);
    // a cluster like the measured one needs what was measured
    SizingModel same = new SizingModel(
        new SizingRequest(50_000, 100_000, 0, 1, 1, 2, 1, 10, 7, 365, 0, 4_000), figures);
    assertThat(same.flink().cores()).isCloseTo(5.5 * 0.05, within(1e-6));
    assertThat(same.cassandra().cores()).isCloseTo(9 * 0.05, within(1e-6));
    assertThatThrownBy(() -> SizingFigures.ASSUMED.measured(json.readTree("{}")))
        .hasMessageStartingWith("measured: eventsPerSecond:  (expected: a number");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> request(0, 1, 1)).hasMessage("events-per-second: 0.0 (expected: > 0)");
    assertThatThrownBy(() -> new SizingRequest(1, 1, 0, 1, 3, 8, 1.5, 10, 7, 365, 0, 4_000))
        .hasMessage("utilization: 1.5 (expected: 0..1)");
  }

  private static SizingRequest request(long events, long subjects, double checkpointSeconds) {
    return request(events, subjects, checkpointSeconds, 0, 1_000_000);
  }

  private static SizingRequest request(
      long events, long subjects, double checkpointSeconds, double archiveDays, double diskGib) {
    return new SizingRequest(
        events, subjects, 0, checkpointSeconds, 3, 8, 0.5, 10, 7, 365, archiveDays, diskGib);
  }
}
