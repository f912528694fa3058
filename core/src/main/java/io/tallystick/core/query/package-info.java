/**
 * How a question is answered from rollups: which rows it takes, how they are added up, and how the
 * leaders are found.
 *
 * <p>Read {@link io.tallystick.core.query.StatsQuery} first, then {@link
 * io.tallystick.core.query.RangePlan} and {@link io.tallystick.core.query.Queries}.
 *
 * <p>Does not belong here: how a question arrives and how its answer is written (module {@code
 * protocol}), caches (module {@code server}), and where rows are kept (package {@code rollup}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.query;
