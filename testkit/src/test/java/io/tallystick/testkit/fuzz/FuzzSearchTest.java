package io.tallystick.testkit.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a search finds what random inputs would not, keeps it and fails. Method: a target with a
 * fault behind eight bytes that have to be right.
 */
class FuzzSearchTest {

  private static final Path KEPT = Path.of("src/test/resources/fuzz/faulty");

  /** The contract that the process of the search makes. */
  static final class Faulty implements FuzzContract {
    @Override
    public List<FuzzTarget> targets() {
      FuzzTarget sound = new FuzzTarget("sound", List.of(new byte[0]), input -> true);
      FuzzTarget faulty = new FuzzTarget("faulty", List.of(new byte[0]), input -> {
        assertThat(new String(input, US_ASCII).startsWith("{\"fault\"")).isFalse();
        return true;
      });
      return List.of(sound, faulty);
    }
  }

  @Test
  void aFaultIsFoundAndKept() throws Exception {
    try {
      assertThatThrownBy(
              () -> new FuzzSearch(Faulty.class, new Faulty().targets(), "all").forRuns(1_000_000))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("fuzz target faulty does not hold for")
          .hasCauseInstanceOf(AssertionError.class);
      List<Path> kept = FuzzInputs.of(new Faulty().targets().get(1));
      assertThat(kept).hasSize(1);
      assertThat(Files.readString(kept.get(0), US_ASCII)).startsWith("{\"fault\"");
    } finally {
      for (Path file : FuzzInputs.of(new Faulty().targets().get(1))) {
        Files.delete(file);
      }
      Files.deleteIfExists(KEPT);
    }
  }
}
