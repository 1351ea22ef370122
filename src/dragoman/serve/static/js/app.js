/** The page: header, filter bar, and the view that the address names. */
import { html, render, useEffect, useState } from './lib.js';
import { interceptLinks, link, useAddress } from './state.js';
import { setCountries } from './words.js';
import { AGAIN, call } from './api.js';
import { Preparing } from './parts.js';
import * as format from './format.js';

const VIEWS = {
  overview: ['Overview', () => import('./views/overview.js')],
  events: ['Events', () => import('./views/events.js')],
  dyad: ['Two actors', () => import('./views/dyad.js')],
  map: ['Map', () => import('./views/map.js')],
  network: ['Network', () => import('./views/network.js')],
  episodes: ['Compare', () => import('./views/episodes.js')],
  articles: ['Articles', () => import('./views/articles.js')],
  agenda: ['Agenda', () => import('./views/agenda.js')],
  paste: ['Code a text', () => import('./views/paste.js')],
  review: ['Review', () => import('./views/review.js')],
  about: [null, () => import('./views/about.js')],
};
const KEEPS_FILTERS = new Set(['overview', 'events', 'map', 'network', 'episodes', 'agenda', 'review', 'dyad']);

const NEEDS_NO_STORE = new Set(['paste', 'about']);
const EMPTY_AGAIN = 5000; // milliseconds between two looks whether an empty store has been filled

const Nowhere = () => html`<div class="empty"><h1>There is no such page</h1><p>Choose a view above, or go to the <a href="/overview">overview</a>.</p></div>`;

const EmptyStore = () => html`<div class="empty"><h1>This store is empty</h1>
  <p>Fill it on the command line, with files, folders or addresses: <code>dragoman ingest PAGE… --store FOLDER</code>. What comes shows here by itself.</p>
  <p>Or try it at once: <a class="button" href="/paste">Code a text</a></p></div>`;

function Navigation({ view }) {
  useEffect(() => { document.querySelector('nav [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' }); }, [view]);
  return html`<nav aria-label="Views"><ul>${Object.entries(VIEWS).filter(([, [label]]) => label).map(([name, [label]]) => html`
    <li key=${name} class=${name === 'paste' ? 'apart' : ''}><a href=${link(`/${name}`, {}, { keep: KEEPS_FILTERS.has(name) })} aria-current=${view === name ? 'page' : null}>${label}</a></li>`)}</ul></nav>`;
}

function Footer({ meta }) {
  const { counts } = meta;
  return html`<footer class="foot"><p><span>${format.count(counts.events, 'event')} from ${format.count(counts.articles, 'article')}${counts.outlets > 0 && html` of ${format.count(counts.outlets, 'outlet')}`}</span>
    ${counts.latest && html`<span>newest article ${format.day(counts.latest)}</span>`}${counts.rejected > 0 && html`<span>${format.count(counts.rejected, 'page')} not coded</span>`}
    <span>${meta.write ? 'changes are kept' : 'read-only'}</span><a href="/about">How to read this page</a><a href="/api/v1/openapi.json">API</a><span>Dragoman ${meta.version}</span></p></footer>`;
}

function App() {
  const { view, id, query } = useAddress();
  const [meta, setMeta] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [loaded, setLoaded] = useState({});
  useEffect(() => {
    const ask = () => call('/meta').then((found) => { setCountries(found.countries); setMeta(found); if (found.preparing) setTimeout(ask, AGAIN); else if (!found.counts.articles) setTimeout(ask, EMPTY_AGAIN); }, setTrouble);
    ask();
  }, []);
  useEffect(() => {
    let here = true;
    if (!VIEWS[view]) return undefined;
    const [, load] = VIEWS[view];
    load().then((module) => { if (here) setLoaded({ view, View: module.default }); }, () => { if (here) setTrouble({ title: 'No answer', message: 'This view could not be loaded. Is the server still running?' }); });
    return () => { here = false; };
  }, [view]);
  const { View } = loaded;
  return html`
    <header class="top"><a class="name" href="/overview"><svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true"><path class="up" d="M16 3 28 15H4z" /><path class="down" d="M16 29 4 17h24z" /></svg>Dragoman</a><${Navigation} view=${view} /></header>
    <main id="main" tabindex="-1">
      ${trouble ? html`<div class="empty trouble" role="alert"><p><b>${trouble.title}.</b> ${trouble.message}</p><p><a class="button" href=${location.href} target="_self">Load again</a></p></div>`
      : !VIEWS[view] ? html`<${Nowhere} />`
      : meta?.counts && !meta.counts.articles && !NEEDS_NO_STORE.has(view) ? html`<${EmptyStore} />`
      : meta?.preparing && !NEEDS_NO_STORE.has(view) ? html`<h1 class="visually-hidden">${VIEWS[view]?.[0] || 'Dragoman'}</h1><${Preparing} told=${meta.preparing} />`
      : meta && View && loaded.view === view ? html`<${View} key=${view} query=${query} id=${id} meta=${meta} />` : html`<p class="waiting" role="status">Looking …</p>`}
    </main>
    ${meta?.counts && html`<${Footer} meta=${meta} />`}`;
}

interceptLinks();
const root = document.getElementById('app');
root.textContent = '';
render(html`<${App} />`, root);
