package io.tallystick.qa.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps that belong together.
 *
 * <pre>
 * # a comment
 * > POST /v1/events
 * {"id":"a", …}
 * {@literal @}100 {"id":"b-{i}","value":{1|2.5}, …}     a hundred lines, each choice in turn
 * < 202
 * {"accepted":101,"rejected":[]}
 *
 * > GET /v1/dead-letters/${dead-letter SOURCE ID}       the dead letter of that event
 * < 200
 * …
 * </pre>
 *
 * @param name of its file
 */
public record GoldenScenario(String name, List<GoldenStep> steps) {

  private static final List<String> NAMES = List.of(
      "01-duplicates",
      "02-out-of-order",
      "03-ten-years-late",
      "04-hot-subject",
      "05-negative-values",
      "06-combinations",
      "07-dead-letters",
      "08-decimals",
      "09-types",
      "10-refusals",
      "11-canary",
      "12-ledger");

  private static final String CONFIGURATION = "tallystick.yaml";
  private static final Pattern REPEATED = Pattern.compile("@([0-9]{1,6}) (.*)");
  private static final Pattern CHOICE = Pattern.compile("\\{([^{}|]*(?:\\|[^{}|]*)+)}");
  private static final Pattern STATUS = Pattern.compile("<=? ([0-9]{3})");

  public GoldenScenario {
    steps = List.copyOf(steps);
  }

  /** All of them, in the order in which they have to run: the last one is about the others. */
  public static List<GoldenScenario> all() {
    return NAMES.stream()
        .map(name -> new GoldenScenario(name, steps(name, resource(name + ".txt"))))
        .toList();
  }

  /** Lines of the configuration file that every process must be given, with others. */
  public static List<String> configuration() {
    return resource(CONFIGURATION);
  }

  private static List<String> resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(GoldenScenario.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<GoldenStep> steps(String name, List<String> lines) {
    List<GoldenStep> steps = new ArrayList<>();
    for (int at = 0; at < lines.size(); ) {
      int begin = at++;
      if (!lines.get(begin).startsWith("> ")) {
        require(lines.get(begin).isEmpty() || lines.get(begin).startsWith("#"), name, begin);
        continue;
      }
      String[] request = lines.get(begin).substring(2).split(" ", 2);
      List<String> body = new ArrayList<>();
      while (!lines.get(at).startsWith("<")) {
        expand(lines.get(at++), body);
      }
      Matcher status = STATUS.matcher(lines.get(at));
      require(status.matches(), name, at++);
      List<String> answer = new ArrayList<>();
      while (at < lines.size() && !lines.get(at).isEmpty()) {
        answer.add(lines.get(at++));
      }
      steps.add(new GoldenStep(
          begin + 1,
          request[0],
          request[1],
          body,
          Integer.parseInt(status.group(1)),
          String.join("\n", answer)));
    }
    return steps;
  }

  private static void require(boolean good, String name, int line) {
    if (!good) {
      throw new IllegalArgumentException(name + ", line " + (line + 1)
          + ": not understood (expected: a request, its body, its status, its answer)");
    }
  }

  private static void expand(String line, List<String> lines) {
    Matcher repeated = REPEATED.matcher(line);
    if (!repeated.matches()) {
      lines.add(line);
      return;
    }
    for (int i = 0; i < Integer.parseInt(repeated.group(1)); i++) {
      int number = i;
      String numbered = repeated.group(2).replace("{i}", Integer.toString(i));
      lines.add(CHOICE.matcher(numbered).replaceAll(choice -> {
        String[] options = choice.group(1).split("\\|", -1);
        return Matcher.quoteReplacement(options[number % options.length]);
      }));
    }
  }
}
