// Health: latency, traffic, errors and saturation of the last hour, the lag, and the configuration.

import { curl, get, isAborted } from '../api.js';
import { Chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { bytes, duration, exact, millis, rate, short, time } from '../format.js';
import { firstKnown } from '../history.js';
import { follow } from '../live.js';
import { commands, facts, failure, field, groupPanel, loading, message, panel, pill, table } from '../parts.js';

const REFRESH_MILLIS = 5_000;
const HEIGHT = 140;

/** @typedef {{title: string, note: string, measures: [string, string][], perSecond?: boolean,
 *   format: (value: number) => string, axis?: (value: number | null) => string}} Signal */

/** @param {number | null} value */
const byteAxis = (value) => (value === null ? '' : bytes(value));
/** @param {number | null} value */
const milliAxis = (value) => (value === null ? '' : millis(value));
const perSecond = (/** @type {number} */ value) => `${rate(value)}/s`;

/** @type {{group: string, signals: Signal[]}[]} */
const GROUPS = [
  {
    group: 'Latency',
    signals: [
      {
        title: 'Taking events in',
        note: 'until acknowledged',
        measures: [
          ['ingestMillis50', 'median'],
          ['ingestMillis99', '99 %'],
        ],
        format: millis,
        axis: milliAxis,
      },
      {
        title: 'Totals and series',
        note: '/v1/stats',
        measures: [
          ['statsMillis50', 'median'],
          ['statsMillis99', '99 %'],
        ],
        format: millis,
        axis: milliAxis,
      },
      {
        title: 'Leaders',
        note: '/v1/top',
        measures: [
          ['topMillis50', 'median'],
          ['topMillis99', '99 %'],
        ],
        format: millis,
        axis: milliAxis,
      },
      {
        title: 'Canary',
        note: 'sent until counted',
        measures: [['canaryVisibleMillis', 'until counted']],
        format: millis,
        axis: milliAxis,
      },
    ],
  },
  {
    group: 'Traffic',
    signals: [
      {
        title: 'Events',
        note: 'per second',
        measures: [
          ['accepted', 'accepted'],
          ['counted', 'counted'],
          ['duplicate', 'duplicates'],
        ],
        perSecond: true,
        format: perSecond,
      },
      {
        title: 'Requests',
        note: 'per second',
        measures: [
          ['requests', 'with events'],
          ['queries', 'questions'],
        ],
        perSecond: true,
        format: perSecond,
      },
    ],
  },
  {
    group: 'Errors',
    signals: [
      {
        title: 'Refused and rejected',
        note: 'per second',
        measures: [
          ['rejectedEvents', 'events rejected'],
          ['refusedRequests', 'requests refused'],
          ['deadLettered', 'dead letters'],
        ],
        perSecond: true,
        format: perSecond,
      },
    ],
  },
  {
    group: 'Saturation',
    signals: [
      {
        title: 'Processors',
        note: 'cores in use by this process',
        measures: [['processors', 'cores']],
        format: rate,
      },
      {
        title: 'Lag',
        note: 'accepted events without a fate',
        measures: [['inFlight', 'in flight']],
        format: exact,
      },
      {
        title: 'Heap',
        note: 'in use, of what it may grow to',
        measures: [
          ['heapBytes', 'in use'],
          ['heapBytesMax', 'at most'],
        ],
        format: bytes,
        axis: byteAxis,
      },
      {
        title: 'Requests in memory',
        note: 'not acknowledged yet',
        measures: [['inFlightBytes', 'bytes']],
        format: bytes,
        axis: byteAxis,
      },
      {
        title: 'Disk',
        note: 'free bytes',
        measures: [['diskFreeBytes', 'free']],
        format: bytes,
        axis: byteAxis,
      },
    ],
  },
];

/** @param {import('../main.js').Context} context */
export function health({ place, signal }) {
  /** @type {{chart: Chart, signal: Signal}[]} */
  const charts = [];
  const now = h('div', null, loading());
  const lag = h('div');
  const away = h('div', { class: 'view' });
  const settings = h('div', null, loading());
  fill(
    place,
    h(
      'div',
      { class: 'view' },
      h('h1', { class: 'visually-hidden' }, 'Health'),
      away,
      panel('Now', null, now),
      h(
        'div',
        { class: 'columns three even' },
        GROUPS.flatMap(({ group, signals }) =>
          signals.map((one) => {
            const chart = new Chart({
              label: `${group}: ${one.title}`,
              format: one.format,
              axis: one.axis ?? short,
              height: HEIGHT,
              seconds: true,
              binary: one.format === bytes,
            });
            charts.push({ chart, signal: one });
            return groupPanel(group, one.title, one.note, chart.element);
          }),
        ),
      ),
      panel('Partitions', h('span', { class: 'note' }, 'where each stands in the log'), lag),
      panel('Configuration in effect', h('span', { class: 'note' }, 'read only; ./tallystick config explains each key'), settings),
      commands([curl('/v1/status'), curl('/v1/history'), curl('/v1/config'), curl('/metrics')]),
    ),
  );
  follow({});
  const load = async () => {
    try {
      const [state, history] = await Promise.all([
        get('/v1/status', {}, signal),
        get('/v1/history', {}, signal),
      ]);
      fill(now, nowOf(state));
      fill(lag, lagOf(state));
      charts.forEach(({ chart, signal: one }) => draw(chart, one, history));
      now.classList.remove('stale');
      fill(away);
    } catch (error) {
      if (!isAborted(error) && !signal.aborted) {
        now.classList.add('stale');
        fill(away, failure(error, () => void load()));
      }
    }
  };
  void load();
  get('/v1/config', {}, signal).then(
    (answer) => fill(settings, settingsOf(answer.settings)),
    (error) => !signal.aborted && fill(settings, failure(error)),
  );
  const timer = setInterval(load, REFRESH_MILLIS);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    charts.forEach(({ chart }) => chart.remove());
  });
}

/** @param {Chart} chart @param {Signal} signal @param {any} history */
function draw(chart, signal, history) {
  const start = Date.parse(history.start);
  const step = history.stepSeconds * 1000;
  const divisor = signal.perSecond ? history.stepSeconds : 1;
  const first = firstKnown(Object.values(history.measures), history.steps);
  chart.draw({
    times: Array.from({ length: history.steps }, (_, at) => start + at * step),
    range: { start: start + first * step, end: start + history.steps * step },
    series: signal.measures.map(([name, label], place) => ({
      label,
      colour: place,
      values: (history.measures[name] ?? new Array(history.steps).fill(null)).map(
        (/** @type {number | null} */ value) => (value === null ? null : value / divisor),
      ),
    })),
  });
}

/** @param {any} state of /v1/status */
function nowOf(state) {
  const isDisk = (/** @type {any} */ one) => one.measured.includes('bytes');
  return [
    state.failure ? message('bad', `The node is ${state.state}`, state.failure) : null,
    h(
      'div',
      { class: 'columns two' },
      facts([
        ['State', pill(state.ready ? 'good' : 'bad', state.ready ? state.state : `${state.state}, not ready`)],
        ['Version', state.version],
        ['Up since', `${time(Date.now() - state.uptimeMillis)}, ${duration(state.uptimeMillis)}`],
        ['Canary', `${state.canary.state}${state.canary.problem ? `: ${state.canary.problem}` : ''}`],
        ['Dimensions', state.dimensions.map((/** @type {string[]} */ names) => names.join('+')).join(', ')],
      ]),
      state.pressures.length > 0
        ? table(
            ['events are refused when', 'now', '#measured', '#limit'],
            state.pressures.map((/** @type {any} */ one) => [
              one.reason,
              pill(one.refusing ? 'bad' : 'good', one.refusing ? 'refusing' : 'fine'),
              isDisk(one) ? bytes(one.value) : exact(one.value),
              isDisk(one) ? bytes(one.limit) : exact(one.limit),
            ]),
            { label: 'What may press on the node' },
          )
        : null,
    ),
  ];
}

/** @param {any} state of /v1/status */
function lagOf(state) {
  return table(
    ['partition', '#in flight', '#log begins', '#log ends', '#processed', '#committed', '#open dead letters', '#identities', '#their memory'],
    state.partitions.map((/** @type {any} */ one) => [
      String(one.partition),
      exact(one.inFlight),
      exact(one.logBegin),
      exact(one.logEnd),
      exact(one.processedOffset),
      exact(one.committedOffset),
      exact(one.openDeadLetters),
      exact(one.deduplicationIds + one.deduplicationDiskIds),
      bytes(one.deduplicationMemoryBytes),
    ]),
    { label: 'Partitions', tall: true },
  );
}

/** @param {{key: string, value: string, source: string}[]} all */
function settingsOf(all) {
  if (all.length === 0) {
    return message('', 'Not known', 'This node was started by a program that does not tell.');
  }
  const list = h('div');
  const filter = /** @type {HTMLInputElement} */ (
    h('input', { type: 'search', placeholder: 'such as retention', on: { input: () => draw() } })
  );
  const draw = () =>
    fill(
      list,
      table(
        ['key', 'value', 'from'],
        all
          .filter((one) => `${one.key} ${one.value} ${one.source}`.includes(filter.value.trim()))
          .map((one) => [h('code', null, one.key), h('code', null, one.value), one.source]),
        { label: 'Configuration', tall: true },
      ),
    );
  draw();
  return h('div', { class: 'view' }, h('div', { class: 'controls' }, field('Find', filter)), list);
}

