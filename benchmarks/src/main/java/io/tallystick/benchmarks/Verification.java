package io.tallystick.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Compares what a node answers with what the load generator knows. */
final class Verification {

  private static final int LEADERS = 100;
  private static final int SAMPLES = 20;

  private final NodeQuestions node;
  private final ExactCounts counts;
  private final List<String> differences = new ArrayList<>();

  private Verification(NodeQuestions node, ExactCounts counts) {
    this.node = node;
    this.counts = counts;
  }

  /**
   * Checks fates, the total, the leaders and some subjects, the first one included.
   *
   * @param probes events that were sent beside the load, none of them twice
   * @return what differs; nothing when the node is exact
   */
  static List<String> differences(
      NodeQuestions node, Workload workload, ExactCounts counts, long probes) throws IOException {
    Verification verification = new Verification(node, counts);
    verification.checkFates(probes);
    verification.checkTotal();
    verification.checkSubjects(workload);
    verification.checkLeaders("subject", counts.subjects(), Workload::subject);
    for (int i = 0; i < workload.attributes().size(); i++) {
      verification.checkAttribute(workload.attributes().get(i), counts.attribute(i));
    }
    return verification.differences;
  }

  private void expect(String what, String expected, String found) {
    if (!expected.equals(found)) {
      differences.add(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private void checkFates(long probes) throws IOException {
    JsonNode totals = node.get("/v1/status").path("totals");
    long accepted = counts.unique() + counts.duplicates() + probes;
    expect("accepted", Long.toString(accepted), totals.path("accepted").asText());
    expect(
        "counted",
        Long.toString(counts.unique() + probes),
        totals.path("counted").asText());
    expect(
        "duplicate",
        Long.toString(counts.duplicates()),
        totals.path("duplicate").asText());
  }

  private void checkTotal() throws IOException {
    JsonNode result =
        node.get("/v1/stats?type=view&function=count,sum").path("results").path(0);
    String unique = Long.toString(counts.unique());
    expect("total count", unique, result.path("count").asText());
    expect("total sum", unique, result.path("sum").asText());
  }

  private void checkSubjects(Workload workload) throws IOException {
    SplittableRandom random = new SplittableRandom(workload.seed());
    long[] subjects = counts.subjects();
    for (int i = 0; i < SAMPLES; i++) {
      int number = i == 0 ? 0 : random.nextInt(subjects.length);
      String subject = Workload.subject(number);
      JsonNode result = node.get("/v1/stats?type=view&function=count,sum&subject=" + subject)
          .path("results")
          .path(0);
      String expected = Long.toString(subjects[number]);
      expect(subject + " count", expected, result.path("count").asText());
      expect(subject + " sum", expected, result.path("sum").asText());
    }
  }

  private void checkAttribute(String name, long[] valueCounts) throws IOException {
    JsonNode declared = node.get("/v1/status").path("dimensions");
    for (JsonNode dimension : declared) {
      if (dimension.size() == 1 && dimension.path(0).asText().equals(name)) {
        checkLeaders(name, valueCounts, Workload::attributeValue);
      }
    }
  }

  private void checkLeaders(String dimension, long[] expected, IntFunction<String> name)
      throws IOException {
    // names sort as their numbers do, so a stable sort breaks ties as the node must
    List<String> leaders = IntStream.range(0, expected.length)
        .boxed()
        .filter(number -> expected[number] > 0)
        .sorted(Comparator.comparingLong((Integer number) -> -expected[number]))
        .limit(LEADERS)
        .map(number -> name.apply(number) + "=" + expected[number])
        .toList();
    List<String> found = new ArrayList<>();
    JsonNode answer =
        node.get("/v1/top?type=view&function=count&k=" + LEADERS + "&dimension=" + dimension);
    for (JsonNode result : answer.path("results")) {
      found.add(result.path(dimension).asText() + "=" + result.path("count").asText());
    }
    expect("leaders by " + dimension, leaders.toString(), found.toString());
  }
}
