// One stream for the whole page: the state of the node, and what the open view follows.

import { address, parse } from './api.js';

/** @typedef {{type: string, count: number, perSecond: number}} TypeRate */
/**
 * @typedef {{asOf: string, state: string, ready: boolean, failure: string | null,
 *   imbalances: string[], refusing: string[],
 *   canary: {state: string, problem: string | null, visibleMillis: number | null},
 *   totals: {accepted: number, counted: number, duplicate: number, deadLettered: number,
 *     inFlight: number},
 *   openDeadLetters: number, acceptedPerSecond: number, types: TypeRate[]}} NodeMoment
 */
/** @typedef {'connecting' | 'live' | 'stale' | 'lost'} Connection */

const STALE_MILLIS = 4_000;
const RETRY_MILLIS_MIN = 1_000;
const RETRY_MILLIS_MAX = 10_000;

/** @type {Map<string, Set<(data: any) => void>>} */
const listeners = new Map();
/** @type {EventSource | null} */
let source = null;
let url = '/v1/live';
let heardMillis = 0;
let retryMillis = RETRY_MILLIS_MIN;
/** @type {number | undefined} */
let retryTimer;
/** @type {Connection} */
let connection = 'connecting';
/** @type {NodeMoment | null} */
let moment = null;

/** The last state of the node; null before the first. */
export function lastMoment() {
  return moment;
}

/** When the node was heard last, milliseconds of this clock. */
export function lastHeard() {
  return heardMillis;
}

/** @returns {Connection} */
export function currentConnection() {
  return connection;
}

/**
 * Calls back for each message `node`, `totals`, `top` or `problem`, or each change of the
 * `connection`; returns how to stop.
 *
 * @param {string} event
 * @param {(data: any) => void} listener
 */
export function onLive(event, listener) {
  const some = listeners.get(event) ?? new Set();
  listeners.set(event, some);
  some.add(listener);
  if (event === 'node' && moment) {
    listener(moment);
  }
  return () => {
    some.delete(listener);
  };
}

/** @param {string} event @param {any} data */
function tell(event, data) {
  listeners.get(event)?.forEach((listener) => listener(data));
}

/** @param {Connection} next */
function become(next) {
  if (next !== connection) {
    connection = next;
    tell('connection', next);
  }
}

/** What is to be followed besides the node. @param {import('./api.js').Parameters} parameters */
export function follow(parameters) {
  const next = address('/v1/live', parameters);
  if (next !== url || !source) {
    url = next;
    open();
  }
}

function open() {
  clearTimeout(retryTimer);
  source?.close();
  source = null;
  if (document.hidden) {
    return; // browsers allow few connections to one host, and nobody looks
  }
  const opened = new EventSource(url);
  source = opened;
  for (const event of ['node', 'totals', 'top', 'problem']) {
    opened.addEventListener(event, (message) => {
      if (opened === source) {
        hear(event, parse(/** @type {MessageEvent} */ (message).data));
      }
    });
  }
  opened.onerror = () => {
    if (opened !== source) {
      return;
    }
    become('lost');
    // a connection that broke is opened again by the browser; a refusal is not
    if (opened.readyState === EventSource.CLOSED) {
      clearTimeout(retryTimer);
      retryTimer = setTimeout(open, retryMillis);
      retryMillis = Math.min(RETRY_MILLIS_MAX, retryMillis * 2);
    }
  };
}

/** @param {string} event @param {any} data */
function hear(event, data) {
  if (data === null) {
    return;
  }
  heardMillis = Date.now();
  retryMillis = RETRY_MILLIS_MIN;
  become('live');
  if (event === 'node') {
    moment = data;
  }
  tell(event, data);
}

setInterval(() => {
  if (connection === 'live' && !document.hidden && Date.now() - heardMillis > STALE_MILLIS) {
    become('stale');
  }
}, 1_000);

document.addEventListener('visibilitychange', () => open());
