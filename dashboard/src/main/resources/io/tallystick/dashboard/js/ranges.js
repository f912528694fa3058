// Ranges of event time: presets, exact ends, and what granularity suits them.

import { get } from './api.js';

/** @typedef {{start: number, end: number}} Range milliseconds; the end is not included */
/** @typedef {'minute' | 'hour' | 'day' | 'month'} Granularity */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** @type {{name: string, label: string, title: string, millis: number}[]} */
export const PRESETS = [
  { name: '1h', label: '1 h', title: 'Last hour', millis: HOUR },
  { name: '6h', label: '6 h', title: 'Last 6 hours', millis: 6 * HOUR },
  { name: '24h', label: '24 h', title: 'Last 24 hours', millis: DAY },
  { name: '7d', label: '7 d', title: 'Last 7 days', millis: 7 * DAY },
  { name: '30d', label: '30 d', title: 'Last 30 days', millis: 30 * DAY },
  { name: 'all', label: 'All', title: 'From the first event to the last', millis: 0 },
];

/** @type {Granularity[]} */
export const GRANULARITIES = ['minute', 'hour', 'day', 'month'];

const POINTS_WANTED = 400;
const FIRST_MONTH = Date.UTC(1970, 0, 1);

/** @param {number} millis */
export function rfc3339(millis) {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}

/** A preset that ends now, in whole minutes, this one included. @param {string} name
 * @returns {Range | null} */
export function presetRange(name) {
  const preset = PRESETS.find((one) => one.name === name);
  if (!preset || preset.millis === 0) {
    return null;
  }
  const end = (Math.floor(Date.now() / MINUTE) + 1) * MINUTE;
  return { start: end - preset.millis, end };
}

/** The finest granularity whose points can be seen. @param {Range} range @returns {Granularity} */
export function suitable(range) {
  const length = range.end - range.start;
  if (length <= POINTS_WANTED * MINUTE) {
    return 'minute';
  }
  if (length <= POINTS_WANTED * HOUR) {
    return 'hour';
  }
  return length <= 3 * POINTS_WANTED * DAY ? 'day' : 'month';
}

/** @param {number} millis @param {Granularity} granularity */
export function windowStart(millis, granularity) {
  const at = new Date(millis);
  switch (granularity) {
    case 'minute':
      return Math.floor(millis / MINUTE) * MINUTE;
    case 'hour':
      return Math.floor(millis / HOUR) * HOUR;
    case 'day':
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
    default:
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
  }
}

/** @param {number} start of a window @param {Granularity} granularity */
export function nextWindow(start, granularity) {
  const at = new Date(start);
  switch (granularity) {
    case 'minute':
      return start + MINUTE;
    case 'hour':
      return start + HOUR;
    case 'day':
      return start + DAY;
    default:
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
  }
}

/** The starts of all windows of a range; the first one may be cut. @param {Range} range
 * @param {Granularity} granularity */
export function windows(range, granularity) {
  const starts = [range.start];
  let next = nextWindow(windowStart(range.start, granularity), granularity);
  while (next < range.end) {
    starts.push(next);
    next = nextWindow(next, granularity);
  }
  return starts;
}

/**
 * From the first window with an event to the last: looks at months, then at the days and hours of
 * what it finds. Null when there is no event.
 *
 * @param {import('./api.js').Parameters} series type and dimensions
 * @param {AbortSignal} [signal]
 * @returns {Promise<Range | null>}
 */
export async function extent(series, signal) {
  let range = { start: FIRST_MONTH, end: Date.UTC(new Date().getUTCFullYear() + 1, 0, 1) };
  for (const granularity of /** @type {Granularity[]} */ (['month', 'day', 'hour'])) {
    const answer = await get(
      '/v1/stats',
      {
        ...series,
        function: 'count',
        start: rfc3339(range.start),
        end: rfc3339(range.end),
        granularity,
      },
      signal,
    );
    const starts = answer.results
      .flatMap((/** @type {any} */ result) => result.points)
      .map((/** @type {any} */ point) => Date.parse(point.start));
    if (starts.length === 0) {
      return null;
    }
    const last = windowStart(Math.max(...starts), granularity);
    range = { start: Math.min(...starts), end: nextWindow(last, granularity) };
    if (range.end - range.start > 60 * DAY || granularity === 'hour') {
      break;
    }
  }
  return range;
}
