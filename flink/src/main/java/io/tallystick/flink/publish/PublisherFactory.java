package io.tallystick.flink.publish;

import io.tallystick.core.publish.Publisher;
import java.io.Serializable;

/** Opens the publisher of one task, where that task runs. */
public interface PublisherFactory extends Serializable {

  /** A publisher of the task's own, which the task closes. */
  Publisher open();
}
