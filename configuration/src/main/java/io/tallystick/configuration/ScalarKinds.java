package io.tallystick.configuration;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The kinds whose values are one word. */
final class ScalarKinds {

  private static final String AUTO = "auto";

  private ScalarKinds() {}

  /** A whole number. */
  record Whole(int min, int max) implements Kind<Integer> {

    @Override
    public Integer parse(String text) {
      try {
        return require(Integer.valueOf(text.replace("_", "")));
      } catch (NumberFormatException e) {
        throw refused(text);
      }
    }

    @Override
    public String format(Integer value) {
      return value.toString();
    }

    @Override
    public String expected() {
      return min + ".." + max;
    }

    @Override
    public boolean allows(Integer value) {
      return value >= min && value <= max;
    }
  }

  /** A whole number, or {@code auto} for one that fits the machine. */
  record WholeOrAuto(int min, int max) implements Kind<OptionalInt> {

    @Override
    public OptionalInt parse(String text) {
      if (text.equals(AUTO)) {
        return OptionalInt.empty();
      }
      try {
        return require(OptionalInt.of(Integer.parseInt(text)));
      } catch (NumberFormatException e) {
        throw refused(text);
      }
    }

    @Override
    public String format(OptionalInt value) {
      return value.isPresent() ? Integer.toString(value.getAsInt()) : AUTO;
    }

    @Override
    public String expected() {
      return AUTO + " or " + min + ".." + max;
    }

    @Override
    public boolean allows(OptionalInt value) {
      return value.isEmpty() || (value.getAsInt() >= min && value.getAsInt() <= max);
    }
  }

  /** Bytes, such as {@code 64MiB}. */
  record Bytes(long min, long max) implements Kind<Long> {

    @Override
    public Long parse(String text) {
      return SizeText.parse(text).map(this::require).orElseThrow(() -> refused(text));
    }

    @Override
    public String format(Long value) {
      return SizeText.format(value);
    }

    @Override
    public String expected() {
      return SizeText.format(min) + ".." + SizeText.format(max) + ", such as 512KiB or 64MiB";
    }

    @Override
    public boolean allows(Long value) {
      return value >= min && value <= max;
    }
  }

  /** Bytes, or {@code auto} for an amount that fits the memory there is. */
  record BytesOrAuto(Bytes bytes) implements Kind<OptionalLong> {

    @Override
    public OptionalLong parse(String text) {
      if (text.equals(AUTO)) {
        return OptionalLong.empty();
      }
      return SizeText.parse(text)
          .map(size -> require(OptionalLong.of(size)))
          .orElseThrow(() -> refused(text));
    }

    @Override
    public String format(OptionalLong value) {
      return value.isPresent() ? bytes.format(value.getAsLong()) : AUTO;
    }

    @Override
    public String expected() {
      return AUTO + " or " + bytes.expected();
    }

    @Override
    public boolean allows(OptionalLong value) {
      return value.isEmpty() || bytes.allows(value.getAsLong());
    }
  }

  /** A time span, such as {@code 10m}. */
  record Span(Duration min, Duration max) implements Kind<Duration> {

    @Override
    public Duration parse(String text) {
      return DurationText.parse(text).map(this::require).orElseThrow(() -> refused(text));
    }

    @Override
    public String format(Duration value) {
      return DurationText.format(value);
    }

    @Override
    public String expected() {
      return DurationText.format(min) + ".." + DurationText.format(max)
          + ", such as 500ms, 30s, 10m, 24h or 7d";
    }

    @Override
    public boolean allows(Duration value) {
      return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    }
  }

  /** A folder. */
  record Folder() implements Kind<Path> {

    @Override
    public Path parse(String text) {
      if (text.isBlank()) {
        throw refused(text);
      }
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw refused(text);
      }
    }

    @Override
    public String format(Path value) {
      return value.toString();
    }

    @Override
    public String expected() {
      return "a folder, relative to where the node is started";
    }

    @Override
    public boolean allows(Path value) {
      return !value.toString().isBlank();
    }
  }

  /** A folder, or {@code auto} for one that follows from other keys. */
  record FolderOrAuto(Folder folder) implements Kind<Optional<Path>> {

    @Override
    public Optional<Path> parse(String text) {
      return text.equals(AUTO) ? Optional.empty() : Optional.of(folder.parse(text));
    }

    @Override
    public String format(Optional<Path> value) {
      return value.map(folder::format).orElse(AUTO);
    }

    @Override
    public String expected() {
      return AUTO + " or " + folder.expected();
    }

    @Override
    public boolean allows(Optional<Path> value) {
      return value.map(folder::allows).orElse(true);
    }
  }

  /** A file, or {@code none}. */
  record FileOrNone() implements Kind<Optional<Path>> {

    private static final String NONE = "none";

    @Override
    public Optional<Path> parse(String text) {
      if (text.isBlank()) {
        throw refused(text);
      }
      try {
        return text.equals(NONE) ? Optional.empty() : Optional.of(Path.of(text));
      } catch (InvalidPathException e) {
        throw refused(text);
      }
    }

    @Override
    public String format(Optional<Path> value) {
      return value.map(Path::toString).orElse(NONE);
    }

    @Override
    public String expected() {
      return "none or a file, relative to where the node is started";
    }

    @Override
    public boolean allows(Optional<Path> value) {
      return true;
    }
  }

  /** Yes or no. */
  record Choice() implements Kind<Boolean> {

    @Override
    public Boolean parse(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw refused(text);
      };
    }

    @Override
    public String format(Boolean value) {
      return value.toString();
    }

    @Override
    public String expected() {
      return "true or false";
    }

    @Override
    public boolean allows(Boolean value) {
      return true;
    }
  }

  /** A host name or an address. */
  record Address() implements Kind<String> {

    @Override
    public String parse(String text) {
      return require(text);
    }

    @Override
    public String format(String value) {
      return value;
    }

    @Override
    public String expected() {
      return "a host name or an IP address";
    }

    @Override
    public boolean allows(String value) {
      return value.matches("[0-9A-Za-z._:%-]{1,253}");
    }
  }
}
