package io.tallystick.flink.total;

import io.tallystick.flink.wire.WireSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bytes of a {@link RowKey} in state: i32 length, big endian, then the key. */
public final class RowKeySerializer extends WireSerializer<RowKey> {

  private static final long serialVersionUID = 1L;

  static final RowKeySerializer INSTANCE = new RowKeySerializer();

  @Override
  public RowKey createInstance() {
    return RowKey.probe();
  }

  @Override
  public void serialize(RowKey key, DataOutputView target) throws IOException {
    target.writeInt(key.length());
    target.write(key.bytes(), 0, key.length());
  }

  @Override
  public RowKey deserialize(DataInputView source) throws IOException {
    return RowKey.of(getBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<RowKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Stands in every checkpoint; its name must never change. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RowKey> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
