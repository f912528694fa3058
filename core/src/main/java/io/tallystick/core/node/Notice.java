package io.tallystick.core.node;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One thing that an operator should know. It becomes one line of the log: as text the sentence of
 * {@link #toString()}, as JSON an object whose names stay as they are, so that a program can wait for
 * one. All events are explained in docs/operating/logs.md.
 *
 * @param event what happened, as a word that never changes
 * @param what happened, and where, for people
 * @param did what the system did about it; empty when there is nothing to say
 * @param advice what to do now; empty when there is nothing
 * @param details where it happened and with which numbers, by name
 */
public record Notice(
    String event, String what, String did, String advice, Map<String, Object> details) {

  /*
   * A value and not a call of a logger: it is the only argument of a log line, with any version of
   * slf4j, also the one of a Flink cluster, which knows nothing of key-value pairs.
   */

  private static final Pattern EVENT = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Pattern DETAIL = Pattern.compile("[a-z]+([A-Z][a-z]+)*");

  /** What every line has; no detail has such a name. */
  private static final Set<String> FIELDS = Set.of(
      "time", "level", "event", "message", "what", "did", "advice", "logger", "thread", "error");

  public Notice {
    require(EVENT.matcher(event).matches(), "event", event, "words with hyphens");
    for (String name : details.keySet()) {
      boolean fits = DETAIL.matcher(name).matches() && !FIELDS.contains(name);
      require(fits, "detail", name, "a name in camel case, and none of " + FIELDS);
    }
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  private static void require(boolean fits, String name, String value, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** Something happened. */
  public static Notice of(String event, String what) {
    return new Notice(event, what, "", "", Map.of());
  }

  /** The same, and what the system did about it. */
  public Notice did(String text) {
    return new Notice(event, what, text, advice, details);
  }

  /** The same, and what to do now. */
  public Notice advice(String text) {
    return new Notice(event, what, did, text, details);
  }

  /** The same with one more detail: a number, a truth value or a text. */
  public Notice with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new Notice(event, what, did, advice, more);
  }

  /** The line for people. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(what);
    for (String part : new String[] {did, advice}) {
      if (!part.isEmpty()) {
        line.append("; ").append(part);
      }
    }
    return line.toString();
  }
}
