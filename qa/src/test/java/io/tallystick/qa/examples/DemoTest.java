package io.tallystick.qa.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.qa.house.Repository;
import io.tallystick.qa.process.ProgramRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the demo gives the exact answers each time, and what it tells to try works as printed.
 * Method: runs it by the launcher, as a user does; the build has already packaged the program.
 */
final class DemoTest {

  @TempDir
  private Path directory;

  @Test
  void givesTheSameExactAnswersEachTime() {
    String first = answers("--data", "demo");
    String second = answers("--data", "demo");
    assertThat(first)
        .contains("39,244 edits, 9,385,573 characters added")
        .contains("78,488 accepted = 39,244 counted + 39,244 duplicates")
        .contains("all 11 answers are exact");
    assertThat(second).isEqualTo(first);
  }

  @Test
  void writesWhatTheReadmeShows() throws IOException {
    String readme = Files.readString(Repository.root().resolve("README.md"));
    Matcher block = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    List<String> shown =
        block.group(1).lines().filter(line -> !line.equals("…")).toList();
    assertThat(answers("--data", "demo").lines()).containsSubsequence(shown);
  }

  @Test
  void whatItTellsToTryWorksAsPrinted() throws IOException, InterruptedException {
    try (ProgramRun demo = demo("--port", "0", "--seconds", "0", "--data", "demo")) {
      demo.awaitOutput(output -> output.contains("Ctrl-C stops it."));
      List<List<String>> curls = demo.output()
          .lines()
          .filter(line -> line.strip().startsWith("curl "))
          .flatMap(line -> ShellText.commandsOf(line).stream())
          .toList();
      assertThat(curls).hasSize(2);
      for (List<String> curl : curls) {
        int port = URI.create(curl.get(1)).getPort();
        HttpResponse<String> answer = CurlCommand.run(curl, port);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(CurlCommand.run(curls.get(0), portOf(curls)).body())
          .contains("{\"country\":\"US\",\"count\":528}");
      assertThat(CurlCommand.run(curls.get(1), portOf(curls)).body()).contains("\"count\":27");
      assertThat(documentation(portOf(curls)).statusCode()).isEqualTo(200);
      demo.stop();
      demo.exitCode();
    }
  }

  @Test
  void leavesOtherPeoplesDirectoriesAlone() throws IOException {
    Path precious = Files.createDirectories(directory.resolve("precious"));
    Files.writeString(precious.resolve("letter"), "dear");
    try (ProgramRun demo = demo("--exit", "--port", "0", "--data", "precious")) {
      assertThat(demo.exitCode()).as(demo::toString).isEqualTo(1);
      assertThat(demo.errors()).contains("precious: not empty and not made by a demo");
    }
    assertThat(precious.resolve("letter")).hasContent("dear");
  }

  private String answers(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--exit", "--port", "0", "--seconds", "0"));
    all.addAll(List.of(arguments));
    try (ProgramRun demo = demo(all.toArray(String[]::new))) {
      assertThat(demo.exitCode()).as(demo::toString).isZero();
      return demo.output()
          .lines()
          .dropWhile(line -> !line.startsWith("39,244 edits"))
          .map(line -> line.replaceAll("\\d+\\.\\d s", "some time"))
          .reduce("", (text, line) -> text + line + "\n");
    }
  }

  private ProgramRun demo(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Repository.root().resolve("tallystick").toString(), "demo"));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TALLYSTICK_BUILD", "off");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return ProgramRun.start(directory, environment, command);
  }

  private static int portOf(List<List<String>> curls) {
    return URI.create(curls.get(0).get(1)).getPort();
  }

  private static HttpResponse<String> documentation(int port)
      throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/docs"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
