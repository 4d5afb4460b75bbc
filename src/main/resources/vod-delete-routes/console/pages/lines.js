// @ts-check
/** The lines of a submission and what became of each: selected by outcome, from any line on, page by page. */
import { html, useContext, useEffect, useState } from '../standalone.module.js';
import { ask, usePoll } from '../api.js';
import { OrderDialog, retry } from '../order.js';
import { Results, Say, Shown, State, Table, Time, Trouble, count, save, useMay } from '../parts.js';

/** Rows of a page: a browser shows so many at once without effort. */
const ROWS = 100;
/** So many ids are put into one file. */
const MOST_IDS = 10_000;
const SELECTED = ['status', 'reason', 'after'];

/**
 * @param {string} id of the submission
 * @param {Record<string, string>} wanted status, reason and after, each if it matters
 */
function address(id, wanted) {
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  return `#/submissions/${encodeURIComponent(id)}${query.size > 0 ? `?${query}` : ''}`;
}

/** Which outcomes there are and how many lines have each; each leads to its lines, and what failed can be tried again. */
export function Outcomes({ of, isOld }) {
  const mayRetry = useMay('retry') && !isOld;
  const [asked, setAsked] = useState(null);
  const rows = [['PENDING', '', of.pending], ['DELETED', '', of.deleted],
    ...(of.reasons ?? []).map((each) => [each.status, each.reason, each.lines])].filter(([, , lines]) => lines > 0);
  return html`<section aria-labelledby="outcomes"><h2 id="outcomes">Outcomes</h2>${rows.length === 0
    ? html`<p>None${of.duplicates > 0 ? ` of its own; ${count(of.duplicates)} lines are duplicates` : ' yet'}.</p>`
    : html`<${Table} name="Outcomes" head=${['Outcome', 'Reason', 'Lines', 'Show']} rows=${rows.map(([status, reason, lines]) => [
        html`<${State} word=${status.toLowerCase()} />`, reason || '–', count(lines),
        html`<a href=${address(of.submission_id, { status, reason })} aria-label=${`Lines that are ${status.toLowerCase()}${reason && `: ${reason}`}`}>Lines</a>
          ${status === 'FAILED' && mayRetry && html` <button type="button" class="small" aria-label=${`Retry what failed with ${reason} …`}
            onClick=${() => setAsked(retry(lines, { failed_for: reason, submission_id: of.submission_id }))}>Retry …</button>`}`,
      ])} />`}
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} /></section>`;
}

/** Chooses the line to begin at. */
function Jump({ id, wanted }) {
  const [line, setLine] = useState('');
  function jump(event) {
    event.preventDefault();
    const after = Math.max(0, Math.floor(Number(line)) - 1);
    window.location.hash = address(id, { ...wanted, after: after > 0 ? String(after) : '' });
  }
  return html`<form class="filters" onSubmit=${jump}><div><label for="line">Begin at line</label>
    <input id="line" type="number" min="1" step="1" required value=${line} onInput=${(event) => setLine(event.target.value)} /></div>
    <div class="row"><button type="submit">Go</button>
      ${(wanted.status || wanted.reason) && html`<a href=${address(id, {})}>All lines</a>`}</div></form>`;
}

/** The ids of what is selected as a list, which can be submitted again: failed and kept ids are accepted again. */
function SaveIds({ id, path, wanted }) {
  const [failure, setFailure] = useState(null);
  const [isRunning, setRunning] = useState(false);
  const say = useContext(Say);
  async function collect() {
    if (isRunning) {
      return;
    }
    setRunning(true);
    setFailure(null);
    try {
      const query = new URLSearchParams({ ...selected(wanted), limit: '500' });
      const ids = new Set();
      let next = `${path}/lines?${query}`;
      while (next && ids.size < MOST_IDS) {
        const page = await ask(next);
        page.lines.filter((line) => line.asset_id).forEach((line) => ids.add(line.asset_id));
        next = page.next ? `${path}/lines?${page.next.split('?')[1]}` : '';
      }
      const list = [...ids].slice(0, MOST_IDS);
      save(new Blob(list.map((each) => `${each}\n`), { type: 'text/plain' }), `ids-${id}.txt`);
      say(`${count(list.length)} ids are saved${next || ids.size > list.length ? '; there are more' : ''}`);
    } catch (problem) {
      setFailure(problem);
    }
    setRunning(false);
  }
  return html`<p class="row"><button type="button" aria-disabled=${isRunning} onClick=${collect}>Save these ids as a list</button>
    <span class="muted">At most ${count(MOST_IDS)}. Submit the list to try failed or kept ids again.</span></p>
    <${Trouble} failure=${failure} />`;
}

/** @param {Record<string, string>} wanted */
function selected(wanted) {
  return Object.fromEntries(['status', 'reason'].filter((name) => wanted[name]).map((name) => [name, wanted[name]]));
}

/** @param {any} of a duplicate's first line */
function first(of) {
  return of ? `${of.source}${of.line ? ` line ${of.line}` : ''}` : '–';
}

export function Lines({ id, path, query }) {
  const wanted = Object.fromEntries(SELECTED.map((name) => [name, query.get(name) ?? '']));
  const asked = new URLSearchParams({ ...selected(wanted), ...(wanted.after ? { after: wanted.after } : {}), limit: String(ROWS) });
  const known = usePoll(`${path}/lines?${asked}`);
  const after = known.data?.next ? new URLSearchParams(known.data.next.split('?')[1]).get('after') ?? '' : '';
  const isFurther = known.data?.lines.length === 0 && after !== '';
  useEffect(() => {
    if (isFurther) { // the server looks at some lines at a time
      window.location.replace(address(id, { ...wanted, after }));
    }
  }, [isFurther, after]);
  const what = [wanted.status.toLowerCase(), wanted.reason].filter(Boolean).join(', ');
  const lines = known.data?.lines ?? [];
  const said = lines.length > 0 ? `Lines ${count(lines[0].line)} to ${count(lines[lines.length - 1].line)}${what && `, only ${what}`}` : '';
  return html`<section aria-labelledby="lines"><h2 id="lines">Lines${what && `: ${what}`}</h2>
    <${Jump} key=${asked.toString()} id=${id} wanted=${wanted} />
    <${Results} of=${asked.toString()} name="Lines shown" said=${said}><${Shown} known=${known}>${() => html`
      ${isFurther ? html`<p>Searched up to line ${count(Number(after))} …</p>`
        : lines.length === 0 ? html`<p>No line ${wanted.after ? `after line ${count(Number(wanted.after))} ` : ''}is like that.</p>`
        : html`<${Table} name="Table of lines" head=${['Line', 'Asset id or text', 'Outcome', 'Reason', 'Settled', 'Title', 'Named first by']}
            rows=${lines.map((line) => [
              count(line.line),
              line.asset_id ? html`<a href=${`#/find?id=${encodeURIComponent(line.asset_id)}`}><code>${line.asset_id}</code></a>` : line.text,
              html`<${State} word=${line.status.toLowerCase()} />`, [line.reason, line.error_code].filter(Boolean).join(', ') || '–',
              html`<${Time} at=${line.settled_at} />`, line.title ?? '–', first(line.duplicate_of),
            ])} />`}
      <p class="row">${wanted.after && html`<a href=${address(id, { ...wanted, after: '' })}>First lines</a>`}
        ${after && !isFurther && html`<a href=${address(id, { ...wanted, after })}>Next lines</a>`}</p>
      ${lines.some((line) => line.asset_id) && html`<${SaveIds} id=${id} path=${path} wanted=${wanted} />`}`}<//><//></section>`;
}
