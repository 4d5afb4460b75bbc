// @ts-check
/** Who ordered what, and every call: the lines of the audit log, the newest first. */
import { html, useState } from '../standalone.module.js';
import { ask, usePoll, useQuestion } from '../api.js';
import { Results, Shown, Table, Time, Trouble, atLeast, count, useTitle } from '../parts.js';
import { link } from './submissions.js';

const FILTERS = ['event', 'by', 'submission', 'asset_id', 'since', 'until', 'except'];
const COLUMNS = new Set(['n', 'time', 'event', 'submission', 'who', 'reason', 'base', 'prev']);

/** @param {Record<string, unknown>} line */
function rest(line) {
  return Object.entries(line).filter(([name]) => !COLUMNS.has(name))
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`).join(' · ');
}

function Verify() {
  const { found, failure, isRunning, run } = useQuestion(
    async () => ({ ...await ask('audit/verify', true), at: new Date().toISOString() }));
  return html`<p class="row"><button type="button" aria-disabled=${isRunning} onClick=${run}>Verify the audit log</button></p>
    <div role="status">${isRunning && html`<p>All of it is read; that may take minutes …</p>`}${found && (found.intact
      ? html`<p class="note good">All ${count(found.lines)} lines in ${count(found.files)} files are as they were written; verified at <${Time} at=${found.at} />.</p>`
      : html`<p class="note bad"><strong>The audit log was changed:</strong> ${found.fault?.text ?? ''} ${found.fault && `(${found.fault.file}, line ${found.fault.line})`} Verified at <${Time} at=${found.at} />.</p>`)}
      ${found && found.notes.map((note) => html`<p key=${note}>${note}</p>`)}</div>
    <${Trouble} failure=${failure} />`;
}

function Filters({ query }) {
  const [given, setGiven] = useState(Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ''])));
  function show(event) {
    event.preventDefault();
    const wanted = new URLSearchParams(FILTERS.filter((name) => given[name].trim()).map((name) => [name, given[name].trim()]));
    window.location.hash = `#/audit${wanted.size > 0 ? `?${wanted}` : ''}`;
  }
  const field = (name, label, hint = '') => html`<div><label for=${`a-${name}`}>${label}</label>
    <input id=${`a-${name}`} type="text" maxlength=${name === 'by' ? 300 : 64} placeholder=${hint} spellcheck="false" value=${given[name]}
      onInput=${(event) => setGiven({ ...given, [name]: event.target.value })} /></div>`;
  return html`<form class="filters" role="search" aria-label="Filter of the audit log" onSubmit=${show}>
    ${field('event', 'Event', 'approved')}
    ${field('by', 'Asked or ordered by')}
    ${field('submission', 'Submission id')}
    ${field('asset_id', 'Asset id')}
    ${field('since', 'Since', '2026-11-24T12:00:00Z')}
    ${field('until', 'Before', '2026-11-25T00:00:00Z')}
    ${field('except', 'All events but', 'call')}
    <div class="row"><button type="submit" class="main">Show</button> <a href="#/audit">All</a></div>
  </form>`;
}

/** @param {URLSearchParams} asked */
function address(asked) {
  return `#/audit${asked.size > 0 ? `?${asked}` : ''}`;
}

export function Audit({ query }) {
  const asked = new URLSearchParams([...query].filter(([name]) => [...FILTERS, 'before', 'limit'].includes(name)));
  const newest = new URLSearchParams([...asked].filter(([name]) => FILTERS.includes(name)));
  const known = usePoll(`audit${asked.size > 0 ? `?${asked}` : ''}`);
  useTitle(`Audit log${asked.has('event') ? `: ${asked.get('event')}` : ''}`, known);
  return html`<h1 tabindex="-1">Audit log</h1>
    <${Verify} />
    <${Filters} key=${newest.toString()} query=${query} />
    <${Results} of=${asked.toString()} name="Lines" said=${known.data ? `${atLeast(known.data.lines, known.data.next)} lines shown` : ''}>
      <${Shown} known=${known}>${(data) => html`
        ${data.lines.length === 0
          ? html`<p>${data.next ? 'None in the part that was searched; look further back.' : 'No line is like that.'}</p>`
          : html`<${Table} name="Audit log" head=${['Line', 'Time', 'Event', 'Who', 'Reason', 'Submission', 'More']}
              rows=${data.lines.map((line) => [
                line.n === undefined ? '–' : count(line.n), html`<${Time} at=${line.time} />`, line.event ?? '–', line.who ?? '–', line.reason ?? '–',
                line.submission ? link(line.submission) : '–', html`<span class="long">${rest(line) || '–'}</span>`,
              ])} />`}
        ${data.submissions && html`<p><a href=${`#/submissions?${data.submissions.split('?')[1]}`}>Submissions that ${asked.get('by')} asked for</a></p>`}
        <p class="row">${asked.has('before') && html`<a href=${address(newest)}>Newest</a>`}
          ${data.next && html`<a href=${`#/audit?${data.next.split('?')[1]}`}>${data.lines.length === 0 ? 'Look further back' : 'Older'}</a>`}</p>`}<//><//>`;
}
