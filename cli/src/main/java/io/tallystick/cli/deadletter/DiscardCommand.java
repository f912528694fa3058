package io.tallystick.cli.deadletter;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives up dead letters. */
@Command(
    name = "discard",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Closes open dead letters without counting them. What they were stays readable, with the note.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick dead-letters discard 0-17 1-4 --note \"a load test\"",
      "  tallystick dead-letters discard --reason value-too-large --type vote",
    })
final class DiscardCommand implements Callable<Integer> {

  @Mixin
  private ChangeOptions change = new ChangeOptions();

  @Override
  public Integer call() throws InterruptedException {
    return change.run("discard", null);
  }
}
