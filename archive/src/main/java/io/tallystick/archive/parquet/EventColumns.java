package io.tallystick.archive.parquet;

import io.tallystick.core.event.TextSlice;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;

/**
 * The columns of a file of events, documented for its readers in docs/operating/archive.md.
 * Single-threaded.
 */
final class EventColumns {

  /*
   * Building a map for each event costs more than all other columns together. So names and values
   * are appended as two texts, made once for each attribute set of a batch, and DuckDB makes maps of
   * them. No text of an event holds a control character, so one can stand between the parts.
   */

  private static final char SEPARATOR = '\u001f';
  private static final long BILLIONTHS = 1_000_000_000L;

  private static final String STAGED = """
      CREATE OR REPLACE TABLE staged (
        "partition" INTEGER, "offset" BIGINT, arrival TIMESTAMP_MS, source VARCHAR, id VARCHAR,
        type VARCHAR, subject VARCHAR, time TIMESTAMP_MS, value DECIMAL(38,9),
        names VARCHAR, texts VARCHAR, fate VARCHAR, replay_of BIGINT)""";

  private static final String SELECTED = """
      SELECT "partition", "offset", arrival, source, id, type, subject, time, value,
        CASE WHEN names IS NULL THEN map([]::VARCHAR[], []::VARCHAR[])
          ELSE map(string_split(names, chr(31)), string_split(texts, chr(31))) END AS attributes,
        fate, replay_of
      FROM staged""";

  private static final byte[][] FATES = {
    bytes(Fate.COUNTED.text()), bytes(Fate.DUPLICATE.text()), bytes(Fate.DEAD_LETTERED.text())
  };

  private final LogBatchReader batch = new LogBatchReader();
  private final TextSlice text = new TextSlice();
  private byte[][] dictionary = new byte[0][];
  private byte[][] names = new byte[0][];
  private byte[][] texts = new byte[0][];

  /** SQL that makes the empty table {@link #append} fills. */
  static String staged() {
    return STAGED;
  }

  /** SQL that selects what a file holds. */
  static String selected() {
    return SELECTED;
  }

  /**
   * Appends the events of one entry, {@code fates} are numbers of {@link Fate}.
   *
   * @return bytes of their texts
   */
  long append(DuckDBAppender appender, int partition, EventLog.Entry entry, byte[] fates)
      throws SQLException {
    batch.read(entry.batch());
    if (batch.count() != entry.count() || fates.length != entry.count()) {
      throw new IllegalStateException("entry: offset " + entry.offset() + " of partition "
          + partition + " has " + batch.count() + " events and " + fates.length
          + " fates (expected: " + entry.count() + " as the log says)");
    }
    readTexts();
    readAttributes();
    long textBytes = 0;
    for (int event = 0; event < entry.count(); event++) {
      appender.beginRow();
      appender.append(partition);
      appender.append(entry.offset() + event);
      appender.appendEpochMillis(entry.arrivalMillis());
      byte[] source = dictionary[batch.source(event)];
      appender.append(source);
      byte[] id = id(event);
      appender.append(id);
      textBytes += id.length;
      byte[] type = dictionary[batch.type(event)];
      appender.append(type);
      byte[] subject = dictionary[batch.subject(event)];
      appender.append(subject);
      textBytes += source.length + type.length + subject.length;
      appender.appendEpochMillis(batch.timeMillis(event));
      appendValue(appender, event);
      int set = batch.attributeSet(event);
      if (set < 0) {
        appender.appendNull();
        appender.appendNull();
      } else {
        appender.append(names[set]);
        appender.append(texts[set]);
        textBytes += names[set].length + texts[set].length;
      }
      appender.append(FATES[fates[event]]);
      long replayOf = batch.hasReplays() ? batch.replayOf(event) : -1;
      if (replayOf < 0) {
        appender.appendNull();
      } else {
        appender.append(replayOf);
      }
      appender.endRow();
    }
    return textBytes;
  }

  private void appendValue(DuckDBAppender appender, int event) throws SQLException {
    long factor = BILLIONTHS;
    for (int scale = batch.valueScale(event); scale > 0; scale--) {
      factor /= 10;
    }
    long unscaled = batch.valueUnscaled(event);
    appender.appendDecimal(unscaled * factor, Math.multiplyHigh(unscaled, factor));
  }

  private byte[] id(int event) {
    batch.id(event, text);
    return copy();
  }

  private void readTexts() {
    int size = batch.dictionarySize();
    if (dictionary.length < size) {
      dictionary = new byte[size * 2][];
    }
    for (int i = 0; i < size; i++) {
      batch.dictionary(i, text);
      dictionary[i] = copy();
    }
  }

  private void readAttributes() {
    int sets = batch.attributeSetCount();
    if (names.length < sets) {
      names = new byte[sets * 2][];
      texts = new byte[sets * 2][];
    }
    for (int set = 0; set < sets; set++) {
      int pairs = batch.attributePairs(set);
      int[] nameIndexes = new int[pairs];
      int[] valueIndexes = new int[pairs];
      for (int pair = 0; pair < pairs; pair++) {
        nameIndexes[pair] = batch.attributeName(set, pair);
        valueIndexes[pair] = batch.attributeValue(set, pair);
      }
      names[set] = joined(nameIndexes);
      texts[set] = joined(valueIndexes);
    }
  }

  private byte[] joined(int[] indexes) {
    int length = indexes.length - 1;
    for (int index : indexes) {
      length += dictionary[index].length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (int i = 0; i < indexes.length; i++) {
      if (i > 0) {
        joined[at++] = SEPARATOR;
      }
      byte[] part = dictionary[indexes[i]];
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  private byte[] copy() {
    byte[] copy = new byte[text.length()];
    System.arraycopy(text.bytes(), text.offset(), copy, 0, copy.length);
    return copy;
  }

  private static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }
}
