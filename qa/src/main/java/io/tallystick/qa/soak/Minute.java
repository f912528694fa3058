package io.tallystick.qa.soak;

/**
 * One line of the report.
 *
 * @param minute since the beginning
 * @param events distinct ones that were sent so far
 * @param copies of them so far
 * @param deadLetters so far
 * @param restarts so far
 * @param acknowledgedP50Millis of this minute
 * @param acknowledgedP99Millis of this minute
 * @param questionP99Millis of this minute
 * @param memoryBytes resident at its end
 * @param openFiles at its end
 * @param diskBytes of the data folder at its end
 */
record Minute(
    double minute,
    long events,
    long copies,
    long deadLetters,
    int restarts,
    double acknowledgedP50Millis,
    double acknowledgedP99Millis,
    double questionP99Millis,
    long memoryBytes,
    long openFiles,
    long diskBytes) {}
