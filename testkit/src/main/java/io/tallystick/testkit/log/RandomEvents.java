package io.tallystick.testkit.log;

import io.tallystick.core.event.EventDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Valid events that follow from a seed, with the shapes that clients send and odd ones between. */
public final class RandomEvents {

  private static final long TIME = 1_795_341_600_000L;
  private static final String[] SOURCES = {"default", "web", "https://example.org/käse", "s"};
  private static final String[] TYPES = {"view", "watch", "com.example.like", "日本"};
  private static final String[] NAMES = {"country", "device", "c", "Country", "länge", "zz-top"};
  private static final String[] VALUES = {"DE", "FR", "", "true", "😀", "a rather long value of it"
  };

  private final Random random;

  public RandomEvents(long seed) {
    this.random = new Random(seed);
  }

  /** Some events for one batch, 1 to {@code max}, which share a shape. */
  public List<EventDraft> batch(int max) {
    int count = 1 + random.nextInt(max);
    int idShape = random.nextInt(6);
    int sources = 1 + random.nextInt(SOURCES.length);
    int types = 1 + random.nextInt(TYPES.length);
    int subjects = 1 + random.nextInt(random.nextBoolean() ? 3 : 10_000);
    int attributes = random.nextInt(3) * random.nextInt(NAMES.length);
    boolean values = random.nextBoolean();
    long timeRange = 1L << random.nextInt(46);
    List<EventDraft> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      EventDraft draft = new EventDraft();
      draft.source().set(SOURCES[random.nextInt(sources)]);
      draft.id().set(id(random.nextInt(200) == 0 ? 5 : idShape));
      draft.type().set(TYPES[random.nextInt(types)]);
      draft.subject().set("subject " + Integer.toString(random.nextInt(subjects), 36));
      draft.timeMillis(timeRange == 1 ? TIME : TIME - (random.nextLong() & (timeRange - 1)));
      if (values) {
        draft.value(random.nextLong() % (1L << random.nextInt(60)), random.nextInt(10));
      }
      attributes(draft, attributes == 0 ? 0 : random.nextInt(attributes + 1));
      events.add(draft);
    }
    return events;
  }

  private String id(int shape) {
    return switch (shape) {
      case 0 -> String.format("%016x%016x", random.nextLong(), random.nextLong());
      case 1 -> Long.toHexString(random.nextLong());
      case 2, 3 -> new UUID(random.nextLong(), random.nextLong()).toString();
      case 4 -> "event-" + random.nextInt(1_000_000);
      default -> "ä".repeat(1 + random.nextInt(3)) + random.nextInt();
    };
  }

  private void attributes(EventDraft draft, int count) {
    int first = random.nextInt(NAMES.length);
    for (int i = 0; i < Math.min(count, NAMES.length); i++) {
      int index = draft.addAttribute();
      draft.attributeName(index).set(NAMES[(first + i) % NAMES.length]);
      draft.attributeValue(index).set(VALUES[random.nextInt(VALUES.length)]);
    }
  }
}
