// @ts-check
/** The frame around the pages: which one is shown, who asks, and what was said last. */
import { html, render, useCallback, useEffect, useErrorBoundary, useLayoutEffect, useRef, useState } from './standalone.module.js';
import { CALLER, hasToken, takeToken, usePoll } from './api.js';
import { Me, Say, Trouble } from './parts.js';

/** Nobody waits for a page that nobody opens. */
const PAGES = [
  ['', 'Overview', () => import('./pages/overview.js').then((all) => all.Overview)],
  ['submissions', 'Submissions', () => import('./pages/submissions.js').then((all) => all.Submissions)],
  ['approvals', 'Approvals', () => import('./pages/approvals.js').then((all) => all.Approvals)],
  ['find', 'Find', () => import('./pages/find.js').then((all) => all.Find)],
  ['failures', 'Failures', () => import('./pages/failures.js').then((all) => all.Failures)],
  ['sender', 'Sender', () => import('./pages/sender.js').then((all) => all.SenderPage)],
  ['schedule', 'Schedule', () => import('./pages/schedule.js').then((all) => all.Schedules)],
  ['drop', 'Drop', () => import('./pages/drop.js').then((all) => all.Drop)],
  ['protected', 'Protected', () => import('./pages/protected.js').then((all) => all.Protected)],
  ['audit', 'Audit', () => import('./pages/audit.js').then((all) => all.Audit)],
  ['settings', 'Settings', () => import('./pages/settings.js').then((all) => all.SettingsPage)],
];
const SUBMISSION = ['', 'Submission', () => import('./pages/submission.js').then((all) => all.SubmissionPage)];
const UNKNOWN = ['', 'Unknown page', null];
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
  const had = useRef(hasToken());
  const control = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (had.current !== hasToken()) { // what had the focus is gone
      had.current = hasToken();
      control.current?.focus();
    }
  });
  if (hasToken()) {
    return html`<p class="who">Token in use${me.name ? html`: <strong>${me.name}</strong>` : ''}
      <button ref=${control} type="button" class="small" onClick=${() => takeToken('', false)}>Forget it</button></p>`;
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
    <input id="token" ref=${control} type="password" autocomplete="current-password" spellcheck="false" pattern="[!-~]+"
      title="letters, digits and signs of ASCII, without blanks" value=${text} onInput=${(event) => setText(event.target.value)} />
    <label class="check"><input type="checkbox" checked=${keep} onChange=${(event) => setKeep(event.target.checked)} />
      keep until this tab is closed</label>
    <button type="submit" class="small">Use</button>
  </form>`;
}

/**
 * A page, once it is loaded.
 * @param {any} load one of those above; null for none
 * @returns {{load: any, Page: any, failure: any}}
 */
function usePage(load) {
  const [loaded, setLoaded] = useState({ load: null, Page: null, failure: null });
  useEffect(() => {
    let isWanted = true;
    const failure = { message: 'This page could not be loaded.', remedy: 'See whether the server runs, then reload it.' };
    load?.().then(
      (/** @type {any} */ Page) => isWanted && setLoaded({ load, Page, failure: null }),
      () => isWanted && setLoaded({ load, Page: null, failure }),
    );
    return () => {
      isWanted = false;
    };
  }, [load]);
  return loaded.load === load ? loaded : { load, Page: null, failure: null };
}

/** A page that cannot show an answer says so: what it showed before would look as if it were current. */
function Guarded({ name, children }) {
  const [broken] = useErrorBoundary();
  return broken
    ? html`<h1 tabindex="-1">${name}</h1><${Trouble} failure=${{
      message: `This page cannot show what the server has answered: ${String(broken.message ?? broken)}`,
      remedy: 'Reload it. Is the answer from this server, and from this version?',
    }} />`
    : children;
}

function App() {
  const [at, setAt] = useState(place);
  const [said, setSaid] = useState({ text: '', isBad: false });
  const [caller, setCaller] = useState(0);
  const who = usePoll('whoami', true);
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const me = { ...NOBODY, ...who.data }; // a refusal takes the data back, a server that fails for a moment does not
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
  const found = PAGES.find(([page]) => page === at.page);
  const [, name, load] = at.page === 'submissions' && at.id ? SUBMISSION : found ?? UNKNOWN;
  const { Page, failure } = usePage(load);
  const shown = `${at.page}/${at.id}`;
  const first = useRef(/** @type {string | null} */ (shown));
  useEffect(() => {
    if (first.current !== shown) { // whoever has just opened the console begins at its top
      first.current = null;
      main.current?.querySelector('h1')?.focus();
    }
  }, [shown, Page]);
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
      ${isUnknown || !load || failure
        ? html`<h1 tabindex="-1">${name}</h1><${Trouble} failure=${isUnknown ? who.failure : failure} />${!load && html`<p><a href="#/">Overview</a></p>`}`
        : html`${hasToken() && who.failure && html`<${Trouble} failure=${who.failure} />`}
          ${Page && (who.data || who.failure)
            ? html`<${Guarded} key=${`${at.page}/${at.id}/${caller}`} name=${name}><${Page} id=${at.id} query=${at.query} /><//>`
            : html`<h1 tabindex="-1">${name}</h1><p class="muted">Loading …</p>`}`}
    </main>
    <footer><p>All times are UTC; the title of each is the local one. Every command is written to the audit log.</p></footer>
  <//><//>`;
}

const root = document.getElementById('app');
if (root) {
  render(html`<${App} />`, root);
}
