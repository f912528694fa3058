package io.tallystick.core.query;

/**
 * How much one query may ask for.
 *
 * @param seriesMax most series in one answer
 * @param pointsMax most points in one answer, of all series together
 * @param rowsMax most rows that are looked up, or scanned over all series, for one answer
 * @param kMax most leaders in one answer
 * @param rankedBytesMax memory in which the series of one top list are added up
 */
public record QueryLimits(
    int seriesMax, int pointsMax, int rowsMax, int kMax, long rankedBytesMax) {

  /** What a node uses unless configured otherwise. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(1000, 50_000, 200_000, 10_000, 64L << 20);

  public QueryLimits {
    positive("seriesMax", seriesMax);
    positive("pointsMax", pointsMax);
    positive("rowsMax", rowsMax);
    positive("kMax", kMax);
    positive("rankedBytesMax", rankedBytesMax);
    if (rankedBytesMax > 1L << 32) {
      throw new IllegalArgumentException(
          "rankedBytesMax: " + rankedBytesMax + " (expected: <= 2^32, positions are 32 bits)");
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
