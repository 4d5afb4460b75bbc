// @ts-check
/** All submissions, selected and page by page; the selection is in the address. */
import { html, useState } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { Progress, Results, Shown, State, Table, Time, atLeast, count, useTitle } from '../parts.js';

const STATES = ['reading', 'pending', 'done', 'held', 'grace', 'stopped', 'cancelled', 'expired'];
const FILTERS = ['state', 'source', 'q', 'requested_by', 'since', 'until'];

function Filters({ query }) {
  const [given, setGiven] = useState(Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ''])));
  function show(event) {
    event.preventDefault();
    const wanted = new URLSearchParams(FILTERS.filter((name) => given[name].trim()).map((name) => [name, given[name].trim()]));
    window.location.hash = `#/submissions${wanted.size > 0 ? `?${wanted}` : ''}`;
  }
  const set = (/** @type {string} */ name) => (/** @type {any} */ event) => setGiven({ ...given, [name]: event.target.value });
  const field = (name, label, hint = '') => html`<div><label for=${`f-${name}`}>${label}</label>
    <input id=${`f-${name}`} type="text" maxlength="300" placeholder=${hint} value=${given[name]} onInput=${set(name)} /></div>`;
  return html`<form class="filters" onSubmit=${show} role="search" aria-label="Submissions">
    <div><label for="f-state">State</label><select id="f-state" value=${given.state} onChange=${set('state')}>
      <option value="">any</option>${STATES.map((state) => html`<option key=${state} value=${state}>${state}</option>`)}</select></div>
    ${field('source', 'Source begins with', 'file:')}
    ${field('q', 'Text', 'part of a name')}
    ${field('requested_by', 'Asked for by')}
    ${field('since', 'Received since', '2026-11-24T12:00:00Z')}
    ${field('until', 'Received before', '2026-11-25T00:00:00Z')}
    <div class="row"><button type="submit" class="main">Show</button> <a href="#/submissions">All</a></div>
  </form>`;
}

/** @param {string} id */
export function link(id, text = id) {
  return html`<a class="long" href=${`#/submissions/${encodeURIComponent(id)}`}>${text}</a>`;
}

export function Submissions({ query }) {
  const asked = new URLSearchParams([...query].filter(([name]) => [...FILTERS, 'before', 'after'].includes(name)));
  const known = usePoll(`submissions${asked.size > 0 ? `?${asked}` : ''}`);
  const number = atLeast(known.data?.submissions, known.data?.next);
  const state = query.get('state') ?? '';
  const some = `${number} ${state} ${number === '1' ? 'submission' : 'submissions'}`.replace('  ', ' ');
  useTitle(known.data ? some : 'Submissions', known);
  const isLater = query.has('before') || query.has('after');
  return html`<h1 tabindex="-1">Submissions</h1>
    <${Filters} key=${FILTERS.map((name) => query.get(name)).join(' ')} query=${query} />
    <${Results} of=${asked.toString()} name="Result" said=${known.data ? `${some} shown` : ''}><${Shown} known=${known}>${(data) => html`
      ${data.submissions.length === 0
        ? html`<p>${data.next ? 'None in the part that was searched; look further back.' : `No submission${asked.size > 0 ? ' is like that' : ' yet'}.`}</p>`
        : html`<${Table} name="Submissions" head=${['Source', 'State', 'Received', 'Progress', 'Lines', 'Rejected']}
            rows=${data.submissions.map((each) => [
              link(each.submission_id, each.source), html`<${State} word=${each.state} />`, html`<${Time} at=${each.received_at} />`,
              html`<${Progress} of=${each} />`, count(each.lines), count(each.rejected),
            ])} />`}
      <p class="row">${isLater && html`<a href=${`#/submissions${first(asked)}`}>First page</a>`}
        ${data.next && html`<a href=${`#/submissions?${data.next.split('?')[1]}`}>${data.submissions.length === 0 ? 'Look further back' : 'Next page'}</a>`}</p>`}<//><//>`;
}

/** @param {URLSearchParams} asked */
function first(asked) {
  const wanted = new URLSearchParams([...asked].filter(([name]) => FILTERS.includes(name)));
  return wanted.size > 0 ? `?${wanted}` : '';
}
