package io.tallystick.cli.size;

import java.util.List;
import java.util.Locale;

/**
 * How much of everything a cluster needs. Immutable.
 *
 * <p>An event costs the same whatever it is about. What it changes costs by the row, and a row is
 * written once for each checkpoint in which it changed, however many events changed it. So the model
 * asks how many distinct subjects have an event between two checkpoints.
 */
final class SizingModel {

  /** Rows of all time, of the month, of the day and of the hour. */
  private static final int LEVELS = 4;

  private static final int DIMENSION_VALUES = 100;
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double DAYS_PER_MONTH = 30;
  private static final int STEPS = 400;

  /** A task of the job should have some partitions, so that they can be spread evenly. */
  private static final int PARTITIONS_PER_CORE = 2;

  static final int PARTITIONS_MIN = 16;

  /** One may be missing. */
  private static final int QUERY_NODES = 2;

  /** What one consumer of Kafka reads. */
  private static final double CONSUMER_BYTES_PER_SECOND_MAX = 100e6;

  private final SizingRequest request;
  private final SizingFigures figures;

  SizingModel(SizingRequest request, SizingFigures figures) {
    this.request = request;
    this.figures = figures;
  }

  /** Why there are so many machines. */
  enum Reason {
    /** One may be missing, or each has a copy. */
    COPIES,
    PROCESSORS,
    DISK
  }

  /**
   * Processors that are busy with one component, and machines for it.
   *
   * @param cores busy at the peak
   * @param machines at least two of each, and as many as there are copies
   * @param reason what asks for so many
   */
  record Part(double cores, int machines, Reason reason) {}

  private Part part(double cores, int machinesMin) {
    return part(cores, machinesMin, 0);
  }

  private Part part(double cores, int machinesMin, double bytes) {
    int byCores = (int) Math.ceil(cores / (request.cores() * request.utilization()));
    int byDisk = (int) Math.ceil(bytes / (request.diskGib() * (1L << 30)));
    if (Math.max(byCores, byDisk) <= machinesMin) {
      return new Part(cores, machinesMin, Reason.COPIES);
    }
    return byDisk > byCores
        ? new Part(cores, byDisk, Reason.DISK)
        : new Part(cores, byCores, Reason.PROCESSORS);
  }

  private double millions() {
    return request.eventsPerSecond() / 1e6;
  }

  Part ingest() {
    return part(millions() * figures.ingestPerMillion(), 2);
  }

  Part kafka() {
    return part(
        millions() * figures.kafkaPerMillion() * request.replicas(),
        request.replicas(),
        kafkaBytes());
  }

  Part flink() {
    return part(flinkCores(PARTITIONS_MIN), 2);
  }

  private double flinkCores(int partitions) {
    double archive = request.archives() ? figures.archivePerMillion() : 0;
    return millions() * (figures.flinkPerMillion() + archive)
        + deltasPerSecond(partitions) / 1e6 * figures.flinkPerMillionDeltas();
  }

  Part cassandra() {
    double cores = rowsPerSecond() / 1e6 * figures.cassandraPerMillionRows()
        + millions() * figures.cassandraPerMillion();
    return part(cores * request.replicas(), request.replicas(), cassandraBytes());
  }

  /** Each query node follows the whole topic, so more of them do not share that work. */
  Part query() {
    return new Part(QUERY_NODES * followingCores(), QUERY_NODES, Reason.COPIES);
  }

  private double followingCores() {
    return millions() * figures.queryPerMillion();
  }

  /** What cannot work like this, whatever the number of machines. */
  List<String> warnings() {
    double bytes = followedBytesPerSecond();
    double cores = followingCores();
    if (bytes <= CONSUMER_BYTES_PER_SECOND_MAX && cores <= request.cores()) {
      return List.of();
    }
    return List.of(String.format(
        Locale.ROOT,
        "each query node has to read %,.0f MB/s with %,.1f cores (expected: at most %,.0f and %d,"
            + " what one consumer and one machine can)",
        bytes / 1e6,
        cores,
        CONSUMER_BYTES_PER_SECOND_MAX / 1e6,
        request.cores()));
  }

  /** Logical partitions: {@code processing.partitions}. */
  int partitions() {
    int partitions = PARTITIONS_MIN;
    while (partitions < flinkCores(partitions) / request.utilization() * PARTITIONS_PER_CORE) {
      partitions *= 2;
    }
    return partitions;
  }

  /** Rows that are written to Cassandra, each with its copies counted once. */
  double rowsPerSecond() {
    double events = request.eventsPerSecond() * request.checkpointSeconds();
    return LEVELS * series(events) / request.checkpointSeconds();
  }

  /** Rows that change, without dimensions, when each partition has its own. */
  static double rowsPerSecond(
      double eventsPerSecond, double subjects, double checkpointSeconds, int partitions) {
    double events = eventsPerSecond * checkpointSeconds / partitions;
    return LEVELS * partitions * distinct(events, subjects) / checkpointSeconds;
  }

  /** Changes of rows that partitions hand on, each partition its own. */
  private double deltasPerSecond(int partitions) {
    double events = request.eventsPerSecond() * request.checkpointSeconds() / partitions;
    return LEVELS * partitions * series(events) / request.checkpointSeconds();
  }

  /** Distinct series that so many events belong to. */
  private double series(double events) {
    return distinct(events, request.subjects())
        + request.dimensions() * distinct(events, DIMENSION_VALUES);
  }

  /**
   * Distinct subjects of so many events, when subject i has a part of 1 / (i H) of them and H is the
   * harmonic number: the sum of 1 - exp(-events / (i H)), taken as an integral.
   */
  static double distinct(double events, double subjects) {
    double harmonic = Math.log(subjects) + 0.5772156649 + 1 / (2 * subjects);
    double share = events / harmonic;
    double sum = 1 - Math.exp(-share);
    double stretch = Math.log(subjects) / STEPS;
    for (int step = 0; step < STEPS; step++) {
      double from = Math.exp(step * stretch);
      double to = Math.exp((step + 1) * stretch);
      double middle = Math.sqrt(from * to);
      sum += (to - from) * (1 - Math.exp(-share / middle));
    }
    return Math.min(sum, Math.min(events, subjects));
  }

  /** Of one day, with copies. */
  double kafkaBytesPerDay() {
    return request.eventsPerSecond()
        * SECONDS_PER_DAY
        * figures.kafkaEventBytes()
        * request.replicas();
  }

  /** What Kafka holds, with copies. */
  double kafkaBytes() {
    return kafkaBytesPerDay() * request.kafkaDays();
  }

  /** What one day adds to the rollup rows, with copies. */
  double rollupBytesPerDay() {
    double perSecond = request.eventsPerSecond();
    double rows = 24 * series(perSecond * 3_600)
        + series(perSecond * SECONDS_PER_DAY)
        + series(perSecond * SECONDS_PER_DAY * DAYS_PER_MONTH) / DAYS_PER_MONTH;
    return rows * figures.rowBytes() * request.replicas();
  }

  /** What one day adds to receipts and commits, with copies. */
  double receiptBytesPerDay() {
    return request.eventsPerSecond()
        * SECONDS_PER_DAY
        * figures.receiptEventBytes()
        * request.replicas();
  }

  /** What Cassandra holds, with copies. */
  double cassandraBytes() {
    return rollupBytesPerDay() * request.rollupDays() + receiptBytesPerDay() * request.kafkaDays();
  }

  /** What one day adds to the archive, as its store counts; 0 without one. */
  double archiveBytesPerDay() {
    return request.archives()
        ? request.eventsPerSecond() * SECONDS_PER_DAY * figures.archiveEventBytes()
        : 0;
  }

  /** What the archive holds. */
  double archiveBytes() {
    return archiveBytesPerDay() * request.archiveDays();
  }

  /** Memory of the job in which copies are recognized. */
  double identityBytes() {
    return request.eventsPerSecond() * request.windowMinutes() * 60 * figures.identityBytes();
  }

  /** What every query node reads from Kafka, in a second. */
  double followedBytesPerSecond() {
    return request.eventsPerSecond() * figures.kafkaEventBytes();
  }

  /** What all brokers together send in a second: to each other, to the job and to query nodes. */
  double brokersSendBytesPerSecond() {
    int readers = 1 + query().machines() + (request.archives() ? 1 : 0);
    return followedBytesPerSecond() * (request.replicas() - 1 + readers);
  }
}
