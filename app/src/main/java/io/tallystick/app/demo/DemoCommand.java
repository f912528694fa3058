package io.tallystick.app.demo;

import io.tallystick.app.Version;
import io.tallystick.app.logging.OperatorLog;
import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what a node does, on real events. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Starts a node, replays a day of Wikipedia edits through its HTTP API, checks the answers, and"
          + " keeps serving until Ctrl-C.",
      "",
      "Every run starts with an empty data directory and gives the same answers. Exit code 1 says"
          + " that one of them was wrong.",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick demo",
      "  tallystick demo --exit --seconds 0",
      "  tallystick demo --port 9090 --data ./demo",
    })
public final class DemoCommand implements Callable<Integer> {

  @Option(names = "--exit", description = "End after the checks instead of serving on.")
  private boolean exit;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on. Default: 8080, or a free one when it is taken.")
  private @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "A new folder, or one that a demo has made, which is emptied. Default: one in"
          + " the temporary folder.")
  private @Nullable Path data;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long the replay takes; 0: as fast as it goes. Default: 6 on a terminal,"
          + " else 0.")
  private @Nullable Integer seconds;

  @Override
  public Integer call() {
    // what a node tells its operator would stand between our lines
    OperatorLog.onlyWarnings();
    DemoScreen screen = DemoScreen.ofStandardOutput();
    int replaySeconds = seconds != null ? seconds : screen.isLive() ? 6 : 0;
    try {
      return new Demo(screen, port, data, replaySeconds, exit).run();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "demo: " + e.getMessage(), e);
    }
  }
}
