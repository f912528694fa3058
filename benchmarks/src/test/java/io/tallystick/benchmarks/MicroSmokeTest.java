package io.tallystick.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: every micro benchmark runs. How fast is not asked. */
class MicroSmokeTest {

  @TempDir
  Path folder;

  @Test
  void everyMicroBenchmarkRuns() throws IOException {
    // several builds on one machine must not wait for each other
    System.setProperty("jmh.ignoreLock", "true");
    Path results = folder.resolve("results.json");
    Path log = folder.resolve("jmh.log");
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    String arguments =
        "micro -f 0 -wi 0 -i 1 -r 5ms -foe true -p ids=2000 -p subjects=100 -p batches=20 -rf json"
            + " -rff " + results + " -o " + log;
    int status = Main.run(printer, printer, arguments.split(" "));
    assertThat(status).as("%s%n%s", output, Files.readString(log)).isZero();
    Set<String> found = new HashSet<>();
    for (JsonNode result : new ObjectMapper().readTree(results.toFile())) {
      String name = result.path("benchmark").asText();
      found.add(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
    }
    assertThat(found)
        .contains(
            "AggregationBenchmark.count",
            "DecodingBenchmark.json",
            "DecodingBenchmark.protobuf",
            "DeduplicationBenchmark.identity",
            "DeduplicationBenchmark.newIds",
            "LogBatchBenchmark.read",
            "LogBatchBenchmark.write",
            "ProcessingBenchmark.process");
  }
}
