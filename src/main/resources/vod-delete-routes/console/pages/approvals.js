// @ts-check
/** Held lists, and the plan of one of them, which a person reads before approving it. */
import { html, useContext, useEffect, useState } from '../standalone.module.js';
import { changed, load, usePoll } from '../api.js';
import { OrderDialog } from '../order.js';
import { Copy, Facts, Me, Results, Shown, Table, Time, Trouble, atLeast, count, duration, useTitle } from '../parts.js';
import { link } from './submissions.js';

/** Those for which a list is held when some of its ids were sent, perhaps long after it was accepted. */
const LATER = ['failures', 'protection'];

/**
 * Since when a list is held. The audit log alone knows it of one that was held later.
 * @param {any} list
 */
function since(list) {
  return (list.held_for ?? []).some((/** @type {string} */ code) => LATER.includes(code))
    ? html`<a href=${`#/audit?event=held&submission=${encodeURIComponent(list.submission_id)}`}>audit log</a>`
    : html`<${Time} at=${list.accepted_at} />`;
}

function List({ query }) {
  const marks = new URLSearchParams([...query].filter(([name]) => ['before', 'after'].includes(name)));
  const step = marks.toString();
  const known = usePoll(`submissions?state=held&limit=100${step && `&${step}`}`);
  const number = atLeast(known.data?.submissions, known.data?.next);
  useTitle(known.data ? `${number} held – approvals` : 'Approvals', known);
  return html`<h1 tabindex="-1">Approvals</h1>
    <p>A held list is not sent before somebody approves its plan. The one that has waited longest stands first.</p>
    <${Results} of=${step} name="Held lists" said=${known.data ? `${number} held ${number === '1' ? 'list' : 'lists'} shown` : ''}>
      <${Shown} known=${known}>${(data) => html`${data.submissions.length === 0
        ? html`<p>No ${step && 'other '}list is held.</p>`
        : html`<${Table} name="Table of held lists" head=${['List', 'Pending ids', 'Held for', 'From', 'Held since', 'Expires']}
            rows=${data.submissions.map((each) => [
              html`<a class="long" href=${`#/approvals/${encodeURIComponent(each.submission_id)}`}>${each.source}</a>`, count(each.pending),
              (each.held_for ?? []).join(', '), each.caller ?? '–', since(each), html`<${Time} at=${each.until} />`,
            ])} />`}
        <p class="row">${step && html`<a href="#/approvals">First page</a>`}
          ${data.next && html`<a href=${`#/approvals?${data.next.split('?')[1]}`}>Next page</a>`}</p>`}<//><//>`;
}

/** @param {Record<string, number>} counts */
function named(counts) {
  return Object.entries(counts ?? {}).map(([name, number]) => `${name || '(none)'}: ${count(number)}`).join(' · ');
}

/**
 * A number of the plan, as far as it is known: VOD was asked about some of the ids only, perhaps.
 * @param {any} plan
 * @param {number} number of the asked ids
 */
function known(plan, number) {
  if (plan.asked === 0) {
    return 'not known: VOD was not asked about any id';
  }
  const untold = plan.unknown > 0 ? `; of ${count(plan.unknown)} it did not say` : '';
  return plan.asked < plan.ids
    ? `at least ${count(number)}, found among ${count(plan.asked)} of ${count(plan.ids)} asked${untold}; of the rest it is not known`
    : `${untold && 'at least '}${count(number)}${untold}`;
}

/** @param {any} plan */
function published(plan) {
  if (plan.asked === 0) {
    return 'It is not known how many of them are published: VOD was not asked about any.';
  }
  const which = plan.asked < plan.ids ? ` among ${count(plan.asked)} of ${count(plan.ids)} asked; of the rest it is not known` : '';
  return `${which || plan.unknown > 0 ? 'At least ' : ''}${count(plan.published)} published${which}.${
    plan.unknown > 0 ? ` Of ${count(plan.unknown)} VOD did not say whether they exist.` : ''}`;
}

/**
 * At most so many ids are deleted. A plan that an earlier version made does not say it.
 * @param {any} plan
 */
function toDelete(plan) {
  return count(plan.to_delete ?? plan.ids);
}

/** @param {Record<string, number>} counts */
function sum(counts) {
  return Object.values(counts ?? {}).reduce((all, each) => all + each, 0);
}

/** What a plan says. */
export function PlanFacts({ plan }) {
  return html`<${Facts} rows=${[
    ['Held for', html`<ul>${plan.held_for.map((hold) => html`<li key=${hold.code}>${hold.text}</li>`)}</ul>`],
    ['Ids', count(plan.ids)],
    ['To be deleted', `at most ${toDelete(plan)}`],
    ['Asked', `VOD was asked about ${plan.asked === plan.ids ? 'all' : `${count(plan.asked)} of ${count(plan.ids)}`}${plan.not_asked ? ` (${plan.not_asked})` : ''}`],
    ['Exist', known(plan, plan.living)],
    ['Published', html`<strong>${known(plan, plan.published)}</strong>`],
    ['Protected', `${known(plan, sum(plan.protected_by))}${named(plan.protected_by) && ` (${named(plan.protected_by)})`}`],
    ['Not found', known(plan, plan.not_found)],
    ['Deleted before', known(plan, plan.gone)],
    ['Not told', plan.asked > 0 ? count(plan.unknown) : ''],
    ['Young', known(plan, plan.young)],
    ['Oldest', plan.oldest && html`<${Time} at=${plan.oldest} />`],
    ['Categories of the asked', named(plan.by_category)],
    ['Rejected lines', count(plan.rejected)],
    ['Takes', plan.calls_per_minute === undefined ? `${count(plan.calls)} calls` : `${count(plan.calls)} calls, ${duration(plan.seconds)}`],
    ['Made', html`<${Time} at=${plan.made_at} />`],
    ['Valid until', plan.valid_until && html`<${Time} at=${plan.valid_until} />`],
    ['SHA-256 of the plan', html`<${Copy} text=${plan.plan_sha256} what="the SHA-256 of the plan" />`],
  ]} />
  <h3>Examples</h3>
  ${plan.examples.length === 0 ? html`<p>None.</p>` : html`<${Table} name="Examples" head=${['Title', 'Asset id', 'State', 'Created', 'Category', 'Protected by']}
    rows=${plan.examples.map((each) => [
      each.title || '–', html`<code>${each.asset_id}</code>`, [each.presence, each.status].filter(Boolean).join(', '),
      html`<${Time} at=${each.created} />`, each.category || '–', each.protected_by ?? '–',
    ])} />`}`;
}

/** The plan as the file has it; no other than the one that is shown. */
function PlanText({ path, hash }) {
  const [text, setText] = useState('');
  const [failure, setFailure] = useState(null);
  async function show() {
    setFailure(null);
    try {
      const found = await (await load(`${path}/plan`, 'text/plain')).text();
      if (found.trimEnd().endsWith(` ${hash}`)) {
        setText(found);
      } else {
        setFailure({ message: 'The plan was made anew meanwhile.', remedy: 'Read the new one.' });
        changed();
      }
    } catch (problem) {
      setFailure(problem);
    }
  }
  return text
    ? html`<div class="scroll" role="region" aria-label="Plan as text" tabindex="0"><pre>${text}</pre></div>`
    : html`<p><button type="button" onClick=${show}>Show the plan as text</button></p><${Trouble} failure=${failure} />`;
}

/**
 * The plan that was shown first, until the person wants the one that was made since.
 * @param {any} newest what the server has now; null if it may not be known any more
 * @returns {[any, () => void]}
 */
function usePinned(newest) {
  const [pinned, setPinned] = useState(null);
  useEffect(() => {
    if (!newest || !pinned) {
      setPinned(newest);
    }
  }, [newest]);
  return [newest && (pinned ?? newest), () => setPinned(newest)];
}

function One({ id }) {
  const path = `submissions/${encodeURIComponent(id)}`;
  const submission = usePoll(path);
  const plan = usePoll(submission.data ? `${path}/plan` : null);
  const [shown, showNewest] = usePinned(plan.data);
  const me = useContext(Me);
  const [asked, setAsked] = useState(null);
  const source = submission.data?.source ?? id;
  const isHeld = submission.data?.state === 'held';
  const isOther = shown !== null && shown.plan_sha256 !== plan.data.plan_sha256;
  const isSure = isHeld && !submission.failure && !plan.failure;
  useTitle(`${submission.data?.state ?? ''} – plan of ${source}`, submission);
  const approve = () => setAsked({
    title: `Approve ${source}: at most ${toDelete(shown)} ids are deleted`,
    lines: [published(shown), 'What VOD deletes cannot be brought back.', `You approve the plan ${shown.plan_sha256.slice(0, 12)}… and no other.`],
    verb: `Approve at most ${toDelete(shown)} ids`, path: `${path}/approve`, body: { plan_sha256: shown.plan_sha256 },
    needsReason: me.reason_required, done: `Approved: ${source}`,
  });
  const cancel = () => setAsked({
    title: `Cancel ${source}: ${count(submission.data.pending)} pending ids are kept`,
    lines: ['Nothing of it is sent. This cannot be undone; the list can be submitted again.'],
    verb: 'Cancel the list', path: `${path}/cancel`, done: `Cancelled: ${source}`,
  });
  return html`<h1 tabindex="-1">Plan of ${source}</h1>
    <p><a href="#/approvals">All held lists</a> · ${link(id, 'The submission')}</p>
    <${Shown} known=${submission}>${(data) => html`
      <p class="lead">It is ${data.state}${isHeld && data.until ? html`, until <${Time} at=${data.until} />` : ''}.</p>
      ${isHeld && me.may.length === 0 && html`<p>To approve or cancel it, type a token at the top of the page.</p>`}
      <div role="status">${isOther && html`<p class="note bad"><strong>The plan was made anew at <${Time} at=${plan.data.made_at} />.</strong>
        ${' '}What follows is the old one. <button type="button" onClick=${showNewest}>Read the new plan</button></p>`}</div>
      <p class="row">
        ${isSure && shown && !isOther && me.may.includes('approve') && html`<button type="button" class="main" onClick=${approve}>Approve …</button>`}
        ${isSure && me.may.includes('cancel') && html`<button type="button" onClick=${cancel}>Cancel …</button>`}</p>
      ${plan.failure?.status === 404
        ? html`<p>${isHeld ? 'Its plan is being made.' : 'It has no plan.'}</p>`
        : html`<${Shown} known=${plan}>${() => html`<div class=${isOther ? 'stale' : ''}><${PlanFacts} plan=${shown} />
          <${PlanText} key=${shown.plan_sha256} path=${path} hash=${shown.plan_sha256} /></div>`}<//>`}`}<//>
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}

export function Approvals({ id, query }) {
  return id ? html`<${One} id=${id} />` : html`<${List} query=${query} />`;
}
