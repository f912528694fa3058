package io.tallystick.kafka.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what is in flight is known exactly while memory suffices; when it does not, nothing ever
 * looks settled that is not, and everything is exact again when the tail is short.
 *
 * <p>Method: random records and positions, compared with a list of all records.
 */
final class TopicTailTest {

  private static final int PARTITIONS = 5;
  private static final int TOPIC_PARTITIONS = 3;

  private record Held(
      int topicPartition, long position, int partition, int events, int canary, long time) {}

  @ParameterizedTest
  @CsvSource({"1000000, 100000, true", "600, 100000, false", "600, 12, false", "0, 6, false"})
  void agreesWithAListOfAllRecords(int recordsMax, int runsMax, boolean alwaysExact) {
    boolean wasInexact = false;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      TopicTail tail = new TopicTail(PARTITIONS, recordsMax, runsMax);
      List<Held> all = new ArrayList<>();
      long[] next = new long[TOPIC_PARTITIONS];
      long[] published = new long[TOPIC_PARTITIONS];
      for (int step = 0; step < 30; step++) {
        add(random, tail, all, next);
        publish(random, tail, all, next, published, step % 7 == 6);
        TailView view = tail.view(step, step);
        String what = "seed " + seed + ", step " + step;
        assertThat(view.isExact() || !alwaysExact).as(what).isTrue();
        wasInexact |= !view.isExact();
        check(what, view, all);
      }
      publish(random, tail, all, next, published, true);
      TailView end = tail.view(99, 99);
      assertThat(end.isExact()).as("seed %d, end", seed).isTrue();
      check("seed " + seed + ", end", end, all);
      assertThat(end.timeMillisMin()).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(wasInexact).as("the test reaches what it is about").isEqualTo(!alwaysExact);
  }

  private static void add(Random random, TopicTail tail, List<Held> all, long[] next) {
    int count = random.nextInt(1_500);
    for (int i = 0; i < count; i++) {
      int topicPartition = random.nextInt(TOPIC_PARTITIONS);
      next[topicPartition] += 1 + random.nextInt(2);
      int parts = 1 + random.nextInt(2);
      for (int part = 0; part < parts; part++) {
        int events = 1 + random.nextInt(50);
        Held held = new Held(
            topicPartition,
            next[topicPartition],
            random.nextInt(PARTITIONS),
            events,
            random.nextInt(10) == 0 ? random.nextInt(events + 1) : 0,
            random.nextInt(1_000_000));
        all.add(held);
        tail.add(
            topicPartition, held.position, held.partition, held.events, held.canary, held.time);
      }
    }
  }

  private static void publish(
      Random random,
      TopicTail tail,
      List<Held> all,
      long[] next,
      long[] published,
      boolean everything) {
    for (int i = 0; i < TOPIC_PARTITIONS; i++) {
      long ahead = next[i] + 1 - published[i];
      published[i] += everything ? ahead : random.nextInt(Math.toIntExact(ahead / 2 + 1));
      tail.published(i, published[i]);
    }
    all.removeIf(held -> held.position < published[held.topicPartition]);
  }

  private static void check(String what, TailView view, List<Held> all) {
    long[] events = new long[PARTITIONS];
    long[] canary = new long[PARTITIONS];
    long time = Long.MAX_VALUE;
    for (Held held : all) {
      events[held.partition] += held.events;
      canary[held.partition] += held.canary;
      time = Math.min(time, held.time);
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      TailView.Partition known = view.partitions().get(partition);
      if (view.isExact()) {
        assertThat(known)
            .as(what)
            .isEqualTo(new TailView.Partition(events[partition], canary[partition]));
      } else {
        assertThat(known.events()).as(what).isGreaterThanOrEqualTo(events[partition]);
        assertThat(known.canary()).as(what).isGreaterThanOrEqualTo(canary[partition]);
      }
    }
    assertThat(view.timeMillisMin()).as(what).isLessThanOrEqualTo(time);
    if (view.isExact()) {
      assertThat(view.timeMillisMin()).as(what).isEqualTo(time);
    }
  }
}
