// Begins here: every view is a URL, and each view is a module with one function that mounts it.

import { fill } from './dom.js';
import { buildFrame } from './frame.js';
import { follow } from './live.js';
import { failure } from './parts.js';
import { applyTheme, onPreference } from './preferences.js';
import { overview } from './views/overview.js';

/**
 * What a view gets.
 *
 * @typedef {{place: HTMLElement, parameters: URLSearchParams, signal: AbortSignal,
 *   go: (parameters: Record<string, string | string[] | null>, replace?: boolean) => void,
 *   remember: (parameters: Record<string, string>) => void}} Context
 *   `signal` is aborted when the view is left; `go` changes the URL of this view and shows it anew;
 *   `remember` changes parts of the URL to what is already shown
 */
/** @typedef {(context: Context) => void | Promise<void>} View */
/** @typedef {{path: string, name: string, load: () => Promise<View>}} Entry */

/** @type {Entry[]} */
const VIEWS = [
  { path: '/', name: 'Overview', load: async () => overview },
  { path: '/ui/explore', name: 'Explore', load: async () => (await import('./views/explore.js')).explore },
  { path: '/ui/top', name: 'Top', load: async () => (await import('./views/top.js')).top },
  { path: '/ui/trust', name: 'Trust', load: async () => (await import('./views/trust.js')).trust },
  { path: '/ui/health', name: 'Health', load: async () => (await import('./views/health.js')).health },
];

const place = /** @type {HTMLElement} */ (document.getElementById('view'));
const foot = /** @type {HTMLElement} */ (document.getElementById('foot'));
const frameElement = /** @type {HTMLElement} */ (document.getElementById('frame'));
let leave = new AbortController();

applyTheme();
const frame = buildFrame(frameElement, foot, VIEWS);

async function open() {
  leave.abort();
  const current = new AbortController();
  leave = current;
  const entry = VIEWS.find((view) => view.path === location.pathname) ?? VIEWS[0];
  if (!entry) {
    return;
  }
  frame.mark(entry.path);
  delete place.dataset.view; // it names a view that is complete
  document.title = `${entry.name} · Tallystick`;
  try {
    const view = await entry.load();
    if (!current.signal.aborted) {
      fill(place);
      await view({
        place,
        parameters: new URLSearchParams(location.search),
        signal: current.signal,
        go: (parameters, replace) => go(entry.path, parameters, replace),
        remember,
      });
      if (!current.signal.aborted) {
        place.dataset.view = entry.name;
      }
    }
  } catch (error) {
    if (!current.signal.aborted) {
      fill(place, failure(error, () => void open()));
    }
  }
}

/** @param {Record<string, string>} parameters an empty one is left out */
function remember(parameters) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value) {
      url.searchParams.set(name, value);
    } else {
      url.searchParams.delete(name);
    }
  }
  history.replaceState(null, '', url);
}

/** @param {string} path @param {Record<string, string | string[] | null>} parameters
 * @param {boolean} [replace] */
function go(path, parameters, replace) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== '') {
        query.append(name, one);
      }
    }
  }
  const text = query.toString();
  visit(text ? `${path}?${text}` : path, replace);
}

/** @param {string} url @param {boolean} [replace] */
function visit(url, replace) {
  if (replace) {
    history.replaceState(null, '', url);
  } else {
    history.pushState(null, '', url);
  }
  void open();
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-link]') : null;
  const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
  if (link instanceof HTMLAnchorElement && plain) {
    event.preventDefault();
    visit(link.href);
    scrollTo(0, 0);
    place.focus({ preventScroll: true });
  }
});
addEventListener('popstate', () => void open());
onPreference(() => void open());
follow({});
void open();
