package io.tallystick.embedded.rollup;

import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupView;

/** Adds up the entries of one row, window by window. */
final class RowFold implements RollupView.ChildVisitor {

  private static final int CHILDREN_MAX = 60;

  private final Aggregate[] children = new Aggregate[CHILDREN_MAX];

  RowFold() {
    for (int child = 0; child < CHILDREN_MAX; child++) {
      children[child] = new Aggregate();
    }
  }

  void clear() {
    for (Aggregate child : children) {
      child.clear();
    }
  }

  @Override
  public void child(int child, Aggregate aggregate) {
    children[child].merge(aggregate);
  }

  byte[] toByteArray() {
    return RollupRowLayout.value(children);
  }
}
