package io.tallystick.testkit.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.dedup.RunStore;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Goal: the fake keeps the contract and is at least as strict as any medium. */
class StrictRunStoreTest implements RunStoreContract {

  private final StrictRunStore store = new StrictRunStore();

  @Override
  public RunStore openStore() {
    return store;
  }

  @Test
  void misuseIsRefused() {
    RunStore.Output output = store.create(1);
    output.write(2, ByteBuffer.wrap(new byte[2]));
    assertThatThrownBy(() -> output.write(3, ByteBuffer.wrap(new byte[2])))
        .hasMessage("run 1: overlaps");
    assertThatThrownBy(output::commit).hasMessage("run 1: has a gap");
    output.write(0, ByteBuffer.wrap(new byte[2]));
    output.commit();
    assertThatThrownBy(() -> output.write(4, ByteBuffer.wrap(new byte[2])))
        .hasMessage("run 1: is not being written");
    assertThatThrownBy(() -> store.delete(2)).hasMessage("run 2: is not there to be deleted");
  }

  @Test
  void deletedBytesTurnToGarbage() {
    RunStore.Output output = store.create(1);
    output.write(0, ByteBuffer.wrap(new byte[1]));
    output.commit();
    ByteBuffer opened = store.open(1);
    store.delete(1);
    assertThat(opened.get(0)).isNotZero();
  }
}
