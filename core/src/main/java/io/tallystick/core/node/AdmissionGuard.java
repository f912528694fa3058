package io.tallystick.core.node;

import io.tallystick.core.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides from samples whether events are taken. One thread samples, any thread asks. */
public final class AdmissionGuard implements Admission {

  /*
   * Every measure has two limits, so that a node at its limit does not change its mind with every
   * sample: it refuses beyond one and goes on when an eighth of it has been regained.
   */

  private static final int REGAINED_PART = 8;

  /**
   * Where refusing begins.
   *
   * @param freeBytesMin space that stays free on the disk
   * @param lagEventsMax events that may wait to be counted
   * @param heapBytesMax bytes of the heap that may be in use after it was collected
   * @param deadLettersMax dead letters that may be open
   */
  public record Limits(
      long freeBytesMin, long lagEventsMax, long heapBytesMax, long deadLettersMax) {

    public Limits {
      positive("freeBytesMin", freeBytesMin);
      positive("lagEventsMax", lagEventsMax);
      positive("heapBytesMax", heapBytesMax);
      positive("deadLettersMax", deadLettersMax);
    }

    private static void positive(String name, long value) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
      }
    }
  }

  /**
   * What was measured at one moment.
   *
   * @param storageFailed whether a write has failed and the engine is to be opened again
   * @param freeBytes of the disk
   * @param lagEvents events that wait to be counted
   * @param heapBytes in use after the last collection
   * @param deadLetters that are open
   */
  public record Sample(
      boolean storageFailed, long freeBytes, long lagEvents, long heapBytes, long deadLetters) {}

  /** What was decided last. */
  private record Decision(List<Reading> readings, @Nullable Refusal refusal) {}

  private final Limits limits;
  private volatile Decision decision;

  public AdmissionGuard(Limits limits) {
    this.limits = limits;
    decision = new Decision(List.of(), null);
  }

  /** Decides anew. */
  public void sample(Sample sample) {
    List<Reading> readings = new ArrayList<>(Pressure.values().length);
    readings.add(new Reading(
        Pressure.STORAGE_FAILED, sample.storageFailed(), sample.storageFailed() ? 1 : 0, 1));
    readings.add(atLeast(Pressure.DISK_NEARLY_FULL, sample.freeBytes(), limits.freeBytesMin()));
    readings.add(atMost(Pressure.LAG_TOO_LONG, sample.lagEvents(), limits.lagEventsMax()));
    readings.add(atMost(Pressure.MEMORY_SHORT, sample.heapBytes(), limits.heapBytesMax()));
    readings.add(atMost(Pressure.DEAD_LETTERS_FULL, sample.deadLetters(), limits.deadLettersMax()));
    decision = new Decision(List.copyOf(readings), refusal(readings));
  }

  private Reading atLeast(Pressure pressure, long value, long limit) {
    long enough = wasRefusing(pressure) ? limit + limit / REGAINED_PART : limit;
    return new Reading(pressure, value < enough, value, limit);
  }

  private Reading atMost(Pressure pressure, long value, long limit) {
    long enough = wasRefusing(pressure) ? limit - limit / REGAINED_PART : limit;
    return new Reading(pressure, value > enough, value, limit);
  }

  private boolean wasRefusing(Pressure pressure) {
    for (Reading reading : decision.readings()) {
      if (reading.pressure() == pressure) {
        return reading.refusing();
      }
    }
    return false;
  }

  private static @Nullable Refusal refusal(List<Reading> readings) {
    for (Reading reading : readings) {
      if (reading.refusing()) {
        Pressure pressure = reading.pressure();
        String bound = pressure == Pressure.DISK_NEARLY_FULL ? ">= " : "<= ";
        String expected = pressure == Pressure.STORAGE_FAILED ? "none" : bound + reading.limit();
        return Refusal.of(
            pressure.code(),
            pressure.measured(),
            Long.toString(reading.value()),
            expected + ", try again later");
      }
    }
    return null;
  }

  @Override
  public @Nullable Refusal refusal() {
    return decision.refusal();
  }

  @Override
  public List<Reading> readings() {
    return decision.readings();
  }
}
