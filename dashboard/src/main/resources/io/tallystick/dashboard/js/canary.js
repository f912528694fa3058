// What the canary of the node has found, for Overview and Trust.

import { fill, h } from './dom.js';
import { millis, percent } from './format.js';
import { pill } from './parts.js';

/** What the canary found, one mark for each minute of the last hour. */
export class CanaryStrip {
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

  /** @param {import('./live.js').NodeMoment} moment */
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
