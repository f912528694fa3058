// Explore: any series over any range, as a chart, a table and totals, with the period before.

import { curl, get, isAborted } from '../api.js';
import { Chart, swatch } from '../chart.js';
import { fill, h } from '../dom.js';
import { change as changeText, exact, rate, time, windowName, zoneName } from '../format.js';
import { follow, onLive } from '../live.js';
import { button, command, download, failure, figure, loading, message, panel, table } from '../parts.js';
import { choices, exactRange, exports, rangeOf } from '../query.js';
import { extent, rfc3339, suitable, windows } from '../ranges.js';
import { controls } from './explore-controls.js';

const WORDS = new Set(['type', 'function', 'range', 'start', 'end', 'granularity', 'compare', 'by']);
const SERIES_SHOWN = 8;
const REFRESH_MILLIS = 2_000;
const ROWS_SHOWN = 1_000;

/** @typedef {import('../ranges.js').Range} Range */
/** @typedef {import('../ranges.js').Granularity} Granularity */
/**
 * @typedef {{type: string, function: string, range: string, start: string | null,
 *   end: string | null, granularity: string, compare: boolean, by: string,
 *   values: Record<string, string[]>}} State
 */

/** @param {URLSearchParams} parameters @param {string[]} typeNames @returns {State} */
function read(parameters, typeNames) {
  /** @type {Record<string, string[]>} */
  const values = {};
  for (const name of new Set(parameters.keys())) {
    if (!WORDS.has(name)) {
      values[name] = parameters.getAll(name);
    }
  }
  const named = Object.keys(values);
  return {
    type: parameters.get('type') ?? typeNames[0] ?? '',
    function: parameters.get('function') ?? 'count',
    range: parameters.get('range') ?? 'all',
    start: parameters.get('start'),
    end: parameters.get('end'),
    granularity: parameters.get('granularity') ?? 'auto',
    compare: parameters.get('compare') === '1',
    by: named.length > 0 ? named.join(',') : (parameters.get('by') ?? ''),
    values,
  };
}

/** @param {import('../main.js').Context} context */
export async function explore(context) {
  const { place, parameters, signal, go } = context;
  const known = await choices(context);
  if (!known) {
    return;
  }
  const { typeNames, dimensionNames } = known;
  const state = read(parameters, typeNames);
  /** @param {Partial<State>} changed */
  const change = (changed) => {
    const next = { ...state, ...changed };
    go({
      type: next.type,
      function: next.function === 'count' ? null : next.function,
      range: next.start ? null : next.range,
      start: next.start,
      end: next.end,
      granularity: next.granularity === 'auto' ? null : next.granularity,
      compare: next.compare ? '1' : null,
      by: Object.keys(next.values).length > 0 ? null : next.by,
      ...next.values,
    });
  };
  const totals = h('dl', { class: 'figures' });
  const body = h('div', null, loading());
  const rows = h('div');
  const note = h('span', { class: 'note' });
  const line = h('div');
  const chart = new Chart({
    label: `${state.function} of ${state.type}`,
    format: (value) => rate(value),
    height: 320,
    onSelect: (range) => change(zoomed(range)),
    whenText: (at) => windowName(at, result?.granularity ?? 'minute'),
  });
  /** @type {Result | null} */
  let result = null;
  fill(
    place,
    h(
      'div',
      { class: 'view' },
      h('h1', { class: 'visually-hidden' }, 'Explore'),
      h(
        'div',
        { class: 'panel' },
        controls(state, typeNames, dimensionNames, change, signal),
      ),
      totals,
      panel(
        'Over time',
        [
          note,
          h(
            'span',
            { class: 'actions end' },
            exports(
              () => `${state.type}-${state.function}`,
              () => result && content(result, state),
            ),
            button('PNG', async () => {
              const picture = await chart.picture();
              if (picture) {
                download(`${state.type}-${state.function}.png`, picture);
              }
            }),
          ),
        ],
        body,
      ),
      panel('The same numbers', null, line),
      rows,
    ),
  );
  /** @type {Range | null | undefined} */
  let whole;
  const load = async () => {
    try {
      if (state.range === 'all' && !state.start && whole === undefined) {
        whole = await extent({ type: state.type, ...state.values }, signal);
      }
      const range = state.start || state.range !== 'all' ? rangeOf(state) : (whole ?? null);
      result = range ? await ask(state, range, signal) : null;
      if (signal.aborted) {
        return;
      }
      if (!result) {
        fill(totals);
        fill(rows);
        fill(body, nothing(state));
        fill(line, command(curl('/v1/stats', { type: state.type, ...state.values })));
        return;
      }
      present(result, state, { totals, rows, note, line });
      if (![...result.series, ...(result.before ?? [])].some((one) => one.points.size > 0)) {
        fill(body, nothing(state));
        fill(rows);
        return;
      }
      if (chart.element.parentElement !== body) {
        fill(body, chart.element);
      }
      chart.draw(drawing(result, state));
    } catch (error) {
      if (!isAborted(error) && !signal.aborted) {
        fill(body, failure(error, () => void load()));
      }
    }
  };
  signal.addEventListener('abort', () => chart.remove());
  await load();
  keepUp(state, signal, () => {
    whole = undefined;
    return load();
  });
}

/** Asks again when the totals change, but not all the time. @param {State} state
 * @param {AbortSignal} signal @param {() => Promise<void>} load */
function keepUp(state, signal, load) {
  if (state.start && Date.parse(state.end ?? '') < Date.now() - 3_600_000) {
    follow({ type: state.type });
    return;
  }
  let first = true;
  let last = Date.now();
  let tookMillis = 0;
  /** @type {number | undefined} */
  let timer;
  let shown = '';
  const stop = onLive('totals', (answer) => {
    const text = JSON.stringify(answer.results);
    if (!first && text !== shown && timer === undefined) {
      timer = setTimeout(
        () => {
          timer = undefined;
          const begin = Date.now();
          void load().finally(() => {
            last = Date.now();
            tookMillis = last - begin;
          });
        },
        // ten thousand points take a while, and must leave the reader most of the time
        Math.max(0, last + Math.max(REFRESH_MILLIS, 10 * tookMillis) - Date.now()),
      );
    }
    first = false;
    shown = text;
  });
  follow({ type: state.type, ...firstValues(state.values), function: 'count,sum' });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    stop();
  });
}

/** As many series as a stream takes. @param {Record<string, string[]>} values */
function firstValues(values) {
  const names = Object.keys(values);
  return names.length === 1
    ? Object.fromEntries(names.map((name) => [name, values[name]?.slice(0, 20) ?? []]))
    : Object.fromEntries(names.map((name) => [name, values[name]?.slice(0, 4) ?? []]));
}

/** @param {Range} range @returns {Partial<State>} */
function zoomed(range) {
  const minute = 60_000;
  const start = Math.floor(range.start / minute) * minute;
  const end = Math.max(start + minute, Math.ceil(range.end / minute) * minute);
  return { range: '', start: rfc3339(start), end: rfc3339(end), granularity: 'auto' };
}

/** @param {State} state */
function nothing(state) {
  return message(
    '',
    'No events',
    state.range === 'all'
      ? `There is none of type “${state.type}” in this series yet. Names are compared exactly.`
      : 'There is none in this range. Choose a longer one, or All.',
  );
}

/**
 * @typedef {{name: string, total: any, points: Map<number, any>}} One
 * @typedef {{range: Range, granularity: Granularity, times: number[], series: One[],
 *   before: One[] | null, settledUntil: number, partial: boolean,
 *   asked: import('../api.js').Parameters}} Result
 */

/** @param {State} state @param {Range} range @param {AbortSignal} signal @returns {Promise<Result>} */
async function ask(state, range, signal) {
  const granularity =
    state.granularity === 'auto' ? suitable(range) : /** @type {Granularity} */ (state.granularity);
  const asked = {
    type: state.type,
    ...state.values,
    function: state.function,
    ...exactRange(range),
    granularity,
  };
  const length = range.end - range.start;
  const earlier = { start: range.start - length, end: range.start };
  const [answer, before] = await Promise.all([
    get('/v1/stats', asked, signal),
    state.compare ? get('/v1/stats', { ...asked, ...exactRange(earlier) }, signal) : null,
  ]);
  return {
    range,
    granularity,
    times: windows(range, granularity),
    series: answer.results.map((/** @type {any} */ one) => oneOf(one, state.function)),
    before:
      before?.results.map((/** @type {any} */ one) =>
        moved(oneOf(one, state.function), windows(earlier, granularity), windows(range, granularity)),
      ) ?? null,
    settledUntil: Date.parse(answer.settledUntil),
    partial: answer.partial,
    asked,
  };
}

/**
 * Puts each window of the period before where the one of the same number stands now: months differ in
 * length, and so do the first windows of ranges that begin within one.
 *
 * @param {One} one @param {number[]} from @param {number[]} to @returns {One}
 */
function moved(one, from, to) {
  /** @type {Map<number, any>} */
  const points = new Map();
  to.forEach((at, place) => {
    const value = one.points.get(from[place] ?? NaN);
    if (value !== undefined) {
      points.set(at, value);
    }
  });
  return { ...one, points };
}

/** @param {any} result @param {string} functionName @returns {One} */
function oneOf(result, functionName) {
  const { points, [functionName]: total, ...values } = result;
  return {
    name: Object.values(values).join(' · ') || 'all events',
    total,
    points: new Map(
      points.map((/** @type {any} */ point) => [
        Date.parse(point.start),
        point[functionName],
      ]),
    ),
  };
}

/** How a total differs from that of the period before. @param {any} now @param {any} earlier */
function changed(now, earlier) {
  return earlier === null || Number(earlier) === 0
    ? 'nothing in the period before'
    : `${changeText((Number(now) - Number(earlier)) / Math.abs(Number(earlier)))} from ${exact(earlier)}`;
}

/** A window without events: none of them, and no average of them. @param {string} functionName */
function ofNothing(functionName) {
  return functionName === 'count' || functionName === 'sum' ? 0 : null;
}

/** @param {Result} result @param {State} state @returns {import('../chart.js').Drawing} */
function drawing(result, state) {
  const empty = ofNothing(state.function);
  /** @param {One} one @param {number} colour @param {boolean} dashed */
  const line = (one, colour, dashed) => ({
    label: dashed ? `${one.name}, period before` : one.name,
    colour,
    dashed,
    values: result.times.map((at) => {
      const value = one.points.get(at);
      return value === undefined || value === null ? empty : Number(value);
    }),
    exact: (/** @type {number} */ index) => exact(one.points.get(result.times[index] ?? 0) ?? empty),
  });
  const shown = result.series.slice(0, SERIES_SHOWN);
  return {
    times: result.times,
    range: result.range,
    settledUntil: result.settledUntil,
    bars: !state.compare && empty === 0,
    series: [
      ...shown.map((one, place) => line(one, place, false)),
      ...(result.before ?? []).slice(0, SERIES_SHOWN).map((one, place) => line(one, place, true)),
    ],
  };
}

/** @param {Result} result @param {State} state
 * @param {{totals: Element, rows: Element, note: Element, line: Element}} places */
function present(result, state, { totals, rows, note, line }) {
  fill(
    totals,
    result.series.slice(0, SERIES_SHOWN).map((one, place) => {
      const earlier = result.before?.[place]?.total;
      return figure(
        [swatch(place), one.name],
        exact(one.total),
        result.before ? changed(one.total, earlier) : state.function,
      );
    }),
  );
  const settled = result.settledUntil >= result.range.end;
  fill(
    note,
    `by ${result.granularity}, ${time(result.range.start)} to ${time(result.range.end)}, ` +
      (settled ? 'settled' : `settled until ${time(result.settledUntil, true)}`) +
      (result.partial ? ', PARTIAL: a part of the node does not answer' : ''),
  );
  fill(line, command(curl('/v1/stats', result.asked)));
  const filled = result.times.filter((at) => result.series.some((one) => one.points.has(at)));
  fill(
    rows,
    panel(
      'As a table',
      h(
        'span',
        { class: 'note' },
        `windows with events: ${filled.length} of ${result.times.length}` +
          (result.granularity === 'day' || result.granularity === 'month'
            ? ', of UTC'
            : `, in ${zoneName()}`),
      ),
      filled.length === 0
        ? message('', 'No events in this range', 'Choose a longer one, or All.')
        : table(
            [result.granularity, ...result.series.map((one) => '#' + one.name)],
            filled
              .slice(-ROWS_SHOWN)
              .reverse()
              .map((at) => [
                windowName(at, result.granularity),
                ...result.series.map((one) => exact(one.points.get(at) ?? ofNothing(state.function))),
              ]),
            {
              label: 'Numbers by window',
              tall: true,
              foot: ['total', ...result.series.map((one) => exact(one.total))],
            },
          ),
    ),
  );
}

/** What is taken away as a file: windows with events, with what came before where it is compared.
 * @param {Result} result @param {State} state */
function content(result, state) {
  const before = (result.before ?? []).map((one) => ({ ...one, name: `${one.name}, period before` }));
  const all = [...result.series, ...before];
  const filled = result.times.filter((at) => all.some((one) => one.points.has(at)));
  const cell = (/** @type {One} */ one, /** @type {number} */ at) =>
    String(one.points.get(at) ?? ofNothing(state.function) ?? '');
  return {
    rows: [
      ['start', ...all.map((one) => one.name)],
      ...filled.map((at) => [rfc3339(at), ...all.map((one) => cell(one, at))]),
    ],
    json: {
      ...result.asked,
      settledUntil: rfc3339(result.settledUntil),
      series: all.map((one) => ({
        name: one.name,
        total: one.total,
        points: filled.map((at) => ({ start: rfc3339(at), [state.function]: one.points.get(at) })),
      })),
    },
  };
}
