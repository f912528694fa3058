package io.tallystick.cli.query;

import io.tallystick.cli.CommandFailure;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Shows an answer again and again, on a terminal in the same place. */
final class Watch {

  private static final long EVERY_MILLIS = 1_000;
  private static final String CLEAR_LINE = "\u001b[K";

  private final PrintWriter out;
  private final boolean isTerminal;
  private int linesShown;
  private String last = "";

  Watch(PrintWriter out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /**
   * Asks once a second. A node that does not answer is asked again, and it is said.
   *
   * @param times how often; 0: until the program is ended
   */
  void run(int times, Supplier<String> ask) throws InterruptedException {
    for (int i = 0; times == 0 || i < times; i++) {
      if (i > 0) {
        Thread.sleep(EVERY_MILLIS);
      }
      show(answer(ask, times > 0 && i == times - 1));
    }
  }

  private static String answer(Supplier<String> ask, boolean isLast) {
    try {
      return ask.get();
    } catch (CommandFailure e) {
      if (isLast) {
        throw e;
      }
      return e.getMessage() + System.lineSeparator() + "trying again" + System.lineSeparator();
    }
  }

  private void show(String text) {
    if (!isTerminal) {
      if (!text.equals(last)) {
        out.print(text);
        out.println();
      }
      last = text;
      out.flush();
      return;
    }
    StringBuilder frame = new StringBuilder();
    if (linesShown > 0) {
      frame.append("\u001b[").append(linesShown).append('A');
    }
    int lines = 0;
    for (String line : text.lines().toList()) {
      frame.append(line).append(CLEAR_LINE).append('\n');
      lines++;
    }
    // a shorter list leaves lines of the longer one below it
    frame.append("\u001b[J");
    linesShown = lines;
    out.print(frame);
    out.flush();
  }
}
