package io.tallystick.flink.count;

import io.tallystick.flink.wire.WireSerializer;
import io.tallystick.flink.wire.WireType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bytes of a {@link DeadRecord} between two tasks. */
public final class DeadRecordSerializer extends WireSerializer<DeadRecord> {

  private static final long serialVersionUID = 1L;

  private static final DeadRecordSerializer INSTANCE = new DeadRecordSerializer();

  /** How Flink knows of it. */
  public static final TypeInformation<DeadRecord> TYPE = new WireType<>(DeadRecord.class, INSTANCE);

  @Override
  public DeadRecord createInstance() {
    return new DeadRecord("", 0, 0, new byte[0], new byte[0]);
  }

  @Override
  public void serialize(DeadRecord value, DataOutputView target) throws IOException {
    target.writeUTF(value.key());
    target.writeInt(value.partition());
    target.writeLong(value.offset());
    putBytes(value.letter(), target);
    putBytes(value.raw(), target);
  }

  @Override
  public DeadRecord deserialize(DataInputView source) throws IOException {
    return new DeadRecord(
        source.readUTF(), source.readInt(), source.readLong(), getBytes(source), getBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<DeadRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink asks for one of every serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
