package io.tallystick.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every decoder of a module must prove: it keeps its promise for the inputs that once broke it,
 * and a search that follows the coverage finds no other.
 *
 * <p>The usual test run is short: all targets of a module share one search with a fixed seed and a
 * fixed number of inputs. With {@code -Dtallystick.fuzz.seconds=N} each target is searched for so
 * long, with another seed each time, beginning with what earlier searches have reached; {@code
 * -Dtallystick.fuzz.target=NAME} leaves out all others.
 *
 * <p>What is found becomes a file below {@code src/test/resources/fuzz}, and is tried from then on.
 */
public interface FuzzContract {

  /** Inputs of the short search: some seconds. */
  int RUNS = 8_000;

  /** The targets of the module; made anew for each call. */
  List<FuzzTarget> targets();

  @TestFactory
  default Stream<DynamicTest> whatIsKnownHolds() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (FuzzTarget target : targets()) {
      for (int i = 0; i < target.seeds().size(); i++) {
        byte[] seed = target.seeds().get(i);
        tests.add(DynamicTest.dynamicTest(
            target.name() + " seed " + i,
            () -> assertThat(target.check().accepts(seed)).isTrue()));
      }
      for (Path file : FuzzInputs.of(target)) {
        tests.add(DynamicTest.dynamicTest(
            target.name() + " " + file.getFileName(),
            () -> target.check().accepts(Files.readAllBytes(file))));
      }
    }
    return tests.stream();
  }

  @Test
  default void aSearchFindsNothingElse() throws Exception {
    Integer seconds = Integer.getInteger("tallystick.fuzz.seconds");
    if (seconds == null) {
      new FuzzSearch(getClass(), targets(), "all").forRuns(RUNS);
      return;
    }
    String only = System.getProperty("tallystick.fuzz.target");
    AssertionError failure = null;
    for (FuzzTarget target : targets()) {
      if (only == null || target.name().equals(only)) {
        try {
          new FuzzSearch(getClass(), List.of(target), target.name()).forSeconds(seconds);
        } catch (AssertionError e) {
          // the other decoders are searched all the same
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
