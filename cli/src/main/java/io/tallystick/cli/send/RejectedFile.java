package io.tallystick.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Keeps the rejected lines, one JSON object each, so that they can be repaired. Thread-safe. */
final class RejectedFile implements Closeable {

  private static final JsonFactory JSON = new JsonFactory();

  private final OutputStream out;

  /** Opens the file; {@code append} keeps what an earlier run has written. */
  RejectedFile(Path path, boolean append) throws IOException {
    this.out = Files.newOutputStream(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Writes lines; when this returns they are in the hands of the operating system. */
  synchronized void write(String input, List<RejectedLine> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    JsonGenerator json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
    for (RejectedLine line : lines) {
      json.writeStartObject();
      json.writeStringField("file", input);
      json.writeNumberField("line", line.line());
      json.writeStringField("code", line.code());
      json.writeStringField("message", line.message());
      json.writeStringField("original", line.original());
      json.writeEndObject();
      json.writeRaw('\n');
    }
    json.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
