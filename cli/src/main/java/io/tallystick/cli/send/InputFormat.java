package io.tallystick.cli.send;

import java.util.Locale;
import java.util.Optional;

/** How a file holds its records. */
enum InputFormat {
  /** One JSON object on each line. */
  NDJSON,
  /** Comma-separated values after RFC 4180, with a header line. */
  CSV,
  /** Tab-separated values: no quoting, one record on each line, with a header line. */
  TSV;

  /** The format that the name of a file promises, {@code .gz} aside. */
  static Optional<InputFormat> ofName(String name) {
    String lower = Input.withoutGz(name).toLowerCase(Locale.ROOT);
    String extension = lower.substring(lower.lastIndexOf('.') + 1);
    return switch (extension) {
      case "ndjson", "jsonl", "json" -> Optional.of(NDJSON);
      case "csv" -> Optional.of(CSV);
      case "tsv", "tab" -> Optional.of(TSV);
      default -> Optional.empty();
    };
  }
}
