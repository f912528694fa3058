package io.tallystick.core.node;

import io.tallystick.core.event.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: whether a node takes events at this moment, asked for each request. Thread-safe and cheap.
 *
 * <p>Does not: look at a single request, nor refuse questions.
 */
public interface Admission {

  /** Takes everything. */
  Admission ALWAYS = new Admission() {
    @Override
    public @Nullable Refusal refusal() {
      return null;
    }

    @Override
    public List<Reading> readings() {
      return List.of();
    }
  };

  /**
   * One measure.
   *
   * @param refusing whether events are refused because of it
   * @param value what was measured last
   * @param limit at which refusing begins
   */
  record Reading(Pressure pressure, boolean refusing, long value, long limit) {}

  /** What to answer to events; null while they are taken. */
  @Nullable
  Refusal refusal();

  /** All measures, in the order of {@link Pressure}. */
  List<Reading> readings();
}
