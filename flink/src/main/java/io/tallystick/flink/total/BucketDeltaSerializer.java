package io.tallystick.flink.total;

import io.tallystick.flink.wire.WireSerializer;
import io.tallystick.flink.wire.WireType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The bytes of a {@link BucketDelta} between two tasks. */
public final class BucketDeltaSerializer extends WireSerializer<BucketDelta> {

  private static final long serialVersionUID = 1L;

  private static final BucketDeltaSerializer INSTANCE = new BucketDeltaSerializer();

  /** How Flink knows of it. */
  public static final TypeInformation<BucketDelta> TYPE =
      new WireType<>(BucketDelta.class, INSTANCE);

  @Override
  public BucketDelta createInstance() {
    return new BucketDelta(0, BucketDelta.Kind.COUNTED, new byte[0]);
  }

  @Override
  public void serialize(BucketDelta value, DataOutputView target) throws IOException {
    target.writeInt(value.bucket());
    target.writeByte(value.kind().ordinal());
    putBytes(value.bytes(), target);
  }

  @Override
  public BucketDelta deserialize(DataInputView source) throws IOException {
    return new BucketDelta(
        source.readInt(), BucketDelta.Kind.of(source.readByte()), getBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<BucketDelta> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink asks for one of every serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<BucketDelta> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
