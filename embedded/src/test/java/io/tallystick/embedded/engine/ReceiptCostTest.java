package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.rollup.Dimension;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: looking up one event among millions reads little. Method: counts what is read, which is the
 * same each time: one row of each chunk of the index, and one entry of the log.
 */
class ReceiptCostTest {

  private static final long NOW = 1_795_341_600_000L;
  private static final int EVENTS = 1_500_000;
  private static final int BATCH = 5_000;
  private static final int LOOKUPS = 200;

  /** Chunks of 262,144 events, of one partition. */
  private static final int CHUNKS = EVENTS / 262_144 + 1;

  @TempDir
  private Path directory;

  private EmbeddedEngine open() {
    return EmbeddedEngine.open(
        new EngineSettings(
            directory,
            1,
            List.of(Dimension.SUBJECT),
            List.of(),
            new DeduplicationSettings(600_000, 64 << 20),
            60_000,
            600_000,
            8 << 20),
        () -> NOW);
  }

  @Test
  void aLookUpAmongMillionsReadsLittle() {
    try (EmbeddedEngine engine = open()) {
      send(engine);
    }
    try (EmbeddedEngine engine = open()) {
      EngineReceipts receipts = (EngineReceipts) engine.receipts();
      while (engine.partitions().stream().anyMatch(p -> p.processedOffset() < EVENTS)) {
        assertThat(engine.failure()).isNull();
        Thread.onSpinWait();
      }
      for (int i = 0; i < LOOKUPS; i++) {
        int event = (int) (i * 7_919L % EVENTS);
        Receipt receipt = Objects.requireNonNull(receipts.find("default", "event-" + event));
        assertThat(receipt.copies()).hasSize(1);
        assertThat(receipt.copies().get(0).offset()).isEqualTo(event);
      }
      assertThat(receipts.chunksRead()).isEqualTo((long) LOOKUPS * CHUNKS);
      // a hash of 24 bits lets one wrong entry through in 64 chunks
      assertThat(receipts.entriesRead())
          .isBetween((long) LOOKUPS, LOOKUPS + LOOKUPS * CHUNKS / 16L);
      long entries = receipts.entriesRead();
      for (int i = 0; i < LOOKUPS; i++) {
        assertThat(receipts.find("default", "never sent " + i)).isNull();
      }
      assertThat(receipts.entriesRead() - entries).isLessThan(LOOKUPS * CHUNKS / 16L);
    }
  }

  private static void send(EmbeddedEngine engine) {
    EventRouter router = new EventRouter(1, new EventRules(EventLimits.DEFAULT), target -> {
      throw new AssertionError("every event has an id");
    });
    EventDraft draft = new EventDraft();
    for (int begin = 0; begin < EVENTS; begin += BATCH) {
      router.begin(NOW);
      for (int i = begin; i < begin + BATCH; i++) {
        draft.clear();
        draft.id().set("event-" + i);
        draft.type().set("view");
        draft.subject().set("A");
        draft.value(1, 0);
        assertThat(router.add(draft)).isNull();
      }
      CompletionStage<Void> durable = engine.log().append(router.finish());
      durable.toCompletableFuture().join();
    }
  }
}
