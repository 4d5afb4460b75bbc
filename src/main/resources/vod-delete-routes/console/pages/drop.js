// @ts-check
/** A list is chosen, looked at and planned; only who may send lists can submit it here. */
import { html, useContext, useEffect, useRef, useState } from '../standalone.module.js';
import { ask } from '../api.js';
import { OrderDialog } from '../order.js';
import { Facts, Me, Say, Trouble, count, useMay, useTitle } from '../parts.js';
import { preview } from '../preview.js';
import { plan, submit } from '../send.js';
import { PlanFacts } from './approvals.js';
import { link } from './submissions.js';

/** As the server has them unless somebody changes that. */
const USUAL = { names: 'asset_id,媒资ID', pattern: '[0-9a-f]{32}' };

/** How the server looks for ids, as far as this caller may know. */
function useRules() {
  const me = useContext(Me);
  const [rules, setRules] = useState(USUAL);
  useEffect(() => {
    let isWanted = true;
    if (me.sees_all) {
      ask('settings').then(({ settings }) => {
        const value = (/** @type {string} */ key) => settings.find((/** @type {any} */ each) => each.key === key)?.value;
        if (isWanted) {
          setRules({ names: value('vod.intake.id-columns') ?? USUAL.names, pattern: value('vod.asset-id.pattern') ?? USUAL.pattern });
        }
      }, () => {}); // then the usual ones are as good as any
    }
    return () => {
      isWanted = false;
    };
  }, [me.sees_all]);
  return rules;
}

/** A name for a request, so that the same list that is sent twice is accepted once. */
function newKey() {
  return `console-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, '0')).join('')}`;
}

function Choice({ take }) {
  const [isOver, setOver] = useState(false);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const over = (/** @type {boolean} */ is) => (/** @type {Event} */ event) => {
    event.preventDefault();
    setOver(is);
  };
  function drop(event) {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) {
      take(event.dataTransfer.files[0]);
    }
  }
  return html`<div class=${`drop ${isOver ? 'over' : ''}`} onDragOver=${over(true)} onDragLeave=${over(false)} onDrop=${drop}>
    <label for="list">Choose a list, or drag it here</label>
    <input id="list" ref=${input} type="file" accept=".txt,.csv,.tsv,.json,.gz"
      onChange=${(event) => event.target.files.length > 0 && take(event.target.files[0])} />
    <p class="muted">One file: .txt, .csv, .tsv or .json, each also as .gz. Nothing leaves this browser before you plan or submit it.</p></div>`;
}

/** @param {any} seen a list that was looked into */
function idsOf(seen) {
  return seen.isTooLong ? [['Ids', 'not looked into: the plan tells what the server finds']] : [
    ['Ids are in', seen.column || html`<strong>no column that is known</strong>: name it as in vod.intake.id-columns`],
    ['First ids', seen.first.length > 0 ? html`<ul>${seen.first.map((/** @type {string} */ id, /** @type {number} */ i) => html`<li key=${i}><code>${id}</code></li>`)}</ul>` : 'none'],
    ['Not like an id', `${count(seen.odd)}${seen.isWhole ? '' : ' at the beginning'}`],
  ];
}

function Looked({ list }) {
  const { seen } = list;
  return html`<section aria-labelledby="looked"><h2 id="looked">${list.file.name}</h2>
    <p>As this browser reads it; the server reads it anew.</p>
    <${Facts} rows=${[
      ['Size', `${count(list.file.size)} bytes${seen.isPacked ? ', compressed' : ''}`],
      ['Lines', count(seen.lines)],
      ['Format', seen.format],
      ...idsOf(seen),
    ]} />
    ${!seen.type && html`<p class="note bad">The server takes no such file by HTTP. Save it as .csv, or put it into the inbox.</p>`}</section>`;
}

function Accepted({ answer }) {
  return html`<div class="note good"><strong>Accepted: ${count(answer.accepted)} ids, ${count(answer.duplicates.length)} named before,
    ${' '}${count(answer.rejected.length)} lines rejected${answer.state ? `; the list is ${answer.state}` : ''}.</strong>
    ${(answer.notices ?? []).map((/** @type {any} */ each, i) => html`<p key=${i}>${each.text}</p>`)}
    <p>${link(answer.submission_id, 'The submission')}</p></div>`;
}

const NOTHING = { plan: null, answer: null, failure: null, isRunning: false };

/** What may be done with a list: planning is the first choice. */
function Deed({ list }) {
  const me = useContext(Me);
  const mayPlan = useMay('plans');
  const maySubmit = useMay('submissions');
  const [deed, setDeed] = useState('plan');
  const [came, setCame] = useState(NOTHING);
  const [asked, setAsked] = useState(null);
  const say = useContext(Say);
  const may = deed === 'plan' ? mayPlan : maySubmit;
  async function go(event) {
    event.preventDefault();
    if (!may || came.isRunning) {
      return;
    }
    if (deed === 'submit') {
      setAsked({
        title: `Submit ${list.file.name}: its ids are deleted`,
        lines: [`It has ${count(list.seen.lines)} lines: ${list.seen.format}.`,
          `${list.seen.isTooLong ? 'Its ids were not looked into' : `Column of ids: ${list.seen.column || 'none that is known here'}`}. What is over a limit waits for an approval.`,
          'What VOD deletes cannot be brought back. The same list is accepted once, however often it is sent from here.'],
        verb: 'Submit', done: `Submitted: ${list.file.name}`,
        send: async (/** @type {string} */ reason) => {
          const answer = await submit(me.submissions_path, list.file, list.seen, list.key, reason);
          setCame({ ...NOTHING, answer });
        },
      });
      return;
    }
    setCame({ ...NOTHING, isRunning: true });
    try {
      setCame({ ...NOTHING, plan: await plan(list.file, list.seen.type, list.seen.isPacked) });
      say(`Planned: ${list.file.name}`);
    } catch (failure) {
      setCame({ ...NOTHING, failure });
    }
  }
  const choice = (/** @type {string} */ name, /** @type {string} */ text) => html`<label class="check"><input type="radio" name="deed"
    checked=${deed === name} onChange=${() => setDeed(name)} /> ${text}</label>`;
  return html`<form onSubmit=${go}><fieldset><legend>What to do with it</legend>
      ${choice('plan', 'Plan only: see what it would delete; nothing is accepted')}
      ${choice('submit', 'Submit: have its ids deleted')}</fieldset>
    ${!may && html`<p class="note">${deed === 'plan'
      ? 'To plan it, type a token of vod.status.token or vod.approval.token at the top of the page.'
      : 'To submit it here, type a token of vod.intake.webhook.token at the top of the page (vod.intake.webhook.auth=token), or put the file into the inbox.'}</p>`}
    <p class="row"><button type="submit" class="main" aria-disabled=${!may || came.isRunning || !list.seen.type}>${deed === 'plan' ? 'Plan it' : 'Submit it …'}</button></p>
    </form>
    <div role="status">${came.isRunning && html`<p>VOD is asked about some of its ids …</p>`}
      ${came.answer && html`<${Accepted} answer=${came.answer} />`}</div>
    <${Trouble} failure=${came.failure} />
    ${came.plan && html`<section aria-labelledby="plan"><h2 id="plan">What it would delete</h2><${PlanFacts} plan=${came.plan} /></section>`}
    <${OrderDialog} asked=${asked} close=${() => setAsked(null)} />`;
}

export function Drop() {
  const rules = useRules();
  const [list, setList] = useState(null);
  const [failure, setFailure] = useState(null);
  useTitle(list ? `${list.file.name} – drop` : 'Drop a list', { at: 0 });
  async function take(/** @type {File} */ file) {
    setFailure(null);
    setList(null);
    try {
      setList({ file, seen: await preview(file, rules.names, rules.pattern), key: newKey() });
    } catch (problem) {
      setFailure({ message: `This browser cannot read ${file.name}.`, remedy: String(problem.message ?? problem) });
    }
  }
  return html`<h1 tabindex="-1">Drop a list</h1>
    <${Choice} take=${take} />
    <${Trouble} failure=${failure} />
    ${list && html`<${Looked} list=${list} /><${Deed} key=${list.key} list=${list} />`}`;
}
