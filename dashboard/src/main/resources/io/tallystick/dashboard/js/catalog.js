// What there is to choose from: event types and declared dimensions.

import { get } from './api.js';
import { lastMoment, onLive } from './live.js';

/** @type {Promise<any> | null} */
let asked = null;

/** What the node tells about itself, asked for once. @returns {Promise<any>} */
export function status() {
  if (!asked) {
    asked = get('/v1/status');
    asked.catch(() => {
      asked = null;
    });
  }
  return asked;
}

/** The declared dimensions as texts, the names of a combination with commas.
 * @returns {Promise<string[]>} */
export async function dimensions() {
  const { dimensions: declared } = await status();
  return declared.map((/** @type {string[]} */ names) => names.join(','));
}

/** The event types, most events first; waits for the first word of the node.
 * @returns {Promise<string[]>} */
export function types() {
  const moment = lastMoment();
  if (moment) {
    return Promise.resolve(moment.types.map((type) => type.type));
  }
  return new Promise((resolve) => {
    const stop = onLive('node', (first) => {
      queueMicrotask(() => stop());
      resolve(first.types.map((/** @type {{type: string}} */ type) => type.type));
    });
  });
}

/** The leading values of a dimension, as suggestions. @param {string} type
 * @param {string} dimension @param {AbortSignal} [signal] @returns {Promise<string[]>} */
export async function suggestions(type, dimension, signal) {
  const answer = await get('/v1/top', { type, dimension, k: 50 }, signal);
  return answer.results.map((/** @type {any} */ result) => result[dimension]);
}
