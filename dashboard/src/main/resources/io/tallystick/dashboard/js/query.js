// What Explore and Top have in common: functions, the choice of a range, and files to take away.

import { dimensions, types } from './catalog.js';
import { fill, h } from './dom.js';
import { currentZone } from './preferences.js';
import { button, csv, download, field, loading, nothingYet, segments } from './parts.js';
import { MINUTE, PRESETS, presetRange, rfc3339 } from './ranges.js';

/** @typedef {import('./ranges.js').Range} Range */
/** @typedef {{range: string, start: string | null, end: string | null}} RangeState */

export const FUNCTIONS = ['count', 'sum', 'average', 'min', 'max'];

/** What can be chosen, with what was chosen by a URL. @param {string[]} names
 * @param {string} chosen */
export function withChosen(names, chosen) {
  return names.includes(chosen) || chosen === '' ? names : [...names, chosen];
}

/**
 * Event types and dimensions to choose from, most events first; null when somebody went to another
 * view meanwhile, or when there is nothing yet, which is then said.
 *
 * @param {import('./main.js').Context} context
 */
export async function choices({ place, parameters, signal }) {
  fill(place, loading());
  const [typeNames, dimensionNames] = await Promise.all([types(), dimensions()]);
  if (signal.aborted) {
    return null;
  }
  if (typeNames.length === 0 && !parameters.has('type')) {
    fill(place, nothingYet());
    return null;
  }
  return { typeNames, dimensionNames };
}

/**
 * Buttons that hand the numbers of a view to the reader as a file.
 *
 * @param {() => string} name of the file, without its ending
 * @param {() => {rows: (string | number)[][], json: any} | null} content null: there is none yet
 */
export function exports(name, content) {
  const save = (/** @type {'csv' | 'json'} */ kind) => {
    const known = content();
    if (known) {
      const text = kind === 'csv' ? csv(known.rows) : JSON.stringify(known.json, null, 1);
      const type = kind === 'csv' ? 'text/csv' : 'application/json';
      download(`${name()}.${kind}`, new Blob([text], { type }));
    }
  };
  return [button('CSV', () => save('csv')), button('JSON', () => save('json'))];
}

/** The range of a URL; null: all time. @param {RangeState} state @returns {Range | null} */
export function rangeOf(state) {
  if (state.start && state.end) {
    const start = Date.parse(state.start);
    const end = Date.parse(state.end);
    return Number.isFinite(start) && Number.isFinite(end) && start < end ? { start, end } : null;
  }
  return presetRange(state.range);
}

/** @param {Range | null} range @returns {{start?: string, end?: string}} */
export function exactRange(range) {
  return range ? { start: rfc3339(range.start), end: rfc3339(range.end) } : {};
}

/** For inputs of local time. @param {number} millis */
function inputText(millis) {
  const shift = currentZone() === 'utc' ? 0 : new Date(millis).getTimezoneOffset() * MINUTE;
  return new Date(millis - shift).toISOString().slice(0, 16);
}

/** @param {string} text @returns {number} */
function inputMillis(text) {
  return currentZone() === 'utc' ? Date.parse(text + 'Z') : new Date(text).getTime();
}

/** @param {RangeState} state @param {(changed: RangeState) => void} change */
export function rangeControls(state, change) {
  const exact = Boolean(state.start && state.end);
  const range = rangeOf(state) ?? presetRange('24h') ?? { start: 0, end: MINUTE };
  const start = time('datetime-local', inputText(range.start));
  const end = time('datetime-local', inputText(range.end));
  const ends = h('div', { class: 'controls' });
  const apply = () => {
    const from = inputMillis(start.value);
    const to = inputMillis(end.value);
    if (Number.isFinite(from) && Number.isFinite(to) && from < to) {
      change({ range: '', start: rfc3339(from), end: rfc3339(to) });
    } else {
      end.setCustomValidity('The end must be after the start.');
      end.reportValidity();
      end.setCustomValidity('');
    }
  };
  const showEnds = () =>
    fill(
      ends,
      field('From', start),
      field('To, not included', end),
      h('button', { type: 'button', on: { click: apply } }, 'Apply'),
    );
  if (exact) {
    showEnds();
  }
  const presets = segments(
    'Range',
    [
      ...PRESETS.map((preset) => ({ value: preset.name, label: preset.label, title: preset.title })),
      { value: 'exact', label: 'Exact', title: 'Choose both ends' },
    ],
    exact ? 'exact' : state.range,
    (value) => {
      if (value === 'exact') {
        showEnds();
        start.focus();
      } else {
        change({ range: value, start: null, end: null });
      }
    },
  );
  return h('div', { class: 'controls' }, presets, ends);
}

/** @param {string} type @param {string} value */
function time(type, value) {
  return /** @type {HTMLInputElement} */ (h('input', { type, value, step: 60 }));
}
