// @ts-check
/** What is going on, and first of all what needs a person. */
import { html } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { Facts, Shown, State, Time, atLeast, count, duration, inWords, silence, until, useTitle } from '../parts.js';

/** Outcomes that have waited longer do not get through, in seconds. */
const STUCK = 60;

/**
 * What of a list waits: ids of its own, or those that were accepted with another list before.
 * @param {any} list
 */
function ids(list) {
  return list.pending === 0 && list.duplicates_pending > 0
    ? `${count(list.duplicates_pending)} lines with ids of other lists` : `${count(list.pending)} ids`;
}

function Needs({ summary, held }) {
  const { sender } = summary;
  const lists = held.data?.submissions ?? [];
  const needs = [];
  if (sender.state !== 'running') {
    needs.push(html`<li key="sender"><strong>The sender is ${sender.state}${sender.cause ? ` (${sender.cause})` : ''}.</strong>
      ${' '}${sender.error} ${sender.remedy && html`<br /><em>What to do:</em> ${sender.remedy}`}
      <br /><a href="#/sender">Sender</a></li>`);
  }
  for (const list of lists) {
    needs.push(html`<li key=${list.submission_id}><strong>${list.source} is held</strong>, ${ids(list)} wait for an
      approval${list.held_for ? ` (${list.held_for.join(', ')})` : ''}${list.until && html`, until <${Time} at=${list.until} />`}.
      <br /><a href=${`#/approvals/${encodeURIComponent(list.submission_id)}`}>Read its plan, approve or cancel it</a></li>`);
  }
  if (held.data?.next) {
    needs.push(html`<li key="more"><a href="#/approvals">More held lists</a></li>`);
  }
  if (held.failure || !held.data) {
    needs.push(html`<li key="unknown">${held.failure
      ? html`<strong>Whether lists are held is not known${held.data ? ' now' : ''}:</strong> ${held.failure.message}`
      : 'Whether lists are held is not known yet.'}</li>`);
  }
  if (summary.unreported_seconds > STUCK) {
    needs.push(html`<li key="stuck"><strong>${count(summary.unreported)} outcomes have not reached their endpoint,</strong> the oldest for
      ${' '}${duration(summary.unreported_seconds)}.
      <br /><em>What to do:</em> see whether the endpoints of vod.outcome.* accept them, and what the log says.</li>`);
  }
  for (const [number, { node, settings }] of (summary.differing_settings ?? []).entries()) {
    needs.push(html`<li key=${`settings ${number}`}><strong>Settings of node ${node} differ</strong> from those of the node that sends:
      ${' '}${settings.join(', ')}.
      <br /><em>What to do:</em> set them alike: they change what is done when another node takes over.</li>`);
  }
  if (summary.refused_callers) {
    const refused = summary.refused_callers;
    needs.push(html`<li key="refused">${count(refused.count)} requests were refused for a missing or wrong credential since the
      start, the last from ${refused.last_from} at <${Time} at=${refused.last_at} />.</li>`);
  }
  return html`<section aria-labelledby="needs"><h2 id="needs">Needs you</h2>
    ${needs.length > 0 ? html`<ul class="needs">${needs}</ul>` : html`<p>Nothing.</p>`}</section>`;
}

function Left({ summary }) {
  const waiting = summary.pending - summary.held;
  if (waiting === 0) {
    return html`<p class="lead">Nothing waits to be sent.</p>`;
  }
  return summary.seconds_left === undefined
    ? html`<p class="lead">${count(waiting)} ids wait to be sent; how long that takes is not known.</p>`
    : html`<p class="lead">${count(waiting)} ids are sent in about ${duration(summary.seconds_left)}, by
        ${' '}<${Time} at=${summary.estimated_end} />.</p>`;
}

/** Settled ids of the last hour as a line, below that of what the rate of calls allows. */
function Pace() {
  const known = usePoll('timeline?minutes=60');
  return html`<section aria-labelledby="pace"><h2 id="pace">Ids a minute</h2><${Shown} known=${known}>${(data) => {
    const { settled, most_per_minute: most } = data;
    if (settled.length === 0) {
      return html`<p>No minute is over since the start.</p>`;
    }
    const top = Math.max(most ?? 0, ...settled, 1);
    const points = settled.map((ids, i) => `${60 - settled.length + i + 0.5},${20 - (20 * ids) / top}`);
    const words = `In the last ${settled.length} minutes ${count(settled.at(-1))} at last, ${count(Math.max(...settled))} at most, ${
      most === undefined ? 'without a limit' : `of ${count(most)} that the rate allows`}`;
    return html`<svg class="spark" viewBox="0 -1 60 22" preserveAspectRatio="none" role="img" aria-label=${words}>
        ${most !== undefined && html`<line x1="0" x2="60" y1=${20 - (20 * most) / top} y2=${20 - (20 * most) / top} />`}
        <polyline points=${[...points, ...(points.length === 1 ? [`60,${points[0].split(',')[1]}`] : [])].join(' ')} /></svg>
      <p>${words}.</p>`;
  }}<//></section>`;
}

/** The next runs, in words. */
function NextRuns() {
  const known = usePoll('schedules');
  return known.data?.schedules.length > 0 && html`<section aria-labelledby="runs"><h2 id="runs">Next runs</h2>
    <${Shown} known=${known}>${(data) => html`<ul>${data.schedules.map((/** @type {any} */ each) => html`<li key=${each.name}>
      <a href="#/schedule">${each.name}</a>, ${inWords(each)}: ${each.next.length === 0
        ? 'never again'
        : html`${until(each.next[0])}, at <${Time} at=${each.next[0]} />`}${each.waits_for && html` – <strong>skipped while a list waits for an approval</strong>`}</li>`)}</ul>`}<//></section>`;
}

/**
 * The lists that wait longest for an approval; not asked for where none does.
 * @param {any} summary
 */
function useHeld({ data, failure, at }) {
  const known = usePoll(data?.held_submissions > 0 ? 'submissions?state=held&limit=5' : null);
  return data?.held_submissions === 0 ? { data: { submissions: [] }, failure, at } : known;
}

export function Overview() {
  const summary = usePoll('summary');
  const held = useHeld(summary);
  const number = held.failure || !held.data ? 'perhaps some' : atLeast(held.data.submissions, held.data.next);
  const state = summary.failure ? silence(summary.failure.status).toLowerCase() : summary.data?.sender.state ?? '';
  useTitle(`${number === '0' ? '' : `${number} held, `}${state} – overview`, summary);
  return html`<h1 tabindex="-1">Overview</h1>
    <${Shown} known=${summary}>${(data) => html`
      <p class="lead">Sender: <${State} word=${data.sender.state} /></p>
      <${Needs} summary=${data} held=${held} />
      <section aria-labelledby="figures"><h2 id="figures">Ids</h2>
        <${Left} summary=${data} />
        <dl class="figures">${[
          ['pending', data.pending], ['deleted', data.deleted], ['failed', data.failed],
          ['kept', data.kept], ['held', data.held], ['unreported', data.unreported],
        ].map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${count(value)}</dd></div>`)}</dl>
        <${Facts} rows=${[
          ['Accepted', `${count(data.accepted)} ids in ${count(data.submissions)} submissions`],
          ['Settled lately', `${count(data.lately.settled)} in ${duration(data.lately.seconds)}, ${data.lately.ids_per_minute} ids a minute`],
          ['DELETE calls', data.calls_per_minute === undefined ? 'not limited' : `at most ${data.calls_per_minute} a minute now`],
          ['Duplicates', count(data.duplicates)],
          ['Rejected lines', count(data.rejected)],
          ['Replication', data.replication && `${data.replication}: a failover of the database may lose accepted lists`],
        ]} />
      </section>
      <${Pace} /><${NextRuns} />`}<//>`;
}
