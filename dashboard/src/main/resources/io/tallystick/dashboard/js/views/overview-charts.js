// The charts of the overview: events by their arrival in the last hour, and by their own time.

import { get } from '../api.js';
import { Chart } from '../chart.js';
import { fill, h } from '../dom.js';
import { clock, exact, rate, time, whole, windowName } from '../format.js';
import { firstKnown } from '../history.js';
import { failure, panel } from '../parts.js';
import { extent, rfc3339, suitable, windows } from '../ranges.js';

const TYPES_SHOWN = 6;
const DAYS_REFRESH_MILLIS = 15_000;

/** @typedef {import('../live.js').NodeMoment} NodeMoment */

/** The last hour, from the node's memory and then from its messages. */
export class HourChart {
  constructor() {
    this.chart = new Chart({
      label: 'Events per second in the last hour',
      format: (value) => `${rate(value)}/s`,
      seconds: true,
      height: 230,
    });
    this.note = h('span', { class: 'note' }, 'by time of arrival');
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
    const all = [...data.types.values()];
    const known = firstKnown(all, data.steps, 0);
    const first = firstKnown(all, data.steps);
    fill(
      this.note,
      known === 0
        ? 'by time of arrival'
        : `by time of arrival, since the start at ${clock(data.start + known * data.step)}`,
    );
    this.chart.draw({
      times: Array.from({ length: data.steps }, (_, step) => data.start + step * data.step),
      range: { start: data.start + first * data.step, end: data.start + data.steps * data.step },
      series: shown.map(([type, values]) => ({
        label: type,
        values: values.map((value) => (value === null ? null : value / (data.step / 1000))),
      })),
    });
  }
}

/** All events of a type by their own time: what the numbers are about. */
export class DaysChart {
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
