package io.tallystick.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.log.EventLog;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Goal: what is handed over is what was appended there, it is bounded, and it is let go. */
class RecentEntriesTest {

  private static final long ARRIVAL = 1_795_341_600_000L;

  private final RecentEntries entries = new RecentEntries(1000);

  @Test
  void handsOverAnEntryOnceWithWhatIsKnown() {
    EventLog.Append append = append(3, 100);
    entries.add(40, append, ARRIVAL);

    EventLog.Entry taken = Objects.requireNonNull(entries.take(40));

    assertThat(taken.offset()).isEqualTo(40);
    assertThat(taken.count()).isEqualTo(3);
    assertThat(taken.arrivalMillis()).isEqualTo(ARRIVAL);
    assertThat(taken.batch()).isSameAs(append.batch());
    assertThat(taken.identities()).isSameAs(append.identities());
    assertThat(entries.take(40)).isNull();
  }

  @Test
  void leavesOutWhatHasNoRoomAndGoesOnBehindIt() {
    for (long offset = 0; offset < 100; offset += 10) {
      entries.add(offset, append(10, 200), ARRIVAL);
    }
    // 360 bytes each with its identities: two fit
    assertThat(entries.take(0)).isNotNull();
    assertThat(entries.take(10)).isNotNull();
    assertThat(entries.take(20)).isNull();

    entries.add(100, append(10, 200), ARRIVAL);
    assertThat(entries.take(30)).as("an entry that was left out").isNull();
    assertThat(entries.take(100)).as("one that came when there was room").isNotNull();
  }

  @Test
  void forgetsWhatLiesBeforeWhatIsWanted() {
    entries.add(0, append(10, 300), ARRIVAL);
    entries.add(10, append(10, 300), ARRIVAL);

    assertThat(entries.take(20)).isNull();

    entries.add(20, append(10, 300), ARRIVAL);
    entries.add(30, append(10, 300), ARRIVAL);
    assertThat(entries.take(20)).isNotNull();
    assertThat(entries.take(30)).as("there was room for both again").isNotNull();
  }

  private static EventLog.Append append(int count, int bytes) {
    return new EventLog.Append(0, count, new byte[bytes], ARRIVAL, 0, new long[2 * count]);
  }
}
