package io.tallystick.qa.crash;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/** One event of the load. */
record SentEvent(String id, String subject, Instant time, BigDecimal value, String country) {

  static final String TYPE = "view";
  static final int SUBJECTS = 40;

  private static final int COUNTRIES = 7;
  private static final int SPREAD_MILLIS = 3 * 60 * 60 * 1000;

  /** An event of the three hours before {@code now}; half of them are of few subjects. */
  static SentEvent random(String id, Instant now, RandomGenerator random) {
    int subject = random.nextInt(random.nextBoolean() ? SUBJECTS : 3);
    return new SentEvent(
        id,
        "subject-" + subject,
        now.minusMillis(random.nextInt(SPREAD_MILLIS)),
        BigDecimal.valueOf(random.nextLong(-1_000_000, 10_000_000), random.nextInt(10)),
        "C" + random.nextInt(COUNTRIES));
  }

  String hour() {
    return time.truncatedTo(ChronoUnit.HOURS).toString();
  }

  String toJson() {
    return "{\"id\":\"" + id + "\",\"source\":\"crash\",\"type\":\"" + TYPE + "\",\"subject\":\""
        + subject + "\",\"time\":\"" + time + "\",\"value\":\"" + value.toPlainString()
        + "\",\"attributes\":{\"country\":\"" + country + "\"}}";
  }
}
