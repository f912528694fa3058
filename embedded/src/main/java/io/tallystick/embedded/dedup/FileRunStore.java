package io.tallystick.embedded.dedup;

import io.tallystick.core.dedup.RunStore;
import java.nio.ByteBuffer;
import java.util.Set;

public final class FileRunStore implements RunStore {
  public FileRunStore(java.nio.file.Path p) {}

  @Override
  public Output create(long run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ByteBuffer open(long run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(long run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void retainOnly(Set<Long> runs) {}

  @Override
  public String describe(long run) {
    return "";
  }
}
