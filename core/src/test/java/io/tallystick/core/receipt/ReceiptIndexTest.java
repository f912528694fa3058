package io.tallystick.core.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Goal: what some commits append finds every event that they were about, and nothing whose 24 bits
 * differ, as a map from those bits to offsets does.
 */
class ReceiptIndexTest {

  private static final long CHUNK = 1L << ReceiptIndex.CHUNK_BITS;

  @Property(tries = 100)
  void findsWhatAMapFinds(@ForAll long seed) {
    Random random = new Random(seed);
    int partition = random.nextInt(256);
    long begin = random.nextInt(3) * CHUNK + CHUNK - random.nextInt(400);
    long[] identities = random.longs(1 + random.nextInt(60)).toArray();
    TreeMap<byte[], byte[]> stored = new TreeMap<>(Arrays::compareUnsigned);
    Map<Integer, TreeSet<Long>> expected = new HashMap<>();
    long offset = begin;
    HashPieces memory = new HashPieces();
    for (int commit = 0; commit < 4; commit++) {
      ReceiptIndex index = new ReceiptIndex(partition, offset, memory);
      Map<Integer, List<Long>> own = new HashMap<>();
      int events = random.nextInt(10) == 0
          ? 2 * HashPieces.PIECE_HASHES - 1 + random.nextInt(3)
          : random.nextInt(300);
      for (int i = 0; i < events; i++) {
        long identity = identities[random.nextInt(identities.length)];
        index.add(identity);
        expected.computeIfAbsent(bits(identity), key -> new TreeSet<>()).add(offset);
        own.computeIfAbsent(bits(identity), key -> new ArrayList<>()).add(offset);
        offset++;
      }
      assertThat(index.size()).isEqualTo(events);
      for (long identity : identities) {
        List<Long> found = new ArrayList<>();
        index.candidates(identity, found::add);
        assertThat(found).isEqualTo(own.getOrDefault(bits(identity), List.of()));
      }
      write(index, stored);
      if (random.nextBoolean()) {
        index.release();
        assertThat(index.size()).isZero();
      }
    }
    for (long identity : identities) {
      TreeSet<Long> found = new TreeSet<>();
      for (long chunk = ReceiptIndex.chunk(begin); chunk <= ReceiptIndex.chunk(offset); chunk++) {
        byte[] value = stored.get(ReceiptIndex.key(partition, chunk, identity));
        if (value != null) {
          ReceiptIndex.candidates(value, chunk, identity, candidate -> {
            assertThat(found.add(candidate)).as("each offset once").isTrue();
          });
        }
      }
      assertThat(found).isEqualTo(expected.getOrDefault(bits(identity), new TreeSet<>()));
    }
  }

  /** Keys ascend within a commit, and are not used twice in it. */
  private static void write(ReceiptIndex index, TreeMap<byte[], byte[]> stored) {
    byte[][] last = {new byte[0]};
    index.write((key, value, length) -> {
      assertThat(Arrays.compareUnsigned(last[0], key)).isNegative();
      last[0] = key.clone();
      byte[] before = stored.getOrDefault(key, new byte[0]);
      byte[] both = Arrays.copyOf(before, before.length + length);
      System.arraycopy(value, 0, both, before.length, length);
      stored.put(key.clone(), both);
    });
  }

  private static int bits(long identity) {
    return (int) (identity >>> 40);
  }

  @Test
  void keepsTheMemoryOfTheLastOne() {
    HashPieces memory = new HashPieces();
    ReceiptIndex large = new ReceiptIndex(0, 0, memory);
    for (int i = 0; i < 3 * HashPieces.PIECE_HASHES + 1; i++) {
      large.add(i);
    }
    large.release();
    assertThat(memory.free()).isEqualTo(4);
    ReceiptIndex small = new ReceiptIndex(0, 0, memory);
    small.add(1);
    assertThat(memory.free()).isEqualTo(3);
    small.release();
    assertThat(memory.free()).as("what nobody needed is left to the collector").isEqualTo(1);
  }

  @Test
  void bytesAreGolden() {
    ReceiptIndex index = new ReceiptIndex(0x0102, 2 * CHUNK - 1, new HashPieces());
    index.add(0xffc0_0000_0000_0000L);
    index.add(0x0040_0100_0000_0000L);
    index.add(0x0040_0200_0000_0000L);
    List<String> written = new ArrayList<>();
    index.write((key, value, length) -> written.add(
        HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value, 0, length)));
    assertThat(written)
        .containsExactly(
            "0000000000000001" + "0102" + "03ff" + "=" + "0003ffff",
            "0000000000000002" + "0102" + "0001" + "=" + "00040000" + "00080001");
  }

  @Test
  void aCutValueIsRefused() {
    assertThatThrownBy(() -> ReceiptIndex.candidates(new byte[7], 0, 0, offset -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("receipts: 7 bytes (expected: a multiple of 4)");
  }
}
