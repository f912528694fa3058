package io.tallystick.cli.size;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What events and rows cost.
 *
 * @param ingestPerMillion CPU-seconds of ingest nodes for a million events
 * @param kafkaPerMillion of each broker that has a copy
 * @param flinkPerMillion of the job, without what each changed row costs
 * @param flinkPerMillionDeltas of the job, for a million changes of a row by a partition
 * @param archivePerMillion of the job, more, when it archives raw events
 * @param cassandraPerMillionRows of each node that has a copy, for a million rows
 * @param cassandraPerMillion of each node that has a copy, for receipts and the ledger
 * @param queryPerMillion of each query node, for following the topic
 * @param kafkaEventBytes of an event in the topic, compressed
 * @param archiveEventBytes of an event in the archive
 * @param receiptEventBytes of an event in the receipts and commits in Cassandra
 * @param rowBytes of a row in Cassandra
 * @param identityBytes of an event in the memory that recognizes copies
 */
record SizingFigures(
    double ingestPerMillion,
    double kafkaPerMillion,
    double flinkPerMillion,
    double flinkPerMillionDeltas,
    double archivePerMillion,
    double cassandraPerMillionRows,
    double cassandraPerMillion,
    double queryPerMillion,
    double kafkaEventBytes,
    double archiveEventBytes,
    double receiptEventBytes,
    double rowBytes,
    double identityBytes) {

  /**
   * The budgets that the design sets itself, and what was measured where that is more or there is
   * no budget: a broker, a query node, the archive, bytes in Kafka (Protobuf, ids of 16 hexadecimal
   * digits, lz4).
   */
  static final SizingFigures ASSUMED =
      new SizingFigures(1.5, 0.9, 3.0, 3.0, 0.9, 40, 1.0, 1.6, 17, 15, 8, 300, 16);

  /**
   * Those of a run of {@code bench cluster --json}; what it does not tell stays as it is.
   *
   * <p>One hot subject changes next to no rows, so that phase shows what an event costs, and the
   * difference to the spread one what rows cost. A run with the archive has its cost in that of
   * the job.
   */
  SizingFigures measured(JsonNode run) {
    double perSecond = number(run, "eventsPerSecond");
    double subjects = number(run, "subjects");
    double rowsPerEvent = SizingModel.rowsPerSecond(perSecond, subjects, 1, 1) / perSecond;
    double deltasPerEvent =
        SizingModel.rowsPerSecond(perSecond, subjects, 1, SizingModel.PARTITIONS_MIN) / perSecond;
    double flinkHot = cpu(run, "hotflinktaskmanager") + cpu(run, "hotflinkjobmanager");
    double flink = cpu(run, "flinktaskmanager") + cpu(run, "flinkjobmanager");
    return new SizingFigures(
        cpu(run, "ingest"),
        cpu(run, "kafka"),
        flinkHot,
        Math.max(0, flink - flinkHot) / deltasPerEvent,
        run.path("archive").booleanValue() ? 0 : archivePerMillion,
        Math.max(0, cpu(run, "cassandra") - cpu(run, "hotcassandra")) / rowsPerEvent,
        cpu(run, "hotcassandra"),
        cpu(run, "query"),
        number(run, "kafkaDiskBytesPerEvent"),
        archiveEventBytes,
        receiptEventBytes,
        rowBytes,
        identityBytes);
  }

  private static double cpu(JsonNode run, String component) {
    return number(run, component + "CpuSecondsPerMillionEvents");
  }

  private static double number(JsonNode run, String name) {
    JsonNode value = run.path(name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("measured: " + name + ": " + value
          + " (expected: a number, as bench cluster --json prints it)");
    }
    return value.doubleValue();
  }
}
