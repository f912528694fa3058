package io.tallystick.cli.deadletter;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes out the events of dead letters. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Takes out the events of dead letters as NDJSON, one event on each line, in the form that send"
          + " takes. The dead letters stay as they are: while one is open, its event is a duplicate"
          + " when it is sent again.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick dead-letters export --type vote --output votes.ndjson",
      "  tallystick dead-letters export --state discarded",
    })
final class ExportCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Option(
      names = "--state",
      order = 1,
      paramLabel = "STATE",
      defaultValue = "open",
      description = "open, replayed or discarded. Without it: open.")
  private String state = "open";

  @Mixin
  private FilterOptions filter = new FilterOptions();

  @Option(
      names = "--output",
      order = 20,
      paramLabel = "FILE",
      description = "Where to write. Without it: standard output.")
  private @Nullable Path output;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    List<Map.Entry<String, String>> parameters = new ArrayList<>(filter.parameters());
    parameters.add(Map.entry("state", state));
    String path = "/v1/dead-letters/export" + NodeClient.query(parameters);
    NodeClient client = node.client();
    try {
      if (output != null) {
        try (OutputStream file = Files.newOutputStream(output)) {
          client.download(path, file);
        }
      } else {
        PrintWriter out = command.commandLine().getOut();
        client.download(path, new ToWriter(out));
        out.flush();
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "export: broke off, " + e, e);
    }
    return ExitCode.OK;
  }

  /** Hands whole lines of UTF-8 to a writer. */
  private static final class ToWriter extends OutputStream {

    private final PrintWriter out;
    private byte[] line = new byte[1024];
    private int length;

    ToWriter(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(int next) {
      if (length == line.length) {
        line = java.util.Arrays.copyOf(line, length * 2);
      }
      line[length++] = (byte) next;
      if (next == '\n') {
        out.write(new String(line, 0, length, StandardCharsets.UTF_8));
        length = 0;
      }
    }
  }
}
