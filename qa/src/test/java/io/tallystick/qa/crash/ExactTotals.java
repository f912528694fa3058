package io.tallystick.qa.crash;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** The right answers: what distinct events add up to, in total, by subject and by country. */
final class ExactTotals {

  /** Count and sum of some events. */
  record Total(long count, BigDecimal sum) {

    static final Total NONE = new Total(0, BigDecimal.ZERO);

    Total plus(Total other) {
      return new Total(count + other.count, sum.add(other.sum));
    }

    /** The same number whatever its trailing zeros. */
    boolean sameAs(long otherCount, BigDecimal otherSum) {
      return count == otherCount && sum.compareTo(otherSum) == 0;
    }
  }

  private final Map<String, Total> bySubject = new TreeMap<>();
  private final Map<String, Total> byCountry = new TreeMap<>();
  private final Map<String, Total> byHour = new TreeMap<>();
  private Total all = Total.NONE;

  void add(SentEvent event) {
    Total one = new Total(1, event.value());
    all = all.plus(one);
    bySubject.merge(event.subject(), one, Total::plus);
    byCountry.merge(event.country(), one, Total::plus);
    byHour.merge(event.hour(), one, Total::plus);
  }

  void addAll(ExactTotals other) {
    all = all.plus(other.all);
    other.bySubject.forEach((subject, total) -> bySubject.merge(subject, total, Total::plus));
    other.byCountry.forEach((country, total) -> byCountry.merge(country, total, Total::plus));
    other.byHour.forEach((hour, total) -> byHour.merge(hour, total, Total::plus));
  }

  Total all() {
    return all;
  }

  Map<String, Total> bySubject() {
    return bySubject;
  }

  Map<String, Total> byCountry() {
    return byCountry;
  }

  /** By the start of the hour, as the API writes it. */
  Map<String, Total> byHour() {
    return byHour;
  }
}
