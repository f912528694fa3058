package io.tallystick.flink.archive;

import io.tallystick.core.event.TextSlice;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.log.LogBatchReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/**
 * One Parquet file of events, with the columns of the archive of one machine. Single-threaded.
 *
 * <p>Of Hadoop nothing is used: its types stand in signatures only.
 */
final class EventFile implements AutoCloseable {

  private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
      message event {
        required int32 partition;
        required int64 offset;
        required int64 arrival (TIMESTAMP(MILLIS, false));
        required binary source (STRING);
        required binary id (STRING);
        required binary type (STRING);
        required binary subject (STRING);
        required int64 time (TIMESTAMP(MILLIS, false));
        required fixed_len_byte_array(16) value (DECIMAL(38, 9));
        required group attributes (MAP) {
          repeated group key_value {
            required binary key (STRING);
            required binary value (STRING);
          }
        }
        required binary fate (STRING);
        optional int64 replay_of;
      }""");

  /** What DuckDB writes by itself, on one machine. */
  private static final int ROW_GROUP_ROWS = 122_880;

  /** Memory of a row group; long texts make it shorter. */
  private static final long ROW_GROUP_BYTES = 16 << 20;

  private static final int PAGE_BYTES = 256 << 10;
  private static final int DICTIONARY_BYTES = 256 << 10;
  private static final int DECIMAL_BYTES = 16;
  private static final long BILLIONTHS = 1_000_000_000L;

  private static final Binary[] FATES = {
    text(Fate.COUNTED), text(Fate.DUPLICATE), text(Fate.DEAD_LETTERED)
  };

  private final MeasuredFile out;
  private final ParquetWriter<Row> writer;
  private final Row row = new Row();
  private long rows;

  /**
   * Begins it.
   *
   * @param target is written to, and neither flushed nor closed
   */
  EventFile(OutputStream target) throws IOException {
    out = new MeasuredFile(target);
    writer = new Builder(out)
        .withConf(new PlainParquetConfiguration())
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withCodecFactory(new ZstdCodec())
        .withRowGroupSize(ROW_GROUP_BYTES)
        .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
        .withPageSize(PAGE_BYTES)
        .withDictionaryPageSize(DICTIONARY_BYTES)
        // these are different in each event
        .withDictionaryEncoding("id", false)
        .withDictionaryEncoding("offset", false)
        .build();
  }

  private static Binary text(Fate fate) {
    return Binary.fromConstantByteArray(
        fate.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /**
   * Adds the events of a batch.
   *
   * @param offset of the first one
   * @param fates numbers of the {@link Fate} of the events of the file
   * @param fatesBegin where those of the batch begin
   * @return how many there are
   */
  int add(
      int partition, long offset, long arrivalMillis, byte[] batch, byte[] fates, int fatesBegin)
      throws IOException {
    row.open(batch);
    int count = row.batch.count();
    if (fatesBegin + count > fates.length) {
      throw new IOException("events: more than " + fates.length + " (expected: one for each fate)");
    }
    row.partition = partition;
    row.arrivalMillis = arrivalMillis;
    for (int event = 0; event < count; event++) {
      row.event = event;
      row.offset = offset + event;
      row.fate = FATES[fates[fatesBegin + event]];
      writer.write(row);
    }
    rows += count;
    return count;
  }

  /** Events in it. */
  long rows() {
    return rows;
  }

  /** Ends it. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** Its length; after {@link #close}. */
  long bytes() {
    return out.bytes();
  }

  /** Its CRC-32C; after {@link #close}. */
  int checksum() {
    return out.checksum();
  }

  /** The event that is written. */
  private static final class Row {

    private final LogBatchReader batch = new LogBatchReader();
    private final TextSlice text = new TextSlice();
    private final byte[] decimal = new byte[DECIMAL_BYTES];
    private Binary[] dictionary = new Binary[0];
    private int partition;
    private long offset;
    private long arrivalMillis;
    private int event;
    private Binary fate = FATES[0];

    void open(byte[] bytes) {
      batch.read(bytes);
      int size = batch.dictionarySize();
      if (dictionary.length < size) {
        dictionary = new Binary[2 * size];
      }
      for (int i = 0; i < size; i++) {
        batch.dictionary(i, text);
        dictionary[i] = slice();
      }
    }

    /** Reused: whoever keeps it copies it, and does not keep the whole batch with it. */
    private Binary slice() {
      return Binary.fromReusedByteArray(text.bytes(), text.offset(), text.length());
    }

    Binary id() {
      batch.id(event, text);
      return slice();
    }

    Binary value() {
      long factor = BILLIONTHS;
      for (int scale = batch.valueScale(event); scale > 0; scale--) {
        factor /= 10;
      }
      long unscaled = batch.valueUnscaled(event);
      put(Math.multiplyHigh(unscaled, factor), 0);
      put(unscaled * factor, Long.BYTES);
      return Binary.fromReusedByteArray(decimal);
    }

    private void put(long number, int begin) {
      for (int i = 0; i < Long.BYTES; i++) {
        decimal[begin + i] = (byte) (number >>> (Long.SIZE - Byte.SIZE * (i + 1)));
      }
    }
  }

  /** Takes rows apart. */
  private static final class Columns extends WriteSupport<Row> {

    private @Nullable RecordConsumer prepared;

    @Override
    public WriteContext init(Configuration unused) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration unused) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      prepared = recordConsumer;
    }

    private RecordConsumer consumer() {
      return Objects.requireNonNull(prepared);
    }

    @Override
    public void write(Row row) {
      RecordConsumer consumer = consumer();
      LogBatchReader batch = row.batch;
      int event = row.event;
      consumer.startMessage();
      consumer.startField("partition", 0);
      consumer.addInteger(row.partition);
      consumer.endField("partition", 0);
      number("offset", 1, row.offset);
      number("arrival", 2, row.arrivalMillis);
      text("source", 3, row.dictionary[batch.source(event)]);
      text("id", 4, row.id());
      text("type", 5, row.dictionary[batch.type(event)]);
      text("subject", 6, row.dictionary[batch.subject(event)]);
      number("time", 7, batch.timeMillis(event));
      text("value", 8, row.value());
      attributes(row);
      text("fate", 10, row.fate);
      long replayOf = batch.hasReplays() ? batch.replayOf(event) : -1;
      if (replayOf >= 0) {
        number("replay_of", 11, replayOf);
      }
      consumer.endMessage();
    }

    private void attributes(Row row) {
      RecordConsumer consumer = consumer();
      consumer.startField("attributes", 9);
      consumer.startGroup();
      int set = row.batch.attributeSet(row.event);
      int pairs = set < 0 ? 0 : row.batch.attributePairs(set);
      if (pairs > 0) {
        consumer.startField("key_value", 0);
        for (int pair = 0; pair < pairs; pair++) {
          consumer.startGroup();
          text("key", 0, row.dictionary[row.batch.attributeName(set, pair)]);
          text("value", 1, row.dictionary[row.batch.attributeValue(set, pair)]);
          consumer.endGroup();
        }
        consumer.endField("key_value", 0);
      }
      consumer.endGroup();
      consumer.endField("attributes", 9);
    }

    private void number(String name, int index, long number) {
      RecordConsumer consumer = consumer();
      consumer.startField(name, index);
      consumer.addLong(number);
      consumer.endField(name, index);
    }

    private void text(String name, int index, Binary text) {
      RecordConsumer consumer = consumer();
      consumer.startField(name, index);
      consumer.addBinary(text);
      consumer.endField(name, index);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {

    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration unused) {
      return new Columns();
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(ParquetConfiguration unused) {
      return new Columns();
    }
  }
}
