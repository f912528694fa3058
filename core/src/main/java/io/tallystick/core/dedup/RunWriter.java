package io.tallystick.core.dedup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Streams ids in hash order into a run. */
final class RunWriter {

  private static final int BUFFER_BYTES = 48 << 10; // whole lines and whole entries

  private final RunStore.Output output;
  private final long run;
  private final long generationMillis;
  private final int lines;

  private final Section lineSection;
  private final Section entrySection;
  private final byte[] line = new byte[RunLayout.LINE_BYTES];
  private int lineIndex;
  private long entries;
  private long generationNewest;
  private long lastOrder;
  private int lastCheck;

  /**
   * @param entriesMax at least as many as will be added; the size of the filter
   */
  RunWriter(RunStore.Output output, long run, long generationMillis, long entriesMax) {
    assert entriesMax <= RunLayout.ENTRIES_MAX;
    this.output = output;
    this.run = run;
    this.generationMillis = generationMillis;
    lines = RunLayout.lines(entriesMax);
    lineSection = new Section(RunLayout.HEADER_BYTES);
    entrySection = new Section(RunLayout.entriesOffset(lines));
  }

  long run() {
    return run;
  }

  long entries() {
    return entries;
  }

  /** Adds an id that lies behind all earlier ones. */
  void add(long order, int check, long generation) {
    int compared = Long.compareUnsigned(lastOrder, order);
    assert entries == 0 || compared < 0 || (compared == 0 && lastCheck < check) : "out of order";
    lastOrder = order;
    lastCheck = check;
    int itsLine = RunLayout.line(order, lines);
    while (lineIndex < itsLine) {
      endLine();
    }
    RunLayout.addToLine(line, order, check);
    ByteBuffer buffer = entrySection.room(RunLayout.ENTRY_BYTES);
    buffer.putLong(order);
    buffer.putInt(check << 8 | Generations.code(generation));
    generationNewest = entries == 0 ? generation : Math.max(generationNewest, generation);
    entries++;
  }

  private void endLine() {
    lineSection.room(RunLayout.LINE_BYTES).put(line);
    Arrays.fill(line, (byte) 0);
    lineIndex++;
    // the entries of the next line begin behind all that there are
    line[0] = (byte) entries;
    line[1] = (byte) (entries >>> 8);
    line[2] = (byte) (entries >>> 16);
    line[3] = (byte) (entries >>> 24);
  }

  /** Returns when the run is durable and may be opened. */
  void commit() {
    while (lineIndex < lines) {
      endLine();
    }
    lineSection.flush();
    entrySection.flush();
    output.write(
        0,
        RunLayout.header(
            run,
            entries,
            generationMillis,
            generationNewest,
            lines,
            (int) lineSection.crc.getValue(),
            (int) entrySection.crc.getValue()));
    output.commit();
  }

  /** Gives up; nothing remains. */
  void abandon() {
    output.abandon();
  }

  /** One of the two parts of the file that grow side by side. */
  private final class Section {
    private final ByteBuffer buffer =
        ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long position;

    Section(long position) {
      this.position = position;
    }

    ByteBuffer room(int bytes) {
      if (buffer.remaining() < bytes) {
        flush();
      }
      return buffer;
    }

    void flush() {
      buffer.flip();
      crc.update(buffer.duplicate());
      int bytes = buffer.remaining();
      output.write(position, buffer);
      position += bytes;
      buffer.clear();
    }
  }
}
