// @ts-check
/** Sends commands and lists. */
import { Failure, call, changed } from './api.js';

/**
 * Gives a command; it has been carried out when this returns.
 * @param {string} path after /vod/
 * @param {Record<string, string>} body
 * @returns {Promise<any>}
 * @throws {Failure} saying so if nobody knows whether it was carried out
 */
export function order(path, body) {
  return give(path, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/**
 * Sends a list to be deleted.
 * @param {string} path of the server, after what it has before all paths
 * @param {Blob} list
 * @param {{type: string, isPacked: boolean}} form
 * @param {string} key the same list with the same key is accepted once
 * @param {string} reason empty for none
 * @returns {Promise<any>}
 * @throws {Failure} saying so if nobody knows whether it was accepted
 */
export function submit(path, list, form, key, reason) {
  return give(`..${path}`, {
    headers: { ...typeOf(form.type, form.isPacked), 'Idempotency-Key': key, ...(reason && { 'Vod-Reason': asBytes(reason) }) }, body: list,
  });
}

/**
 * Plans a list, which changes nothing.
 * @param {Blob} list
 * @param {string} type
 * @param {boolean} [isPacked]
 * @returns {Promise<any>}
 */
export function plan(list, type, isPacked = false) {
  return call('plans', (answer) => answer.json(), {
    method: 'POST', headers: { Accept: 'application/json', ...typeOf(type, isPacked) }, body: list,
  }, 'nothing');
}

/**
 * @param {string} type
 * @param {boolean} isPacked
 * @returns {Record<string, string>}
 */
function typeOf(type, isPacked) {
  return { 'Content-Type': type, ...(isPacked && { 'Content-Encoding': 'gzip' }) };
}

/** @param {string} text for a header, which holds the bytes of UTF-8 */
function asBytes(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/**
 * @param {string} path after /vod/
 * @param {RequestInit & {headers: Record<string, string>}} content
 */
async function give(path, content) {
  try {
    return await call(path, (answer) => answer.json(), { method: 'POST', ...content });
  } catch (problem) {
    // a failure of the server that gives no reason may come from a proxy that has stopped waiting
    throw problem.status === 0 || (problem.status >= 500 && !problem.reason) ? new Failure(0, {
      detail: `It is not known whether it was carried out. ${problem.message}`,
      remedy: 'Look at the state or the audit log before you repeat it.',
    }) : problem;
  } finally {
    changed();
  }
}
