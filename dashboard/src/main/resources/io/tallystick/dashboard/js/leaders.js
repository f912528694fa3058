// The leaders of a dimension as a table with bars, each a link to its chart.

import { fill, h } from './dom.js';
import { exact, percent } from './format.js';

/** @typedef {{values: Record<string, string>, number: any}} Leader */

/** @param {any} answer of /v1/top @param {string} functionName @returns {Leader[]} */
export function leadersOf(answer, functionName) {
  return answer.results.map((/** @type {Record<string, any>} */ result) => {
    const { [functionName]: number, ...values } = result;
    return { values, number };
  });
}

/** @param {Leader} leader */
export function nameOf(leader) {
  return Object.values(leader.values).join(' · ');
}

/**
 * @param {Leader[]} leaders
 * @param {{label: string, unit: string, href: (leader: Leader) => string,
 *   before?: Map<string, number>, total?: number | null}} options `before`: places of the list
 *   that was shown until now, to mark who moved up
 */
export function leaderTable(leaders, options) {
  const most = Math.max(1e-9, ...leaders.map((leader) => Math.abs(Number(leader.number))));
  return h(
    'table',
    { class: 'leaders', 'aria-label': options.label },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('th', { scope: 'col', class: 'rank' }, h('abbr', { title: 'Rank' }, '#')),
        h('th', { scope: 'col' }, Object.keys(leaders[0]?.values ?? {}).join(', ')),
        h('th', { scope: 'col', class: 'bar-cell' }, h('span', { class: 'visually-hidden' }, 'Bar')),
        h('th', { scope: 'col', class: 'amount number-cell' }, options.unit),
        options.total ? h('th', { scope: 'col', class: 'share number-cell' }, 'share') : null,
      ),
    ),
    h(
      'tbody',
      null,
      leaders.map((leader, place) => {
        const name = nameOf(leader);
        const earlier = options.before?.get(name);
        const up = options.before && options.before.size > 0 && (earlier ?? Infinity) > place;
        // as wide as the column of bars, or below the name where there is no room for one
        const row = h('tr', { class: up ? 'moved-up' : '' });
        row.style.setProperty('--part', `${(Math.abs(Number(leader.number)) / most) * 100}%`);
        fill(
          row,
          h('td', { class: 'rank' }, up ? '▲' : '', String(place + 1)),
          h(
            'th',
            { scope: 'row', class: 'name-cell' },
            h('a', { href: options.href(leader), 'data-link': true, title: name }, name || '(empty)'),
          ),
          h('td', { class: 'bar-cell' }, h('span', { class: 'bar' })),
          h('td', { class: 'amount number-cell' }, exact(leader.number)),
          options.total
            ? h('td', { class: 'share number-cell' }, percent(Number(leader.number) / options.total))
            : null,
        );
        return row;
      }),
    ),
  );
}

/** @param {Leader[]} leaders @returns {Map<string, number>} */
export function places(leaders) {
  return new Map(leaders.map((leader, place) => [nameOf(leader), place]));
}
