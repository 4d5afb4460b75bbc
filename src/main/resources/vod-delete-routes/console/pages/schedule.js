// @ts-check
/** When lists are read by schedule: in words, the next runs, and what came of the last ones. */
import { html } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { Facts, Progress, Shown, State, Table, Time, count, inWords, until, useTitle } from '../parts.js';
import { link } from './submissions.js';

/**
 * A time where the schedule belongs.
 * @param {string} at
 * @param {string} zone
 */
function there(at, zone) {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, weekday: 'short', day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
    }).format(new Date(at));
  } catch {
    return '–'; // a time zone that this browser does not know
  }
}

/** @param {any} run */
function planned(run) {
  return run.source.slice(run.source.lastIndexOf('@') + 1);
}

function One({ schedule }) {
  return html`<section aria-label=${`Schedule ${schedule.name}`}><h2>${schedule.name}</h2>
    <p class="lead">${inWords(schedule)}</p>
    ${schedule.waits_for && html`<p class="note bad"><strong>Runs are skipped:</strong> a list of an earlier run waits for an
      approval. <a href=${`#/approvals/${encodeURIComponent(schedule.waits_for)}`}>Read its plan, approve or cancel it</a></p>`}
    <${Facts} rows=${[
      ['Cron', html`<code>${schedule.cron}</code>`],
      ['Time zone', schedule.time_zone],
      ['Reads', schedule.source],
      ['A missed run', schedule.missed === 'later' ? 'is made later, the newest one only' : 'is skipped'],
      ['Made until', schedule.made_until && html`<${Time} at=${schedule.made_until} />`],
    ]} />
    <h3>Next runs</h3>
    ${schedule.next.length === 0
      ? html`<p class="note bad">No future time matches the cron expression (vod.intake.schedule.cron).</p>`
      : html`<ol>${schedule.next.map((/** @type {string} */ at) => html`<li key=${at}><${Time} at=${at} />, ${until(at)}
          <span class="muted"> (${there(at, schedule.time_zone)} there)</span></li>`)}</ol>`}
    <h3>Last runs with a list</h3>
    ${schedule.runs.length === 0
      ? html`<p>None. A run whose source was empty makes no submission.</p>`
      : html`<${Table} name=${`Last runs of ${schedule.name}`} head=${['Planned', 'Began', 'Lines', 'Ids', 'State', 'Progress', 'Submission']}
          rows=${schedule.runs.map((/** @type {any} */ run) => [
            html`<${Time} at=${planned(run)} />`, html`<${Time} at=${run.received_at} />`, count(run.lines), count(run.accepted),
            html`<${State} word=${run.state} />`, html`<${Progress} of=${run} />`, link(run.submission_id),
          ])} />`}</section>`;
}

export function Schedules() {
  const known = usePoll('schedules');
  const next = known.data?.schedules[0]?.next[0];
  useTitle(next ? `next run ${until(next)} – schedule` : 'Schedule', known);
  return html`<h1 tabindex="-1">Schedule</h1>
    <${Shown} known=${known}>${(data) => (data.schedules.length === 0
      ? html`<p>No list is read by schedule. The setting vod.intake.schedule.enabled begins that.</p>`
      : data.schedules.map((/** @type {any} */ each) => html`<${One} key=${each.name} schedule=${each} />`))}<//>`;
}
