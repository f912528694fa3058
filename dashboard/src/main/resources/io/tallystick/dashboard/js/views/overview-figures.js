// The numbers on top of the overview: the ledger as one line that adds up, and what is wrong.

import { fill, h } from '../dom.js';
import { exact, percent, rate } from '../format.js';
import { figure, message, pill } from '../parts.js';

/** @typedef {import('../live.js').NodeMoment} NodeMoment */

/** The figures, the bar of fates below them, and whether they add up. */
export class Figures {
  constructor() {
    this.numbers = h('dl', { class: 'figures sum' });
    this.bar = h('div', { class: 'fates', 'aria-hidden': 'true' });
    this.verdict = h('p', { class: 'verdict' });
    this.element = h(
      'section',
      { class: 'panel hero', 'aria-label': 'Now' },
      this.numbers,
      this.bar,
      this.verdict,
    );
    this.balanced = '';
  }

  /** @param {NodeMoment} moment */
  show(moment) {
    const { totals } = moment;
    fill(this.numbers, figuresOf(moment));
    fill(
      this.bar,
      [
        part('counted', totals.counted),
        part('duplicate', totals.duplicate),
        part('dead', totals.deadLettered),
        part('in-flight', totals.inFlight),
      ].filter((piece) => piece.style.flexGrow !== '0'),
    );
    const balanced = String(moment.imbalances.length === 0);
    if (balanced !== this.balanced) {
      this.balanced = balanced;
      fill(
        this.verdict,
        balanced === 'true' ? pill('good', 'adds up') : pill('bad', 'does not add up'),
        h('span', null, 'Checked against the log and the sums every five seconds.'),
        h('a', { href: '/ui/trust', 'data-link': true }, 'The ledger by partition'),
      );
    }
  }
}

/** @param {string} name @param {number} value */
function part(name, value) {
  const piece = h('i', { class: name });
  piece.style.flexGrow = String(value);
  piece.style.flexBasis = '2px';
  return piece;
}

/** @param {NodeMoment} moment */
function figuresOf(moment) {
  const { totals, types: byType } = moment;
  const busy = byType.filter((type) => type.perSecond > 0);
  const share = totals.accepted > 0 ? `${percent(totals.counted / totals.accepted)} of them` : '';
  return [
    figure(
      'Events per second',
      rate(moment.acceptedPerSecond),
      busy.length > 1
        ? busy
            .slice(0, 2)
            .map((type) => `${type.type} ${rate(type.perSecond)}`)
            .join(' · ')
        : 'accepted, now',
    ),
    figure('Accepted', exact(totals.accepted), 'durable, ever'),
    signed('=', figure(fate('counted', 'Counted'), exact(totals.counted), share)),
    signed('+', figure(fate('duplicate', 'Duplicates'), exact(totals.duplicate), 'not counted again')),
    signed(
      '+',
      figure(
        fate('dead', 'Dead letters'),
        exact(totals.deadLettered),
        moment.openDeadLetters > 0
          ? h('a', { href: '/ui/trust', 'data-link': true }, `${exact(moment.openDeadLetters)} open`)
          : 'none is open',
      ),
    ),
    signed('+', figure(fate('in-flight', 'In flight'), exact(totals.inFlight), 'not counted yet')),
  ];
}

/** A name with the colour that it has in the bar. @param {string} kind @param {string} name */
function fate(kind, name) {
  return [h('i', { class: `mark ${kind}`, 'aria-hidden': 'true' }), name];
}

/** @param {string} sign @param {HTMLElement} term */
function signed(sign, term) {
  term.dataset.sign = sign;
  return term;
}

/** What has to be seen at once. @param {NodeMoment} moment */
export function warningsOf(moment) {
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
