package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Goal: the command line finds its commands, and a failure is one clear line and an exit code. */
class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path directory;

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void configPrintsAFileThatConfiguresTheSame() throws Exception {
    String[] flags = {"--port", "9", "--set", "dimensions=[country, [subject, country]]"};
    assertThat(run("config", flags[0], flags[1], flags[2], flags[3])).isZero();
    assertThat(out.toString())
        .contains("port: 9")
        .contains("# flag --port")
        .contains("# flag --set dimensions");

    Path file = directory.resolve("printed.yaml");
    Files.writeString(file, out.toString());
    out.getBuffer().setLength(0);
    assertThat(run("config", "--config", file.toString())).isZero();
    assertThat(withoutSources(out.toString())).isEqualTo(withoutSources(Files.readString(file)));
  }

  private static String withoutSources(String yaml) {
    return yaml.replaceAll(" +#.*", "");
  }

  @Test
  void configAsJson() {
    assertThat(run("config", "--json", "--data", "d")).isZero();
    assertThat(out.toString())
        .contains("\"key\" : \"data.directory\"")
        .contains("\"source\" : \"flag --data\"");
  }

  @Test
  void allProblemsOfTheConfigurationAreLinesOfTheirOwn() {
    assertThat(run("serve", "--port", "x", "--set", "server.adress=y")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "tallystick: --set server.adress: server.adress: unknown key (did you mean"
                + " server.address?)",
            "tallystick: --port: server.port: x (expected: 0..65535)");
  }

  @Test
  void aWrongFlagNamesTheRightOne() {
    assertThat(run("serve", "--prot=3")).isEqualTo(2);
    assertThat(err.toString()).contains("--prot").contains("--port");
    assertThat(run("config", "--set", "nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("--set: nonsense (expected: KEY=VALUE)");
  }

  @Test
  void whatKeepsANodeFromStartingIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String data = directory.resolve("data").toString();
      assertThat(run("serve", "--port", "" + port, "--data", data)).isEqualTo(1);
      assertThat(err.toString().lines()).hasSize(1);
      assertThat(err.toString())
          .startsWith("tallystick: server.port: cannot listen on 127.0.0.1:" + port + ", ")
          .contains("(expected: a free port that this user may open; --port takes another one)");
    }
    err.getBuffer().setLength(0);
    Path notAFolder = Files.writeString(directory.resolve("file"), "");
    assertThat(run("serve", "--port", "0", "--data", notAFolder.toString())).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("tallystick: data.directory: ");
  }

  @Test
  void everyCommandExplainsItself() {
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      String help = command.getUsageMessage();
      assertThat(help).as(command.getCommandName()).contains("Examples:");
      assertThat(command.getCommandSpec().optionsMap()).containsKey("--help");
    }
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("tallystick 0.");
  }
}
