package io.tallystick.configuration;

import java.util.Locale;

/** What the lines are that a process writes for its operator. */
public enum LogFormat {
  /** Sentences, for people. */
  TEXT,
  /** One JSON object a line, for programs. */
  JSON;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The word for it. */
  public String text() {
    return text;
  }
}
