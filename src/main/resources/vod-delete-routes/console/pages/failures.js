// @ts-check
/** Why ids were not deleted: how many for each reason, and what to do about it. */
import { html, useState } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { OrderDialog, retry } from '../order.js';
import { Results, Shown, State, Table, Time, count, useMay, useTitle } from '../parts.js';

/** The server counts further codes together. */
const OTHER = 'other';
const CHOICES = [['', 'All'], ['failed', 'Failed'], ['kept', 'Kept']];

/** @param {any[]} reasons */
function sum(reasons) {
  return reasons.reduce((all, each) => all + each.ids, 0);
}

export function Failures({ query }) {
  const [asked, setAsked] = useState(null);
  const status = CHOICES.some(([each]) => each === query.get('status')) ? query.get('status') : '';
  const known = usePoll('reasons');
  const mayRetry = useMay('retry') && !known.failure;
  const all = known.data?.reasons ?? [];
  const shown = all.filter((/** @type {any} */ each) => !status || each.status === status);
  const failed = sum(all.filter((/** @type {any} */ each) => each.status === 'failed'));
  useTitle(known.data ? `${count(failed)} failed – failures` : 'Failures', known);
  return html`<h1 tabindex="-1">Failures</h1>
    <ul class="choices" aria-label="Which are shown">${CHOICES.map(([each, name]) => html`<li key=${each}>
      <a href=${`#/failures${each && `?status=${each}`}`} aria-current=${each === status ? 'true' : undefined}>${name}</a></li>`)}</ul>
    <${Results} of=${status} name="Reasons" said=${known.data ? `${count(sum(shown))} ids for ${count(shown.length)} reasons` : ''}>
      <${Shown} known=${known}>${(data) => html`
        <p>Outcomes of all submissions: ${count(data.deleted)} deleted, ${count(data.failed)} failed, ${count(data.kept)} kept.
          ${' '}Ids that were submitted again since are not counted in the column Ids.</p>
        ${shown.length === 0
          ? html`<p>No id ${status === 'kept' ? 'was kept' : status === 'failed' ? 'has failed' : 'has failed or was kept'}.</p>`
          : html`<${Table} name="Table of reasons" head=${['Status', 'Reason', 'Ids', 'Outcomes', 'Error code', 'Class', 'What to do', 'Last id', ...(mayRetry ? ['Command'] : [])]}
              rows=${shown.map((/** @type {any} */ each) => [
                html`<${State} word=${each.status} />`, each.reason || '–', count(each.ids), count(each.outcomes),
                each.error_code ? html`<code>${each.error_code}</code>` : '–', each.error_class ?? '–', each.remedy,
                each.last_asset_id
                  ? html`<a href=${`#/find?id=${encodeURIComponent(each.last_asset_id)}`}>${each.last_asset_id}</a> <${Time} at=${each.last_at} />`
                  : '–',
                ...(mayRetry ? [each.status === 'failed' && each.ids > 0 && each.error_code !== OTHER
                  ? html`<button type="button" class="small" aria-label=${`Retry what failed with ${each.reason} ${each.error_code ?? ''} …`}
                      onClick=${() => setAsked(retry(each.ids, { failed_for: each.reason, error_code: each.error_code ?? '' }))}>Retry …</button>`
                  : '–'] : []),
              ])} />`}
          <p>A single id can be <a href="#/find">found</a> and retried. Kept ids are submitted again in a list.</p>`}<//><//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}
