package io.tallystick.benchmarks.micro;

import io.tallystick.core.dedup.RunStore;
import java.nio.ByteBuffer;
import java.util.Set;

/** For benchmarks in which memory suffices: nothing may go to disk. */
final class NoRunStore implements RunStore {

  @Override
  public Output create(long run) {
    throw new IllegalStateException("run: " + run + " (expected: none, memory suffices)");
  }

  @Override
  public ByteBuffer open(long run) {
    throw new IllegalStateException("run: " + run + " (expected: none)");
  }

  @Override
  public void delete(long run) {}

  @Override
  public void retainOnly(Set<Long> runs) {}

  @Override
  public String describe(long run) {
    return "run " + run;
  }
}
