// @ts-check
/** One submission: how far it is, what happened to it, and what a person may do about it. */
import { html, useContext, useEffect, useState } from '../standalone.module.js';
import { ask, hasToken, load, usePoll } from '../api.js';
import { OrderDialog } from '../order.js';
import { Copy, Facts, Me, Progress, Say, Shown, State, Time, Trouble, count, save, useTitle } from '../parts.js';
import { Lines, Outcomes } from './lines.js';

/** The commands that each state allows. */
const POSSIBLE = {
  __proto__: null, pending: ['stop', 'cancel'], stopped: ['go-on', 'cancel'], held: ['cancel'], grace: ['undo', 'stop', 'cancel'],
};

/**
 * Which commands a state allows, and what each means.
 * @param {any} of
 * @param {string} path
 */
function orders(of, path) {
  const ids = count(of.pending);
  const all = {
    stop: { verb: 'Stop', title: `Stop ${of.source}: ${ids} pending ids wait`, done: 'Stopped',
      lines: ['No more calls begin for it; calls in progress finish. It can go on later.'] },
    'go-on': { verb: 'Go on', title: `Let ${of.source} go on: ${ids} pending ids are deleted`, done: 'It goes on',
      lines: ['What VOD deletes cannot be brought back.'] },
    cancel: { verb: 'Cancel the list', title: `Cancel ${of.source}: ${ids} pending ids are kept`, done: 'Cancelled',
      lines: ['No call is begun for them any more. This cannot be undone; the list can be submitted again.'] },
    undo: { verb: 'Undo', title: `Undo ${of.source}: ${ids} pending ids are kept`, done: 'Undone',
      lines: ['Nothing of it is sent. The list can be submitted again.'] },
  };
  return (POSSIBLE[of.state] ?? []).map((command) => ({ command, ...all[command], path: `${path}/${command}` }));
}

const NONE = { lines: [], note: '' };
const UNREAD = { lines: [], note: 'The audit log could not be read; what was decided may be missing.' };
/** Of the answers of the audit log, each for some of its lines. */
const MOST_PAGES = 10;

/**
 * The lines of the audit log about a submission, without its calls, of which there may be very many.
 * @param {string} id
 * @returns {Promise<{lines: any[], note: string}>}
 */
async function orderedFor(id) {
  const path = `audit?limit=100&except=call&submission=${encodeURIComponent(id)}`;
  let lines = [];
  let next = path;
  for (let page = 0; next && page < MOST_PAGES; page++) {
    const found = await ask(next);
    lines = lines.concat(found.lines);
    next = found.next ? `audit?${found.next.split('?')[1]}` : '';
  }
  return { lines, note: next ? 'The audit log was not read to its beginning: the page Audit can look further back.' : '' };
}

/** What happened, in order: the times that the submission has, and what the audit log says of it if that may be read. */
function Timeline({ of, audited }) {
  const events = [{ time: of.received_at, text: ['received', of.requested_by && `from ${of.requested_by}`, of.request_reason && `– ${of.request_reason}`].filter(Boolean).join(' ') }];
  if (of.accepted_at) {
    events.push({ time: of.accepted_at, text: `read to its end: ${count(of.accepted)} ids accepted, ${count(of.duplicates)} duplicates, ${count(of.rejected)} lines rejected` });
  }
  if (of.approved_at && !audited.lines.some((line) => line.event === 'approved')) { // not everybody may read the audit log
    events.push({ time: of.approved_at, text: ['approved', of.approved_by && `by ${of.approved_by}`, of.approval_reason && `– ${of.approval_reason}`].filter(Boolean).join(' ') });
  }
  if (of.first_call_at) {
    events.push({ time: of.first_call_at, text: 'the first call began' });
  }
  if (of.done_at) {
    events.push({ time: of.done_at, text: 'done: the last of its ids was settled' });
  }
  for (const line of audited.lines.filter(({ event }) => event !== 'requested')) { // the submission says it itself
    events.push({ time: line.time, text: [line.event, line.who && `by ${line.who}`, line.reason && `– ${line.reason}`].filter(Boolean).join(' ') });
  }
  events.sort((one, other) => (String(one.time) < String(other.time) ? -1 : 1));
  return html`<section aria-labelledby="timeline"><h2 id="timeline">What happened</h2>
    <ol class="timeline">${events.map((event, i) => html`<li key=${i}><${Time} at=${event.time} /> ${event.text}</li>`)}
      ${of.state === 'held' && html`<li class="next">it waits for an approval${of.until && html`, until <${Time} at=${of.until} />`}
        ${' '}<a href=${`#/approvals/${encodeURIComponent(of.submission_id)}`}>Plan</a></li>`}
      ${of.state === 'grace' && html`<li class="next">it is released at <${Time} at=${of.until} />, unless somebody undoes it</li>`}
      ${of.estimated_end && html`<li class="next">its last id is sent at about <${Time} at=${of.estimated_end} /></li>`}</ol>
    ${audited.note && html`<p class="muted">${audited.note}</p>`}</section>`;
}

/** Of each kind: its name, what to ask for, its type and the ending of its file's name. */
const KINDS = [['CSV', 'text/csv', 'csv'], ['JSON', 'application/json', 'json']];

/**
 * What may be saved.
 * @param {any} of
 */
function files(of) {
  return [['Report', 'the outcome of each line', 'report', ''], ...[['Rejected', 'lines that hold no asset id', 'rejected', of.rejected],
    ['Duplicates', 'lines whose id was accepted before', 'duplicates', of.duplicates]].filter(([, , , lines]) => lines > 0)]
    .map(([name, what, word]) => ({ name, what, word, query: word === 'report' ? '' : `?only=${word}` }));
}

/** Files to save. With a token they are loaded first, since a link cannot send it. */
function Downloads({ path, of }) {
  const [failure, setFailure] = useState(null);
  const say = useContext(Say);
  async function saveAs(from, type, name) {
    setFailure(null);
    say(`Loading ${name} …`);
    try {
      save(await load(from, type), name);
      say(`${name} is saved where this browser saves files`);
    } catch (problem) {
      say('');
      setFailure(problem);
    }
  }
  if (of.state === 'reading') {
    return null;
  }
  const button = (from, [kind, type, ending], file) => html`<button type="button" key=${kind} aria-label=${`Save ${file.name} as ${kind}`}
    onClick=${() => saveAs(from, type, `${file.word}-${of.submission_id}.${ending}`)}>Save as ${kind}</button>`;
  return html`<section aria-labelledby="files"><h2 id="files">Files</h2>
    <${Facts} rows=${[['Submission', html`<div class="row"><span>what this page says of it now</span>${button(path, KINDS[1], { name: 'Submission', word: 'submission' })}</div>`],
      ...files(of).map((file) => [file.name, html`<div class="row"><span>${file.what}</span>
        ${hasToken() ? button(`${path}/report${file.query}`, KINDS[0], file)
          : html`<a href=${`../${path}/report${file.query}`} download aria-label=${`Save ${file.name} as CSV`}>Save as CSV</a>`}
        ${button(`${path}/report${file.query}`, KINDS[1], file)}</div>`])]} />
    <${Trouble} failure=${failure} /></section>`;
}

export function SubmissionPage({ id, query }) {
  const path = `submissions/${encodeURIComponent(id)}`;
  const known = usePoll(path);
  const me = useContext(Me);
  const [asked, setAsked] = useState(null);
  const [audited, setAudited] = useState(NONE);
  const state = known.data?.state ?? '';
  const source = known.data?.source ?? id;
  useTitle(`${state} – ${source}`, known);
  useEffect(() => {
    let isWanted = true;
    if (state && me.sees_all) {
      orderedFor(id).then((found) => isWanted && setAudited(found), () => isWanted && setAudited(UNREAD));
    } else {
      setAudited(NONE); // nothing stays of what one may not see any more
    }
    return () => {
      isWanted = false;
    };
  }, [id, state, me.sees_all]);
  return html`<h1 tabindex="-1">${source}</h1>
    <${Shown} known=${known}>${(data) => html`
      <p class="lead"><${State} word=${data.state} />${data.held_for && html` held for ${data.held_for.join(', ')}`}</p>
      <${Progress} of=${data} />
      <p class="row">${orders(data, path).filter((each) => !known.failure && me.may.includes(each.command)).map((each) => html`
        <button type="button" key=${each.command} onClick=${() => setAsked(each)}>${each.verb} …</button>`)}</p>
      ${data.notices && html`<ul class="notices">${data.notices.map((notice, i) => html`<li key=${i}>${notice.text}</li>`)}</ul>`}
      <${Timeline} of=${data} audited=${audited} />
      ${data.state !== 'reading' && html`<${Outcomes} of=${data} isOld=${Boolean(known.failure)} /><${Lines} id=${id} path=${path} query=${query} />`}
      <section aria-labelledby="facts"><h2 id="facts">Facts</h2><${Facts} rows=${[
        ['Id', html`<${Copy} text=${data.submission_id} what="the submission id" />`],
        ['Caller', data.caller],
        ['Lines', count(data.lines)],
        ['Accepted', count(data.accepted)],
        ['Duplicates', `${count(data.duplicates)}${data.duplicates_pending ? `, of which ${count(data.duplicates_pending)} are not settled` : ''}`],
        ['Rejected', count(data.rejected)],
        ['File', data.file],
        ['SHA-256', data.sha256 && html`<${Copy} text=${data.sha256} what="the SHA-256" />`],
      ]} />
      ${me.sees_all && html`<p><a href=${`#/audit?submission=${encodeURIComponent(data.submission_id)}`}>Its lines in the audit log</a></p>`}</section>
      <${Downloads} path=${path} of=${data} />`}<//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}
