// @ts-check
/** Finds what somebody has in hand: an asset id, many of them, a submission, or the name of a file. */
import { html, useEffect, useState } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { OrderDialog } from '../order.js';
import { Copy, Facts, Results, Shown, State, Table, Time, count, useMay, useTitle } from '../parts.js';
import { FoundIds, MOST, words } from './found.js';
import { link } from './submissions.js';

const ASSET_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Words of a file name are shorter. */
const LIKELY = /^[A-Za-z0-9_-]{16,64}$/;
const SUBMISSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The address that shows what a text is about.
 * @param {string} text
 */
function address(text) {
  const ids = words(text);
  if (ids.length === 0) {
    return '#/find';
  }
  if (SUBMISSION_ID.test(text.trim())) {
    return `#/submissions/${text.trim()}`;
  }
  if (ids.length > 1 && ids.some((id) => LIKELY.test(id))) {
    return `#/find?ids=${ids.map(encodeURIComponent).join(',')}`; // the server says which of them are none
  }
  return ids.length === 1 && ASSET_ID.test(ids[0])
    ? `#/find?id=${ids[0]}`
    : `#/submissions?q=${encodeURIComponent(text.trim().slice(0, 300))}`;
}

function Asset({ of, retry }) {
  return html`<p class="lead"><${State} word=${of.state} />${of.reason && html` for the reason ${of.reason}`}</p>
    ${retry && of.state === 'failed' && html`<p class="row"><button type="button" onClick=${retry}>Retry …</button></p>`}
    <${Facts} rows=${[
      ['Asset id', html`<${Copy} text=${of.asset_id} what="the asset id" />`],
      ['Settled', of.settled_at && html`<${Time} at=${of.settled_at} />`],
      ['Error', [of.error_code, of.error_text].filter(Boolean).join(': ')],
      ['Title', of.title],
      ['DELETE calls', count(of.attempts)],
      ['Last call', of.call_id && html`<${Copy} text=${of.call_id} what="the call id" />`],
      ['Called', of.called_at && html`<${Time} at=${of.called_at} />`],
      ['Next try', of.next_try && html`<${Time} at=${of.next_try} />`],
      ['Busy since', of.busy_since && html`<${Time} at=${of.busy_since} />`],
      ['Now', [of.claimed && 'claimed for a call', of.calling && 'a call is in progress', of.may_be_deleted && 'a call may have deleted it'].filter(Boolean).join(', ')],
    ]} />
    <h2>Accepted</h2>
    <${Table} name="Accepted" head=${['Submission', 'Line', 'Received', 'State', 'Reason', 'Settled', 'Reported']}
      rows=${of.generations.map((each) => [
        link(each.submission_id, each.source), each.line === undefined ? '–' : count(each.line), html`<${Time} at=${each.received_at} />`,
        html`<${State} word=${each.state} />`, [each.reason, each.error_code, each.error_text].filter(Boolean).join(', ') || '–',
        html`<${Time} at=${each.settled_at} />`, html`<${Time} at=${each.reported_at} />`,
      ])} />
    ${of.duplicates.length > 0 && html`<h2>Named again</h2>
      <${Table} name="Named again" head=${['Submission', 'Line', 'Received']}
        rows=${of.duplicates.map((each) => [link(each.submission_id, each.source), each.line === undefined ? '–' : count(each.line), html`<${Time} at=${each.received_at} />`])} />
      ${of.more_duplicates && html`<p>There are more.</p>`}`}`;
}

/** Everything about one asset id. */
function One({ id }) {
  const [asked, setAsked] = useState(null);
  const known = usePoll(`assets/${encodeURIComponent(id)}`);
  const mayRetry = useMay('retry');
  const state = known.data?.state ?? '';
  useTitle(`${state} – asset ${id}`, known);
  const retry = () => setAsked({
    title: `Retry 1 id: ${id}`, lines: ['It is accepted again, as a submission of its own, and deleted if VOD permits.'],
    verb: 'Retry 1 id', path: `assets/${encodeURIComponent(id)}/retry`, done: `Accepted again: ${id}`,
  });
  return html`<${Results} of=${id} name="Asset" said=${known.data ? `${known.data.asset_id}: ${state}` : ''}>
      <${Shown} known=${known}>${(data) => html`<${Asset} of=${data} retry=${mayRetry && !known.failure ? retry : null} />`}<//>
      ${known.failure?.status === 404 && html`<p><a href=${`#/submissions?q=${encodeURIComponent(id)}`}>Submissions with this text</a></p>`}<//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}

function Nothing() {
  useTitle('Find', { at: 0 });
  return null;
}

export function Find({ query }) {
  const id = query.get('id') ?? '';
  const ids = query.get('ids') ?? '';
  const from = Math.max(0, Math.floor(Number(query.get('from'))) || 0);
  const given = id || ids.replaceAll(',', '\n');
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]); // and at no other time: somebody may be typing
  function find(event) {
    event.preventDefault();
    window.location.hash = address(text);
  }
  return html`<h1 tabindex="-1">Find</h1>
    <form role="search" aria-label="Find" onSubmit=${find}>
      <label for="wanted">Asset ids, a submission id, or a part of a file name</label>
      <p id="wanted-hint" class="muted">Up to ${count(MOST)} asset ids, one on each line or separated by commas or blanks.</p>
      <textarea id="wanted" rows="3" spellcheck="false" autocomplete="off" aria-describedby="wanted-hint" value=${text}
        onInput=${(event) => setText(event.target.value)}></textarea>
      <p class="row"><button type="submit" class="main">Find</button></p>
    </form>
    ${id ? html`<${One} key=${id} id=${id} />` : ids ? html`<${FoundIds} key=${ids} ids=${words(ids)} from=${from} />` : html`<${Nothing} />`}`;
}
