package io.tallystick.protocol.live;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node measured in the last hour, in steps of equal length.
 *
 * @param startMillis beginning of the first step, milliseconds since the epoch
 * @param stepSeconds length of a step
 * @param columns for each measure one number for each step; not a number where it is not known
 * @param types for each event type how many events were counted in each step
 * @param canary what the canary had found at the end of each step; null where it is not known
 */
public record RecentHistory(
    long startMillis,
    int stepSeconds,
    Map<String, double[]> columns,
    Map<String, double[]> types,
    List<@Nullable String> canary) {}
