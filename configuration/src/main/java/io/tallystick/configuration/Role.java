package io.tallystick.configuration;

import java.util.Locale;

/** What a node does. */
public enum Role {
  /** Everything, alone, with its own folder. */
  ALL,
  /** Takes events and puts them into Kafka. */
  INGEST,
  /** Answers from Cassandra. */
  QUERY;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The word for it. */
  public String text() {
    return text;
  }
}
