package io.tallystick.qa.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Imports recorded data sets with {@code tallystick send} and reproduces their published answers
 * with {@code /v1/stats} and {@code /v1/top}. Prints one line for each answer; the exit code is 1 if
 * one differs.
 */
public final class DatasetAnswers {

  private static final Map<String, Dataset> DATASETS = new TreeMap<>(Map.of(
      "hn-votes-2020-2022", new HackerNewsAnswers(),
      "nasa-weblog-19950801", new NasaAnswers(),
      "wikiticker-20150912", new WikipediaAnswers()));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Path data;
  private int reproduced;
  private int different;

  private DatasetAnswers(Path root, Path data) {
    this.root = root;
    this.data = data;
  }

  /**
   * Takes the folder of the repository, the folder that holds the data sets, and the names of some
   * of them; without names all are checked.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2 || !Files.isDirectory(Path.of(arguments[1]))) {
      System.err.println(
          "usage: qa/datasets/run FOLDER [NAME...] (expected: the folder of the data sets)");
      System.exit(2);
    }
    List<String> names = List.of(arguments).subList(2, arguments.length);
    DatasetAnswers run = new DatasetAnswers(Path.of(arguments[0]), Path.of(arguments[1]));
    for (Map.Entry<String, Dataset> dataset : DATASETS.entrySet()) {
      if (names.isEmpty() || names.contains(dataset.getKey())) {
        run.check(dataset.getKey(), dataset.getValue());
      }
    }
    System.out.printf("%d answers reproduced, %d differ%n", run.reproduced, run.different);
    System.exit(run.different == 0 && run.reproduced > 0 ? 0 : 1);
  }

  private void check(String name, Dataset dataset) throws Exception {
    Path folder = data.resolve(name);
    if (!Files.isDirectory(folder)) {
      System.out.println(name + ": not there, left out");
      return;
    }
    try (DatasetNode node = DatasetNode.start(root, dataset.dimensions())) {
      Map<Integer, Callable<Object>> answers = dataset.answers(node, folder);
      node.awaitProcessed();
      JsonNode published = JSON.readTree(folder.resolve("answers.json").toFile());
      for (JsonNode answer : published.path("answers")) {
        int number = answer.path("id").asInt();
        String question = answer.path("question").asText();
        Callable<Object> found = answers.get(number);
        if (found == null) {
          System.out.printf("%s %2d not expressible: %s%n", name, number, question);
          continue;
        }
        compare(name + " " + number, question, answer.path("answer"), found.call());
      }
    }
  }

  private void compare(String name, String question, JsonNode published, Object answer) {
    String expected = canonical(published);
    String found = canonical(JSON.valueToTree(answer));
    if (expected.equals(found)) {
      reproduced++;
      System.out.printf("%s reproduced: %s%n", name, question);
    } else {
      different++;
      System.out.printf("%s MISMATCH: %s%n", name, question);
      System.out.printf("  found     %s%n  expected  %s%n", found, expected);
    }
  }

  /** The same text for the same value, whatever the form of its numbers. */
  private static String canonical(JsonNode node) {
    if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(canonical(element)));
      return elements.toString();
    }
    return node.isNumber()
        ? new BigDecimal(node.asText()).stripTrailingZeros().toPlainString()
        : node.toString();
  }
}
