// Numbers in the reader's locale and times in the zone that was chosen.

import { currentZone } from './preferences.js';

/** A number of which JavaScript's own would lose digits: shown from its text, drawn from its value. */
export class ExactNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  valueOf() {
    return Number(this.text);
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return this.valueOf();
  }
}

/** @typedef {number | ExactNumber | null | undefined} Numeric */

const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const EXACT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 15 });
const RATE = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const SHORT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });
// cut off, not rounded: what is nearly all is not all
const PERCENT = new Intl.NumberFormat(
  undefined,
  /** @type {any} */ ({ style: 'percent', maximumFractionDigits: 2, roundingMode: 'trunc' }),
);
const CHANGE = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

/** Every digit. @param {Numeric} value */
export function exact(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  // format() takes decimal text, and then keeps all of it
  return value instanceof ExactNumber
    ? EXACT.format(/** @type {any} */ (value.text))
    : EXACT.format(value);
}

/** @param {Numeric} value */
export function whole(value) {
  return value === null || value === undefined ? '–' : WHOLE.format(Number(value));
}

/** Three digits, for what is measured and not counted. @param {Numeric} value */
export function rate(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const number = Number(value);
  return Math.abs(number) >= 1000 ? WHOLE.format(number) : RATE.format(number);
}

/** For axes. @param {number | null} value */
export function short(value) {
  return value === null ? '' : SHORT.format(value);
}

/** @param {number} part */
export function percent(part) {
  return Number.isFinite(part) ? PERCENT.format(part) : '–';
}

/** With a sign. @param {number} part */
export function change(part) {
  return Number.isFinite(part) ? CHANGE.format(part) : '–';
}

/** @param {Numeric} value */
export function bytes(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  let number = Number(value);
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (number >= 1024 && unit < units.length - 1) {
    number /= 1024;
    unit++;
  }
  return `${RATE.format(number)} ${units[unit]}`;
}

/** @param {Numeric} value milliseconds */
export function millis(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const number = Number(value);
  return number >= 1000 ? `${RATE.format(number / 1000)} s` : `${RATE.format(number)} ms`;
}

/** How long, in the two largest units. @param {number} value milliseconds */
export function duration(value) {
  const seconds = Math.max(0, Math.round(value / 1000));
  const parts = [
    [Math.floor(seconds / 86400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count !== 0);
  return first < 0
    ? '0 s'
    : parts
        .slice(first, first + 2)
        .filter(([count]) => count !== 0)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(' ');
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options @param {boolean} [utc] whatever zone is chosen */
function dateFormat(options, utc) {
  const zone = utc || currentZone() === 'utc' ? 'UTC' : undefined;
  const key = JSON.stringify(options) + zone;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone });
    formats.set(key, format);
  }
  return format;
}

/** Date, time and, where asked for, seconds. @param {string | number | null | undefined} time
 * @param {boolean} [seconds] */
export function time(time, seconds) {
  if (time === null || time === undefined) {
    return '–';
  }
  return dateFormat({
    dateStyle: 'medium',
    timeStyle: seconds ? 'medium' : 'short',
  }).format(new Date(time));
}

/** The time of a day. @param {string | number} time @param {boolean} [seconds] */
export function clock(time, seconds) {
  return dateFormat({
    hour: 'numeric',
    minute: '2-digit',
    second: seconds ? '2-digit' : undefined,
  }).format(new Date(time));
}

/** The date, for marks of an axis. @param {number} time @param {boolean} year
 * @param {boolean} [utc] of a window, which is a day of UTC in any case */
export function date(time, year, utc) {
  return dateFormat(
    { day: 'numeric', month: 'short', year: year ? 'numeric' : undefined },
    utc,
  ).format(new Date(time));
}

/** The month, for marks of an axis. @param {number} time
 * @param {boolean} [utc] of a window, which is a month of UTC in any case */
export function month(time, utc) {
  return dateFormat({ month: 'short', year: 'numeric' }, utc).format(new Date(time));
}

/** The name of the zone in which times are shown. */
export function zoneName() {
  return currentZone() === 'utc'
    ? 'UTC'
    : (Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'local time');
}

/** A window of a granularity. @param {string | number} start @param {string} granularity */
export function windowName(start, granularity) {
  // days and months are those of UTC, whatever zone times are shown in
  const utc = { timeZone: 'UTC' };
  if (granularity === 'month') {
    return new Intl.DateTimeFormat(undefined, { ...utc, month: 'long', year: 'numeric' }).format(
      new Date(start),
    );
  }
  if (granularity === 'day') {
    return new Intl.DateTimeFormat(undefined, { ...utc, dateStyle: 'medium' }).format(
      new Date(start),
    );
  }
  return time(start);
}
