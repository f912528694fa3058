package io.tallystick.cli.recount;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells how far a recount is: one line that changes on a terminal, a line for each step elsewhere. */
final class StepLine {

  private static final boolean TERMINAL = Boolean.getBoolean("tallystick.terminal");

  private final PrintWriter err;
  private String shown = "";

  StepLine(PrintWriter err) {
    this.err = err;
  }

  void show(String step, double progress) {
    String line = String.format(Locale.ROOT, "%3.0f %%  %s", progress * 100, step);
    if (TERMINAL) {
      err.print("\r" + line + " ".repeat(Math.max(0, shown.length() - line.length())));
      shown = line;
    } else if (!shown.equals(step)) {
      err.println(line);
      shown = step;
    }
    err.flush();
  }

  void end() {
    if (TERMINAL && !shown.isEmpty()) {
      err.print("\r" + " ".repeat(shown.length()) + "\r");
      err.flush();
    }
  }
}
