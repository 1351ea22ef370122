/** What is new, what heats up or cools down, what is contested, what is coming. */
import { html } from '../lib.js';
import { apiQuery, link } from '../state.js';
import { useApi } from '../api.js';
import { EventItem, EventList, Head, Legend, Loaded, NothingFound, Pair, Spark } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { actorName } from '../words.js';
import * as format from '../format.js';

function Trend({ rows, empty, word }) {
  if (!rows.length) return html`<p class="quiet">${empty}</p>`;
  return html`<ul class="trends">${rows.map((one) => html`<li key=${one.a + one.b}>
    <div><${Pair} a=${one.a} b=${one.b} /><p class="numbers">${one.past_events ? html`mean ${format.signed(one.past)} → ` : 'new: mean '}<b>${format.signed(one.recent)}</b>, ${format.count(one.recent_events, 'event')}</p></div>
    <${Spark} cells=${one.spark} label=${`${actorName(one.a)} and ${actorName(one.b)}, last 26 weeks: ${word}`} /></li>`)}</ul>`;
}

export default function Overview({ query, meta }) {
  const state = useApi(`/overview${apiQuery(query)}`);
  return html`
    <${Head} title="Overview" lead="What is new, where things heat up or cool down, what is disputed, what comes next."><${Export} query=${query} name="overview" /><//>
    <${FilterBar} query=${query} meta=${meta} />
    <${Loaded} state=${state}>${(data) => (data.totals.events === 0 ? html`<${NothingFound} query=${query} />` : html`
      <div class="tally"><dl>
        <div><dt>events</dt><dd>${format.number(data.totals.events)}</dd></div>
        <div><dt>articles</dt><dd>${format.number(data.totals.articles)}</dd></div>
        <div class="up"><dt>cooperation</dt><dd>${format.number(data.totals.cooperation)}</dd></div>
        <div class="down"><dt>conflict</dt><dd>${format.number(data.totals.conflict)}</dd></div>
        <div class="claim"><dt>only claimed</dt><dd>${format.number(data.totals.claims)}</dd></div>
        <div><dt>planned or possible</dt><dd>${format.number(data.totals.coming)}</dd></div>
        </dl><p class="as-of">As of <b>${format.day(data.as_of)}</b>${data.as_of === meta.counts.latest && html`, the day of the newest article`}</p>
      </div>
      <div class="overview">
        <section class="wide"><h2>New</h2><${Legend} /><${EventList} events=${data.new} empty="Nothing happened in these dates." /></section>
        <div class="aside">
          <section><h2>Heating up</h2><${Trend} rows=${data.heating} word="heating up" empty="No two actors grew more hostile in the last 30 days." /></section>
          <section><h2>Cooling down</h2><${Trend} rows=${data.cooling} word="cooling down" empty="No two actors grew friendlier in the last 30 days." />
            <p class="note">Mean intensity of the last ${data.heat_days} days against the year before; it runs from −10 (attack) to +10 (aid).</p></section>
          <section><h2>Coming</h2>${data.agenda.length ? html`<ul class="coming">${data.agenda.map((event) => html`<li key=${event.id}><${Coming} event=${event} now=${data.as_of} /></li>`)}</ul><p class="note"><a href=${link('/agenda')}>The whole agenda</a></p>` : html`<p class="quiet">Nothing is announced for after ${format.day(data.as_of)}.</p>`}</section>
          <section><h2>Contested</h2><${EventList} events=${data.contested} sentence=${false} empty="No claim is disputed." />${data.contested.length > 0 && html`<p class="note"><a href=${link('/events', { contested: 'true' })}>All contested claims</a></p>`}</section>
        </div>
      </div>`)}<//>`;
}

function Coming({ event, now }) {
  return html`<p class="due"><b>${format.when(event)}</b> <span>${format.distance(now, event.date_start || event.date_end)}</span></p><${EventItem} event=${event} sentence=${false} outlet=${false} />`;
}
