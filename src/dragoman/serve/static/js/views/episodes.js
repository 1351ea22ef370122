/** One event as told by each outlet: what they agree on, where they differ, who asserts, denies, confirms. */
import { html, useState } from '../lib.js';
import { apiQuery, go, here, link } from '../state.js';
import { call, useApi } from '../api.js';
import { Certainty, EventList, Head, Legend, Loaded, Mark, NothingFound, Who, names } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { STATUSES, TYPES, what } from '../words.js';
import * as format from '../format.js';

/** When an episode took place: by all its reports, or by its surest one as exactly as that tells it. */
const spell = (one) => (one.first_date && one.last_date && one.first_date !== one.last_date && one.reports > 1 ? format.range(one.first_date, one.last_date) : format.when(one) || `reported ${format.day(one.published)}`);

function List({ query, meta }) {
  const all = query.has('single');
  const asked = { limit: 30, ...(all ? {} : { several: 'true' }) };
  const path = `/episodes${apiQuery(query, asked)}`;
  const state = useApi(path);
  const [more, setMore] = useState({ path: null, items: [], next: null });
  const continued = more.path === path;
  const next = continued ? more.next : state.data?.next;
  const fetchMore = async () => { const page = await call(`/episodes${apiQuery(query, { ...asked, cursor: next })}`); setMore((old) => ({ path, items: [...(old.path === path ? old.items : []), ...page.items], next: page.next })); };
  return html`<${Head} title="Compare" lead="One thing that happened, as told by several outlets. Open one to see where they differ."><${Export} query=${query} name="episodes" /><//>
    <${FilterBar} query=${query} meta=${meta} />
    <div class="tabs" role="group" aria-label="Which episodes"><button type="button" aria-pressed=${!all} onClick=${() => go(here({ single: null }))}>Told by several outlets</button><button type="button" aria-pressed=${all} onClick=${() => go(here({ single: 'true' }))}>All</button></div>
    <${Loaded} state=${state}>${(data) => {
      if (!data.items.length && !all) return html`<div class="empty"><p><b>No episode here is told by more than one outlet.</b></p><p><button type="button" class="button" onClick=${() => go(here({ single: 'true' }))}>Show those of a single outlet</button></p></div>`;
      if (!data.items.length) return html`<${NothingFound} query=${query} noun="episode" />`;
      const items = continued ? [...data.items, ...more.items] : data.items;
      return html`<${Legend} /><ul class="cards">${items.map((one) => html`<li key=${one.episode} class="card"><a class="card-link" href=${`/episodes/${one.episode}`}>
        <p class="card-head"><${Mark} event=${one} /> <b>${what(one)}</b> <span class="soft">${spell(one)}</span></p>
        <p class="card-who">${names(one.actors)}${one.recipients.length > 0 && html` <span class="arrow">→</span> ${names(one.recipients)}`}</p>
        <p class="card-foot">${one.status !== 'occurred' && html`<span class=${`status s-${one.status}`}>${STATUSES[one.status]?.[0]}</span>`}<span>${one.outlets > 1 ? html`<b>${format.count(one.outlets, 'outlet')}</b>, ${format.count(one.reports, 'report')}` : html`only ${one.publisher || 'one outlet'}`}</span>${one.any_contested && html` <span class="status s-denied">denied by some</span>`}</p></a></li>`)}</ul>
      ${next && html`<p class="centre"><button type="button" class="button" onClick=${fetchMore}>Show more</button></p>`}`;
    }}<//>`;
}

const NAMES = { date: 'When', place: 'Where', status: 'Status', type: 'Kind', who: 'Who', whom: 'To whom' };
const say = (field, value) => {
  if (!value) return html`<span class="soft">not said</span>`;
  if (field === 'status') return STATUSES[value]?.[0] || value;
  if (field === 'type') return TYPES[value] || value;
  if (field === 'date') return value.split(' – ').map((one) => (/^\d{4}-/.test(one) ? format.day(one) : one)).join(' – ');
  return value;
};

function Comparison({ comparison }) {
  return html`<table class="compare"><caption>Where the outlets agree and differ</caption><tbody>${Object.entries(NAMES).map(([field, label]) => {
    const values = comparison[field] || [];
    return html`<tr key=${field}><th scope="row">${label}</th><td>${values.length === 1 ? html`<span class="agreed">${say(field, values[0].value)}</span>` : html`<ul>${values.map((one) => html`<li key=${one.value}><b>${say(field, one.value)}</b> <span class="soft">${one.outlets.join(', ')}</span></li>`)}</ul>`}</td></tr>`;
  })}</tbody></table>`;
}

/** Who stood where on which day: sources down, days across. */
function Positions({ reports }) {
  const days = [...new Set(reports.map((one) => one.published).filter(Boolean))].sort();
  const rows = new Map();
  const add = (name, day, kind) => { const row = rows.get(name) || new Map(); if (!rows.has(name)) rows.set(name, row); row.set(day, kind); };
  for (const one of reports) {
    const stands = one.status === 'negated' ? 'says it did not happen' : one.status === 'planned' || one.status === 'possible' ? 'expects it' : one.status === 'alleged' || one.status === 'denied' ? 'reports the claim' : 'asserts it';
    add(one.publisher || 'unknown outlet', one.published, stands);
    one.sources.forEach((name) => add(name, one.published, one.status === 'planned' ? 'announces it' : 'asserts it'));
    one.denied_by.forEach((name) => add(name, one.published, 'denies it'));
    one.confirmed_by.forEach((name) => add(name, one.published, 'confirms it'));
  }
  const tone = { 'asserts it': 'yes', 'confirms it': 'yes', 'announces it': 'yes', 'denies it': 'no', 'says it did not happen': 'no' };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Positions by day"><table class="positions"><caption>Who says what, by day of the article</caption><thead><tr><td />${days.map((day) => html`<th scope="col" key=${day}>${format.day(day)}</th>`)}</tr></thead>
    <tbody>${[...rows].map(([name, cells]) => html`<tr key=${name}><th scope="row">${name}</th>${days.map((day) => html`<td key=${day}>${cells.get(day) && html`<span class=${`stand ${tone[cells.get(day)] || ''}`}>${cells.get(day)}</span>`}</td>`)}</tr>`)}</tbody></table></div>`;
}

function One({ id, query }) {
  const state = useApi(`/episodes/${encodeURIComponent(id)}`);
  return html`<${Loaded} state=${state}>${(data) => {
    const first = data.reports.reduce((best, one) => (one.confidence > best.confidence ? one : best));
    const outlets = new Set(data.reports.map((one) => one.publisher));
    return html`<p class="back"><a href=${link('/episodes')}>All episodes</a></p>
      <${Head} title=${what(first)} lead=${html`<${Who} event=${first} />`}><${Export} query=${query} name="episode" events=${false} extra=${[['This episode as JSON', `/api/v1/episodes/${encodeURIComponent(id)}`]]} /><//>
      <p class="episode-facts"><${Certainty} event=${first} /> <span>${format.count(data.reports.length, 'report')} of ${format.count(outlets.size, 'outlet')}</span></p>
      <${Comparison} comparison=${data.comparison} />
      <${Positions} reports=${data.reports} />
      <section><h2>The reports, earliest first</h2><${EventList} events=${data.reports} /></section>`;
  }}<//>`;
}

export default function Episodes({ query, id, meta }) {
  return id ? html`<${One} id=${id} query=${query} />` : html`<${List} query=${query} meta=${meta} />`;
}
