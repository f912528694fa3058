package io.tallystick.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.app.demo.NodeClient.Leader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What is right: computed from the recorded day by other means, see {@code qa/demo-answers.py}.
 */
final class DemoAnswers {

  private final JsonNode answers;

  private DemoAnswers(JsonNode answers) {
    this.answers = answers;
  }

  static DemoAnswers load() throws IOException {
    try (InputStream file = DemoAnswers.class.getResourceAsStream("answers.json")) {
      if (file == null) {
        throw new FileNotFoundException("answers.json: missing (expected: beside the demo)");
      }
      return new DemoAnswers(new ObjectMapper().readTree(file));
    }
  }

  /** A single number. */
  long number(String name) {
    return NodeClient.exact(answers.path(name));
  }

  /** A list of names and numbers. */
  List<Leader> leaders(String name) {
    List<Leader> leaders = new ArrayList<>();
    for (JsonNode pair : answers.path(name)) {
      leaders.add(new Leader(pair.path(0).asText(), NodeClient.exact(pair.path(1))));
    }
    return leaders;
  }

  /** A list of numbers. */
  List<Long> numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : answers.path(name)) {
      numbers.add(NodeClient.exact(number));
    }
    return numbers;
  }
}
