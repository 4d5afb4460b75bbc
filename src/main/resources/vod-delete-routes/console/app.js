// @ts-check
/** The frame around the pages: which one is shown, who asks, and what was said last. */
import { html, render, useCallback, useEffect, useRef, useState } from './standalone.module.js';
import { CALLER, hasToken, takeToken, usePoll } from './api.js';
import { Me, Say, Trouble } from './parts.js';
import { Approvals } from './pages/approvals.js';
import { Audit } from './pages/audit.js';
import { Find } from './pages/find.js';
import { Overview } from './pages/overview.js';
import { SenderPage } from './pages/sender.js';
import { SubmissionPage } from './pages/submission.js';
import { Submissions } from './pages/submissions.js';

const PAGES = [
  ['', 'Overview', Overview],
  ['submissions', 'Submissions', Submissions],
  ['approvals', 'Approvals', Approvals],
  ['find', 'Find', Find],
  ['sender', 'Sender', SenderPage],
  ['audit', 'Audit', Audit],
];
const NOBODY = { name: '', sees_all: false, may: [], reason_required: false };

/**
 * What the address says: everything that is shown is in it.
 * @returns {{page: string, id: string, query: URLSearchParams}}
 */
function place() {
  const [path, query] = window.location.hash.replace(/^#\/?/, '').split('?', 2);
  const [page, id] = path.split('/', 2);
  return { page, id: decoded(id ?? ''), query: new URLSearchParams(query ?? '') };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // an address that somebody has typed
  }
}

function Token({ me }) {
  const [text, setText] = useState('');
  const [keep, setKeep] = useState(false);
  if (hasToken()) {
    return html`<p class="who">Token in use${me.name ? html`: <strong>${me.name}</strong>` : ''}
      <button type="button" class="small" onClick=${() => takeToken('', false)}>Forget it</button></p>`;
  }
  function take(event) {
    event.preventDefault();
    if (text.trim()) {
      setText('');
      takeToken(text.trim(), keep);
    }
  }
  return html`<form class="who" onSubmit=${take}>
    <label for="token">Token for commands</label>
    <input id="token" type="password" autocomplete="current-password" spellcheck="false" value=${text}
      onInput=${(event) => setText(event.target.value)} />
    <label class="check"><input type="checkbox" checked=${keep} onChange=${(event) => setKeep(event.target.checked)} />
      keep until this tab is closed</label>
    <button type="submit" class="small">Use</button>
  </form>`;
}

function App() {
  const [at, setAt] = useState(place);
  const [said, setSaid] = useState({ text: '', isBad: false });
  const [caller, setCaller] = useState(0);
  const who = usePoll('whoami', true);
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const me = who.failure || !who.data ? NOBODY : { ...NOBODY, ...who.data };
  useEffect(() => {
    const move = () => {
      setAt(place());
      setSaid((was) => (was.isBad ? was : { text: '', isBad: false }));
    };
    const change = () => {
      setCaller((number) => number + 1);
      setSaid({ text: '', isBad: false });
    };
    window.addEventListener('hashchange', move);
    window.addEventListener(CALLER, change);
    return () => {
      window.removeEventListener('hashchange', move);
      window.removeEventListener(CALLER, change);
    };
  }, []);
  const say = useCallback((text, isBad = false) => setSaid({ text, isBad }), []);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
    } else {
      main.current?.querySelector('h1')?.focus();
    }
  }, [at.page, at.id]);
  const found = PAGES.find(([page]) => page === at.page);
  const [, name, Page] = at.page === 'submissions' && at.id ? ['', 'Submission', SubmissionPage] : found ?? ['', 'Unknown page', null];
  // then nothing else is asked: each refusal is counted
  const isUnknown = who.failure?.status === 401 || (who.failure?.status === 403 && !hasToken());
  return html`<${Me.Provider} value=${me}><${Say.Provider} value=${say}>
    <header>
      <p class="brand">vod-delete-routes</p>
      <${Token} me=${me} />
      <nav aria-label="Pages"><ul>${PAGES.map(([page, title]) => html`<li key=${page}>
        <a href=${`#/${page}`} aria-current=${page === at.page ? 'page' : undefined}>${title}</a></li>`)}</ul></nav>
    </header>
    <main ref=${main}>
      <div role="status">${said.text && html`<p class=${`note ${said.isBad ? 'bad' : 'good'}`}>${said.text}
        ${said.isBad && html` <button type="button" class="small" onClick=${() => say('')}>Close</button>`}</p>`}</div>
      ${isUnknown || !Page
        ? html`<h1 tabindex="-1">${name}</h1>${isUnknown ? html`<${Trouble} failure=${who.failure} />` : html`<p><a href="#/">Overview</a></p>`}`
        : html`${hasToken() && who.failure && html`<${Trouble} failure=${who.failure} />`}
          ${who.data || who.failure
            ? html`<${Page} key=${`${at.page}/${at.id}/${caller}`} id=${at.id} query=${at.query} />`
            : html`<h1 tabindex="-1">${name}</h1><p class="muted">Loading …</p>`}`}
    </main>
    <footer><p>All times are UTC; the title of each is the local one. Every command is written to the audit log.</p></footer>
  <//><//>`;
}

const root = document.getElementById('app');
if (root) {
  render(html`<${App} />`, root);
}
