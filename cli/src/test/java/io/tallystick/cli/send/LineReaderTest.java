package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Goal: lines keep their number and their bytes, however the bytes arrive. */
class LineReaderTest {

  private static List<String> read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(in)) {
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        lines.add(reader.number() + ":" + new String(line, StandardCharsets.UTF_8));
      }
    }
    return lines;
  }

  /** Gives at most {@code most} bytes at a time, as a pipe does. */
  private static InputStream dripping(String text, int most) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] bytes, int offset, int length) {
        return super.read(bytes, offset, Math.min(most, length));
      }
    };
  }

  @Property
  void linesAreThoseOfTheText(
      @ForAll
          @StringLength(max = 40)
          @CharRange(from = '\n', to = '\n')
          @CharRange(from = 'a', to = 'b')
          String text,
      @ForAll @IntRange(min = 1, max = 9) int most)
      throws Exception {
    List<String> expected = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isEmpty()) {
        expected.add((i + 1) + ":" + lines[i]);
      }
    }
    assertThat(read(dripping(text, most))).isEqualTo(expected);
  }

  @Test
  void endsOfLinesAndBlankLines() throws Exception {
    assertThat(read(dripping("a\r\n \t\n\r\nb\rc\nd", 100)))
        .containsExactly("1:a", "4:b\rc", "5:d");
    assertThat(read(dripping("", 1))).isEmpty();
  }

  @Test
  void aLineWithoutEndTakesBoundedMemory() throws Exception {
    int length = LineReader.LINE_BYTES_MAX + 12_345;
    String text = "x".repeat(length) + "\ny\n";
    try (LineReader reader = new LineReader(dripping(text, length))) {
      byte[] line = reader.next();
      assertThat(line).hasSize(LineReader.LINE_BYTES_MAX);
      assertThat(reader.isCut()).isTrue();
      assertThat(reader.next()).containsExactly('y');
      assertThat(reader.isCut()).isFalse();
      assertThat(reader.number()).isEqualTo(2);
    }
  }
}
