// @ts-check
/** The question before a command, and how the command ended. */
import { html, useContext, useEffect, useRef, useState } from './standalone.module.js';
import { Say, Trouble, count } from './parts.js';
import { order } from './send.js';

/**
 * A command before it is given.
 * @typedef {object} Asked
 * @property {string} title what happens, with numbers
 * @property {string[]} lines what else to know
 * @property {string} verb on the button
 * @property {string} [path] after /vod/
 * @property {Record<string, string>} [body]
 * @property {(reason: string) => Promise<any>} [send] in place of path and body
 * @property {boolean} [needsReason]
 * @property {string | ((answer: any) => string)} done what to say afterwards
 */

/** The server accepts so many with one command. */
const MOST_RETRIED = 10_000;

/**
 * The command to try ids again that failed for one reason.
 * @param {number} ids how many did
 * @param {{failed_for: string, error_code?: string, submission_id?: string}} which
 * @returns {Asked}
 */
export function retry(ids, which) {
  const many = ids > MOST_RETRIED ? `${count(MOST_RETRIED)} of ${count(ids)}` : count(ids);
  return {
    title: `Retry ids that failed with ${[which.failed_for, which.error_code].filter(Boolean).join(', ')}: up to ${many}`,
    lines: ['Those that are still failed are submitted again as one list. It passes the same checks as any list: over a limit, it is held for an approval.',
      'What VOD deletes cannot be brought back.'],
    verb: 'Retry', path: 'assets/retry', body: which,
    done: (answer) => `${count(answer.accepted)} ids were submitted again; that list is ${answer.state}${answer.more ? '. There are more: retry again' : ''}`,
  };
}

/** Whoever presses Enter twice, or holds it, has not read yet; in milliseconds. */
const TOO_SOON = 500;

/**
 * Asks once before a command is given. It stays until the command is answered: how that ended is always told.
 * @param {{asked: Asked | null, close: () => void}} properties
 */
export function OrderDialog({ asked, close }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const turn = useRef(0);
  const opened = useRef(0);
  const isDone = useRef(false);
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState(null);
  const [isSent, setSent] = useState(false);
  const say = useContext(Say);
  useEffect(() => {
    if (asked) {
      setReason('');
      setFailure(null);
      setSent(false);
      isDone.current = false;
      opened.current = performance.now();
      dialog.current?.showModal();
      dialog.current?.querySelector('h2')?.focus(); // on no button
    } else if (dialog.current?.open) {
      dialog.current.close();
      if (isDone.current) {
        document.querySelector('main h1')?.focus(); // the button that asked is gone, perhaps
      }
    }
    return () => {
      turn.current++;
    };
  }, [asked]);
  async function give(event) {
    event.preventDefault();
    if (!asked || isSent || performance.now() - opened.current < TOO_SOON) {
      return;
    }
    const mine = turn.current;
    setSent(true);
    setFailure(null);
    try {
      const answer = await (asked.send
        ? asked.send(reason.trim())
        : order(asked.path ?? '', { ...asked.body, ...(reason.trim() ? { reason: reason.trim() } : {}) }));
      say(typeof asked.done === 'function' ? asked.done(answer) : asked.done);
      if (mine === turn.current) {
        isDone.current = true;
        close();
      }
    } catch (problem) {
      if (mine === turn.current) {
        setFailure(problem);
        setSent(false);
      } else { // the page was left meanwhile
        say(`${asked.title}: ${problem.message} ${problem.remedy}`, true);
      }
    }
  }
  const back = () => !isSent && close();
  const stay = (/** @type {Event} */ event) => isSent && event.preventDefault();
  return html`<dialog ref=${dialog} aria-labelledby="ask-title" aria-describedby="ask-lines" onCancel=${stay} onClose=${close}>${asked && html`<form onSubmit=${give}>
    <h2 id="ask-title" tabindex="-1">${asked.title}</h2>
    <div id="ask-lines">${asked.lines.map((line) => html`<p key=${line}>${line}</p>`)}</div>
    <label for="ask-reason">Reason${asked.needsReason ? ' (required)' : ' (optional), such as a ticket'}</label>
    <input id="ask-reason" type="text" maxlength="200" autocomplete="off" required=${asked.needsReason} readonly=${isSent}
      value=${reason} onInput=${(event) => setReason(event.target.value)} />
    <${Trouble} failure=${failure} />
    <p role="status">${isSent ? 'Sent; waiting for the answer …' : ''}</p>
    <div class="row"><button type="submit" class="main" aria-disabled=${isSent}>${asked.verb}</button>
      <button type="button" aria-disabled=${isSent} onClick=${back}>Back</button></div>
  </form>`}</dialog>`;
}
