package io.tallystick.cli.send;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.core.event.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Shows what would be sent, to try a mapping. */
final class DryRun {

  private static final int LINES_MAX = 10;

  private final RecordReaders readers;
  private final MappingOptions mapping;

  DryRun(RecordReaders readers, MappingOptions mapping) {
    this.readers = readers;
    this.mapping = mapping;
  }

  /** Prints the events of the first lines of each input; returns the exit code. */
  int print(List<Input> inputs, InputStream standardInput, PrintWriter out) {
    int exitCode = ExitCode.OK;
    for (Input input : inputs) {
      try (RecordReader reader = readers.open(input, standardInput, new AtomicLong())) {
        EventWriter writer = mapping.writer(input, reader);
        for (int i = 0; i < LINES_MAX; i++) {
          InputRecord record = reader.next();
          if (record == null) {
            break;
          }
          if (!print(input, record, writer, out)) {
            exitCode = ExitCode.REFUSED;
          }
        }
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.REFUSED, input.shown() + ": cannot be read further, " + e.getMessage(), e);
      }
    }
    out.flush();
    return exitCode;
  }

  private static boolean print(
      Input input, InputRecord record, EventWriter writer, PrintWriter out) {
    EventBytes event = new EventBytes();
    try {
      writer.write(record, event);
      out.print(new String(event.bytes(), 0, event.length(), StandardCharsets.UTF_8));
      return true;
    } catch (RefusedException e) {
      out.println("# " + input.shown() + ":" + record.line() + ": rejected, "
          + e.refusal().message());
      return false;
    }
  }
}
