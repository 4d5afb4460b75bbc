// @ts-check
/** Calls the HTTP API of this server. Addresses are relative, so that whatever a proxy or a host has before them stays. */
import { useEffect, useState } from './standalone.module.js';

const API = '../';
const KEPT = 'vod-console-token';
const QUICK = 2_000;
const SLOW = 15_000;
const LONGEST = 20_000;
const UNCHANGED = 304;

/** The event after which everything is asked again. */
export const CHANGED = 'vod-changed';

/** The event after which somebody else asks, who may not see what the one before has seen. */
export const CALLER = 'vod-caller';

/** What a person has typed; nowhere else but, on wish, in the storage of this tab. */
let token = kept();

function kept() {
  try {
    return sessionStorage.getItem(KEPT) ?? '';
  } catch {
    return ''; // a browser may forbid it
  }
}

/** Whether requests are sent with a token. */
export function hasToken() {
  return token !== '';
}

/**
 * Sends this token from now on.
 * @param {string} text empty for none
 * @param {boolean} keep whether it outlives a reload of this tab
 */
export function takeToken(text, keep) {
  token = text;
  try {
    if (keep && text) {
      sessionStorage.setItem(KEPT, text);
    } else {
      sessionStorage.removeItem(KEPT);
    }
  } catch {
    // then it is kept in memory only
  }
  window.dispatchEvent(new Event(CALLER));
}

/** Has every part of the page ask again. */
export function changed() {
  window.dispatchEvent(new Event(CHANGED));
}

/** Why a request failed; status 0 if there was no answer. */
export class Failure extends Error {
  /**
   * @param {number} status
   * @param {{detail?: unknown, remedy?: unknown, reason?: unknown}} problem
   */
  constructor(status, problem) {
    super(String(problem.detail ?? `status ${status}`));
    this.status = status;
    this.remedy = problem.remedy === undefined ? '' : String(problem.remedy);
    this.reason = problem.reason === undefined ? '' : String(problem.reason);
  }
}

/**
 * Sends a request.
 * @template T
 * @param {string} path after /vod/
 * @param {(answer: Response) => Promise<T>} read takes the body
 * @param {RequestInit & {headers?: Record<string, string>}} options
 * @param {'all' | 'head' | 'nothing'} hasty how much of the answer has to come soon
 * @returns {Promise<T>}
 */
export async function call(path, read, options, hasty = 'all') {
  const headers = { ...options.headers };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const abort = new AbortController();
  const timer = hasty === 'nothing' ? 0 : window.setTimeout(() => abort.abort(), LONGEST);
  let answer = null;
  try {
    answer = await fetch(API + path, { ...options, headers, cache: 'no-store', redirect: 'error', signal: abort.signal });
    if (!answer.ok && answer.status !== UNCHANGED) {
      throw new Failure(answer.status, await answer.json().catch(() => ({})));
    }
    if (hasty === 'head') {
      window.clearTimeout(timer);
    }
    return await read(answer);
  } catch (problem) {
    throw problem instanceof Failure ? problem : new Failure(0, {
      detail: answer ? 'The answer of the server broke off.' : 'The server does not answer.', remedy: 'See whether it runs.',
    });
  } finally {
    window.clearTimeout(timer);
  }
}

/**
 * Asks for JSON.
 * @param {string} path after /vod/
 * @param {boolean} [takesLong] whether the server may work on it for minutes
 * @returns {Promise<any>}
 */
export function ask(path, takesLong = false) {
  return call(path, (answer) => answer.json(), { headers: { Accept: 'application/json' } }, takesLong ? 'nothing' : 'all');
}

/**
 * Asks for JSON that may be here already.
 * @param {string} path after /vod/
 * @param {string} tag of the version that is here; empty if none is
 * @returns {Promise<{tag: string, data: any}>} without data if that is still the newest version
 */
function askAgain(path, tag) {
  return call(path, async (answer) => ({
    tag: answer.headers.get('ETag') ?? '', data: answer.status === UNCHANGED ? undefined : await answer.json(),
  }), { headers: { Accept: 'application/json', ...(tag ? { 'If-None-Match': tag } : {}) } });
}

/**
 * Asks for another form, which may be a large file.
 * @param {string} path after /vod/
 * @param {string} type
 * @param {unknown} [body] what is asked about, if that is too long for an address
 */
export function load(path, type, body) {
  const about = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { Accept: type, ...(about.body ? { 'Content-Type': 'application/json' } : {}) };
  return call(path, (answer) => answer.blob(), { headers, ...about }, 'head');
}

/**
 * What is known of an address.
 * @typedef {object} Known
 * @property {any} data the last answer; null before the first
 * @property {Failure | null} failure why the last attempt failed; null if it did not
 * @property {number} at when the last answer came, in milliseconds; 0 before the first
 */

const NOTHING = { data: null, failure: null, at: 0 };

/**
 * Asks again and again: every two seconds while something moves, every fifteen otherwise, never while nobody looks. Whoever has
 * no token and needs one is not asked for again before there is one.
 * @param {string | null} path after /vod/; null for nothing
 * @param {boolean} [isFirst] whether it is asked when somebody else asks; all others wait for its answer, and begin anew
 * @returns {Known}
 */
export function usePoll(path, isFirst = false) {
  const [known, setKnown] = useState({ path, ...NOTHING });
  useEffect(() => {
    let isWanted = true;
    let isShut = false;
    let timer = 0;
    let running = 0;
    let tag = '';
    async function turn() {
      window.clearTimeout(timer);
      if (!path || document.hidden || !isWanted || isShut) {
        return;
      }
      const mine = ++running;
      let wait = SLOW;
      try {
        const found = await askAgain(path, tag);
        if (!isWanted || mine !== running) {
          return;
        }
        tag = found.tag;
        const now = { failure: null, at: Date.now() };
        if (found.data === undefined) {
          setKnown((/** @type {any} */ old) => ({ ...old, ...now }));
        } else {
          wait = QUICK;
          setKnown({ path, data: found.data, ...now });
        }
      } catch (failure) {
        if (!isWanted || mine !== running) {
          return;
        }
        wait = failure.status === 0 ? QUICK : SLOW;
        const isHidden = failure.status === 401 || failure.status === 403; // what one may not see is not kept either
        isShut = failure.status === 401 || (isHidden && !hasToken()); // the same token stays wrong, and each refusal is counted
        tag = isHidden ? '' : tag;
        setKnown((/** @type {any} */ old) => ({ ...(old.path === path && !isHidden ? old : NOTHING), path, failure }));
      }
      if (!isShut) {
        timer = window.setTimeout(turn, wait);
      }
    }
    function startAnew() {
      running++; // what is on its way belongs to the one before
      isShut = !isFirst;
      window.clearTimeout(timer);
      tag = '';
      setKnown({ path, ...NOTHING });
      turn();
    }
    if (!path) {
      setKnown({ path, ...NOTHING });
    }
    turn();
    document.addEventListener('visibilitychange', turn);
    window.addEventListener(CHANGED, turn);
    window.addEventListener(CALLER, startAnew);
    return () => {
      isWanted = false;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', turn);
      window.removeEventListener(CHANGED, turn);
      window.removeEventListener(CALLER, startAnew);
    };
  }, [path]);
  return known.path === path ? known : NOTHING; // what belongs to another address is never shown as this one's
}

/**
 * What is asked when somebody presses a button, one question at a time.
 *
 * @param {() => Promise<any>} asking
 */
export function useQuestion(asking) {
  const [found, setFound] = useState(null);
  const [failure, setFailure] = useState(null);
  const [isRunning, setRunning] = useState(false);
  async function run() {
    if (isRunning) {
      return;
    }
    setRunning(true);
    setFailure(null);
    setFound(null);
    try {
      setFound(await asking());
    } catch (problem) {
      setFailure(problem);
    }
    setRunning(false);
  }
  return { found, failure, isRunning, run };
}
