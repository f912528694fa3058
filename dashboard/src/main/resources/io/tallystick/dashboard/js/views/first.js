// What a node without events shows: how to send the first one, and that it arrives.

import { fill, h } from '../dom.js';
import { exact } from '../format.js';
import { lastMoment, onLive } from '../live.js';
import { command, message, panel } from '../parts.js';

/** @param {import('../main.js').Context} context @param {() => void} arrived */
export function firstEvent({ place, signal }, arrived) {
  const url = location.origin;
  const waiting = h('div', null, waitingMessage());
  fill(
    place,
    h(
      'div',
      { class: 'view' },
      h('h1', { class: 'visually-hidden' }, 'Overview'),
      panel(
        'This node has not seen an event yet',
        null,
        h(
          'ol',
          { class: 'steps' },
          h(
            'li',
            null,
            h('p', null, 'Send one: what happened, and to what. It is on disk when the answer comes.'),
            command(
              `curl -X POST '${url}/v1/events' -H 'content-type: application/json' -d ` +
                `'{"source": "web", "id": "first-1", "type": "view", "subject": "A"}'`,
            ),
          ),
          h(
            'li',
            null,
            h('p', null, 'Send the same line again: it has the same source and id, so nothing changes.'),
          ),
          h(
            'li',
            null,
            h('p', null, 'Or see a day of Wikipedia edits being counted, on another port:'),
            command('./tallystick demo'),
          ),
        ),
      ),
      waiting,
      h(
        'p',
        { class: 'note' },
        'Files of events are sent by ./tallystick send FILE. The ',
        h('a', { href: '/docs/' }, 'HTTP API'),
        ' explains every form of event.',
      ),
    ),
  );
  let seen = false;
  const stop = onLive('node', (/** @type {import('../live.js').NodeMoment} */ moment) => {
    if (moment.totals.accepted > 0 && !seen) {
      seen = true;
      const type = moment.types[0];
      fill(
        waiting,
        message(
          'good',
          'It arrived.',
          type
            ? `${exact(type.count)} of type “${type.type}” is counted. Here is what this node shows:`
            : 'It is accepted and about to be counted.',
        ),
      );
      setTimeout(() => {
        if (!signal.aborted) {
          stop();
          arrived();
        }
      }, 1500);
    }
  });
  signal.addEventListener('abort', stop);
}

function waitingMessage() {
  return message('', 'Waiting for the first event…', 'It appears here within a second.');
}

/** For a node that has events but no count of them yet: a moment after the first one, or when none
 * could be counted. @param {import('../main.js').Context} context @param {() => void} counted */
export function nothingCounted({ place, signal }, counted) {
  fill(
    place,
    message(
      '',
      'Events are here, and none is counted yet',
      'This view appears with the first count. If it stays away, see why:',
      h('a', { href: '/ui/trust', 'data-link': true }, 'dead letters and the ledger'),
    ),
  );
  const stop = onLive('node', (/** @type {import('../live.js').NodeMoment} */ moment) => {
    if (moment.types.length > 0 && !signal.aborted) {
      queueMicrotask(() => stop());
      counted();
    }
  });
  signal.addEventListener('abort', () => stop());
}

/** Whether there is nothing to show yet. */
export function isEmpty() {
  return lastMoment()?.totals.accepted === 0;
}
