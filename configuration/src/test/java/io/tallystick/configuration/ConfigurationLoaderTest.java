package io.tallystick.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a stronger source wins, every value names its source, and all problems come at once with
 * the place where they are.
 */
class ConfigurationLoaderTest {

  @TempDir
  private Path directory;

  private Map<String, String> environment = Map.of();
  private final List<FlagValue> flags = new ArrayList<>();
  private @Nullable Path file;

  private void write(String yaml) throws Exception {
    Files.writeString(directory.resolve(ConfigurationLoader.DEFAULT_FILE), yaml);
  }

  private void flag(String key, String value) {
    flags.add(new FlagValue("--set " + key, key, value));
  }

  private LoadedConfiguration load() {
    return ConfigurationLoader.load(directory, file, environment, flags);
  }

  private Setting setting(String key) {
    return load().settings().stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private List<String> problems() {
    return catchThrowableOfType(ConfigurationException.class, this::load).problems();
  }

  @Test
  void aFlagWinsOverTheEnvironmentThatOverTheFileThatOverTheDefault() throws Exception {
    assertThat(setting("server.port")).isEqualTo(new Setting("server.port", "8080", "default"));
    write("# mine\nserver:\n  port: 1\n");
    assertThat(setting("server.port"))
        .isEqualTo(new Setting("server.port", "1", "tallystick.yaml:3"));
    environment = Map.of("TALLYSTICK_SERVER_PORT", "2");
    assertThat(setting("server.port"))
        .isEqualTo(new Setting("server.port", "2", "environment TALLYSTICK_SERVER_PORT"));
    flag("server.port", "3");
    assertThat(setting("server.port"))
        .isEqualTo(new Setting("server.port", "3", "flag --set server.port"));
    flag("server.port", "4");
    assertThat(load().configuration().server().port()).isEqualTo(4);
  }

  @Test
  void everyKeyHasASettingAndAnEnvironmentName() {
    assertThat(load().settings()).hasSameSizeAs(Keys.ALL);
    assertThat(Keys.ALL).extracting(Key::name).doesNotHaveDuplicates();
    assertThat(Keys.ALL).extracting(Key::environmentName).doesNotHaveDuplicates();
    assertThat(Keys.EVENTS_MAX_BODY_BYTES.environmentName())
        .isEqualTo("TALLYSTICK_EVENTS_MAX_BODY_BYTES");
  }

  @Test
  void allProblemsComeAtOnce() throws Exception {
    write("""
        server:
          prot: 8080
          address: [a]
        data: here
        logs: {retention: 1d}
        log:
          retention: soon
        dimensions: [country, [subject, subject], count, {a: b}]
        query:
          max-k: 0
          max-k: 10
        """);
    environment = Map.of(
        "TALLYSTICK_SERVER_PORT", "tcp://10.0.0.1:80",
        "TALLYSTICK_SERVER_ADDRES", "x",
        "TALLYSTICK_DEDUPLICATION_MEMORY", "64MB");
    flag("sever.port", "1");
    flag("server.port", "99999");
    assertThat(problems())
        .containsExactly(
            "tallystick.yaml:2: server.prot: unknown key (did you mean server.port?)",
            "tallystick.yaml:3: server.address: a list or a section (expected: a host name or an IP"
                + " address)",
            "tallystick.yaml:4: data: not a section (expected: keys below it)",
            "tallystick.yaml:5: logs: unknown key (did you mean log?)",
            "tallystick.yaml:7: log.retention: soon (expected: 1m..36600d, such as 500ms, 30s, 10m,"
                + " 24h or 7d)",
            "tallystick.yaml:8: dimensions: [subject, subject] (expected: distinct names)",
            "tallystick.yaml:10: query.max-k: 0 (expected: 1..1000000)",
            "tallystick.yaml:11: query.max-k (expected: every key once)",
            "environment TALLYSTICK_SERVER_PORT: server.port: tcp://10.0.0.1:80 (expected:"
                + " 0..65535)",
            "environment TALLYSTICK_DEDUPLICATION_MEMORY: deduplication.memory: 64MB (expected:"
                + " auto or 4MiB..1GiB, such as 512KiB or 64MiB)",
            "environment TALLYSTICK_SERVER_ADDRES: unknown (did you mean"
                + " TALLYSTICK_SERVER_ADDRESS?)",
            "--set sever.port: sever.port: unknown key (did you mean server.port?)",
            "--set server.port: server.port: 99999 (expected: 0..65535)");
  }

  @Test
  void keysAreCheckedAgainstEachOther() throws Exception {
    write("deduplication:\n  window: 7d\nevents: {max-body-bytes: 1KiB, max-event-bytes: 2KiB}\n");
    environment = Map.of("TALLYSTICK_LOG_RETENTION", "2d");
    assertThat(problems())
        .containsExactly(
            "environment TALLYSTICK_LOG_RETENTION: log.retention: 2d (expected: at least"
                + " deduplication.window = 7d, because an event must not leave the log while a copy"
                + " of it can arrive)",
            "tallystick.yaml:3: events.max-body-bytes: 1KiB (expected: at least"
                + " events.max-event-bytes = 2KiB, because an event must fit in a body)");
    environment = Map.of();
    assertThat(problems().get(0))
        .startsWith(
            "tallystick.yaml:2: log.retention: 24h (expected: at least deduplication.window");
  }

  @Test
  void aNamedFileMustExistAndTheDefaultOneNeedNot() throws Exception {
    assertThat(load().configuration().server().port()).isEqualTo(8080);
    file = directory.resolve("other.yaml");
    assertThat(problems()).containsExactly("--config: " + file + " (expected: a file that exists)");
    Files.writeString(file, "server: {port: 5}");
    assertThat(setting("server.port").source()).isEqualTo(file + ":1");
  }

  @Test
  void brokenYamlIsReportedWithItsLineAndWithTheOtherProblems() throws Exception {
    write("server:\n  port: 1\n bad");
    environment = Map.of("TALLYSTICK_QUERY_MAX_K", "x");
    assertThat(problems()).hasSize(2);
    assertThat(problems().get(0)).startsWith("tallystick.yaml:3: not YAML, ");
    write("[1, 2]");
    assertThat(problems().get(0)).startsWith("tallystick.yaml: not a section (expected: ");
    write("? [a]\n: 1\n");
    assertThat(problems().get(0)).startsWith("tallystick.yaml:1: ");
  }

  @Test
  void emptyMeansNotSet() throws Exception {
    write("server:\n  port:\ndata:\ndimensions:\n");
    environment = Map.of("TALLYSTICK_SERVER_PORT", "");
    assertThat(load().settings()).allMatch(setting -> setting.source().equals("default"));
    write("# nothing but a comment");
    assertThat(load().configuration().server().port()).isEqualTo(8080);
  }

  @Test
  void namesThatOthersPutIntoTheEnvironmentAreLeftAlone() {
    environment = Map.of(
        "TALLYSTICK_SERVICE_HOST", "10.0.0.1",
        "TALLYSTICK_SERVICE_PORT", "80",
        "TALLYSTICK_PORT", "tcp://10.0.0.1:80",
        "TALLYSTICK_URL", "http://localhost:8080");
    assertThat(load().configuration().server().port()).isEqualTo(8080);
  }

  @Test
  void listsInTheEnvironmentAreWrittenAsInYaml() {
    environment = Map.of("TALLYSTICK_DIMENSIONS", "[country, [subject, country]]");
    assertThat(setting("dimensions").value()).isEqualTo("[country, [subject, country]]");
    environment = Map.of("TALLYSTICK_DIMENSIONS", "country");
    assertThat(problems())
        .containsExactly(
            "environment TALLYSTICK_DIMENSIONS: dimensions: country (expected: up to 16"
                + " distinct names or lists of names, such as [country, [subject, country]])");
    environment = Map.of("TALLYSTICK_DIMENSIONS", "[country");
    assertThat(problems()).hasSize(1);
  }

  @Test
  void theSameCombinationInAnotherOrderIsTheSame() {
    flag("dimensions", "[[subject, country], [country, subject]]");
    assertThat(problems().get(0)).contains("distinct names");
  }
}
