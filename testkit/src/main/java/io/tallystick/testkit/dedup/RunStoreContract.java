package io.tallystick.testkit.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.RunStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link RunStore} must do. A test of an adapter implements it. */
public interface RunStoreContract {

  /** A new instance on the medium of this test, as after a restart; the first finds it empty. */
  RunStore openStore();

  private static void write(RunStore store, long run, String text) {
    RunStore.Output output = store.create(run);
    output.write(0, bytes(text));
    output.commit();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static String text(ByteBuffer bytes) {
    return java.nio.charset.StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
  }

  @Test
  default void committedRunsOutliveTheInstance() {
    write(openStore(), 3, "three");
    write(openStore(), 4, "four");
    RunStore restarted = openStore();
    assertThat(text(restarted.open(3))).isEqualTo("three");
    assertThat(text(restarted.open(4))).isEqualTo("four");
  }

  @Test
  default void bytesGoWhereTheyBelongInAnyOrder() {
    RunStore store = openStore();
    RunStore.Output output = store.create(0);
    output.write(4, bytes("efg"));
    output.write(7, bytes("h"));
    output.write(2, bytes("cd"));
    output.write(0, bytes("ab"));
    output.commit();
    assertThat(text(store.open(0))).isEqualTo("abcdefgh");
  }

  @Test
  default void openedBytesAreReadOnlyAndLittleEndian() {
    RunStore store = openStore();
    write(store, 0, "\1\0\0\0");
    ByteBuffer opened = store.open(0);
    assertThat(opened.isReadOnly()).isTrue();
    assertThat(opened.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(opened.getInt(0)).isEqualTo(1);
    assertThat(opened.position()).isZero();
    assertThat(opened.limit()).isEqualTo(4);
  }

  @Test
  default void unfinishedRunsAreNotThere() {
    RunStore store = openStore();
    RunStore.Output output = store.create(7);
    output.write(0, bytes("half"));
    assertMissing(store, 7);
    output.abandon();
    assertMissing(store, 7);
    write(store, 7, "whole");
    assertThat(text(store.open(7))).isEqualTo("whole");
  }

  @Test
  default void unfinishedRunsOfACrashAreRemovedAndTheirNumbersFree() {
    openStore().create(1).write(0, bytes("crash"));
    RunStore restarted = openStore();
    restarted.retainOnly(Set.of());
    assertMissing(restarted, 1);
    write(restarted, 1, "again");
    assertThat(text(restarted.open(1))).isEqualTo("again");
  }

  @Test
  default void retainOnlyRemovesAllOthers() {
    RunStore store = openStore();
    for (long run = 0; run < 4; run++) {
      write(store, run, "run " + run);
    }
    RunStore restarted = openStore();
    restarted.retainOnly(Set.of(1L, 3L));
    assertMissing(restarted, 0);
    assertMissing(restarted, 2);
    assertThat(text(restarted.open(1))).isEqualTo("run 1");
    assertThat(text(restarted.open(3))).isEqualTo("run 3");
  }

  @Test
  default void deletedRunsAreGone() {
    RunStore store = openStore();
    write(store, 0, "zero");
    write(store, 1, "one");
    assertThat(text(store.open(0))).isEqualTo("zero");
    store.delete(0);
    assertMissing(store, 0);
    assertMissing(openStore(), 0);
    assertThat(text(store.open(1))).isEqualTo("one");
  }

  @Test
  default void committedRunsAreNeverOverwritten() {
    RunStore store = openStore();
    write(store, 5, "five");
    assertThatThrownBy(() -> store.create(5)).isInstanceOf(IllegalStateException.class);
    assertThat(text(store.open(5))).isEqualTo("five");
  }

  @Test
  default void largeRunsComeBackWhole() {
    RunStore store = openStore();
    RunStore.Output output = store.create(0);
    int size = 1 << 20;
    int chunk = 1 << 14;
    for (int position = 0; position < size; position += chunk) {
      ByteBuffer values = ByteBuffer.allocate(chunk).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < chunk; i += 4) {
        values.putInt(i, position + i);
      }
      output.write(position, values);
    }
    output.commit();
    ByteBuffer opened = store.open(0);
    assertThat(opened.limit()).isEqualTo(size);
    int wrong = 0;
    for (int position = 0; position < size; position += 4) {
      wrong += opened.getInt(position) == position ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }

  private static void assertMissing(RunStore store, long run) {
    assertThatThrownBy(() -> store.open(run))
        .isInstanceOf(CorruptRunException.class)
        .hasMessageContaining(store.describe(run))
        .hasMessageContaining("missing");
  }
}
