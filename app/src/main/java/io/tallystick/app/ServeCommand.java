package io.tallystick.app;

import io.tallystick.app.logging.OperatorLog;
import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.configuration.LoadedConfiguration;
import io.tallystick.configuration.LogFormat;
import io.tallystick.configuration.ServerConfiguration;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a node and keeps it running. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Starts a node and serves until it is stopped with Ctrl-C or SIGTERM.",
    footer = {
      "",
      "Examples:",
      "  tallystick serve",
      "  tallystick serve --port 9090 --data /var/lib/tallystick",
      "  tallystick serve --role ingest --config cluster.yaml",
      "  tallystick serve --config node.yaml --set deduplication.window=1h",
      "  TALLYSTICK_SERVER_ADDRESS=0.0.0.0 tallystick serve",
    })
public final class ServeCommand implements Callable<Integer> {

  @Mixin
  private ConfigurationOptions options;

  @Override
  public Integer call() throws InterruptedException {
    LoadedConfiguration loaded = options.load();
    LogFormat format = loaded.configuration().logFormat();
    OperatorLog.use(format);
    try {
      return serve(loaded);
    } catch (RuntimeException e) {
      if (format == LogFormat.TEXT) {
        throw e;
      }
      ServedNode.tellFailedStart(e);
      return ExitCode.REFUSED;
    }
  }

  private static int serve(LoadedConfiguration loaded) throws InterruptedException {
    try {
      return ServedNode.serve(loaded);
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException reason) {
        ServerConfiguration server = loaded.configuration().server();
        throw new CommandFailure(
            ExitCode.REFUSED,
            "server.port: cannot listen on " + server.address() + ":" + server.port() + ", "
                + reason.getMessage()
                + " (expected: a free port that this user may open; --port takes another one)",
            e);
      }
      throw e;
    }
  }
}
