package io.tallystick.qa.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.app.Main;
import io.tallystick.app.Node;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.qa.house.Repository;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a command that a page shows works. Method: parses each {@code ./tallystick} command of
 * each page, and sends the {@code curl} requests of the first steps to a node.
 */
final class DocumentedCommandsTest {

  private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "bench", "cluster");

  @TempDir
  private Path directory;

  static List<String> pages() {
    return ShellText.pages();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsExist(String page) throws IOException {
    for (List<String> words : ShellText.commands(page)) {
      if (words.get(0).equals("./tallystick") && !OF_THE_LAUNCHER.contains(words.get(1))) {
        Main.commandLine().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
      }
    }
  }

  @Test
  void firstStepsWork() throws IOException, InterruptedException {
    Path configuration = directory.resolve("tallystick.yaml");
    Files.writeString(configuration, firstConfiguration());
    List<FlagValue> flags = List.of(
        new FlagValue("--port", "server.port", "0"),
        new FlagValue("--data", "data.directory", directory.resolve("data").toString()));
    try (Node node = Node.start(
        ConfigurationLoader.load(directory, configuration, Map.of(), flags).configuration())) {
      while (node.status().state() == NodeStatus.State.STARTING) {
        Thread.sleep(5);
      }
      int requests = 0;
      for (List<String> words : ShellText.commands("docs/start.md")) {
        if (words.get(0).equals("curl")) {
          HttpResponse<String> answer = CurlCommand.run(words, node.port());
          assertThat(answer.statusCode() / 100).as(words + "\n" + answer.body()).isEqualTo(2);
          requests++;
        }
      }
      assertThat(requests).isGreaterThanOrEqualTo(3);
    }
  }

  private static String firstConfiguration() throws IOException {
    String page = Files.readString(Repository.root().resolve("docs/start.md"));
    Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }
}
