// Top: the leaders of any dimension, range and function; a row leads to its chart.

import { curl, get, isAborted } from '../api.js';
import { fill, h } from '../dom.js';
import { clock } from '../format.js';
import { leadersOf, leaderTable, places } from '../leaders.js';
import { follow, onLive } from '../live.js';
import { command, failure, field, loading, message, panel, select } from '../parts.js';
import { choices, exactRange, exports, FUNCTIONS, rangeControls, rangeOf, withChosen } from '../query.js';

const LEADERS = ['10', '25', '50', '100', '500'];
const LIVE_MAX = 100;
const REFRESH_MILLIS = 5_000;
/** Presets that the live stream knows too. */
const LIVE_LAST = new Map([
  ['1h', '1h'],
  ['6h', '6h'],
  ['24h', '24h'],
  ['7d', '7d'],
  ['30d', '30d'],
  ['all', null],
]);

/** @param {import('../main.js').Context} context */
export async function top(context) {
  const { place, parameters, signal, go } = context;
  const known = await choices(context);
  if (!known) {
    return;
  }
  const { typeNames, dimensionNames } = known;
  const state = {
    type: parameters.get('type') ?? typeNames[0] ?? '',
    dimension: parameters.get('dimension') ?? 'subject',
    function: parameters.get('function') ?? 'count',
    range: parameters.get('range') ?? 'all',
    start: parameters.get('start'),
    end: parameters.get('end'),
    k: parameters.get('k') ?? '25',
    within: parameters.get('within'),
  };
  /** @param {Partial<typeof state>} changed */
  const change = (changed) => go({ ...state, ...changed });
  const range = rangeOf(state);
  const fixed = withinOf(state.within, state.dimension, dimensionNames);
  const asked = {
    type: state.type,
    dimension: fixed ? fixed.ranked : state.dimension,
    ...(fixed ? { [fixed.name]: fixed.value } : {}),
    function: state.function,
    k: state.k,
    ...exactRange(range),
  };
  const list = h('div');
  const note = h('span', { class: 'note' });
  const line = h('div');
  /** @type {import('../leaders.js').Leader[]} */
  let shown = [];
  fill(
    place,
    h(
      'div',
      { class: 'view' },
      h('h1', { class: 'visually-hidden' }, 'Top'),
      h(
        'div',
        { class: 'panel' },
        h(
          'div',
          { class: 'controls' },
          select('Type', withChosen(typeNames, state.type), state.type, (type) => change({ type })),
          select('Dimension', dimensionNames, state.dimension, (dimension) =>
            change({ dimension, within: null }),
          ),
          withinControl(state, dimensionNames, change),
          select('Ranked by', FUNCTIONS, state.function, (chosen) => change({ function: chosen })),
          select('Show', LEADERS, state.k, (k) => change({ k })),
          rangeControls(state, (changed) => change(changed)),
        ),
      ),
      panel(
        `Leading ${state.dimension}`,
        [
          note,
          h(
            'span',
            { class: 'actions end' },
            exports(() => `top-${state.type}`, () => content(shown, state.function)),
          ),
        ],
        list,
      ),
      panel('The same numbers', null, line),
    ),
  );

  let shownLine = '';
  // the range moves with the clock, and the line with it
  const showLine = (/** @type {import('../api.js').Parameters} */ parameters) => {
    const text = curl('/v1/top', parameters);
    if (text !== shownLine) {
      shownLine = text;
      fill(line, command(text));
    }
  };
  showLine(asked);
  /** @type {Map<string, number>} */
  let before = new Map();
  /** @param {any} answer */
  const present = (answer) => {
    shown = leadersOf(answer, state.function);
    fill(note, `settled until ${clock(answer.settledUntil, true)}`);
    showLine(range ? { ...asked, start: answer.start, end: answer.end } : asked);
    if (shown.length === 0) {
      fill(list, message('', 'No events in this range', 'Choose a longer range or another type.'));
      return;
    }
    fill(
      list,
      leaderTable(shown, {
        label: `Leading ${state.dimension}`,
        unit: state.function,
        before,
        href: (leader) =>
          `/ui/explore?${new URLSearchParams({
            type: state.type,
            function: state.function,
            ...(state.start && state.end
              ? { start: state.start, end: state.end }
              : { range: state.range }),
            ...leader.values,
          })}`,
      }),
    );
    before = places(shown);
  };
  fill(list, loading());
  const isLive = !state.start && LIVE_LAST.has(state.range) && Number(state.k) <= LIVE_MAX && !fixed;
  if (isLive) {
    const stops = [
      onLive('top', present),
      onLive('problem', (problem) => fill(list, message('warn', problem.title, problem.detail))),
    ];
    signal.addEventListener('abort', () => stops.forEach((stop) => stop()));
    follow({
      type: state.type,
      function: state.function,
      top: state.dimension,
      k: state.k,
      last: LIVE_LAST.get(state.range),
    });
    return;
  }
  follow({});
  const load = async () => {
    try {
      present(await get('/v1/top', { ...asked, ...exactRange(rangeOf(state)) }, signal));
    } catch (error) {
      if (!isAborted(error)) {
        fill(list, failure(error, () => void load()));
      }
    }
  };
  await load();
  if (!state.start) {
    const timer = setInterval(load, REFRESH_MILLIS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}

/** A value of one name of a combination, such as `country:DE`. @param {string | null} text
 * @param {string} dimension @param {string[]} dimensionNames */
function withinOf(text, dimension, dimensionNames) {
  const names = dimension.split(',');
  const colon = text?.indexOf(':') ?? -1;
  if (!text || colon < 1 || !dimensionNames.includes(dimension) || names.length < 2) {
    return null;
  }
  const name = text.slice(0, colon);
  return {
    name,
    value: text.slice(colon + 1),
    ranked: names.filter((other) => other !== name).join(','),
  };
}

/** @param {{dimension: string, within: string | null}} state @param {string[]} dimensionNames
 * @param {(changed: {within: string | null}) => void} change */
function withinControl(state, dimensionNames, change) {
  const names = state.dimension.split(',');
  if (names.length < 2) {
    return null;
  }
  const fixed = withinOf(state.within, state.dimension, dimensionNames);
  const last = fixed?.name ?? names[names.length - 1] ?? '';
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'text',
      value: fixed?.value ?? '',
      placeholder: 'all',
      on: { change: () => change({ within: input.value ? `${last}:${input.value}` : null }) },
    })
  );
  return field(`Only ${last}`, input);
}

/** @param {import('../leaders.js').Leader[]} shown @param {string} functionName */
function content(shown, functionName) {
  const names = Object.keys(shown[0]?.values ?? {});
  return {
    rows: [
      [...names, functionName],
      ...shown.map((one) => [...Object.values(one.values), String(one.number)]),
    ],
    json: shown.map((one) => ({ ...one.values, [functionName]: one.number })),
  };
}
