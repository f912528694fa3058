package io.tallystick.archive.recount;

import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.Dimension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Small numbers for dimensions, by which SQL groups. Single-threaded. */
final class DimensionNumbers {

  static final int TOTAL = 0;
  static final int SUBJECT = 1;

  private static final String SEPARATOR = "\u001f";

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<List<String>> names = new ArrayList<>();
  private final int declared;

  /** Numbers all dimensions that were ever declared. */
  DimensionNumbers(List<CommittedData.Partition> partitions) {
    number("");
    number(Dimension.SUBJECT_NAME);
    for (CommittedData.Partition partition : partitions) {
      for (DimensionSpan counted : partition.dimensions()) {
        number(String.join(SEPARATOR, counted.dimension().names()));
      }
    }
    declared = names.size();
  }

  /** The number of a dimension, given its names with a control character between them. */
  int number(String joinedNames) {
    return numbers.computeIfAbsent(joinedNames, key -> {
      names.add(key.isEmpty() ? List.of() : List.of(key.split(SEPARATOR, -1)));
      return names.size() - 1;
    });
  }

  /** The names of a dimension. */
  List<String> names(int number) {
    return names.get(number);
  }

  /** Dimensions that were ever declared: those below this number. */
  int declared() {
    return declared;
  }

  /** The values of a series, given as one text with a control character between them. */
  List<String> values(int number, String joinedValues) {
    return number == TOTAL ? List.of() : List.of(joinedValues.split(SEPARATOR, -1));
  }
}
