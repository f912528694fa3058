package io.tallystick.flink.record;

import io.tallystick.flink.wire.WireSerializer;
import io.tallystick.flink.wire.WireType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bytes of a {@link LogRecord} between two tasks. */
public final class LogRecordSerializer extends WireSerializer<LogRecord> {

  private static final long serialVersionUID = 1L;

  private static final LogRecordSerializer INSTANCE = new LogRecordSerializer();

  /** How Flink knows of it. */
  public static final TypeInformation<LogRecord> TYPE = new WireType<>(LogRecord.class, INSTANCE);

  @Override
  public LogRecord createInstance() {
    return new LogRecord(LogRecord.Kind.MALFORMED, 0, 0, 0, 0, 0, 0, new byte[0]);
  }

  @Override
  public void serialize(LogRecord value, DataOutputView target) throws IOException {
    target.writeByte(value.kind().ordinal());
    target.writeInt(value.partition());
    target.writeInt(value.topicPartition());
    target.writeLong(value.position());
    target.writeLong(value.arrivalMillis());
    target.writeLong(value.number());
    target.writeInt(value.canary());
    putBytes(value.payload(), target);
  }

  @Override
  public LogRecord deserialize(DataInputView source) throws IOException {
    return new LogRecord(
        LogRecord.Kind.of(source.readByte()),
        source.readInt(),
        source.readInt(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readInt(),
        getBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<LogRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink asks for one of every serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LogRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
