// @ts-check
/** What is never deleted: by which files, tags, categories and ages, and whether one id is. */
import { html, useEffect, useState } from '../standalone.module.js';
import { usePoll, useQuestion } from '../api.js';
import { Copy, Facts, Results, Shown, Table, Time, Trouble, count, duration, useMay, useTitle } from '../parts.js';
import { plan } from '../send.js';

/** What happens to an asset that a rule is about. */
const THEN = { __proto__: null, keep: 'kept', hold: 'held until somebody approves it', off: 'deleted like any other' };

/** @param {any} data */
function rules(data) {
  const { younger } = data;
  return [
    ['Tags', data.tags.join(', ') || 'none'],
    ['Categories', data.categories.join(', ') || 'none'],
    ['Younger than', younger ? `${duration(younger.seconds)}: ${THEN[younger.then]}` : 'age does not matter'],
    ['Published', THEN[data.published] ?? data.published],
    ['Kept so far', Object.entries(data.kept).filter(([, number]) => Number(number) > 0)
      .map(([guard, number]) => `${count(Number(number))} by ${guard}`).join(', ') || 'none'],
  ];
}

function Files({ files }) {
  const faults = files.filter((/** @type {any} */ each) => each.problem);
  return html`${faults.map((/** @type {any} */ each) => html`<div key=${each.file} class="note bad"><strong>No call begins
      since <${Time} at=${each.problem.since} />:</strong> ${each.problem.text}.<p>What to do: ${each.problem.remedy}.</p></div>`)}
    ${files.length === 0
      ? html`<p>No file protects ids (vod.protect.files).</p>`
      : html`<${Table} name="Files of protected ids" head=${['File', 'Ids', 'State']}
          rows=${files.map((/** @type {any} */ each) => [html`<code>${each.file}</code>`, count(each.ids), each.problem ? '! problem' : '✓ read'])} />`}`;
}

/** What VOD says about one id: only it knows the tags, the category and the age. */
function Asked({ id }) {
  const { found, failure, isRunning, run } = useQuestion(
    () => plan(new Blob([JSON.stringify({ asset_ids: [id] })]), 'application/json'));
  const example = found?.examples[0];
  return html`<p class="row"><button type="button" aria-disabled=${isRunning} onClick=${run}>Ask VOD about it</button></p>
    <div role="status">${isRunning && html`<p>VOD is asked …</p>`}
      ${found && (example && found.asked > 0
        ? html`<p class=${`note ${example.protected_by ? 'good' : ''}`}>VOD: ${example.presence}${example.title && `, “${example.title}”`}${example.status && `, ${example.status}`}.
            ${' '}<strong>${example.protected_by ? `Protected by ${example.protected_by}.` : 'No tag, category or age protects it.'}</strong></p>`
        : html`<p class="note bad">VOD did not say anything about it. ${found.not_asked ?? ''}</p>`)}</div>
    <${Trouble} failure=${failure} />`;
}

function OfAsset({ id }) {
  const known = usePoll(`protection/${encodeURIComponent(id)}`);
  const mayPlan = useMay('plans');
  return html`<${Results} of=${id} name="Asset" said="">
    <${Shown} known=${known}>${(data) => html`
      <p><${Copy} text=${data.asset_id} what="the asset id" /></p>
      ${data.files.length > 0
        ? html`<p class="note good"><strong>Protected</strong> by ${data.files.join(', ')}: it is never sent to VOD.</p>`
        : html`<p class="note">No file protects it.</p>`}
      ${mayPlan ? html`<${Asked} key=${id} id=${id} />` : html`<p>Whether a tag, its category or its age protects it only VOD knows: type a
        token that may plan, to ask.</p>`}
      <p><a href=${`#/find?id=${encodeURIComponent(data.asset_id)}`}>What became of it</a></p>`}<//><//>`;
}

export function Protected({ query }) {
  const id = query.get('id') ?? '';
  const [text, setText] = useState(id);
  const known = usePoll('protection');
  const faults = (known.data?.files ?? []).filter((/** @type {any} */ each) => each.problem).length;
  useTitle(`${faults > 0 ? `${faults} problems, ` : ''}protected`, known);
  useEffect(() => setText(id), [id]);
  function find(event) {
    event.preventDefault();
    window.location.hash = text.trim() ? `#/protected?id=${encodeURIComponent(text.trim())}` : '#/protected';
  }
  return html`<h1 tabindex="-1">Protected</h1>
    <form class="filters" role="search" aria-label="Is an id protected?" onSubmit=${find}>
      <div><label for="protected-id">Is this asset id protected?</label>
        <input id="protected-id" type="text" maxlength="64" spellcheck="false" autocomplete="off" value=${text}
          onInput=${(event) => setText(event.target.value)} /></div>
      <div class="row"><button type="submit" class="main">Look it up</button></div>
    </form>
    ${id && html`<${OfAsset} key=${id} id=${id} />`}
    <${Shown} known=${known}>${(data) => html`
      <section aria-labelledby="files"><h2 id="files">By file</h2><${Files} files=${data.files} /></section>
      <section aria-labelledby="rules"><h2 id="rules">By what VOD says</h2>
        ${!data.asked && html`<p class="note">VOD is not asked about assets before they are deleted (vod.preflight is false).</p>`}
        <${Facts} rows=${rules(data)} /></section>`}<//>`;
}
