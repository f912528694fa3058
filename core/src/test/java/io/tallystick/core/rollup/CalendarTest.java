package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Goal: windows are those of the JDK's calendar, for every minute that can be counted. */
class CalendarTest {

  @Property
  void windowsAreThoseOfTheJdk(
      @ForAll @IntRange(min = Calendar.MINUTE_MIN, max = Calendar.MINUTE_END - 1) int minute) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(minute * 60L, 0, ZoneOffset.UTC);
    LocalDate date = time.toLocalDate();
    LocalDate month = date.withDayOfMonth(1);

    assertThat(Level.DAY.parent(minute)).isEqualTo(minute(month));
    assertThat(Level.DAY.parentEnd(minute(month))).isEqualTo(minute(month.plusMonths(1)));
    assertThat(Level.DAY.child(minute)).isEqualTo(date.getDayOfMonth() - 1);
    assertThat(Level.HOUR.parent(minute)).isEqualTo(minute(date));
    assertThat(Level.HOUR.child(minute)).isEqualTo(time.getHour());
    assertThat(Level.MINUTE.child(minute)).isEqualTo(time.getMinute());
    for (Level level : Level.values()) {
      int parent = level.parent(minute);
      if (level != Level.ALL) {
        assertThat(minute).isBetween(parent, level.parentEnd(parent) - 1);
        int child = level.child(minute);
        assertThat(minute).isGreaterThanOrEqualTo(level.childStart(parent, child));
        assertThat(level.child(level.childStart(parent, child))).isEqualTo(child);
      }
    }
  }

  private static int minute(LocalDate date) {
    return Math.toIntExact(date.toEpochDay() * Calendar.MINUTES_PER_DAY);
  }
}
