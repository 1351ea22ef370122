/** What is announced: a calendar where there is room, and a list. */
import { html, useState } from '../lib.js';
import { apiQuery, go, here } from '../state.js';
import { useApi } from '../api.js';
import { EventItem, Head, Loaded, Mark, names } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { what } from '../words.js';
import * as format from '../format.js';

const firstOf = (iso) => `${iso.slice(0, 7)}-01`;
const shift = (iso, months) => { const when = format.date(firstOf(iso)); when.setUTCMonth(when.getUTCMonth() + months); return format.iso(when); };
const plus = (iso, days) => format.iso(new Date(+format.date(iso) + days * 864e5));
const short = (event) => `${what(event)}: ${names(event.actors)}`;

function Month({ month, events, now }) {
  const start = firstOf(month);
  const offset = (format.date(start).getUTCDay() + 6) % 7;
  const end = plus(shift(start, 1), -1);
  const weeks = Math.ceil((offset + Number(end.slice(8))) / 7);
  const cells = Array.from({ length: weeks * 7 }, (_, index) => plus(start, index - offset));
  const on = (day) => events.filter((event) => { const [from, to] = [event.date_start || event.date_end, event.date_end || event.date_start]; return from === to ? from === day : from <= day && day <= to && (format.date(to) - format.date(from)) / 864e5 < 10; });
  return html`<table class="calendar"><caption>${format.month(start)}</caption><thead><tr>${cells.slice(0, 7).map((day) => html`<th scope="col" key=${day}>${format.weekday(day)}</th>`)}</tr></thead>
    <tbody>${Array.from({ length: weeks }, (_, week) => html`<tr key=${week}>${cells.slice(week * 7, week * 7 + 7).map((day) => html`<td key=${day} class=${`${day.slice(0, 7) === start.slice(0, 7) ? '' : 'other'} ${day === now ? 'now' : ''}`}>
      <span class="day-number">${Number(day.slice(8))}${day === now && html`<span class="visually-hidden"> newest article</span>`}</span>${on(day).slice(0, 4).map((event) => html`<a key=${event.id} class=${`due-item q${event.quad} ${event.status}`} href=${`/articles/${event.document}?event=${event.id}`} title=${short(event)}><${Mark} event=${event} size="11" /> <span>${short(event)}</span></a>`)}${on(day).length > 4 && html`<span class="soft">and ${on(day).length - 4} more</span>`}</td>`)}</tr>`)}</tbody></table>`;
}

export default function Agenda({ query, meta }) {
  const now = meta.as_of;
  const from = /^\d{4}-\d\d-\d\d$/.test(query.get('from') || '') ? query.get('from') : now;
  const possible = query.has('possible') ? 'true' : null;
  const state = useApi(`/agenda${apiQuery(query, { from, possible }, ['since', 'until'])}`);
  const [month, setMonth] = useState(null);
  return html`
    <${Head} title="Agenda" lead=${html`What is announced for <b>${format.day(from)}</b> and after${from === meta.counts.latest && ', the day of the newest article'}.`}>
      <label class="choice alone"><input type="checkbox" checked=${Boolean(possible)} onChange=${(event) => go(here({ possible: event.target.checked ? 'true' : null }))} />Also what is merely possible</label>
      <label class="field inline"><span>Starting</span><input type="date" value=${from} onChange=${(event) => { setMonth(null); go(here({ from: event.target.value || null })); }} /></label>
      <${Export} query=${query} more=${{ status: 'planned' }} name="agenda" extra=${[['Calendar file (.ics)', `/api/v1/agenda.ics${apiQuery(query, { from, possible })}`]]} /><//>
    <${FilterBar} query=${query} meta=${meta} brush=${false} without=${['since']} />
    <${Loaded} state=${state}>${(data) => {
      if (!data.events.length) return html`<div class="empty"><p><b>Nothing is announced from ${format.day(from)} on.</b></p><p>Look at an <button type="button" class="button" onClick=${() => go(here({ from: shift(from, -1) }))}>earlier month</button></p></div>`;
      const shown = month || firstOf(data.events[0].day > from ? data.events[0].day : from);
      return html`<div class="month-bar"><button type="button" class="button" aria-label="Month before" onClick=${() => setMonth(shift(shown, -1))}>←</button><button type="button" class="button" aria-label="Month after" onClick=${() => setMonth(shift(shown, 1))}>→</button></div>
      <${Month} month=${shown} events=${data.events} now=${now} />
      <section><h2>In order</h2><ul class="coming">${data.events.map((event) => html`<li key=${event.id}><p class="due"><b>${format.when(event)}</b> <span>${format.distance(now, event.date_start || event.date_end)}</span></p><${EventItem} event=${event} /></li>`)}</ul></section>`;
    }}<//>`;
}
