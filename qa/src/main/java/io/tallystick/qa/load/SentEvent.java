package io.tallystick.qa.load;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.random.RandomGenerator;

/** One event of the load. */
record SentEvent(
    String id, String type, String subject, Instant time, BigDecimal value, String country) {

  /** Of all events. */
  static final String SOURCE = "load";

  /** Counted types, the most frequent first. */
  static final List<String> TYPES = List.of("view", "like");

  /** Events of this type break a rule of the configuration unless their value is positive. */
  static final String RULED_TYPE = "order";

  static final int SUBJECTS = 40;

  private static final int COUNTRIES = 7;
  private static final int RECENT_MILLIS = 3 * 60 * 60 * 1000;
  private static final long OLD_MILLIS = 400L * 24 * 60 * 60 * 1000;
  private static final int ONE_OLD_IN = 12;

  /** An event of the three hours before {@code now} or, sometimes, of the year before. */
  static SentEvent random(String id, Instant now, boolean ruled, RandomGenerator random) {
    int subject = random.nextInt(random.nextBoolean() ? SUBJECTS : 3);
    boolean old = random.nextInt(ONE_OLD_IN) == 0;
    String type = TYPES.get(random.nextInt(4) == 0 ? 1 : 0);
    return new SentEvent(
        id,
        ruled && random.nextInt(50) == 0 ? RULED_TYPE : type,
        "subject-" + subject,
        now.minusMillis(old ? random.nextLong(OLD_MILLIS) : random.nextInt(RECENT_MILLIS)),
        BigDecimal.valueOf(random.nextLong(-1_000_000, 10_000_000), random.nextInt(10)),
        "C" + random.nextInt(COUNTRIES));
  }

  /** Whether it ends as a dead letter. */
  boolean breaksRule() {
    return type.equals(RULED_TYPE) && value.signum() < 0;
  }

  String hour() {
    return time.truncatedTo(ChronoUnit.HOURS).toString();
  }

  /** The first moment of its month in UTC, as the API writes it. */
  String month() {
    return time.toString().substring(0, "yyyy-mm".length()) + "-01T00:00:00Z";
  }
}
