package io.tallystick.embedded;

import io.tallystick.embedded.folder.FolderMarkerFuzz;
import io.tallystick.embedded.journal.JournalFuzz;
import io.tallystick.embedded.log.AcknowledgedEndsFuzz;
import io.tallystick.embedded.log.LogEntryFuzz;
import io.tallystick.embedded.rollup.PartitionStateFuzz;
import io.tallystick.testkit.fuzz.FuzzContract;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * Goal: no damage to what the engine stores is read as something else. Method: coverage-guided
 * search; the targets say what must hold.
 */
class EmbeddedFuzzTest implements FuzzContract {

  @Override
  public List<FuzzTarget> targets() {
    List<FuzzTarget> targets = new ArrayList<>(JournalFuzz.targets());
    targets.add(LogEntryFuzz.target());
    targets.add(AcknowledgedEndsFuzz.target());
    targets.add(PartitionStateFuzz.target());
    targets.add(FolderMarkerFuzz.target());
    return targets;
  }
}
