// What is around every view: its name, the way to the others, and how the node is doing.

import { status } from './catalog.js';
import { fill, h, setText, svg } from './dom.js';
import { clock, duration, rate } from './format.js';
import { currentConnection, lastHeard, lastMoment, onLive } from './live.js';
import { button, pill } from './parts.js';
import { chooseTheme, chooseZone, currentTheme, currentZone } from './preferences.js';

/** A restart takes a moment, of which the mark in the bar tells. */
const BANNER_MILLIS = 5_000;

/** @typedef {{path: string, name: string}} ViewName */

/** @param {Element} frame @param {Element} foot @param {ViewName[]} views */
export function buildFrame(frame, foot, views) {
  const links = views.map((view) =>
    h('a', { href: view.path, 'data-link': true, 'data-path': view.path }, view.name),
  );
  const state = h('span', { role: 'status', 'aria-live': 'off', id: 'node-state' });
  const zone = button('', () => {
    chooseZone(currentZone() === 'utc' ? 'local' : 'utc');
    showZone();
  }, 'plain');
  zone.title = 'Times in UTC or in the zone of this browser';
  const showZone = () => fill(zone, clockFace(), zoneLabel());
  showZone();
  const theme = button('', () => {
    const next = { system: 'light', light: 'dark', dark: 'system' }[currentTheme()];
    chooseTheme(/** @type {import('./preferences.js').Theme} */ (next));
    showTheme();
  }, 'plain');
  theme.title = 'Light, dark, or as the system has it';
  const showTheme = () => fill(theme, halfMoon(), themeLabel());
  showTheme();
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
  const banner = h('div', { class: 'banner', role: 'status' });
  frame.append(banner);
  const show = () => {
    showState(state);
    showBanner(banner);
  };
  onLive('node', show);
  onLive('connection', show);
  setInterval(show, 1000);
  show();
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

/** @param {...Element} shapes */
function icon(...shapes) {
  return svg(
    'svg',
    {
      class: 'icon',
      viewBox: '0 0 16 16',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.5,
      'stroke-linecap': 'round',
      'aria-hidden': 'true',
    },
    ...shapes,
  );
}

function clockFace() {
  return icon(svg('circle', { cx: 8, cy: 8, r: 6.25 }), svg('path', { d: 'M8 4.5V8l2.5 1.5' }));
}

function halfMoon() {
  return icon(
    svg('circle', { cx: 8, cy: 8, r: 6.25 }),
    svg('path', { d: 'M8 1.75a6.25 6.25 0 0 1 0 12.5z', fill: 'currentColor' }),
  );
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

/** What a reader should know who looks at numbers that do not move. @param {Element} place */
function showBanner(place) {
  const silent = currentConnection() === 'lost' || currentConnection() === 'stale';
  const since = lastHeard();
  let text = '';
  if (silent && since && Date.now() - since > BANNER_MILLIS) {
    text = `The node does not answer; what is shown is as of ${clock(since, true)}. It may be restarting, or the network is down. The page connects again by itself.`;
  } else if (silent && !since) {
    text = 'The node does not answer. See whether it runs; the page connects by itself.';
  }
  setText(place, text);
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
