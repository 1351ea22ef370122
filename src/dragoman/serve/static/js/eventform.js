/** The form of an event, to correct it or to add one. */
import { html, useEffect, useRef, useState } from './lib.js';
import { SECTORS, STATUSES, TYPES } from './words.js';

function Parties({ label, parties, onChange }) {
  const set = (index, field, value) => onChange(parties.map((one, number) => (number === index ? { ...one, [field]: value || (field === 'name' ? '' : null) } : one)));
  return html`<fieldset class="parties"><legend>${label}</legend>
    ${parties.map((one, index) => html`<div class="party-row" key=${index}><input aria-label=${`${label}: name`} value=${one.name} onInput=${(event) => set(index, 'name', event.target.value)} />
      <input aria-label=${`${label}: country code`} class="code" maxlength="3" placeholder="PER" value=${one.country || ''} onInput=${(event) => set(index, 'country', event.target.value.toUpperCase())} />
      <select aria-label=${`${label}: sector`} value=${one.sector || ''} onChange=${(event) => set(index, 'sector', event.target.value)}><option value="">whole country</option>${Object.entries(SECTORS).map(([code, name]) => html`<option value=${code}>${code} ${name}</option>`)}</select>
      <button type="button" class="button" aria-label=${`Remove ${one.name || 'this one'}`} onClick=${() => onChange(parties.filter((_, number) => number !== index))}>×</button></div>`)}
    <button type="button" class="button" aria-label=${`Add to ${label.toLowerCase()}`} onClick=${() => onChange([...parties, { name: '', country: null, sector: null }])}>Add</button></fieldset>`;
}

/** All that can be told of an event. `onSave` is given the fields that differ from the event's own. */
export function EventForm({ event, label, focus = true, onSave, onCancel }) {
  const [draft, set] = useState({ type: event.type, status: event.status, actors: event.actors, recipients: event.recipients, date_start: event.date_start || '', date_end: event.date_end || '', place: event.place || '', place_country: event.place_country || '' });
  const first = useRef(null);
  useEffect(() => { if (focus) first.current?.focus(); }, []);
  const put = (field) => (change) => set({ ...draft, [field]: change.target.value });
  const submit = (submitted) => {
    submitted.preventDefault();
    const changed = {};
    for (const [field, value] of Object.entries(draft)) {
      const before = event[field] ?? (Array.isArray(value) ? [] : '');
      if (JSON.stringify(before) !== JSON.stringify(value)) changed[field] = value === '' ? null : value;
    }
    onSave(changed);
  };
  return html`<form class="correct" onSubmit=${submit} onKeyDown=${(pressed) => { if (pressed.key === 'Escape') { pressed.stopPropagation(); onCancel(); } }}>
    <div class="paste-row">
      <label class="field"><span>Kind</span><select ref=${first} value=${draft.type} required onChange=${put('type')}>${!event.type && html`<option value="">choose …</option>`}${Object.entries(TYPES).map(([code, name]) => html`<option value=${code}>${name} (${code})</option>`)}</select></label>
      <label class="field"><span>Status</span><select value=${draft.status} onChange=${put('status')}>${Object.entries(STATUSES).map(([code, [name]]) => html`<option value=${code}>${name}</option>`)}</select></label>
      <label class="field"><span>From</span><input type="date" value=${draft.date_start} onInput=${put('date_start')} /></label>
      <label class="field"><span>To</span><input type="date" value=${draft.date_end} onInput=${put('date_end')} /></label>
      <label class="field"><span>Place</span><input value=${draft.place} maxlength="200" onInput=${put('place')} /></label>
      <label class="field"><span>Country</span><input class="code" maxlength="3" value=${draft.place_country} onInput=${(change) => set({ ...draft, place_country: change.target.value.toUpperCase() })} /></label>
    </div>
    <${Parties} label="Who" parties=${draft.actors} onChange=${(actors) => set({ ...draft, actors })} />
    <${Parties} label="To whom" parties=${draft.recipients} onChange=${(recipients) => set({ ...draft, recipients })} />
    <div class="paste-row"><button class="button main">${label}</button><button type="button" class="button" onClick=${onCancel}>Cancel</button></div></form>`;
}
