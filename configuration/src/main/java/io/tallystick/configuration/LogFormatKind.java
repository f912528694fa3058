package io.tallystick.configuration;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One of the formats of log lines. */
final class LogFormatKind implements Kind<LogFormat> {

  @Override
  public LogFormat parse(String text) {
    return Arrays.stream(LogFormat.values())
        .filter(format -> format.text().equals(text))
        .findFirst()
        .orElseThrow(() -> refused(text));
  }

  @Override
  public String format(LogFormat value) {
    return value.text();
  }

  @Override
  public String expected() {
    return Arrays.stream(LogFormat.values()).map(LogFormat::text).collect(Collectors.joining(", "));
  }

  @Override
  public boolean allows(LogFormat value) {
    return true;
  }
}
