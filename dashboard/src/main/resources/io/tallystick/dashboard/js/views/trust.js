// Trust: the ledger, the canary, dead letters, recounts, and what became of one event.

import { curl, get, isAborted, post } from '../api.js';
import { CanaryStrip } from '../canary.js';
import { Chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { clock, date, exact, millis, month, time } from '../format.js';
import { firstKnown } from '../history.js';
import { follow, onLive } from '../live.js';
import { button, command, commands, facts, failure, field, loading, message, panel, pill, show, table } from '../parts.js';
import { deadLetters } from './dead-letters.js';

const LEDGER_MILLIS = 3_000;
const RECOUNT_MILLIS = 1_000;

/** @param {import('../main.js').Context} context */
export function trust(context) {
  const { place, signal } = context;
  const ledger = h('div', null, loading());
  const hours = new Chart({
    label: 'Accepted events by hour of arrival',
    format: exact,
    height: 190,
  });
  const canary = h('div');
  const strip = new CanaryStrip(canary);
  const visible = new Chart({
    label: 'Milliseconds until the canary saw its events counted',
    format: millis,
    axis: (value) => (value === null ? '' : millis(value)),
    height: 120,
    seconds: true,
  });
  const recount = h('div', null, loading());
  fill(
    place,
    h(
      'div',
      { class: 'view' },
      h('h1', { class: 'visually-hidden' }, 'Trust'),
      panel(
        'Ledger',
        h('span', { class: 'note' }, 'accepted = counted + duplicate + dead-lettered + in flight'),
        ledger,
      ),
      h(
        'div',
        { class: 'columns two even' },
        panel('Accepted by hour of arrival', h('span', { class: 'note' }, 'last 24 hours'), hours.element),
        panel('Canary', h('span', { class: 'note' }, 'last hour'), canary, visible.element),
      ),
      trace(context),
      deadLetters(context),
      panel(
        'Recount',
        [
          h('span', { class: 'note' }, 'adds up the raw events with an independent engine and compares'),
          h('span', { class: 'end' }, button('Recount now', () => void start())),
        ],
        recount,
      ),
      commands([curl('/v1/ledger'), curl('/v1/history'), curl('/v1/recounts'), curl('/v1/repairs')]),
    ),
  );
  follow({});
  const loadLedger = async () => {
    try {
      const answer = await get('/v1/ledger', {}, signal);
      fill(ledger, ledgerTable(answer));
      drawHours(hours, answer);
    } catch (error) {
      if (!isAborted(error) && !signal.aborted) {
        fill(ledger, failure(error, () => void loadLedger()));
      }
    }
  };
  const loadHistory = async () => {
    try {
      const history = await get('/v1/history', {}, signal);
      strip.load(history);
      drawVisible(visible, history);
    } catch {
      // the chart stays as it is; the state above it comes from the stream
    }
  };
  const start = async () => {
    try {
      await post('/v1/recounts');
      await loadRecount();
    } catch (error) {
      fill(recount, failure(error, () => void loadRecount()));
    }
  };
  /** @type {number | undefined} */
  let recountTimer;
  const loadRecount = async () => {
    clearTimeout(recountTimer);
    try {
      // the list, because that of a node that had none is no error
      const [report] = (await get('/v1/recounts', { limit: 1 }, signal)).recounts;
      fill(
        recount,
        report
          ? reportOf(report)
          : message(
              '',
              'No recount since this node was started',
              'Start one with the button above; the node goes on counting meanwhile.',
            ),
      );
      if (report?.state === 'running') {
        recountTimer = setTimeout(loadRecount, RECOUNT_MILLIS);
      }
    } catch (error) {
      if (!signal.aborted && !isAborted(error)) {
        fill(recount, failure(error, () => void loadRecount()));
      }
    }
  };
  const stops = [
    onLive('node', (/** @type {import('../live.js').NodeMoment} */ moment) => {
      strip.show(moment);
    }),
  ];
  const timers = [setInterval(loadLedger, LEDGER_MILLIS), setInterval(loadHistory, 10_000)];
  void loadLedger();
  void loadHistory();
  void loadRecount();
  signal.addEventListener('abort', () => {
    timers.forEach((timer) => clearInterval(timer));
    clearTimeout(recountTimer);
    stops.forEach((stop) => stop());
    hours.remove();
    visible.remove();
  });
}

/** @param {any} answer of /v1/ledger */
function ledgerTable(answer) {
  const cells = (/** @type {any} */ line) => [
    exact(line.accepted),
    exact(line.counted),
    exact(line.duplicate),
    exact(line.deadLettered),
    exact(line.inFlight),
  ];
  return [
    answer.balanced
      ? h('p', { class: 'panel-head' }, pill('good', 'adds up'), `as of ${time(answer.asOf, true)}`)
      : message('bad', 'It does not add up', answer.imbalances.join('; ')),
    table(
      ['partition', '#accepted', '#counted', '#duplicate', '#dead-lettered', '#in flight'],
      answer.partitions.map((/** @type {any} */ line) => [String(line.partition), ...cells(line)]),
      { label: 'Ledger by partition', tall: true, foot: ['total', ...cells(answer.total)] },
    ),
  ];
}

/** @param {Chart} chart @param {any} answer of /v1/ledger */
function drawHours(chart, answer) {
  const hour = 3_600_000;
  const start = Date.parse(answer.start);
  const end = Date.parse(answer.end);
  const byHour = new Map(
    answer.hours.map((/** @type {any} */ line) => [Date.parse(line.start), line]),
  );
  const times = Array.from({ length: Math.round((end - start) / hour) }, (_, at) => start + at * hour);
  chart.draw({
    times,
    range: { start, end },
    bars: true,
    series: [
      { label: 'accepted', values: times.map((at) => Number(byHour.get(at)?.accepted ?? 0)) },
    ],
  });
}

/** @param {Chart} chart @param {any} history */
function drawVisible(chart, history) {
  const start = Date.parse(history.start);
  const step = history.stepSeconds * 1000;
  const values = history.measures.canaryVisibleMillis ?? [];
  const first = firstKnown([values], history.steps);
  chart.draw({
    times: values.map((/** @type {number | null} */ _value, /** @type {number} */ at) => start + at * step),
    range: { start: start + first * step, end: start + history.steps * step },
    series: [{ label: 'until counted', values }],
  });
}

/** @param {any} report of /v1/recounts/latest */
function reportOf(report) {
  if (report.state === 'running') {
    const progress = h('progress', { max: 1, value: report.progress, 'aria-label': 'Progress' });
    return h('p', { class: 'panel-head' }, pill('', 'running'), progress, report.step);
  }
  if (report.state === 'failed') {
    return message('bad', 'The last recount failed', report.failure ?? '');
  }
  const entries = /** @type {[string, import('../dom.js').Child][]} */ ([
    ['Result', report.clean ? pill('good', 'every number is right') : pill('bad', 'differences found')],
    ['Ended', `${time(report.endedAt, true)}, after ${millis(report.recountMillis)}`],
    ['Events', exact(report.events)],
    ['Windows compared', exact(report.windows)],
    ['Differences', exact(report.differences)],
    ['Rows repaired', exact(report.repairedRows)],
  ]);
  return [
    facts(entries),
    report.listed.length > 0
      ? table(
          ['series', 'window', 'cause', '#expected', '#stored'],
          report.listed.map((/** @type {any} */ one) => [
            `${one.type} ${Object.values(one.series).join(' · ')}`,
            `${one.granularity} ${one.window ?? ''}`,
            one.cause,
            exact(one.expected?.count),
            exact(one.stored?.count),
          ]),
          { label: 'Differences', tall: true },
        )
      : null,
    ...report.notes.map((/** @type {string} */ note) => h('p', { class: 'note' }, note)),
  ];
}

/** What became of one event. @param {import('../main.js').Context} context */
function trace({ parameters, go, signal }) {
  const id = /** @type {HTMLInputElement} */ (
    h('input', { type: 'text', required: true, value: parameters.get('id') ?? '', placeholder: 'its id' })
  );
  const source = /** @type {HTMLInputElement} */ (
    h('input', { type: 'text', value: parameters.get('source') ?? 'default' })
  );
  const result = h('div', { class: 'view result' });
  const form = h(
    'form',
    {
      class: 'controls',
      on: {
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          go({ id: id.value, source: source.value === 'default' ? null : source.value });
        },
      },
    },
    field('Id', id),
    field('Source', source),
    h('button', { type: 'submit', class: 'primary' }, 'Trace'),
  );
  if (id.value) {
    // an id may have any letter, also those that divide a path
    const plain = /^[\w.~-]+$/.test(id.value) && !/^\.+$/.test(id.value);
    const path = plain ? `/v1/events/${id.value}` : '/v1/events/';
    const query = { ...(plain ? {} : { id: id.value }), source: source.value };
    void show(
      result,
      () => get(path, query, signal),
      (receipt) => [receiptOf(receipt), command(curl(path, query))],
    );
  }
  return panel(
    'What became of one event',
    h('span', { class: 'note' }, 'its fate, where it stands, and every window that it is counted in'),
    form,
    result,
  );
}

/** @param {any} receipt */
function receiptOf(receipt) {
  const kind = receipt.fate === 'counted' ? 'good' : receipt.fate === 'dead-lettered' ? 'bad' : '';
  return h(
    'div',
    { class: 'columns two' },
    facts([
      ['Fate', pill(kind, receipt.fate)],
      ['Type, subject', `${receipt.type}, ${receipt.subject}`],
      ['Time', time(receipt.time, true)],
      ['Value', exact(receipt.value)],
      ['Attributes', attributesOf(receipt) || 'none'],
      ['Stands at', `partition ${receipt.partition}, offset ${receipt.offset}`],
      ['Arrived', time(receipt.arrivedAt, true)],
      ['Committed', receipt.committedAt ? time(receipt.committedAt, true) : 'not yet'],
    ]),
    receipt.countedIn?.length > 0
      ? table(
          ['counted in', 'minute', 'hour', 'day', 'month', 'all time'],
          receipt.countedIn.map((/** @type {any} */ one) => [
            Object.values(one.dimensions).join(' · ') || 'all events',
            ...['minute', 'hour', 'day', 'month', 'all'].map((granularity) =>
              windowText(one.windows, granularity),
            ),
          ]),
          { label: 'Counted in', tall: true },
        )
      : h('p', { class: 'note' }, 'It is in no number.'),
  );
}

/** @param {any} receipt */
function attributesOf(receipt) {
  return Object.entries(receipt.attributes ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** The window of a granularity as short as it can be told. @param {any[]} windows
 * @param {string} granularity */
function windowText(windows, granularity) {
  const window = windows.find((one) => one.granularity === granularity);
  if (!window) {
    return '–';
  }
  const at = Date.parse(window.start);
  switch (granularity) {
    case 'minute':
    case 'hour':
      return clock(at);
    case 'day':
      return date(at, true, true);
    case 'month':
      return month(at, true);
    default:
      return '✓';
  }
}
