package io.tallystick.app.cluster;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.recount.RowRepair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recounts where there are none. */
final class NoRecounts implements Recounts {

  @Override
  public @Nullable RecountReport start(RecountRequest request) {
    throw new RefusedException(
        ErrorCode.UNAVAILABLE, "recount", "of a cluster", "one machine, which can recount");
  }

  @Override
  public @Nullable RecountReport find(long id) {
    return null;
  }

  @Override
  public @Nullable RecountReport latest() {
    return null;
  }

  @Override
  public List<RowRepair.Recorded> repairs(int countMax) {
    return List.of();
  }
}
