// Asks the node. Every view shows the curl line of what it asked.

import { ExactNumber } from './format.js';

const TIMEOUT_MILLIS = 30_000;

/** @typedef {Record<string, string | number | string[] | null | undefined>} Parameters */

/** A refusal or a failure, in words for people. */
export class ApiError extends Error {
  /** @param {number} status 0: no answer @param {string} title @param {string} detail
   * @param {string} [code] */
  constructor(status, title, detail, code) {
    super(detail);
    this.status = status;
    this.title = title;
    this.code = code ?? '';
  }
}

/** @param {string} path @param {Parameters} [parameters] */
export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') {
        query.append(name, String(one));
      }
    }
  }
  // both may stand in a query as they are, and are easier to read
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text ? `${path}?${text}` : path;
}

/** @param {string} path @param {Parameters} [parameters] */
export function curl(path, parameters) {
  const url = location.origin + address(path, parameters);
  return `curl '${url.replaceAll("'", '%27')}'`;
}

/** @param {string} path @param {Parameters} [parameters] @param {AbortSignal} [signal]
 * @returns {Promise<any>} */
export function get(path, parameters, signal) {
  return ask(address(path, parameters), { signal });
}

/** @param {string} path @param {any} [body] @param {Parameters} [parameters]
 * @returns {Promise<any>} */
export function post(path, body, parameters) {
  return ask(address(path, parameters), {
    method: 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

/** @param {string} url @param {RequestInit} init @returns {Promise<any>} */
async function ask(url, init) {
  const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  /** @type {Response} */
  let response;
  let text;
  try {
    response = await fetch(url, { ...init, signal, cache: 'no-store' });
    text = await response.text();
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    const late = timeout.aborted;
    throw new ApiError(
      0,
      late ? 'The node takes too long' : 'The node does not answer',
      late
        ? 'There was no answer within 30 seconds. Ask for less, or look at Health.'
        : 'It may be restarting, or the network is down. The page goes on by itself when it is back.',
    );
  }
  const json = parse(text);
  if (!response.ok) {
    throw new ApiError(
      response.status,
      json?.title ?? `Answer ${response.status}`,
      json?.detail ?? 'The answer has no explanation.',
      json?.code,
    );
  }
  return json;
}

/** Numbers keep all their digits. @param {string} text @returns {any} */
export function parse(text) {
  try {
    return JSON.parse(
      text,
      /** @type {any} */ (
        /** @param {string} _key @param {any} value @param {{source?: string}} [context] */
        (_key, value, context) =>
          typeof value === 'number' && context?.source && context.source.length > 15
            ? precise(value, context.source)
            : value
      ),
    );
  } catch {
    return null;
  }
}

/** @param {number} value @param {string} source */
function precise(value, source) {
  return String(value) === source ? value : new ExactNumber(source);
}

/** Whether a failure is only that somebody went to another view. @param {unknown} error */
export function isAborted(error) {
  return error instanceof DOMException && error.name === 'AbortError';
}
