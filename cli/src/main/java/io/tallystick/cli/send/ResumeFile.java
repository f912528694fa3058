package io.tallystick.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers which lines of which files are acknowledged, so that a run can go on where another one
 * has stopped. Thread-safe.
 */
final class ResumeFile {

  /*
   * A file is recognized by its path and by a hash of its first bytes. It may grow; then its new
   * lines are sent. The file is replaced as a whole, so that it is never seen half written.
   */

  private static final int FORMAT_VERSION = 1;
  private static final int FINGERPRINT_BYTES = 4096;

  private record Entry(
      int fingerprintBytes, String fingerprint, List<AcknowledgedLines.Range> earlier) {}

  private final Path path;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, InputProgress> inputs = new LinkedHashMap<>();
  private final boolean found;

  ResumeFile(Path path) throws IOException {
    this.path = path;
    this.found = Files.exists(path);
    if (found) {
      read();
    }
  }

  /** Whether an earlier run has left something. */
  boolean isFound() {
    return found;
  }

  /**
   * Where {@code file} is to go on.
   *
   * @throws CommandFailure when it is not the file that the earlier run has read
   */
  synchronized InputProgress progress(Path file, String shown) throws IOException {
    String key = file.toString();
    Entry entry = entries.get(key);
    if (entry == null) {
      int bytes = (int) Math.min(FINGERPRINT_BYTES, Files.size(file));
      entry = new Entry(bytes, fingerprint(file, bytes), List.of());
      entries.put(key, entry);
    } else if (!entry.fingerprint.equals(fingerprint(file, entry.fingerprintBytes))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--resume: " + path + " is about another " + shown
              + " (expected: the same file, grown or not; delete " + path + " to begin again)");
    }
    InputProgress progress = new InputProgress(shown, entry.earlier);
    inputs.put(key, progress);
    return progress;
  }

  /** Writes how far all inputs have come. */
  synchronized void save() throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (JsonGenerator json =
        new JsonFactory().createGenerator(Files.newOutputStream(fresh)).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("version", FORMAT_VERSION);
      json.writeArrayFieldStart("files");
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        json.writeStartObject();
        json.writeStringField("path", entry.getKey());
        json.writeNumberField("fingerprintBytes", entry.getValue().fingerprintBytes);
        json.writeStringField("fingerprint", entry.getValue().fingerprint);
        json.writeArrayFieldStart("acknowledgedLines");
        InputProgress input = inputs.get(entry.getKey());
        for (AcknowledgedLines.Range range :
            input == null ? entry.getValue().earlier : input.ranges()) {
          json.writeArray(new long[] {range.first(), range.last()}, 0, 2);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void read() throws IOException {
    JsonNode root = tree();
    if (root.path("version").asInt() != FORMAT_VERSION) {
      throw unreadable();
    }
    for (JsonNode file : root.path("files")) {
      List<AcknowledgedLines.Range> ranges = new ArrayList<>();
      for (JsonNode range : file.path("acknowledgedLines")) {
        ranges.add(
            new AcknowledgedLines.Range(range.path(0).asLong(), range.path(1).asLong()));
      }
      entries.put(
          file.path("path").asText(),
          new Entry(
              file.path("fingerprintBytes").asInt(), file.path("fingerprint").asText(), ranges));
    }
  }

  private JsonNode tree() throws IOException {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException e) {
      throw unreadable();
    }
  }

  private CommandFailure unreadable() {
    return new CommandFailure(
        ExitCode.USAGE, "--resume: " + path + " (expected: a file that --resume has written)");
  }

  private static String fingerprint(Path file, int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readNBytes(bytes));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
