/** Articles, and one article with the reasons for all that was coded from it. */
import { html, useState } from '../lib.js';
import { go, here } from '../state.js';
import { call, useApi } from '../api.js';
import { Empty, Head, Loaded } from '../parts.js';
import { ArticleView, Byline } from '../articleview.js';
import { Export } from '../export.js';
import * as format from '../format.js';

function List({ query, meta }) {
  const text = query.get('title') || '';
  const outlet = query.get('outlet') || '';
  const parameters = new URLSearchParams({ limit: 50, ...(text && { text }), ...(outlet && { outlet }) });
  const path = `/articles?${parameters}`;
  const state = useApi(path);
  const [more, setMore] = useState({ path: null, items: [], next: null });
  const continued = more.path === path;
  const next = continued ? more.next : state.data?.next;
  const fetchMore = async () => { parameters.set('cursor', next); const page = await call(`/articles?${parameters}`); setMore((old) => ({ path, items: [...(old.path === path ? old.items : []), ...page.items], next: page.next })); };
  const set = (name) => (event) => go(here({ [name]: event.target.value.trim() || null }));
  return html`<${Head} title="Articles" lead="The texts behind the record. Open one to see what was coded from it, and why." />
    <section class="filters" aria-label="Filters"><div class="filter-row"><label class="field"><span>Words of the title</span><input type="search" value=${text} onChange=${set('title')} /></label>
      <label class="field"><span>Outlet</span><input value=${outlet} list="outlets" onChange=${set('outlet')} /></label><datalist id="outlets">${meta.outlets.map((one) => html`<option value=${one.name} />`)}</datalist></div></section>
    <${Loaded} state=${state}>${(data) => {
      const items = continued ? [...data.items, ...more.items] : data.items;
      if (!items.length) return html`<${Empty}>No article matches. <a href="/articles">Show all</a>.<//>`;
      return html`<table class="list"><caption class="visually-hidden">Articles, latest first</caption><thead><tr><th scope="col">Published</th><th scope="col">Title</th><th scope="col">Outlet</th><th scope="col" class="right">Events</th></tr></thead>
        <tbody>${items.map((one) => html`<tr key=${one.id}><td class="nowrap">${format.day(one.published) || 'unknown'}</td><th scope="row"><a href=${`/articles/${one.id}`}>${one.title || one.url || 'Untitled'}</a></th><td>${one.publisher || ''}</td><td class="right">${format.number(one.events)}</td></tr>`)}</tbody></table>
        ${next && html`<p class="centre"><button type="button" class="button" onClick=${fetchMore}>Show more</button></p>`}`;
    }}<//>`;
}

function One({ id, query, meta }) {
  const state = useApi(`/articles/${encodeURIComponent(id)}`);
  return html`<${Loaded} state=${state}>${(data) => html`<p class="back"><a href="/articles">All articles</a></p>
    <${Head} title=${data.document.title || 'Untitled'} lead=${html`<${Byline} page=${data.document} />`}><${Export} query=${query} name="article" events=${false} extra=${[['This article as JSON', `/api/v1/articles/${encodeURIComponent(id)}`]]} />${meta.write && html`<a class="button" href=${`/review?missed=${encodeURIComponent(id)}`}>Add a missed event</a>`}<//>
    <${ArticleView} data=${data} wanted=${query.get('event')} onChoose=${(event) => go(here({ event }), { replace: true })} />`}<//>`;
}

export default function Articles({ query, id, meta }) {
  return id ? html`<${One} id=${id} query=${query} meta=${meta} />` : html`<${List} query=${query} meta=${meta} />`;
}
