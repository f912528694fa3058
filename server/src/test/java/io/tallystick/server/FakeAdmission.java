package io.tallystick.server;

import io.tallystick.core.event.Refusal;
import io.tallystick.core.node.Admission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An admission that says what a test tells it to. */
final class FakeAdmission implements Admission {

  volatile @Nullable Refusal refusal;
  volatile List<Reading> readings = List.of();

  @Override
  public @Nullable Refusal refusal() {
    return refusal;
  }

  @Override
  public List<Reading> readings() {
    return readings;
  }
}
