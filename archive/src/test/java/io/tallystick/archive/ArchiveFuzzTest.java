package io.tallystick.archive;

import io.tallystick.archive.parquet.ArchiveFuzz;
import io.tallystick.testkit.fuzz.FuzzContract;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.List;

/**
 * Goal: no damage to the text files of an archive is read as something else. Method:
 * coverage-guided search; the targets say what must hold.
 */
class ArchiveFuzzTest implements FuzzContract {

  @Override
  public List<FuzzTarget> targets() {
    return ArchiveFuzz.targets();
  }
}
