// @ts-check
/** The settings in use: their values, where each was set, and which differ from their defaults. Secrets are never sent. */
import { html, useState } from '../standalone.module.js';
import { usePoll } from '../api.js';
import { Results, Shown, Table, count, useTitle } from '../parts.js';

const CHANGED = 'changed';

function Filters({ text, isChanged }) {
  const [given, setGiven] = useState(text);
  const [changedAlone, setChangedAlone] = useState(isChanged);
  function show(event) {
    event.preventDefault();
    const wanted = new URLSearchParams({ ...(given.trim() && { q: given.trim() }), ...(changedAlone && { show: CHANGED }) });
    window.location.hash = `#/settings${wanted.size > 0 ? `?${wanted}` : ''}`;
  }
  return html`<form class="filters" role="search" aria-label="Settings" onSubmit=${show}>
    <div><label for="s-text">Text</label>
      <input id="s-text" type="text" maxlength="100" spellcheck="false" placeholder="part of a key" value=${given}
        onInput=${(event) => setGiven(event.target.value)} /></div>
    <label class="check"><input type="checkbox" checked=${changedAlone} onChange=${(event) => setChangedAlone(event.target.checked)} />
      other than the default</label>
    <div class="row"><button type="submit" class="main">Show</button> <a href="#/settings">All</a></div>
  </form>`;
}

/** @param {any} setting */
function value(setting) {
  if (setting.secret) {
    return setting.value ? 'set, not shown' : 'not set';
  }
  return setting.value ? html`<code class="long">${setting.value}</code>` : 'empty';
}

export function SettingsPage({ query }) {
  const known = usePoll('settings');
  const text = query.get('q') ?? '';
  const isChanged = query.get('show') === CHANGED;
  const shown = (known.data?.settings ?? []).filter((/** @type {any} */ each) => (!isChanged || each.changed)
    && `${each.key} ${each.text ?? ''}`.toLowerCase().includes(text.toLowerCase()));
  const of = `${text} ${isChanged}`;
  useTitle(known.data ? `${count(shown.length)} settings` : 'Settings', known);
  return html`<h1 tabindex="-1">Settings</h1>
    <p>As they were read at the start. To change one, change it where it was set, and restart.</p>
    <${Filters} key=${of} text=${text} isChanged=${isChanged} />
    <${Results} of=${of} name="Result" said=${known.data ? `${count(shown.length)} of ${count(known.data.settings.length)} settings shown` : ''}>
      <${Shown} known=${known}>${() => (shown.length === 0
        ? html`<p>No setting is like that.</p>`
        : html`<${Table} name="Settings in use" head=${['Setting', 'Value', 'Default', 'Differs', 'Set by', 'What it is for']}
            rows=${shown.map((/** @type {any} */ each) => [
              html`<code>${each.key}</code>`, value(each), each.default ? html`<code class="long">${each.default}</code>` : '–',
              each.changed ? html`<strong>yes</strong>` : 'no', html`<span class="long">${each.set_by ?? 'nobody: the default'}</span>`, each.text ?? 'limits a caller',
            ])} />`)}<//><//>`;
}
