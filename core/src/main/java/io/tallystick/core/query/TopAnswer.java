package io.tallystick.core.query;

import io.tallystick.core.rollup.Freshness;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a {@link TopQuery} found.
 *
 * @param results the leaders, largest number first; equals by their values, ascending by bytes of
 *     UTF-8
 */
public record TopAnswer(TopQuery query, List<Result> results, Freshness freshness) {

  public TopAnswer {
    results = List.copyOf(results);
  }

  /**
   * One leader.
   *
   * @param values one for each name of the query's dimension
   * @param number of the query's function
   */
  public record Result(List<String> values, BigDecimal number) {

    public Result {
      values = List.copyOf(values);
    }
  }
}
