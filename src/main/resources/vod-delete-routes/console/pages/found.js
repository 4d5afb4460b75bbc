// @ts-check
/** What became of many ids: a table to look at, to copy and to save. */
import { html, useContext, useEffect, useState } from '../standalone.module.js';
import { CALLER, CHANGED, load } from '../api.js';
import { CopyAll, Results, Say, State, Table, Time, Trouble, count, save, useTitle } from '../parts.js';
import { link } from './submissions.js';

/** So many ids are asked about at once. */
export const MOST = 1_000;
/** So many rows are shown at once. */
const ROWS = 200;

/**
 * The ids in a text, each once.
 * @param {string} text
 */
export function words(text) {
  return [...new Set(text.split(/[\s,;"']+/).filter(Boolean))];
}

/** @param {any[]} assets */
function summary(assets) {
  const states = new Map();
  assets.forEach((each) => states.set(each.state, (states.get(each.state) ?? 0) + 1));
  return [...states].map(([state, number]) => `${count(number)} ${state}`).join(' · ');
}

/** @param {any} each */
function row(each) {
  return [each.asset_id, each.state, each.reason, each.error_code, each.settled_at, each.source, each.line].map((cell) => cell ?? '').join('\t');
}

/**
 * The address of a page of them.
 * @param {string[]} ids
 * @param {number} from how many stand before it
 */
function page(ids, from) {
  return `#/find?ids=${ids.map(encodeURIComponent).join(',')}${from > 0 ? `&from=${from}` : ''}`;
}

/** @param {{ids: string[], from: number}} properties */
export function FoundIds({ ids, from }) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [failure, setFailure] = useState(null);
  const [turn, setTurn] = useState(0);
  const say = useContext(Say);
  const asked = { asset_ids: ids.slice(0, MOST) };
  useEffect(() => {
    let isWanted = true;
    load('assets/find', 'application/json', asked).then(async (answer) => {
      const { assets } = JSON.parse(await answer.text());
      if (isWanted) {
        setFound({ assets, at: Date.now() });
        setFailure(null);
      }
    }).catch((problem) => {
      if (isWanted) {
        setFound(null); // nothing old is shown as current
        setFailure(problem);
      }
    });
    const again = () => setTurn((number) => number + 1);
    window.addEventListener(CALLER, again);
    window.addEventListener(CHANGED, again);
    return () => {
      isWanted = false;
      window.removeEventListener(CALLER, again);
      window.removeEventListener(CHANGED, again);
    };
  }, [turn]);
  async function saveTable() {
    try {
      save(await load('assets/find', 'text/csv', asked), 'assets.csv');
      say('The table is saved where this browser saves files');
    } catch (problem) {
      setFailure(problem);
    }
  }
  const assets = found?.assets ?? [];
  const said = found ? `${count(assets.length)} ids: ${summary(assets)}` : '';
  useTitle(found ? `${count(assets.length)} ids – find` : 'Find', { at: found?.at ?? 0 });
  return html`<${Results} of=${`${turn}/${from}`} name="Ids" said=${said}>
    ${ids.length > MOST && html`<p class="note bad">These are ${count(ids.length)} ids; the first ${count(MOST)} are shown.</p>`}
    <${Trouble} failure=${failure} />
    ${!found && !failure && html`<p class="muted">Loading …</p>`}
    ${found && html`<p class="muted">As of <${Time} at=${new Date(found.at).toISOString()} />.</p>
      <p class="row"><button type="button" onClick=${() => setTurn(turn + 1)}>Ask again</button>
        <${CopyAll} text=${assets.map(row).join('\n')} what="the table" />
        <button type="button" onClick=${saveTable}>Save as CSV</button></p>
      <${Table} name="Ids that were found" head=${['Asset id', 'State', 'Reason', 'Settled', 'List', 'Line', 'Received']}
        rows=${assets.slice(from, from + ROWS).map((each) => [
          each.state === 'unknown' || each.state === 'invalid' ? html`<code>${each.asset_id}</code>`
            : html`<a href=${`#/find?id=${encodeURIComponent(each.asset_id)}`}><code>${each.asset_id}</code></a>`,
          html`<${State} word=${each.state} />`, [each.reason, each.error_code].filter(Boolean).join(', ') || '–',
          html`<${Time} at=${each.settled_at} />`, each.submission_id ? link(each.submission_id, each.source) : '–',
          each.line === undefined ? '–' : count(each.line), html`<${Time} at=${each.received_at} />`,
        ])} />
      <p class="row">${from > 0 && html`<a href=${page(ids, Math.max(0, from - ROWS))}>Back</a>`}
        ${from + ROWS < assets.length && html`<a href=${page(ids, from + ROWS)}>More</a>`}</p>`}<//>`;
}
