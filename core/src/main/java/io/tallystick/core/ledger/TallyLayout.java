package io.tallystick.core.ledger;

import java.nio.ByteBuffer;

/**
 * The bytes of a {@link Tally} inside other layouts: counted, duplicate and dead-lettered of users,
 * then of the canary, an i64 each, big endian.
 */
public final class TallyLayout {

  public static final int BYTES = 6 * 8;

  private TallyLayout() {}

  public static void put(ByteBuffer out, Tally tally) {
    put(out, tally.events());
    put(out, tally.canary());
  }

  private static void put(ByteBuffer out, Fates fates) {
    out.putLong(fates.counted()).putLong(fates.duplicate()).putLong(fates.deadLettered());
  }

  public static Tally get(ByteBuffer in) {
    return new Tally(fates(in), fates(in));
  }

  private static Fates fates(ByteBuffer in) {
    return new Fates(in.getLong(), in.getLong(), in.getLong());
  }
}
