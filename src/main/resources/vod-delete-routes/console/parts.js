// @ts-check
/** Parts that pages are made of. Every text is a text node: nothing here makes markup of what others wrote. */
import { createContext, html, useContext, useEffect, useRef, useState } from './standalone.module.js';

/** Who asks, as GET /vod/whoami tells it. */
export const Me = createContext({ name: '', sees_all: false, may: [], reason_required: false });

/** Says something to everybody who looks or listens. */
export const Say = createContext((/** @type {string} */ _text, /** @type {boolean} */ _isBad = false) => {});

/** @param {string} command such as "pause" */
export function useMay(command) {
  return useContext(Me).may.includes(command);
}

/** @param {number | undefined} number */
export function count(number) {
  return (number ?? 0).toLocaleString('en-US').replaceAll(',', '\u202f');
}

/**
 * How many there are of what comes page by page.
 * @param {any[] | undefined} list
 * @param {string | undefined} next where more follow
 */
export function atLeast(list, next) {
  return `${count(list?.length)}${next ? '+' : ''}`;
}

/** Data that is older is shown as old, in milliseconds: no page that works waits so long. */
const OLD = 30_000;

/**
 * The title of the tab. While nobody looks, nothing is asked, and while the server fails, nothing is answered: then it says of
 * when it is.
 * @param {string} text
 * @param {{at: number, failure?: any}} known what the text is made of
 */
export function useTitle(text, { at, failure }) {
  const isOld = Boolean(failure);
  useEffect(() => {
    const set = () => {
      document.title = (document.hidden || isOld) && at > 0 ? `${text} (as of ${new Date(at).toISOString().slice(11, 16)} UTC)` : text;
    };
    set();
    document.addEventListener('visibilitychange', set);
    return () => document.removeEventListener('visibilitychange', set);
  }, [text, at, isOld]);
}

/** @param {number} at */
function useIsOld(at) {
  const [, look] = useState(0);
  useEffect(() => {
    const again = () => look((number) => number + 1);
    const timer = window.setTimeout(again, Math.max(0, at + OLD - Date.now()) + 100);
    document.addEventListener('visibilitychange', again);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [at]);
  return at > 0 && Date.now() - at > OLD;
}

/** @param {number} seconds */
export function duration(seconds) {
  const s = Math.round(seconds);
  if (s < 90) {
    return `${s} s`;
  }
  const minutes = Math.round(s / 60);
  if (minutes < 90) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** @param {any} schedule for people, such as "daily at 03:00, Europe/Berlin" */
export function inWords(schedule) {
  return `${schedule.words ?? schedule.cron}, ${schedule.time_zone}`;
}

/** @param {string} at how long it is until then */
export function until(at) {
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  return seconds > 0 ? `in ${duration(seconds)}` : 'now';
}

/** A time in UTC; the local one is its title. */
export function Time({ at }) {
  if (!at) {
    return html`<span>–</span>`;
  }
  const text = String(at);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text);
  return isTime
    ? html`<time datetime=${text} title=${new Date(text).toLocaleString()}>${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`
    : html`<span>${text}</span>`;
}

const MARKS = {
  __proto__: null,
  reading: '…', pending: '◔', done: '✓', held: '!', grace: '◷', stopped: '■', cancelled: '×', expired: '×',
  deleted: '✓', failed: '✗', kept: '=', rejected: '⊘', unknown: '?', invalid: '⊘', running: '▶', waiting: '◷', paused: '!',
};

/** A state as a word with a mark; the colour only repeats it. */
export function State({ word }) {
  return html`<span class=${`state state-${MARKS[word] ? word : 'other'}`}><span aria-hidden="true">${MARKS[word] ?? '?'}</span> ${word}</span>`;
}

/** How many ids of a submission are where, as a bar and in words. */
export function Progress({ of }) {
  const all = of.deleted + of.failed + of.kept + of.pending;
  const words = ['deleted', 'failed', 'kept', 'pending'].filter((name) => of[name] > 0).map((name) => `${count(of[name])} ${name}`);
  let x = 0;
  const parts = ['deleted', 'failed', 'kept'].map((name) => {
    const width = all === 0 ? 0 : (100 * of[name]) / all;
    const part = html`<rect class=${`fill-${name}`} x=${x} y="0" width=${width} height="8" />`;
    x += width;
    return part;
  });
  return html`<div class="progress">
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg>
    <span>${words.join(' · ') || 'no ids of its own'}</span>
  </div>`;
}

/**
 * Copies a text, also where the browser offers no clipboard because the address is plain HTTP.
 * @param {string} text
 * @param {HTMLElement | null} shown holds it; selected if nothing else works
 * @returns {Promise<boolean>} whether it is copied
 */
async function copied(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const selection = window.getSelection();
    if (!selection || !shown) {
      return false;
    }
    selection.selectAllChildren(shown);
    return document.execCommand('copy');
  }
}

/** A text with a button that copies it. */
export function Copy({ text, what }) {
  const say = useContext(Say);
  const field = useRef(/** @type {HTMLElement | null} */ (null));
  const copy = async () => say(await copied(text, field.current) ? `${what} copied` : `${what} is marked: press Ctrl+C`);
  return html`<span class="copy"><code ref=${field}>${text}</code>
    <button type="button" class="small" onClick=${copy} aria-label=${`Copy ${what}`}>Copy</button></span>`;
}

/** A button that copies a long text, which is shown only if the browser cannot copy it by itself. */
export function CopyAll({ text, what }) {
  const say = useContext(Say);
  const field = useRef(/** @type {HTMLElement | null} */ (null));
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (isShown) {
      copied(text, field.current).then((isDone) => {
        say(isDone ? `${what} copied` : `${what} is marked: press Ctrl+C`);
        setShown(!isDone);
      });
    }
  }, [isShown, text]);
  return html`<button type="button" onClick=${() => setShown(true)}>Copy</button>${isShown && html`<pre ref=${field} class="scroll">${text}</pre>`}`;
}

/**
 * Saves a file where this browser saves files.
 * @param {Blob} content
 * @param {string} name
 */
export function save(content, name) {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Why something is not shown or not done. */
export function Trouble({ failure }) {
  return failure && html`<div class="note bad" role="alert"><strong>${failure.message}</strong>
    ${failure.remedy && html`<p>${failure.remedy}</p>`}
    ${failure.status === 401 && html`<p>Type a token at the top of the page.</p>`}</div>`;
}

/** @param {number} status */
export function silence(status) {
  if (status === 0) {
    return 'No answer';
  }
  return status === 404 || status === 410 ? 'Gone' : status < 500 ? 'Refused' : 'Failing';
}

/**
 * Shows what was asked for: the answer, why there is none, or an old one marked as old.
 * @param {{known: any, children: (data: any) => any}} properties
 */
export function Shown({ known, children }) {
  const isOld = useIsOld(known.at);
  if (known.data === null) {
    return known.failure ? html`<${Trouble} failure=${known.failure} />` : html`<p class="muted">Loading …</p>`;
  }
  const since = html`<${Time} at=${new Date(known.at).toISOString()} />`;
  return html`${known.failure
      ? html`<div class="note bad" role="alert"><strong>${silence(known.failure.status)} since ${since}.</strong> ${known.failure.message}
        What follows is old.</div>`
      : isOld && html`<p class="note">This is of ${since}; it is asked for again.</p>`}
    <div class=${known.failure || isOld ? 'stale' : ''}>${children(known.data)}</div>`;
}

/**
 * What a selection or a step to another page leads to: it gets the focus then, and says how much there is.
 * @param {{of: string, name: string, said: string, children: any}} properties of: what was selected
 */
export function Results({ of, name, said, children }) {
  const region = useRef(/** @type {HTMLElement | null} */ (null));
  const before = useRef(of);
  useEffect(() => {
    if (before.current !== of) {
      before.current = of;
      region.current?.focus();
    }
  }, [of]);
  return html`<section ref=${region} tabindex="-1" aria-label=${name}><p role="status" class="muted">${said}</p>${children}</section>`;
}

/** Names and values. */
export function Facts({ rows }) {
  return html`<dl class="facts">${rows.filter((row) => row[1] !== undefined && row[1] !== null && row[1] !== '')
    .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A table that scrolls by itself where the window is narrow. */
export function Table({ name, head, rows }) {
  return html`<div class="scroll" role="region" aria-label=${name} tabindex="0"><table>
    <thead><tr>${head.map((cell) => html`<th scope="col" key=${cell}>${cell}</th>`)}</tr></thead>
    <tbody>${rows.map((row, i) => html`<tr key=${i}>${row.map((cell, j) => html`<td key=${j}>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}
