package io.tallystick.app.config;

/**
 * How large an answer may be.
 *
 * @param pointsMax most points in one answer, all series together
 * @param seriesMax most series in one stats query
 * @param leadersMax most leaders in one top query
 */
public record QueryConfiguration(int pointsMax, int seriesMax, int leadersMax) {

  public QueryConfiguration {
    Keys.QUERY_MAX_POINTS.require(pointsMax);
    Keys.QUERY_MAX_SERIES.require(seriesMax);
    Keys.QUERY_MAX_K.require(leadersMax);
  }
}
