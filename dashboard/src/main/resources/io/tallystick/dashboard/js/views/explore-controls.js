// What can be chosen in Explore; each choice is a new URL.

import { suggestions } from '../catalog.js';
import { fill, h } from '../dom.js';
import { checkbox, select } from '../parts.js';
import { FUNCTIONS, rangeControls, withChosen } from '../query.js';
import { GRANULARITIES } from '../ranges.js';

/** @typedef {import('./explore.js').State} State */

/** @param {State} state @param {string[]} typeNames @param {string[]} dimensionNames
 * @param {(changed: Partial<State>) => void} change @param {AbortSignal} signal */
export function controls(state, typeNames, dimensionNames, change, signal) {
  const by = [{ value: '', label: 'all events together' }, ...dimensionNames.map((name) => ({ value: name, label: name }))];
  if (state.by && !dimensionNames.includes(state.by)) {
    by.push({ value: state.by, label: state.by });
  }
  return h(
    'div',
    { class: 'controls' },
    select('Type', withChosen(typeNames, state.type), state.type, (type) => change({ type })),
    select('Function', FUNCTIONS, state.function, (chosen) => change({ function: chosen })),
    select('Of', by, state.by, (chosen) => change({ by: chosen, values: {} })),
    ...(state.by ? state.by.split(',') : []).map((name) => tokens(state, name, change, signal)),
    rangeControls(state, (range) => change(range)),
    select(
      'Granularity',
      ['auto', ...GRANULARITIES],
      state.granularity,
      (granularity) => change({ granularity }),
    ),
    checkbox('Compare with the period before', state.compare, (compare) => change({ compare })),
  );
}

/** The chosen values of one name, and a field for one more. @param {State} state
 * @param {string} name @param {(changed: Partial<State>) => void} change @param {AbortSignal} signal */
function tokens(state, name, change, signal) {
  const chosen = state.values[name] ?? [];
  const list = h('datalist', { id: `values-of-${name}` });
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'text',
      list: list.id,
      placeholder: chosen.length > 0 ? 'add one more' : 'name a value',
      'aria-label': `Value of ${name}`,
      on: {
        focus: () => suggest(),
        change: () => add(),
        keydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && add(),
      },
    })
  );
  let suggested = false;
  const suggest = () => {
    if (suggested) {
      return;
    }
    suggested = true;
    suggestions(state.type, name, signal).then(
      (values) => fill(list, values.map((value) => h('option', { value }))),
      () => {
        // a name that is only declared in a combination has no list of its own
      },
    );
  };
  const add = () => {
    const value = input.value.trim();
    if (value && !chosen.includes(value)) {
      change({ values: { ...state.values, [name]: [...chosen, value] } });
    }
  };
  return h(
    'div',
    { class: 'field' },
    h('span', { class: 'label' }, name),
    h(
      'div',
      { class: 'tokens' },
      chosen.map((value) =>
        h(
          'span',
          { class: 'token', title: value },
          h('span', null, value),
          h(
            'button',
            {
              type: 'button',
              'aria-label': `Remove ${value}`,
              on: { click: () => remove(value) },
            },
            '×',
          ),
        ),
      ),
      input,
      list,
    ),
  );
  /** @param {string} value */
  function remove(value) {
    const { [name]: old, ...others } = state.values;
    const rest = (old ?? []).filter((other) => other !== value);
    change({ values: rest.length > 0 ? { ...others, [name]: rest } : others, by: state.by });
  }
}

