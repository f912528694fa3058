package io.tallystick.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** Ids of 16 characters that look random and never repeat. Immutable and thread-safe. */
final class EventIds {

  /** Characters of an id. */
  static final int LENGTH = 16;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TEXT =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz_"
          .getBytes(StandardCharsets.US_ASCII);

  private final long seed;
  private final Workload.IdAlphabet alphabet;

  EventIds(long seed, Workload.IdAlphabet alphabet) {
    this.seed = mix(seed);
    this.alphabet = alphabet;
  }

  /** Writes the id of event {@code number}; different numbers have different ids. */
  void put(byte[] target, int at, long number) {
    long bits = mix(number ^ seed);
    if (alphabet == Workload.IdAlphabet.HEX) {
      for (int i = LENGTH - 1; i >= 0; i--) {
        target[at + i] = HEX[(int) bits & 15];
        bits >>>= 4;
      }
      return;
    }
    // eleven characters hold all 64 bits, which alone make the id unique; five more follow
    for (int i = 0; i < 11; i++) {
      target[at + i] = TEXT[(int) bits & 63];
      bits >>>= 6;
    }
    bits = mix(number + seed);
    for (int i = 11; i < LENGTH; i++) {
      target[at + i] = TEXT[(int) bits & 63];
      bits >>>= 6;
    }
  }

  /** The finalizer of SplitMix64 (G. Steele, D. Lea, C. Flood 2014), a bijection of 64 bits. */
  static long mix(long bits) {
    bits = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
    return bits ^ bits >>> 31;
  }
}
