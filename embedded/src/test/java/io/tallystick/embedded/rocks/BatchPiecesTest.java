package io.tallystick.embedded.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: batches use the same memory again, and no more of it is kept than the last one had. */
class BatchPiecesTest {

  @Test
  void keepsTheMemoryOfTheLastOne() {
    BatchPieces pieces = new BatchPieces();
    byte[] first = pieces.take();
    byte[] second = pieces.take();
    pieces.give(List.of(first, second, new byte[3]));
    assertThat(pieces.free()).as("a piece of another size is not one").isEqualTo(2);
    assertThat(List.of(pieces.take(), pieces.take())).containsExactlyInAnyOrder(first, second);
    pieces.give(List.of(first, second));
    pieces.give(List.of(pieces.take()));
    assertThat(pieces.free()).isEqualTo(1);
  }
}
