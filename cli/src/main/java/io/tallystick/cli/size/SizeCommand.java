package io.tallystick.cli.size;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallystick.cli.query.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what machines a cluster needs. */
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Says what machines, disks and partitions a cluster needs. Talks to no node.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick size --events-per-second 60000 --subjects 1000000",
      "  tallystick size --events-per-second 1000000 --subjects 10000000 --checkpoint 10",
      "  tallystick size --events-per-second 60000 --subjects 1000000 --archive-days 30",
      "  tallystick size --events-per-second 60000 --subjects 1000000 --measured cluster.json",
    })
public final class SizeCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double GIB = 1L << 30;
  private static final double MIB = 1L << 20;

  @Spec
  private CommandSpec command;

  @Option(
      names = "--events-per-second",
      required = true,
      paramLabel = "N",
      description = "Events at the peak that must be sustained.")
  private long eventsPerSecond;

  @Option(
      names = "--subjects",
      required = true,
      paramLabel = "N",
      description = "Distinct subjects; the popular ones are taken to have most events (Zipf).")
  private long subjects;

  @Option(
      names = "--dimensions",
      defaultValue = "0",
      paramLabel = "N",
      description = "Declared dimensions besides the subject. Default: ${DEFAULT-VALUE}.")
  private int dimensions;

  @Option(
      names = "--checkpoint",
      defaultValue = "1",
      paramLabel = "SECONDS",
      description = "Time between two checkpoints. Default: ${DEFAULT-VALUE}.")
  private double checkpointSeconds;

  @Option(
      names = "--replicas",
      defaultValue = "3",
      paramLabel = "N",
      description = "Copies of everything. Default: ${DEFAULT-VALUE}.")
  private int replicas;

  @Option(
      names = "--cores",
      defaultValue = "8",
      paramLabel = "N",
      description = "Processors of each machine. Default: ${DEFAULT-VALUE}.")
  private int cores;

  @Option(
      names = "--utilization",
      defaultValue = "0.5",
      paramLabel = "PART",
      description =
          "Part of the processors that may be busy at the peak. Default: ${DEFAULT-VALUE}.")
  private double utilization;

  @Option(
      names = "--window",
      defaultValue = "10",
      paramLabel = "MINUTES",
      description = "How long copies are recognized. Default: ${DEFAULT-VALUE}.")
  private double windowMinutes;

  @Option(
      names = "--kafka-days",
      defaultValue = "7",
      paramLabel = "DAYS",
      description = "How long Kafka keeps events, and Cassandra what became of each."
          + " Default: ${DEFAULT-VALUE}.")
  private double kafkaDays;

  @Option(
      names = "--rollup-days",
      defaultValue = "365",
      paramLabel = "DAYS",
      description = "How much of the rollups Cassandra must have room for; they are kept for ever."
          + " Default: ${DEFAULT-VALUE}.")
  private double rollupDays;

  @Option(
      names = "--archive-days",
      defaultValue = "0",
      paramLabel = "DAYS",
      description = "Have the job archive raw events, and keep them so long. 0: no archive."
          + " Default: ${DEFAULT-VALUE}.")
  private double archiveDays;

  @Option(
      names = "--disk",
      defaultValue = "4000",
      paramLabel = "GIB",
      description = "Data that a machine of Kafka or Cassandra may hold; what must stay free comes"
          + " on top. Default: ${DEFAULT-VALUE}.")
  private double diskGib;

  @Option(
      names = "--measured",
      paramLabel = "FILE",
      description = "What bench cluster --json has printed on your machine. Without it the figures"
          + " are the budgets that the design sets itself.")
  private @Nullable Path measured;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    SizingModel model;
    try {
      model = new SizingModel(
          new SizingRequest(
              eventsPerSecond,
              subjects,
              dimensions,
              checkpointSeconds,
              replicas,
              cores,
              utilization,
              windowMinutes,
              kafkaDays,
              rollupDays,
              archiveDays,
              diskGib),
          figures());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(json(model));
    } else {
      print(model, out);
    }
    out.flush();
    return 0;
  }

  private SizingFigures figures() {
    if (measured == null) {
      return SizingFigures.ASSUMED;
    }
    try {
      return SizingFigures.ASSUMED.measured(JSON.readTree(measured.toFile()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "measured: " + measured + " (expected: a file that bench cluster --json has printed)", e);
    }
  }

  private void print(SizingModel model, PrintWriter out) {
    TextTable parts =
        new TextTable(List.of("component", "busy cores", "machines", "because of"), 1);
    components(model)
        .forEach((name, part) -> parts.add(List.of(
            name,
            String.format(Locale.ROOT, "%,.1f", part.cores()),
            Integer.toString(part.machines()),
            part.reason().name().toLowerCase(Locale.ROOT))));
    out.print(parts);
    out.println();
    TextTable rest = new TextTable(List.of("quantity", "amount", "unit"), 1);
    row(rest, "rows written to Cassandra", model.rowsPerSecond(), "/s");
    row(rest, "Kafka, a day", model.kafkaBytesPerDay() / GIB, "GiB");
    row(rest, "Kafka, kept", model.kafkaBytes() / GIB, "GiB");
    row(rest, "rollups, a day", model.rollupBytesPerDay() / GIB, "GiB");
    row(rest, "receipts, a day", model.receiptBytesPerDay() / GIB, "GiB");
    row(rest, "Cassandra, kept", model.cassandraBytes() / GIB, "GiB");
    if (archiveDays > 0) {
      row(rest, "archive, a day", model.archiveBytesPerDay() / GIB, "GiB");
      row(rest, "archive, kept", model.archiveBytes() / GIB, "GiB");
    }
    row(rest, "identities in the job", model.identityBytes() / GIB, "GiB");
    row(rest, "read by each query node", model.followedBytesPerSecond() / MIB, "MiB/s");
    row(rest, "sent by all brokers", model.brokersSendBytesPerSecond() / MIB, "MiB/s");
    row(rest, "processing.partitions", model.partitions(), "");
    out.print(rest);
    model.warnings().forEach(warning -> out.printf("%nThis cannot work: %s.%n", warning));
  }

  private static Map<String, SizingModel.Part> components(SizingModel model) {
    Map<String, SizingModel.Part> parts = new LinkedHashMap<>();
    parts.put("ingest", model.ingest());
    parts.put("Kafka", model.kafka());
    parts.put("Flink TaskManagers", model.flink());
    parts.put("Cassandra", model.cassandra());
    parts.put("query", model.query());
    return parts;
  }

  private ObjectNode json(SizingModel model) {
    ObjectNode document = JSON.createObjectNode();
    document.put("figures", measured == null ? "assumed" : "measured");
    ArrayNode parts = document.putArray("components");
    components(model)
        .forEach((name, part) -> parts
            .addObject()
            .put("component", name)
            .put("busyCores", part.cores())
            .put("machines", part.machines())
            .put("becauseOf", part.reason().name().toLowerCase(Locale.ROOT)));
    ArrayNode warnings = document.putArray("warnings");
    model.warnings().forEach(warnings::add);
    return document
        .put("rowsPerSecond", model.rowsPerSecond())
        .put("kafkaBytesPerDay", model.kafkaBytesPerDay())
        .put("kafkaBytes", model.kafkaBytes())
        .put("rollupBytesPerDay", model.rollupBytesPerDay())
        .put("receiptBytesPerDay", model.receiptBytesPerDay())
        .put("cassandraBytes", model.cassandraBytes())
        .put("archiveBytesPerDay", model.archiveBytesPerDay())
        .put("archiveBytes", model.archiveBytes())
        .put("identityBytes", model.identityBytes())
        .put("followedBytesPerSecond", model.followedBytesPerSecond())
        .put("brokersSendBytesPerSecond", model.brokersSendBytesPerSecond())
        .put("partitions", model.partitions());
  }

  private static void row(TextTable table, String name, double value, String unit) {
    String form = value < 10 && !unit.isEmpty() ? "%,.1f" : "%,.0f";
    table.add(List.of(name, String.format(Locale.ROOT, form, value), unit));
  }
}
