// @ts-check
/** Whether ids are sent, why not, how fast, when it was paused before, and the two commands about it. */
import { html, useContext, useEffect, useState } from '../standalone.module.js';
import { ask, usePoll } from '../api.js';
import { OrderDialog } from '../order.js';
import { Facts, Me, Shown, State, Table, Time, Trouble, count, duration, silence, useMay, useTitle } from '../parts.js';

/** Those by which calls begin no more, and begin again. */
const EVENTS = 'paused,resumed,stop-file,protection,replication,calls-begin-again';
const NEWEST = 20;
/** Of the answers of the audit log, each for a part of it. */
const MOST_PAGES = 5;
/** After a reading that failed, in milliseconds. */
const AGAIN = 15_000;
const WORDS = {
  __proto__: null, paused: 'paused', resumed: 'resumed', 'stop-file': 'paused by a stop file',
  protection: 'paused: protected ids cannot be read', replication: 'paused: the database has no standby',
  'calls-begin-again': 'calls begin again',
};

/**
 * How many calls a minute.
 * @param {any} of calls of one kind
 */
function rate(of) {
  if (of.per_minute === undefined) {
    return 'not limited';
  }
  const most = `at most ${of.per_minute} a minute now`;
  const configured = of.configured_per_minute;
  const changed = of.learnt_at && html`; changed last at <${Time} at=${of.learnt_at} />`;
  return configured === undefined || of.per_minute < configured
    ? html`${most}, as VOD has throttled calls, of ${configured ?? 'any number'} that are configured${changed}`
    : html`${most}, as configured${changed}`;
}

/** @param {any} of calls of one kind */
function used(of) {
  if (of.sent === undefined) {
    return 'not known yet';
  }
  return `${count(of.in_last_minute)}${of.configured_per_minute ? ` of ${count(of.configured_per_minute)}` : ''} in the last minute`;
}

/** @param {any} of calls of one kind */
function throttled(of) {
  if (of.sent === undefined) {
    return 'not known yet';
  }
  return of.sent === 0 ? 'no call since the start' : `${count(of.throttled)} of ${count(of.sent)} since the start`;
}

/** @param {number} seconds */
function offset(seconds) {
  return seconds === 0 ? 'no difference is known' : `${duration(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} this server's`;
}

/** @param {{delete_calls: any, info_calls: any, clock_offset_seconds: number, credentials_expire_at?: string, as_of?: string}} of */
function Pace({ of }) {
  const { delete_calls: deletes, info_calls: infos } = of;
  return html`<section aria-labelledby="pace"><h2 id="pace">Calls</h2><${Facts} rows=${[
    ['DELETE calls', rate(deletes)],
    ['DELETE calls sent', used(deletes)],
    ['Throttled', throttled(deletes)],
    ['Held until', deletes.held_until && html`<${Time} at=${deletes.held_until} />, because VOD throttles`],
    ['Last DELETE accepted', deletes.last_accepted_at ? html`<${Time} at=${deletes.last_accepted_at} />` : deletes.sent !== undefined && 'none since the start'],
    ['asset/info calls', rate(infos)],
    ['asset/info calls sent', `${used(infos)}; throttled: ${throttled(infos)}`],
    ['Last asset/info accepted', infos.last_accepted_at && html`<${Time} at=${infos.last_accepted_at} />`],
    ["VOD's clock", offset(of.clock_offset_seconds)],
    ['IAM token expires', of.credentials_expire_at && html`<${Time} at=${of.credentials_expire_at} />`],
    ['As of', of.as_of && html`<${Time} at=${of.as_of} />: another node sends`],
  ]} /></section>`;
}

/**
 * The newest pauses, and where those before them are found. Most of the log is about other things.
 * @returns {Promise<{lines: any[], next: string}>}
 */
async function newestPauses() {
  let lines = [];
  let next = `audit?event=${EVENTS}&limit=${NEWEST}`;
  for (let page = 0; next && lines.length < NEWEST && page < MOST_PAGES; page++) {
    const found = await ask(next);
    lines = lines.concat(found.lines);
    next = found.next ? `audit?${found.next.split('?')[1]}` : '';
  }
  return { lines, next };
}

/**
 * The newest pauses. The log may be long, so it is read when the page is opened and when a pause begins or ends, and at no other
 * time, unless that failed.
 * @param {{state: string}} properties state: whatever is different after a pause
 */
function Pauses({ state }) {
  const { sees_all: seesAll } = useContext(Me);
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    let isWanted = true;
    let timer = 0;
    const later = () => {
      timer = window.setTimeout(read, AGAIN);
    };
    async function read() {
      if (document.hidden) {
        later();
        return;
      }
      try {
        const newest = await newestPauses();
        if (isWanted) {
          setFound(newest);
          setFailure(null);
        }
      } catch (problem) {
        if (isWanted) {
          setFailure(problem);
        }
        if (isWanted && problem.status !== 401 && problem.status !== 403) { // each of these is counted as a refusal
          later();
        }
      }
    }
    if (seesAll) {
      read();
    } else {
      setFound(null); // nothing stays of what one may not see any more
    }
    return () => {
      isWanted = false;
      window.clearTimeout(timer);
    };
  }, [state, seesAll]);
  return html`<section aria-labelledby="pauses"><h2 id="pauses">Pauses</h2>
    <${Trouble} failure=${failure} />
    ${seesAll && !found && !failure && html`<p class="muted">Loading …</p>`}
    ${found && !failure && (found.lines.length === 0
      ? html`<p>None${found.next ? ' in the part of the audit log that was searched' : ''}.</p>`
      : html`<${Table} name="Newest pauses" head=${['Time', 'What', 'Who', 'Reason', 'From']} rows=${found.lines.map((line) => [
          html`<${Time} at=${line.time} />`, WORDS[line.event] ?? line.event ?? '–', line.who ?? '–', line.reason ?? '–',
          [line.via, line.origin].filter(Boolean).join(' ') || '–',
        ])} />`)}
    ${found?.next && html`<p><a href=${`#/audit?${found.next.split('?')[1]}`}>Look further back</a></p>`}</section>`;
}

export function SenderPage() {
  const known = usePoll('summary');
  const figures = usePoll('sender');
  const [asked, setAsked] = useState(null);
  const mayPause = useMay('pause');
  const mayResume = useMay('resume');
  const state = known.failure ? silence(known.failure.status).toLowerCase() : known.data?.sender.state ?? '';
  useTitle(`${state} – sender`, known);
  const pause = () => setAsked({
    title: `Pause the sender: ${count(known.data.pending)} pending ids wait`,
    lines: ['No call begins, not even after a restart, until somebody resumes it. Calls in progress finish.'],
    verb: 'Pause', path: 'sender/pause', done: 'The sender is paused',
  });
  const resume = () => setAsked({
    title: `Resume the sender: ${count(known.data.pending - known.data.held)} ids are sent`,
    lines: ['Every pause ends; after refused calls, one is tried at once. What VOD deletes cannot be brought back.'],
    verb: 'Resume', path: 'sender/resume', done: 'The sender is resumed',
  });
  return html`<h1 tabindex="-1">Sender</h1>
    <${Shown} known=${known}>${(data) => {
      const { sender } = data;
      return html`<p class="lead"><${State} word=${sender.state} />
          ${sender.state === 'running' ? ' Ids are sent as they come.' : ` ${sender.error ?? ''}`}</p>
        <p class="row">
          ${mayPause && !known.failure && sender.cause !== 'operator' && html`<button type="button" onClick=${pause}>Pause …</button>`}
          ${mayResume && !known.failure && sender.state === 'paused' && html`<button type="button" class="main" onClick=${resume}>Resume …</button>`}</p>
        ${!mayPause && html`<p>To pause or resume it, type a token at the top of the page.</p>`}
        <${Facts} rows=${[
          ['Cause', [sender.cause, sender.code].filter(Boolean).join(', ')],
          ['What to do', sender.remedy],
          ['Since', sender.since && html`<${Time} at=${sender.since} />`],
          ['Next try', sender.until && html`<${Time} at=${sender.until} />`],
          ['Settled lately', `${data.lately.ids_per_minute} ids a minute`],
          ['Pending ids', `${count(data.pending)}, of which ${count(data.held)} are not released`],
        ]} />
        <${Shown} known=${figures}>${(of) => html`<${Pace} of=${of} />`}<//>
        <${Pauses} state=${sender.state === 'paused' ? `paused since ${sender.since}` : 'not paused'} />`;
    }}<//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}
