// Overview: how fast events come in, who leads, and whether the numbers can be relied on.

import { get } from '../api.js';
import { dimensions, types } from '../catalog.js';
import { Chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { exact, millis, percent, rate, time, whole, windowName } from '../format.js';
import { leadersOf, leaderTable, places } from '../leaders.js';
import { follow, onLive } from '../live.js';
import { failure, figure, message, panel, pill, segments, select } from '../parts.js';
import { extent, rfc3339, suitable, windows } from '../ranges.js';
import { firstEvent, isEmpty } from './first.js';

const TYPES_SHOWN = 6;
const LAST = [
  { value: '1h', label: '1 h', title: 'Leaders of the last hour' },
  { value: '24h', label: '24 h', title: 'Leaders of the last 24 hours' },
  { value: '7d', label: '7 d', title: 'Leaders of the last 7 days' },
  { value: 'all', label: 'All', title: 'Leaders of all time' },
];
const HISTORY_REFRESH_MILLIS = 10 * 60_000;
const DAYS_REFRESH_MILLIS = 15_000;

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
  const known = await Promise.all([types(), dimensions()]);
  if (!context.signal.aborted) {
    show(context, ...known);
  }
}

/** @param {import('../main.js').Context} context @param {string[]} typeNames
 * @param {string[]} dimensionNames */
function show({ place, parameters, signal, go }, typeNames, dimensionNames) {
  const asked = parameters.get('type');
  const type = asked ?? typeNames[0] ?? '';
  const dimension = parameters.get('dimension') ?? 'subject';
  const last = parameters.get('last') ?? 'all';
  const state = { type, dimension, last };
  const figures = h('dl', { class: 'figures' });
  const ledger = h('div');
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
      figures,
      h(
        'div',
        { class: 'columns wide-narrow' },
        h(
          'div',
          { class: 'view' },
          panel(
            'Events per second, last hour',
            h('span', { class: 'note' }, 'by time of arrival'),
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
          panel('Ledger', h('a', { class: 'end', href: '/ui/trust', 'data-link': true }, 'Trust'), ledger),
          panel('Canary', h('span', { class: 'note end' }, 'last hour'), canary),
        ),
      ),
    ),
  );
  fill(leaders, h('p', { class: 'note' }, 'Loading…'));

  /** @type {Map<string, number>} */
  let before = new Map();
  /** @type {number | null} */
  let total = null;
  const strip = new CanaryStrip(canary);
  const stops = [
    onLive('node', (/** @type {NodeMoment} */ moment) => {
      fill(figures, figuresOf(moment));
      fill(ledger, ledgerOf(moment));
      fill(warnings, warningsOf(moment));
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
      figures.classList.toggle('stale', connection !== 'live');
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

/** @param {string[]} names @param {string} chosen */
function withChosen(names, chosen) {
  return names.includes(chosen) || chosen === '' ? names : [...names, chosen];
}

/** @param {NodeMoment} moment */
function figuresOf(moment) {
  const { totals, types: byType } = moment;
  const busy = byType.filter((type) => type.perSecond > 0);
  return [
    figure(
      'Events per second',
      rate(moment.acceptedPerSecond),
      busy.length > 1
        ? busy.slice(0, 3).map((type) => `${type.type} ${rate(type.perSecond)} `)
        : 'accepted, now',
    ),
    figure('Accepted', exact(totals.accepted), 'durable on disk, ever'),
    figure('Counted', exact(totals.counted), `${percent(totals.counted / totals.accepted)} of them`),
    figure('Duplicates', exact(totals.duplicate), 'recognized, and not counted again'),
    figure(
      'Dead letters',
      exact(moment.openDeadLetters),
      moment.openDeadLetters > 0
        ? h('a', { href: '/ui/trust', 'data-link': true }, 'open: look at them')
        : 'none is open',
    ),
    figure('In flight', exact(totals.inFlight), 'accepted, not counted yet'),
  ];
}

/** @param {NodeMoment} moment */
function ledgerOf(moment) {
  const { totals } = moment;
  const balanced = moment.imbalances.length === 0;
  /** @param {string} name @param {number} value */
  const part = (name, value) => {
    const piece = h('i', { class: name });
    piece.style.flexGrow = String(value);
    piece.style.flexBasis = value > 0 ? '2px' : '0';
    return piece;
  };
  /** @param {string} name @param {number} value */
  const term = (name, value) => h('span', null, h('b', null, exact(value)), h('small', null, name));
  const sign = (/** @type {string} */ text) => h('span', { class: 'sign' }, text);
  return h(
    'div',
    null,
    h(
      'div',
      { class: 'equation' },
      term('accepted', totals.accepted),
      sign('='),
      term('counted', totals.counted),
      sign('+'),
      term('duplicate', totals.duplicate),
      sign('+'),
      term('dead-lettered', totals.deadLettered),
      sign('+'),
      term('in flight', totals.inFlight),
    ),
    h(
      'div',
      { class: 'fates', 'aria-hidden': 'true' },
      part('counted', totals.counted),
      part('duplicate', totals.duplicate),
      part('dead', totals.deadLettered),
      part('in-flight', totals.inFlight),
    ),
    balanced
      ? pill('good', 'adds up', 'Compared with the log and with the sums every five seconds')
      : pill('bad', 'does not add up'),
  );
}

/** @param {NodeMoment} moment */
function warningsOf(moment) {
  const warnings = [];
  if (moment.failure) {
    warnings.push(message('bad', `The node is ${moment.state}`, moment.failure));
  }
  if (moment.imbalances.length > 0) {
    warnings.push(
      message('bad', 'The ledger does not add up', moment.imbalances.join('; '), trustLink('Recount')),
    );
  }
  if (moment.canary.state === 'wrong') {
    warnings.push(
      message('bad', 'The canary found a wrong count', moment.canary.problem ?? '', trustLink('Recount')),
    );
  }
  if (moment.refusing.length > 0) {
    warnings.push(
      message(
        'warn',
        'Events are refused at the moment; questions are answered',
        moment.refusing.join(', '),
        h('a', { href: '/ui/health', 'data-link': true }, 'See what presses on the node'),
      ),
    );
  }
  return warnings;
}

/** @param {string} text */
function trustLink(text) {
  return h('a', { href: '/ui/trust', 'data-link': true }, text);
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

/** The last hour, from the node's memory and then from its messages. */
class HourChart {
  constructor() {
    this.chart = new Chart({
      label: 'Events per second in the last hour',
      format: (value) => `${rate(value)}/s`,
      seconds: true,
      height: 230,
    });
    /** @type {{start: number, step: number, types: Map<string, (number | null)[]>, steps: number} | null} */
    this.data = null;
    /** @type {Map<string, number> | null} */
    this.counts = null;
  }

  /** @param {any} history */
  load(history) {
    /** @type {Map<string, (number | null)[]>} */
    const byType = new Map();
    for (const [type, values] of Object.entries(history.types)) {
      byType.set(type, /** @type {(number | null)[]} */ (values));
    }
    this.data = {
      start: Date.parse(history.start),
      step: history.stepSeconds * 1000,
      types: byType,
      steps: history.steps,
    };
    this.counts = null;
    this.draw();
  }

  /** Ends a step when the clock of the node has left it. @param {NodeMoment} moment */
  add(moment) {
    const data = this.data;
    const counts = new Map(moment.types.map((type) => [type.type, type.count]));
    if (!data) {
      return;
    }
    const now = Date.parse(moment.asOf);
    const end = data.start + data.steps * data.step;
    if (!this.counts) {
      this.counts = counts;
    }
    if (now < end + data.step) {
      return;
    }
    const skipped = Math.min(data.steps, Math.floor((now - end) / data.step));
    for (const type of counts.keys()) {
      if (!data.types.has(type)) {
        data.types.set(type, new Array(data.steps).fill(null));
      }
    }
    for (const [type, values] of data.types) {
      const grown = (counts.get(type) ?? 0) - (this.counts.get(type) ?? 0);
      for (let step = 0; step < skipped; step++) {
        values.push(Math.max(0, grown) / skipped);
        values.shift();
      }
    }
    data.start += skipped * data.step;
    this.counts = counts;
    this.draw();
  }

  draw() {
    const data = this.data;
    if (!data) {
      return;
    }
    const sum = (/** @type {(number | null)[]} */ values) =>
      values.reduce((/** @type {number} */ all, value) => all + (value ?? 0), 0);
    const shown = [...data.types.entries()]
      .sort(([first], [second]) => first.localeCompare(second))
      .sort(([, first], [, second]) => sum(second) - sum(first))
      .slice(0, TYPES_SHOWN);
    this.chart.draw({
      times: Array.from({ length: data.steps }, (_, step) => data.start + step * data.step),
      range: { start: data.start, end: data.start + data.steps * data.step },
      series: shown.map(([type, values]) => ({
        label: type,
        values: values.map((value) => (value === null ? null : value / (data.step / 1000))),
      })),
    });
  }
}

/** All events of a type by their own time: what the numbers are about. */
class DaysChart {
  /** @param {string} type */
  constructor(type) {
    this.type = type;
    this.granularity = /** @type {import('../ranges.js').Granularity} */ ('hour');
    this.chart = new Chart({
      label: `All events of type ${type} by their time`,
      format: whole,
      height: 200,
      whenText: (at) => windowName(at, this.granularity),
    });
    this.note = h('span', { class: 'note' });
    this.link = h('a', { class: 'end', 'data-link': true, href: '/ui/explore' }, 'Explore');
    this.body = h('div', null, this.chart.element);
    this.element = panel(`“${type}” by time of the event`, [this.note, this.link], this.body);
    this.shownTotal = -1;
    this.notBefore = 0;
    this.abort = new AbortController();
  }

  remove() {
    this.abort.abort();
    this.chart.remove();
  }

  /** @param {number} total of all time or of the last days: another one means something new */
  async changed(total) {
    if (total === this.shownTotal || Date.now() < this.notBefore) {
      return;
    }
    this.shownTotal = total;
    this.notBefore = Date.now() + DAYS_REFRESH_MILLIS;
    try {
      await this.load();
    } catch (error) {
      if (!this.abort.signal.aborted) {
        fill(this.body, failure(error, () => location.reload()));
      }
    }
  }

  async load() {
    const { signal } = this.abort;
    const range = await extent({ type: this.type }, signal);
    if (!range) {
      fill(this.note, 'nothing yet');
      return;
    }
    const granularity = suitable(range);
    this.granularity = granularity;
    const answer = await get(
      '/v1/stats',
      {
        type: this.type,
        start: rfc3339(range.start),
        end: rfc3339(range.end),
        granularity,
      },
      signal,
    );
    if (signal.aborted) {
      return;
    }
    const result = answer.results[0];
    const counts = new Map(
      result.points.map((/** @type {any} */ point) => [Date.parse(point.start), point.count]),
    );
    const times = windows(range, granularity);
    fill(
      this.note,
      `${exact(result.count)} by ${granularity}, ${time(range.start)} to ${time(range.end)}`,
    );
    this.link.setAttribute(
      'href',
      `/ui/explore?${new URLSearchParams({ type: this.type, range: 'all' })}`,
    );
    this.chart.draw({
      times,
      range,
      settledUntil: Date.parse(answer.settledUntil),
      bars: true,
      series: [{ label: 'events', values: times.map((at) => Number(counts.get(at) ?? 0)) }],
    });
  }
}

/** What the canary found, one mark for each minute of the last hour. */
class CanaryStrip {
  /** @param {Element} place */
  constructor(place) {
    this.marks = h('div', { class: 'strip', 'aria-hidden': 'true' });
    this.words = h('p', { class: 'panel-head' });
    this.states = h('p', { class: 'note' });
    fill(place, this.words, this.marks, this.states);
  }

  /** @param {any} history */
  load(history) {
    const perMark = 60 / history.stepSeconds;
    const worst = ['exact', 'waiting', 'slow', 'failing', 'wrong'];
    const marks = [];
    for (let at = 0; at < history.canary.length; at += perMark) {
      const some = history.canary.slice(at, at + perMark).filter(Boolean);
      const place = Math.max(-1, ...some.map((/** @type {string} */ one) => worst.indexOf(one)));
      const kind = place < 0 ? '' : place === 0 ? 'good' : place === 4 ? 'bad' : 'warn';
      marks.push(h('i', { class: kind }));
    }
    fill(this.marks, marks);
    const exactSteps = history.canary.filter((/** @type {string} */ one) => one === 'exact').length;
    const all = history.canary.filter(Boolean).length;
    fill(this.states, all === 0 ? 'no round yet' : `${percent(exactSteps / all)} of the rounds were exact`);
  }

  /** @param {NodeMoment} moment */
  show(moment) {
    const { state, visibleMillis, problem } = moment.canary;
    const kind = state === 'exact' ? 'good' : state === 'wrong' ? 'bad' : state === 'off' ? '' : 'warn';
    fill(
      this.words,
      pill(kind, state),
      h(
        'span',
        null,
        state === 'off'
          ? 'Switched off (canary.interval is 0).'
          : problem ?? `What it sends is counted after ${millis(visibleMillis)}.`,
      ),
    );
  }
}
