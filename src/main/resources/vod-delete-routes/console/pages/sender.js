// @ts-check
/** Whether ids are sent, why not, and the two commands about it. */
import { html, useState } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { OrderDialog } from '../order.js';
import { Facts, Shown, State, Time, count, silence, useMay, useTitle } from '../parts.js';

export function SenderPage() {
  const known = usePoll('summary');
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
          ['DELETE calls', data.calls_per_minute === undefined ? 'not limited' : `at most ${data.calls_per_minute} a minute now`],
          ['Settled lately', `${data.lately.ids_per_minute} ids a minute`],
          ['Pending ids', `${count(data.pending)}, of which ${count(data.held)} are not released`],
        ]} />`;
    }}<//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}
