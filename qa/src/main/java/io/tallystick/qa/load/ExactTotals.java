package io.tallystick.qa.load;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** The right answers: what distinct events of one type add up to, in total and by each window. */
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

  private final TreeMap<String, Total> bySubject = new TreeMap<>();
  private final TreeMap<String, Total> byCountry = new TreeMap<>();
  private final TreeMap<String, Total> byHour = new TreeMap<>();
  private final TreeMap<String, Total> byMonth = new TreeMap<>();
  private Total all = Total.NONE;

  void add(SentEvent event) {
    Total one = new Total(1, event.value());
    all = all.plus(one);
    bySubject.merge(event.subject(), one, Total::plus);
    byCountry.merge(event.country(), one, Total::plus);
    byHour.merge(event.hour(), one, Total::plus);
    byMonth.merge(event.month(), one, Total::plus);
  }

  void addAll(ExactTotals other) {
    all = all.plus(other.all);
    other.bySubject.forEach((subject, total) -> bySubject.merge(subject, total, Total::plus));
    other.byCountry.forEach((country, total) -> byCountry.merge(country, total, Total::plus));
    other.byHour.forEach((hour, total) -> byHour.merge(hour, total, Total::plus));
    other.byMonth.forEach((month, total) -> byMonth.merge(month, total, Total::plus));
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

  /** By the start of the hour, as the API writes it, from {@code first} to before {@code end}. */
  Map<String, Total> byHour(String first, String end) {
    return byHour.subMap(first, end);
  }

  /** By the start of the month, as the API writes it. */
  Map<String, Total> byMonth() {
    return byMonth;
  }
}
