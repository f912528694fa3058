package io.tallystick.app.demo;

import io.tallystick.app.demo.NodeClient.Leader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Where the demo writes: a terminal, on which the replay moves, or a file, line by line. */
final class DemoScreen {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int BAR_COLUMNS = 40;
  private static final int PAGE_COLUMNS = 40;
  private static final int WIKI_COLUMNS = 18;
  private static final int PLAIN_STEP_HOURS = 4;

  private final PrintStream out;
  private final boolean isLive;
  private int linesToRewrite;
  private long plainShown;

  /**
   * A screen.
   *
   * @param isLive whether the cursor can be moved
   */
  DemoScreen(PrintStream out, boolean isLive) {
    this.out = out;
    this.isLive = isLive;
  }

  /** The launcher says whether standard output is a terminal; Java 17 cannot tell. */
  static DemoScreen ofStandardOutput() {
    return new DemoScreen(
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        Boolean.getBoolean("tallystick.terminal"));
  }

  boolean isLive() {
    return isLive;
  }

  void line(String text) {
    out.print(text + "\n");
    out.flush();
  }

  void title(String text) {
    line("");
    line(isLive ? "\033[1m" + text + "\033[0m" : text);
  }

  /** One line that says whether something is as it must be. */
  void check(boolean isRight, String text) {
    String sign = isRight ? "✓" : "✗";
    String colour = isRight ? "\033[32m" : "\033[31m";
    line("  " + (isLive ? colour + sign + "\033[0m" : sign) + " " + text);
  }

  /**
   * Shows how far the replay has come.
   *
   * @param recorded time of the recorded day
   * @param edits sent so far
   */
  void progress(Instant recorded, long edits, List<Leader> pages, List<Leader> wikis) {
    double done = (double) (recorded.getEpochSecond() - RecordedDay.START.getEpochSecond())
        / (RecordedDay.END.getEpochSecond() - RecordedDay.START.getEpochSecond());
    if (isLive) {
      live(recorded, done, edits, pages, wikis);
    } else {
      plain(recorded, edits, pages);
    }
  }

  /** What is written next no longer moves. */
  void endOfProgress() {
    linesToRewrite = 0;
  }

  private void live(
      Instant recorded, double done, long edits, List<Leader> pages, List<Leader> wikis) {
    StringBuilder frame = new StringBuilder(1024);
    if (linesToRewrite > 0) {
      frame.append("\033[").append(linesToRewrite).append('A');
    }
    int filled = (int) Math.round(done * BAR_COLUMNS);
    String bar = "█".repeat(filled) + "░".repeat(BAR_COLUMNS - filled);
    linesToRewrite = 0;
    add(frame, "  " + clock(recorded) + "  " + bar + "  " + number(edits) + " edits");
    add(frame, "");
    String heading = row("edits", "page so far", PAGE_COLUMNS) + " ";
    add(frame, heading + row("edits", "wiki so far", WIKI_COLUMNS));
    for (int i = 0; i < Math.max(pages.size(), wikis.size()); i++) {
      add(frame, row(pages, i, PAGE_COLUMNS) + " " + row(wikis, i, WIKI_COLUMNS));
    }
    out.print(frame);
    out.flush();
  }

  private void add(StringBuilder frame, String line) {
    frame.append("\033[2K").append(line).append('\n');
    linesToRewrite++;
  }

  private void plain(Instant recorded, long edits, List<Leader> pages) {
    long step = Duration.between(RecordedDay.START, recorded).toHours() / PLAIN_STEP_HOURS;
    if (step > plainShown && !pages.isEmpty()) {
      plainShown = step;
      Leader first = pages.get(0);
      line("  %s  %7s edits, most of them (%d) to %s"
          .formatted(clock(recorded), number(edits), first.number(), first.name()));
    }
  }

  private static String clock(Instant recorded) {
    return recorded.equals(RecordedDay.END) ? "24:00" : CLOCK.format(recorded);
  }

  private static String row(List<Leader> leaders, int i, int columns) {
    if (i >= leaders.size()) {
      return row("", "", columns);
    }
    Leader leader = leaders.get(i);
    return row(number(leader.number()), leader.name(), columns);
  }

  private static String row(String number, String name, int columns) {
    return "%7s  %s".formatted(number, TextColumns.fit(name, columns));
  }

  /** With a separator for each thousand. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
