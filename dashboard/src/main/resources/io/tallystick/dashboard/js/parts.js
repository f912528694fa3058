// Pieces that all views are made of.

import { ApiError } from './api.js';
import { fill, h } from './dom.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {'good' | 'warn' | 'bad' | ''} Kind */

/** @param {string} title @param {Child | Child[]} head stands at the end of the heading
 * @param {...(Child | Child[])} children */
export function panel(title, head, ...children) {
  return h(
    'section',
    { class: 'panel', 'aria-label': title },
    h('header', null, h('h2', null, title), head),
    ...children,
  );
}

/** A panel of a group of them, which has a name, too. @param {string} group @param {string} title
 * @param {string} note @param {...Child} children */
export function groupPanel(group, title, note, ...children) {
  return h(
    'section',
    { class: 'panel', 'aria-label': `${group}: ${title}` },
    h(
      'header',
      null,
      h('div', null, h('p', { class: 'eyebrow' }, group), h('h2', null, title)),
      h('p', { class: 'note end' }, note),
    ),
    ...children,
  );
}

/** @param {Kind} kind @param {string} text @param {string} [title] */
export function pill(kind, text, title) {
  return h('span', { class: `pill ${kind}`, title }, text);
}

/** A number with its name. @param {Child | Child[]} name @param {string} number
 * @param {Child | Child[]} [detail] */
export function figure(name, number, detail) {
  return h(
    'div',
    { class: 'figure' },
    h('dt', null, name),
    h('dd', { class: 'number' + (number.length > 11 ? ' long' : ''), title: number }, number),
    h('dd', { class: 'detail' }, detail ?? ''),
  );
}

/** Says what is the matter and what to do. @param {Kind} kind @param {string} title
 * @param {Child | Child[]} text @param {...Child} actions */
export function message(kind, title, text, ...actions) {
  return h(
    'div',
    { class: `message ${kind}`, role: kind === 'bad' ? 'alert' : 'status' },
    h('strong', null, title),
    h('p', null, text),
    actions.length > 0 ? h('div', { class: 'actions' }, actions) : null,
  );
}

/** What a view shows that has nothing to choose from. */
export function nothingYet() {
  return message(
    '',
    'This node has not counted an event yet',
    ['See ', h('a', { href: '/', 'data-link': true }, 'how to send the first one'), '.'],
  );
}

export function loading() {
  return h('div', { class: 'loading', role: 'status' }, 'Loading…');
}

/** @param {unknown} error @param {() => void} [again] */
export function failure(error, again) {
  const known = error instanceof ApiError;
  return message(
    'bad',
    known ? error.title : 'Something went wrong on this page',
    known ? error.message : String(error),
    again ? button('Try again', again) : null,
  );
}

/** @param {string} label @param {() => void} click @param {string} [kind] */
export function button(label, click, kind) {
  return h('button', { type: 'button', class: kind ?? '', on: { click } }, label);
}

/** @param {string} label @param {Child} control */
export function field(label, control) {
  return h('label', { class: 'field' }, h('span', null, label), control);
}

/**
 * @param {string} label
 * @param {(string | {value: string, label: string})[]} options
 * @param {string} chosen
 * @param {(value: string) => void} change
 */
export function select(label, options, chosen, change) {
  const control = /** @type {HTMLSelectElement} */ (
    h(
      'select',
      { on: { change: () => change(control.value) } },
      options.map((option) => {
        const { value, label: text } =
          typeof option === 'string' ? { value: option, label: option } : option;
        return h('option', { value, selected: value === chosen }, text);
      }),
    )
  );
  return field(label, control);
}

/**
 * Buttons of which one is chosen.
 *
 * @param {string} label
 * @param {{value: string, label: string, title?: string}[]} options
 * @param {string} chosen
 * @param {(value: string) => void} change
 * @param {boolean} [bare] without a visible label
 */
export function segments(label, options, chosen, change, bare) {
  return h(
    'div',
    { class: 'field', role: 'group', 'aria-label': label },
    bare ? null : h('span', { class: 'label', 'aria-hidden': 'true' }, label),
    h(
      'div',
      { class: 'segments' },
      options.map((option) =>
        h(
          'button',
          {
            type: 'button',
            title: option.title,
            'aria-pressed': String(option.value === chosen),
            on: { click: () => change(option.value) },
          },
          option.label,
        ),
      ),
    ),
  );
}

/** @param {string} label @param {boolean} checked @param {(checked: boolean) => void} change */
export function checkbox(label, checked, change) {
  const control = /** @type {HTMLInputElement} */ (
    h('input', { type: 'checkbox', checked, on: { change: () => change(control.checked) } })
  );
  return h('label', { class: 'check' }, control, label);
}

/** A command that can be copied. @param {string} text */
export function command(text) {
  const copy = button('Copy', async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = false; // a page without TLS on another host may not; the text can be selected
    }
    copy.textContent = done ? 'Copied' : 'Select it';
    setTimeout(() => (copy.textContent = 'Copy'), 1500);
  }, 'plain');
  copy.setAttribute('aria-label', 'Copy the command');
  return h(
    'div',
    { class: 'command' + (text.includes('\n') ? ' many' : '') },
    h('code', { tabindex: 0, role: 'textbox', 'aria-readonly': 'true', 'aria-label': 'Command' }, text),
    copy,
  );
}

/** The commands that give the numbers of a view, out of the way. @param {string[]} texts */
export function commands(texts) {
  return h(
    'details',
    { class: 'panel' },
    h('summary', null, 'The same numbers with curl'),
    h('div', { class: 'view' }, texts.map(command)),
  );
}

/**
 * @param {string[]} heads a leading '#' is of a column of numbers
 * @param {(Child | Child[])[][]} rows the first cell names the row
 * @param {{foot?: (Child | Child[])[], tall?: boolean, label: string}} options
 */
export function table(heads, rows, options) {
  const numbers = heads.map((head) => head.startsWith('#'));
  const kind = (/** @type {number} */ column) => (numbers[column] ? 'number-cell' : 'name-cell');
  return h(
    'div',
    {
      class: 'scroll' + (options.tall ? ' tall' : ''),
      tabindex: 0,
      role: 'group',
      'aria-label': options.label,
    },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map((head, column) =>
            h('th', { scope: 'col', class: kind(column) }, head.replace('#', '')),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((cells) =>
          h(
            'tr',
            null,
            cells.map((cell, column) =>
              column === 0
                ? h('th', { scope: 'row', class: kind(column) }, cell)
                : h('td', { class: kind(column) }, cell),
            ),
          ),
        ),
      ),
      options.foot
        ? h(
            'tfoot',
            null,
            h(
              'tr',
              null,
              options.foot.map((cell, column) =>
                h(column === 0 ? 'th' : 'td', { class: kind(column) }, cell),
              ),
            ),
          )
        : null,
    ),
  );
}

/** Names and values. @param {[string, Child | Child[]][]} entries */
export function facts(entries) {
  return h(
    'dl',
    { class: 'facts' },
    entries.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)]),
  );
}

/** Hands a file to the reader. @param {string} name @param {Blob} content */
export function download(name, content) {
  const url = URL.createObjectURL(content);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {(string | number)[][]} rows */
export function csv(rows) {
  return rows
    .map((row) =>
      row
        .map((cell) => {
          const text = String(cell);
          return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        })
        .join(','),
    )
    .join('\r\n');
}

/**
 * Shows what a promise brings, or that it is under way, or why it failed.
 *
 * @template T
 * @param {Element} place
 * @param {() => Promise<T>} ask
 * @param {(value: T) => Child | Child[]} show
 */
export async function show(place, ask, show) {
  fill(place, loading());
  try {
    fill(place, show(await ask()));
  } catch (error) {
    fill(place, failure(error, () => void showAgain()));
  }
  function showAgain() {
    return showIn(place, ask, show);
  }
}

const showIn = show;
