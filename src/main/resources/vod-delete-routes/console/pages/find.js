// @ts-check
/** Everything about one asset id. */
import { html, useEffect, useState } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { OrderDialog } from '../order.js';
import { Copy, Facts, Results, Shown, State, Table, Time, count, useMay, useTitle } from '../parts.js';
import { link } from './submissions.js';

function Asset({ of, retry }) {
  return html`<p class="lead"><${State} word=${of.state} />${of.reason && html` for the reason ${of.reason}`}</p>
    ${retry && of.state === 'failed' && html`<p class="row"><button type="button" onClick=${retry}>Retry …</button></p>`}
    <${Facts} rows=${[
      ['Asset id', html`<${Copy} text=${of.asset_id} what="the asset id" />`],
      ['Settled', of.settled_at && html`<${Time} at=${of.settled_at} />`],
      ['Error', [of.error_code, of.error_text].filter(Boolean).join(': ')],
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
        link(each.submission_id), each.line === undefined ? '–' : count(each.line), html`<${Time} at=${each.received_at} />`,
        html`<${State} word=${each.state} />`, [each.reason, each.error_code, each.error_text].filter(Boolean).join(', ') || '–',
        html`<${Time} at=${each.settled_at} />`, html`<${Time} at=${each.reported_at} />`,
      ])} />
    ${of.duplicates.length > 0 && html`<h2>Named again</h2>
      <${Table} name="Named again" head=${['Submission', 'Line', 'Received']}
        rows=${of.duplicates.map((each) => [link(each.submission_id), each.line === undefined ? '–' : count(each.line), html`<${Time} at=${each.received_at} />`])} />
      ${of.more_duplicates && html`<p>There are more.</p>`}`}`;
}

export function Find({ query }) {
  const id = query.get('id') ?? '';
  const [text, setText] = useState(id);
  const [asked, setAsked] = useState(null);
  const known = usePoll(id ? `assets/${encodeURIComponent(id)}` : null);
  const mayRetry = useMay('retry');
  const state = known.data?.state ?? '';
  useTitle(id ? `${state} – asset ${id}` : 'Find an asset id', known.at);
  useEffect(() => setText(id), [id]); // and at no other time: somebody may be typing
  function find(event) {
    event.preventDefault();
    window.location.hash = text.trim() ? `#/find?id=${encodeURIComponent(text.trim())}` : '#/find';
  }
  const retry = () => setAsked({
    title: `Retry 1 id: ${id}`, lines: ['It is accepted again, as a submission of its own, and deleted if VOD permits.'],
    verb: 'Retry 1 id', path: `assets/${encodeURIComponent(id)}/retry`, done: `Accepted again: ${id}`,
  });
  return html`<h1 tabindex="-1">Find</h1>
    <form class="filters" role="search" aria-label="Asset id" onSubmit=${find}>
      <div><label for="asset-id">Asset id</label>
        <input id="asset-id" type="text" maxlength="64" spellcheck="false" autocomplete="off" value=${text} onInput=${(event) => setText(event.target.value)} /></div>
      <div class="row"><button type="submit" class="main">Find</button></div>
    </form>
    <${Results} of=${id} name="Asset" said=${id && known.data ? `${known.data.asset_id}: ${state}` : ''}>
      ${id && html`<${Shown} known=${known}>${(data) => html`<${Asset} of=${data} retry=${mayRetry ? retry : null} />`}<//>`}<//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}
