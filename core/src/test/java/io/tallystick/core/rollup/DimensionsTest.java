package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: the declared dimensions are found by their names in any order; impossible ones are refused. */
class DimensionsTest {

  private static final Dimension BOTH = new Dimension(List.of("subject", "country"));

  private final Dimensions dimensions =
      Dimensions.of(List.of(new Dimension(List.of("country")), BOTH));

  @Test
  void subjectIsAlwaysThereAndFirst() {
    assertThat(Dimensions.SUBJECT_ONLY.all()).containsExactly(Dimension.SUBJECT);
    assertThat(dimensions.all())
        .containsExactly(Dimension.SUBJECT, new Dimension(List.of("country")), BOTH);
    assertThat(Dimensions.of(List.of(BOTH, Dimension.SUBJECT)).all().get(0))
        .isEqualTo(Dimension.SUBJECT);
    assertThat(dimensions.names()).containsExactly("subject", "country");
  }

  @Test
  void combinationsAreFoundInAnyOrder() {
    assertThat(dimensions.find(Set.of("country", "subject"))).isEqualTo(BOTH);
    assertThat(dimensions.find(Set.of("subject"))).isEqualTo(Dimension.SUBJECT);
    assertThat(dimensions.find(Set.of("region"))).isNull();
    assertThat(dimensions.find(Set.of())).isNull();
  }

  @Test
  void impossibleDimensionsAreRefused() {
    refused(List.of(List.of()), "dimension: [] (expected: at least one name)");
    refused(List.of(List.of("start")), "dimension: start (expected: another name");
    refused(List.of(List.of("count")), "dimension: count (expected: another name");
    refused(List.of(List.of("a,b")), "dimension: a,b (expected: 1 to 64 bytes, no comma");
    refused(List.of(List.of("ä".repeat(33))), "(expected: 1 to 64 bytes");
    refused(List.of(List.of("subject"), List.of("subject")), "each combination once");
    refused(List.of(List.of("a", "b"), List.of("b", "a")), "each combination once");
    refused(
        IntStream.range(0, 32).mapToObj(i -> List.of("name" + i)).toList(),
        "dimensions: 33 (expected: <= 32");
  }

  private static void refused(List<List<String>> declared, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dimensions.of(declared.stream().map(Dimension::new).toList()))
        .withMessageContaining(message);
  }
}
