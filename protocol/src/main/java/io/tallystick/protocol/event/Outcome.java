package io.tallystick.protocol.event;

import java.util.List;

/**
 * What became of the events of one body.
 *
 * @param accepted how many the consumer took
 * @param rejected the others, by ascending index
 */
public record Outcome(int accepted, List<RejectedEvent> rejected) {

  public Outcome {
    if (accepted < 0) {
      throw new IllegalArgumentException("accepted: " + accepted + " (expected: >= 0)");
    }
    rejected = List.copyOf(rejected);
  }
}
