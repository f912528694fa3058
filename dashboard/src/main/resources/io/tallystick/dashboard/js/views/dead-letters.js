// Dead letters: browse them by reason, repair and replay them, or discard them.

import { curl, get, isAborted, post } from '../api.js';
import { fill, h } from '../dom.js';
import { exact, time } from '../format.js';
import { button, command, facts, failure, field, loading, message, panel, pill, segments, select, table } from '../parts.js';

const PAGE = 50;
const STATES = ['open', 'replayed', 'discarded'];

/** @param {import('../main.js').Context} context */
export function deadLetters({ parameters, signal, remember }) {
  const body = h('div', { class: 'view' }, loading());
  const state = {
    state: STATES.find((one) => one === parameters.get('state')) ?? 'open',
    reason: parameters.get('reason') ?? '',
  };
  /** @type {string[]} the beginnings of the pages up to this one */
  let cursors = [''];
  /** @type {any} */
  let page = null;
  const asked = () => ({
    state: state.state,
    reason: state.reason,
    limit: PAGE,
    cursor: cursors[cursors.length - 1],
  });

  const load = async () => {
    try {
      page = await get('/v1/dead-letters', asked(), signal);
      draw();
    } catch (error) {
      if (!isAborted(error) && !signal.aborted) {
        fill(body, failure(error, () => void load()));
      }
    }
  };
  /** @param {Partial<typeof state>} changed */
  const change = (changed) => {
    Object.assign(state, changed);
    remember({ state: state.state === 'open' ? '' : state.state, reason: state.reason });
    cursors = [''];
    void load();
  };
  const draw = () => {
    const reasons = page.reasons.filter(
      (/** @type {any} */ one) => one.open + one.replayed + one.discarded > 0,
    );
    const filter = state.reason ? { reason: state.reason } : { all: true };
    fill(
      body,
      reasons.length === 0
        ? message('good', 'There is none', 'Every event that was accepted could be counted.')
        : [
            h(
              'div',
              { class: 'controls' },
              segments(
                'State',
                STATES.map((name) => ({ value: name, label: `${name} ${exact(page.total[name])}` })),
                state.state,
                (value) => change({ state: value }),
              ),
              select(
                'Reason',
                [
                  { value: '', label: 'every reason' },
                  ...reasons.map((/** @type {any} */ one) => ({
                    value: one.reason,
                    label: `${one.reason} (${exact(one[state.state])})`,
                  })),
                ],
                state.reason,
                (reason) => change({ reason }),
              ),
              state.state === 'open' && page.deadLetters.length > 0
                ? h(
                    'div',
                    { class: 'actions' },
                    button('Replay all of these…', () => replayAll(filter, load)),
                  )
                : null,
            ),
            letters(page.deadLetters, load),
            h(
              'div',
              { class: 'actions' },
              cursors.length > 1
                ? button('Previous page', () => {
                    cursors.pop();
                    void load();
                  })
                : null,
              page.next
                ? button('Next page', () => {
                    cursors.push(page.next);
                    void load();
                  })
                : null,
            ),
            command(curl('/v1/dead-letters', asked())),
          ],
    );
  };
  void load();
  return panel(
    'Dead letters',
    h('span', { class: 'note' }, 'accepted events that could not be counted; they wait for you'),
    body,
  );
}

/** @param {any[]} list @param {() => void} changed */
function letters(list, changed) {
  if (list.length === 0) {
    return message('', 'None on this page', 'Choose another state or reason.');
  }
  return table(
    ['id', 'do', 'reason', 'event', 'arrived', 'why'],
    list.map((letter) => [
      letter.id,
      letter.state === 'open'
        ? h('button', {
            type: 'button',
            'aria-label': `Repair ${letter.id}`,
            on: { click: () => repair(letter, changed) },
          }, 'Repair…')
        : pill('', letter.state),
      letter.reason,
      `${letter.event.type}, ${letter.event.subject}`,
      time(letter.arrivedAt, true),
      letter.message,
    ]),
    { label: 'Dead letters', tall: true },
  );
}

/** Opens a dialog; it is gone when it is closed. @param {string} title
 * @param {(close: () => void) => import('../dom.js').Child[]} content */
function dialog(title, content) {
  const element = /** @type {HTMLDialogElement} */ (h('dialog', { 'aria-label': title }));
  element.addEventListener('close', () => element.remove());
  fill(element, h('div', { class: 'body' }, h('h2', null, title), ...content(() => element.close())));
  document.body.append(element);
  element.showModal();
}

/** @param {any} letter @param {() => void} changed */
function repair(letter, changed) {
  const { event } = letter;
  const input = (/** @type {string} */ value) =>
    /** @type {HTMLInputElement} */ (h('input', { type: 'text', value }));
  const type = input(event.type);
  const subject = input(event.subject);
  const value = input(String(event.value));
  const attributes = input(
    Object.entries(event.attributes)
      .map(([name, text]) => `${name}=${text}`)
      .join(', '),
  );
  const note = /** @type {HTMLInputElement} */ (
    h('input', { type: 'text', placeholder: 'who, and why' })
  );
  const outcome = h('div');
  dialog(`Dead letter ${letter.id}`, (close) => [
    message('warn', letter.reason, letter.message),
    facts([
      ['Event', `${event.source} / ${event.id}`],
      ['Time', time(event.time, true)],
    ]),
    field('Type', type),
    field('Subject', subject),
    field('Value', value),
    field('Attributes, as name=text, separated by commas', attributes),
    field('Note', note),
    outcome,
    h(
      'div',
      { class: 'actions' },
      button('Replay', () => void act('replay', { edits: { [letter.id]: edits() } }, close), 'primary'),
      button('Discard', () => void act('discard', {}, close)),
      button('Close', close, 'plain'),
    ),
  ]);
  function edits() {
    /** @type {Record<string, any>} */
    const changes = {};
    if (type.value !== event.type) {
      changes.type = type.value;
    }
    if (subject.value !== event.subject) {
      changes.subject = subject.value;
    }
    if (value.value !== String(event.value)) {
      changes.value = value.value;
    }
    const now = attributesOf(attributes.value);
    const changed = { ...Object.fromEntries(Object.keys(event.attributes).map((name) => [name, null])), ...now };
    for (const [name, text] of Object.entries(event.attributes)) {
      if (changed[name] === text) {
        delete changed[name];
      }
    }
    if (Object.keys(changed).length > 0) {
      changes.attributes = changed;
    }
    return changes;
  }
  /** @param {'replay' | 'discard'} verb @param {any} more @param {() => void} close */
  async function act(verb, more, close) {
    try {
      const answer = await post(`/v1/dead-letters/${verb}`, {
        ids: [letter.id],
        ...(note.value ? { note: note.value } : {}),
        ...more,
      });
      const [result] = answer.results;
      const done = result.outcome === 'counted' || result.outcome === 'discarded';
      fill(outcome, message(done ? 'good' : 'warn', outcomeText(result), result.message ?? ''));
      changed();
      if (done) {
        setTimeout(close, 1200);
      }
    } catch (error) {
      fill(outcome, failure(error));
    }
  }
}

/** @param {string} text @returns {Record<string, string | null>} */
function attributesOf(text) {
  /** @type {Record<string, string | null>} */
  const attributes = {};
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) {
      attributes[part.slice(0, equals).trim()] = part.slice(equals + 1).trim();
    }
  }
  return attributes;
}

/** @param {any} result */
function outcomeText(result) {
  switch (result.outcome) {
    case 'counted':
      return 'Counted: it is in the sums now.';
    case 'discarded':
      return 'Discarded: it waits no longer.';
    case 'deadLettered':
      return `It still cannot be counted; it is ${result.deadLetter} now.`;
    case 'rejected':
      return 'The repair is not valid; nothing was done.';
    case 'inFlight':
      return 'The replay is durable and being decided.';
    default:
      return result.outcome;
  }
}

/** @param {Record<string, any>} filter @param {() => void} changed */
function replayAll(filter, changed) {
  const outcome = h('div');
  dialog('Replay all open dead letters of this list', (close) => [
    h(
      'p',
      null,
      'Each is decided anew by the rules that are in effect now. What fails again becomes a new dead letter; nothing is ever counted twice.',
    ),
    outcome,
    h(
      'div',
      { class: 'actions' },
      button('Replay', () => void run(), 'primary'),
      button('Close', close, 'plain'),
    ),
  ]);
  async function run() {
    /** @type {Record<string, number>} */
    const outcomes = {};
    let cursor = null;
    try {
      do {
        /** @type {any} */
        const answer = await post('/v1/dead-letters/replay', {
          ...filter,
          limit: 200,
          ...(cursor ? { cursor } : {}),
        });
        for (const result of answer.results) {
          outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
        }
        cursor = answer.next;
        const words = Object.entries(outcomes).map(([name, count]) => `${exact(count)} ${name}`);
        fill(outcome, message('', cursor ? 'Replaying…' : 'Done', words.join(', ') || 'nothing to do'));
      } while (cursor);
    } catch (error) {
      fill(outcome, failure(error));
    }
    changed();
  }
}
