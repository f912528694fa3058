// What a reader has chosen for all views: the zone of times, and light or dark.

/** @typedef {'local' | 'utc'} Zone */
/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {string} key @param {string} fallback */
function read(key, fallback) {
  try {
    return localStorage.getItem('tallystick.' + key) ?? fallback;
  } catch {
    return fallback; // a browser that keeps nothing is no reason to fail
  }
}

/** @param {string} key @param {string} value */
function write(key, value) {
  try {
    localStorage.setItem('tallystick.' + key, value);
  } catch {
    // it holds until the page is closed
  }
  listeners.forEach((listener) => listener());
}

/** @type {Zone} */
let zone = read('zone', 'local') === 'utc' ? 'utc' : 'local';
/** @type {Theme} */
let theme = /** @type {Theme} */ (read('theme', 'system'));

/** @returns {Zone} */
export function currentZone() {
  return zone;
}

/** @param {Zone} next */
export function chooseZone(next) {
  zone = next;
  write('zone', next);
}

/** @returns {Theme} */
export function currentTheme() {
  return theme;
}

/** @param {Theme} next */
export function chooseTheme(next) {
  theme = next;
  applyTheme();
  write('theme', next);
}

export function applyTheme() {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}

/** Calls back after each change, also when the system turns dark; returns how to stop.
 * @param {() => void} listener */
export function onPreference(listener) {
  listeners.add(listener);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    dark.removeEventListener('change', listener);
  };
}
