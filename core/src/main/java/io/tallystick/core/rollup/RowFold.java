package io.tallystick.core.rollup;

/** Adds up the entries of one row, window by window, in whatever order they come. Single-threaded. */
public final class RowFold implements RollupView.ChildVisitor {

  private static final int CHILDREN_MAX = 60;

  private final Aggregate[] children = new Aggregate[CHILDREN_MAX];

  public RowFold() {
    for (int child = 0; child < CHILDREN_MAX; child++) {
      children[child] = new Aggregate();
    }
  }

  /** Begins another row. */
  public void clear() {
    for (Aggregate child : children) {
      child.clear();
    }
  }

  @Override
  public void child(int child, Aggregate aggregate) {
    children[child].merge(aggregate);
  }

  /** The row with one entry a window. */
  public byte[] toByteArray() {
    return RollupRowLayout.value(children);
  }
}
