package io.tallystick.app;

import java.util.concurrent.Callable;
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
      "  tallystick serve --config node.yaml --set deduplication.window=1h",
      "  TALLYSTICK_SERVER_ADDRESS=0.0.0.0 tallystick serve",
    })
public final class ServeCommand implements Callable<Integer> {

  @Mixin
  private ConfigurationOptions options;

  @Override
  public Integer call() {
    return Node.serve(options.load());
  }
}
