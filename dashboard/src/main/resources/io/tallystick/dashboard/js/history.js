// The last hour of a node, of which a young node knows only the end.

/**
 * The first step of which something is known, so that the hour before a start is not drawn.
 *
 * @param {(number | null)[][]} all values of each step
 * @param {number} steps how many there are
 * @param {number} [least] so many are drawn in any case: of ten seconds each, two minutes
 */
export function firstKnown(all, steps, least = 12) {
  let first = steps;
  for (const values of all) {
    const known = values.findIndex((value) => value !== null);
    first = known < 0 ? first : Math.min(first, known);
  }
  return Math.max(0, Math.min(first, steps - least));
}
