// What is around every view: its name, the way to the others, and how the node is doing.

import { status } from './catalog.js';
import { fill, h, setText, svg } from './dom.js';
import { duration, rate } from './format.js';
import { currentConnection, lastHeard, lastMoment, onLive } from './live.js';
import { button, pill } from './parts.js';
import { chooseTheme, chooseZone, currentTheme, currentZone } from './preferences.js';

/** @typedef {{path: string, name: string}} ViewName */

/** @param {Element} frame @param {Element} foot @param {ViewName[]} views */
export function buildFrame(frame, foot, views) {
  const links = views.map((view) =>
    h('a', { href: view.path, 'data-link': true, 'data-path': view.path }, view.name),
  );
  const state = h('span', { role: 'status', 'aria-live': 'off', id: 'node-state' });
  const zone = button('', () => {
    chooseZone(currentZone() === 'utc' ? 'local' : 'utc');
    setText(zone, zoneLabel());
  }, 'plain');
  zone.title = 'Times in UTC or in the zone of this browser';
  setText(zone, zoneLabel());
  const theme = button('', () => {
    const next = { system: 'light', light: 'dark', dark: 'system' }[currentTheme()];
    chooseTheme(/** @type {import('./preferences.js').Theme} */ (next));
    setText(theme, themeLabel());
  }, 'plain');
  theme.title = 'Light, dark, or as the system has it';
  setText(theme, themeLabel());
  fill(
    frame,
    h(
      'header',
      { class: 'top-bar' },
      h('a', { class: 'brand', href: '/', 'data-link': true, 'aria-label': 'Tallystick' }, sticks(), h('span', { class: 'wide-only' }, 'Tallystick')),
      h('nav', { class: 'views', 'aria-label': 'Views' }, links),
      h('div', { class: 'bar-end' }, state, zone, theme),
    ),
  );
  onLive('node', () => showState(state));
  onLive('connection', () => showState(state));
  setInterval(() => showState(state), 1000);
  showState(state);
  buildFoot(foot);
  return {
    /** @param {string} path */
    mark(path) {
      for (const link of links) {
        if (link.dataset.path === path) {
          link.setAttribute('aria-current', 'page');
        } else {
          link.removeAttribute('aria-current');
        }
      }
    },
  };
}

function zoneLabel() {
  return currentZone() === 'utc' ? 'UTC' : 'Local time';
}

function themeLabel() {
  return { system: 'Auto', light: 'Light', dark: 'Dark' }[currentTheme()];
}

function sticks() {
  return svg(
    'svg',
    {
      viewBox: '0 0 24 24',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2.2,
      'stroke-linecap': 'round',
      'aria-hidden': 'true',
    },
    svg('path', { d: 'M5 4v16M10 4v16M15 4v16M20 4v16M2 18 22 6' }),
  );
}

let shown = '';

/** @param {Element} place */
function showState(place) {
  const connection = currentConnection();
  const moment = lastMoment();
  /** @type {[import('./parts.js').Kind, string, string]} */
  let next = ['', 'Connecting', 'Waiting for the first word of the node'];
  if (connection === 'lost' || connection === 'stale') {
    const since = lastHeard() ? duration(Date.now() - lastHeard()) : '';
    next = ['warn', since ? `Lost ${since} ago` : 'No answer', 'Connecting again by itself'];
  } else if (moment && !moment.ready) {
    next = ['bad', moment.state === 'ready' ? 'Not right' : moment.state, 'See Health'];
  } else if (moment && moment.refusing.length > 0) {
    next = ['warn', 'Refuses events', moment.refusing.join(', ')];
  } else if (moment) {
    next = ['good', `${rate(moment.acceptedPerSecond)}/s`, 'Live: events accepted per second'];
  }
  const text = next.join('|');
  if (text !== shown) {
    shown = text;
    fill(place, pill(...next));
  }
}

/** @param {Element} foot */
function buildFoot(foot) {
  const version = h('span', null, 'Tallystick');
  fill(
    foot,
    version,
    h('a', { href: '/docs/' }, 'HTTP API'),
    h('a', { href: '/metrics' }, 'Metrics'),
    h('span', null, 'Every number is exact, and says until when it is settled.'),
  );
  status().then(
    (answer) => setText(version, `Tallystick ${answer.version}`),
    () => {
      // the name alone will do
    },
  );
}
