// Overview: how fast events come in, who leads, and whether the numbers can be relied on.

import { curl, get } from '../api.js';
import { CanaryStrip } from '../canary.js';
import { dimensions, types } from '../catalog.js';
import { fill, h } from '../dom.js';
import { leadersOf, leaderTable, places } from '../leaders.js';
import { follow, onLive } from '../live.js';
import { commands, message, panel, segments, select } from '../parts.js';
import { withChosen } from '../query.js';
import { firstEvent, isEmpty, nothingCounted } from './first.js';
import { DaysChart, HourChart } from './overview-charts.js';
import { Figures, warningsOf } from './overview-figures.js';

const LAST = [
  { value: '1h', label: '1 h', title: 'Leaders of the last hour' },
  { value: '24h', label: '24 h', title: 'Leaders of the last 24 hours' },
  { value: '7d', label: '7 d', title: 'Leaders of the last 7 days' },
  { value: 'all', label: 'All', title: 'Leaders of all time' },
];
const HISTORY_REFRESH_MILLIS = 10 * 60_000;

/** @typedef {import('../live.js').NodeMoment} NodeMoment */

/** @param {import('../main.js').Context} context */
export async function overview(context) {
  await types(); // the first word of the node
  if (context.signal.aborted) {
    return;
  }
  if (isEmpty()) {
    firstEvent(context, () => void overview(context));
    return;
  }
  const [typeNames, dimensionNames] = await Promise.all([types(), dimensions()]);
  if (context.signal.aborted) {
    return;
  }
  if (typeNames.length === 0 && !context.parameters.has('type')) {
    nothingCounted(context, () => void overview(context));
    return;
  }
  show(context, typeNames, dimensionNames);
}

/** @param {import('../main.js').Context} context @param {string[]} typeNames
 * @param {string[]} dimensionNames */
function show({ place, parameters, signal, go }, typeNames, dimensionNames) {
  const asked = parameters.get('type');
  const type = asked ?? typeNames[0] ?? '';
  const dimension = parameters.get('dimension') ?? 'subject';
  const last = parameters.get('last') ?? 'all';
  const state = { type, dimension, last };
  const figures = new Figures();
  const canary = h('div');
  const warnings = h('div', { class: 'view' });
  const leaders = h('div', null);
  const hour = new HourChart();
  const days = new DaysChart(state.type);
  const followed = {
    type: state.type,
    top: dimension,
    k: 10,
    last: last === 'all' ? null : last,
  };
  const same = commands([
    curl('/v1/ledger'),
    curl('/v1/stats', { type, function: 'count' }),
    last === 'all'
      ? curl('/v1/top', { type, dimension, k: 10 })
      : curl('/v1/live', { type, top: dimension, k: 10, last }).replace('curl', 'curl -N'),
  ]);
  const asUrl = (/** @type {Partial<typeof state>} */ changed) => {
    const next = { ...state, ...changed };
    go({
      type: next.type === typeNames[0] ? null : next.type,
      dimension: next.dimension === 'subject' ? null : next.dimension,
      last: next.last === 'all' ? null : next.last,
    });
  };
  fill(
    place,
    h(
      'div',
      { class: 'view' },
      h('h1', { class: 'visually-hidden' }, 'Overview'),
      warnings,
      figures.element,
      h(
        'div',
        { class: 'columns wide-narrow' },
        h(
          'div',
          { class: 'view' },
          panel(
            'Events per second, last hour',
            hour.note,
            hour.chart.element,
          ),
          days.element,
        ),
        h(
          'div',
          { class: 'view' },
          panel(
            'Leaders',
            h(
              'div',
              { class: 'controls end' },
              segments('Range of the leaders', LAST, last, (value) => asUrl({ last: value }), true),
            ),
            h(
              'div',
              { class: 'controls panel-head' },
              select('Type', withChosen(typeNames, type), type, (value) => asUrl({ type: value })),
              select('By', dimensionNames, dimension, (value) => asUrl({ dimension: value })),
            ),
            leaders,
          ),
          panel('Canary', h('span', { class: 'note end' }, 'last hour'), canary),
        ),
      ),
      same,
    ),
  );
  fill(leaders, h('p', { class: 'note' }, 'Loading…'));
  let warned = '';

  /** @type {Map<string, number>} */
  let before = new Map();
  /** @type {number | null} */
  let total = null;
  const strip = new CanaryStrip(canary);
  const stops = [
    onLive('node', (/** @type {NodeMoment} */ moment) => {
      figures.show(moment);
      // only when they are others: each is read out where somebody listens
      const found = warningsOf(moment);
      const text = found.map((one) => one.textContent).join();
      if (text !== warned) {
        warned = text;
        fill(warnings, found);
      }
      hour.add(moment);
      strip.show(moment);
    }),
    onLive('totals', (answer) => {
      total = Number(answer.results[0]?.count ?? 0);
      void days.changed(total);
    }),
    onLive('top', (answer) => {
      const list = leadersOf(answer, 'count');
      fill(leaders, list.length === 0 ? noLeaders(last) : leaderList(list, state, before, total));
      before = places(list);
    }),
    onLive('problem', (problem) => {
      fill(leaders, message('warn', problem.title, problem.detail));
    }),
    onLive('connection', (connection) => {
      figures.element.classList.toggle('stale', connection !== 'live');
    }),
  ];
  const load = () =>
    get('/v1/history', {}, signal).then(
      (history) => {
        hour.load(history);
        strip.load(history);
      },
      () => {
        // the next message or the next try brings it
      },
    );
  const timer = setInterval(load, HISTORY_REFRESH_MILLIS);
  void load();
  follow(followed);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    stops.forEach((stop) => stop());
    hour.chart.remove();
    days.remove();
  });
}

/** @param {string} last */
function noLeaders(last) {
  return message(
    '',
    'No events in this range',
    last === 'all' ? 'There are none of this type yet.' : 'Choose a longer range, or all time.',
  );
}

/** @param {import('../leaders.js').Leader[]} list
 * @param {{type: string, dimension: string, last: string}} state
 * @param {Map<string, number>} before @param {number | null} total */
function leaderList(list, state, before, total) {
  return leaderTable(list, {
    label: `Leading ${state.dimension}`,
    unit: 'count',
    before,
    total,
    href: (leader) => exploreUrl(state, leader.values),
  });
}

/** @param {{type: string, last: string}} state @param {Record<string, string>} values */
function exploreUrl(state, values) {
  const query = new URLSearchParams({ type: state.type, range: state.last, ...values });
  return `/ui/explore?${query}`;
}
