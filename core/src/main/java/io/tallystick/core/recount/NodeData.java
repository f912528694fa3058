package io.tallystick.core.recount;

/**
 * Port: what a node gives for archiving and recounting, for as long as it is open. Used by one
 * thread and then closed.
 *
 * <p>Does not: stop counting. But a node whose storage has failed cannot start it again meanwhile.
 */
public interface NodeData extends AutoCloseable {

  /** Opens the data of a node. */
  interface Source {
    /**
     * @throws io.tallystick.core.event.RefusedException while the node has none open
     */
    NodeData open();
  }

  RawEvents events();

  CommittedData.Source committed();

  RowRepair repair();

  @Override
  void close();
}
