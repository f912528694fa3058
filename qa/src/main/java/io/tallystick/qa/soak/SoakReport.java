package io.tallystick.qa.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a soak found.
 *
 * @param checks times at which every answer was compared
 * @param kills ends without warning, {@code stops} with
 * @param failure what was not exact or went wrong; null: nothing
 * @param recount what the node found about itself at the end, from the raw events
 * @param memoryMibPerHour growth of resident memory in the last, undisturbed part
 * @param heapMibPerHour growth of what is alive in the Java heap in that part
 * @param openFilesPerHour growth in that part
 * @param diskBytesPerEvent growth of the data folder with each event, over the whole run
 * @param acknowledgedP99MillisPerHour growth over that part
 * @param questionP99MillisPerHour growth over that part
 */
record SoakReport(
    String command,
    double minutes,
    long events,
    long copies,
    long deadLetters,
    long questions,
    int checks,
    int kills,
    int stops,
    long refusals,
    @Nullable String failure,
    String recount,
    double memoryMibPerHour,
    double heapMibPerHour,
    double openFilesPerHour,
    double diskBytesPerEvent,
    double acknowledgedP99MillisPerHour,
    double questionP99MillisPerHour,
    List<Minute> byMinute) {

  private static final String HEAD = "%6s %13s %10s %6s %8s %9s %9s %11s %10s %6s %9s%n";
  private static final String LINE = "%6.1f %,13d %,10d %,6d %8d %9.2f %9.2f %11.2f %10d %6d %9d%n";

  /** Whether every comparison was exact and nothing failed. */
  boolean exact() {
    return failure == null;
  }

  void printJson(PrintStream out) throws JsonProcessingException {
    out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
  }

  static void printHead(PrintStream out) {
    out.printf(
        HEAD,
        "minute",
        "events",
        "copies",
        "dead",
        "restarts",
        "ack p50",
        "ack p99",
        "query p99",
        "memory MiB",
        "files",
        "disk MiB");
  }

  static void print(PrintStream out, Minute minute) {
    out.printf(
        Locale.ROOT,
        LINE,
        minute.minute(),
        minute.events(),
        minute.copies(),
        minute.deadLetters(),
        minute.restarts(),
        minute.acknowledgedP50Millis(),
        minute.acknowledgedP99Millis(),
        minute.questionP99Millis(),
        minute.memoryBytes() >> 20,
        minute.openFiles(),
        minute.diskBytes() >> 20);
  }

  void print(PrintStream out) {
    out.printf("%n");
    printHead(out);
    byMinute.forEach(minute -> print(out, minute));
    line(out, "exact", exact() ? "yes, at each of %d checks" : "NO", checks);
    line(out, "events", "%,d, %,d copies, %,d dead letters", events, copies, deadLetters);
    line(out, "recount", "%s", recount);
    line(out, "restarts", "%d after kill -9, %d after SIGTERM", kills, stops);
    line(out, "questions", "%,d", questions);
    line(out, "refused requests", "%,d, sent again", refusals);
    line(out, "memory slope", "%+.1f MiB an hour, while undisturbed", memoryMibPerHour);
    line(
        out, "heap slope", "%+.1f MiB an hour of what is alive, while undisturbed", heapMibPerHour);
    line(out, "file handle slope", "%+.1f an hour, while undisturbed", openFilesPerHour);
    line(out, "disk slope", "%.1f bytes an event", diskBytesPerEvent);
    line(out, "ack p99 slope", "%+.2f ms an hour", acknowledgedP99MillisPerHour);
    line(out, "query p99 slope", "%+.2f ms an hour", questionP99MillisPerHour);
    if (failure != null) {
      line(out, "failure", "%s", failure);
    }
    line(out, "repeat", "%s", command);
  }

  private static void line(PrintStream out, String name, String format, Object... values) {
    out.printf("%-18s %s%n", name, String.format(Locale.ROOT, format, values));
  }
}
