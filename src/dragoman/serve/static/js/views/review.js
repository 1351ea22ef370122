/** Accept, correct or reject events by keyboard; the decisions are data, and gold for measuring the coder. */
import { html, useCallback, useEffect, useRef, useState } from '../lib.js';
import { apiQuery } from '../state.js';
import { call, useApi } from '../api.js';
import { EventItem, Head, Loaded, Reason } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { SECTORS, STATUSES, TOPICS, TYPES } from '../words.js';
import * as format from '../format.js';

const nameKey = 'dragoman-reviewer';
const remembered = () => { try { return localStorage.getItem(nameKey) || ''; } catch { return ''; } };

function Parties({ label, parties, onChange }) {
  const set = (index, field, value) => onChange(parties.map((one, number) => (number === index ? { ...one, [field]: value || (field === 'name' ? '' : null) } : one)));
  return html`<fieldset class="parties"><legend>${label}</legend>
    ${parties.map((one, index) => html`<div class="party-row" key=${index}><input aria-label=${`${label}: name`} value=${one.name} onInput=${(event) => set(index, 'name', event.target.value)} />
      <input aria-label=${`${label}: country code`} class="code" maxlength="3" placeholder="PER" value=${one.country || ''} onInput=${(event) => set(index, 'country', event.target.value.toUpperCase())} />
      <select aria-label=${`${label}: sector`} value=${one.sector || ''} onChange=${(event) => set(index, 'sector', event.target.value)}><option value="">whole country</option>${Object.entries(SECTORS).map(([code, name]) => html`<option value=${code}>${code} ${name}</option>`)}</select>
      <button type="button" class="button" aria-label=${`Remove ${one.name || 'this one'}`} onClick=${() => onChange(parties.filter((_, number) => number !== index))}>×</button></div>`)}
    <button type="button" class="button" onClick=${() => onChange([...parties, { name: '', country: null, sector: null }])}>Add</button></fieldset>`;
}

function Correct({ event, onSave, onCancel }) {
  const [draft, set] = useState({ type: event.type, status: event.status, actors: event.actors, recipients: event.recipients, date_start: event.date_start || '', date_end: event.date_end || '', place: event.place || '', place_country: event.place_country || '' });
  const first = useRef(null);
  useEffect(() => first.current?.focus(), []);
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
  return html`<form class="correct" onSubmit=${submit} onKeyDown=${(pressed) => { if (pressed.key === 'Escape') onCancel(); }}>
    <div class="paste-row">
      <label class="field"><span>Kind</span><select ref=${first} value=${draft.type} onChange=${put('type')}>${Object.entries(TYPES).map(([code, name]) => html`<option value=${code}>${name} (${code})</option>`)}</select></label>
      <label class="field"><span>Status</span><select value=${draft.status} onChange=${put('status')}>${Object.entries(STATUSES).map(([code, [name]]) => html`<option value=${code}>${name}</option>`)}</select></label>
      <label class="field"><span>From</span><input type="date" value=${draft.date_start} onInput=${put('date_start')} /></label>
      <label class="field"><span>To</span><input type="date" value=${draft.date_end} onInput=${put('date_end')} /></label>
      <label class="field"><span>Place</span><input value=${draft.place} maxlength="200" onInput=${put('place')} /></label>
      <label class="field"><span>Country</span><input class="code" maxlength="3" value=${draft.place_country} onInput=${(change) => set({ ...draft, place_country: change.target.value.toUpperCase() })} /></label>
    </div>
    <${Parties} label="Who" parties=${draft.actors} onChange=${(actors) => set({ ...draft, actors })} />
    <${Parties} label="To whom" parties=${draft.recipients} onChange=${(recipients) => set({ ...draft, recipients })} />
    <div class="paste-row"><button class="button main">Save the correction</button><button type="button" class="button" onClick=${onCancel}>Cancel</button></div></form>`;
}

export default function Review({ query, meta }) {
  const path = `/reviews/queue${apiQuery(query, { limit: 30 })}`;
  const state = useApi(path);
  const [who, setWho] = useState(remembered);
  const [done, setDone] = useState([]);
  const [mode, setMode] = useState('look');
  const [trouble, setTrouble] = useState(null);
  const [tally, setTally] = useState({ accept: 0, correct: 0, reject: 0 });
  const [skipped, setSkipped] = useState([]);
  const queue = (state.data?.events || []).filter((event) => !done.includes(event.id) && !skipped.includes(event.id));
  const event = queue[0] || null;
  const reasons = useApi(event ? `/events/${event.id}/explain` : null);

  const decide = useCallback(async (decision, correction) => {
    if (!event || !meta.write) return;
    try {
      await call('/reviews', { method: 'POST', body: { event: event.id, decision, who, ...(correction && { correction }) } });
      setDone((old) => [...old, event.id]);
      setTally((old) => ({ ...old, [decision]: old[decision] + 1 }));
      setMode('look');
      setTrouble(null);
      if (queue.length <= 1) state.reload();
    } catch (error) { setTrouble(error); }
  }, [event, who, queue.length]);

  useEffect(() => {
    const pressed = (key) => {
      if (key.ctrlKey || key.metaKey || key.altKey || mode !== 'look' || key.target.closest?.('input, textarea, select, summary')) return;
      if (key.key === 'a') decide('accept');
      else if (key.key === 'r') decide('reject');
      else if (key.key === 'c' && event && meta.write) { key.preventDefault(); setMode('correct'); } else if (key.key === 's' && event) setSkipped((old) => [...old, event.id]);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [decide, mode, event]);

  return html`
    <${Head} title="Review" lead="Is it coded right? Decisions are kept, and can be exported to measure the coder on your own texts.">
      <${Export} query=${query} events=${false} extra=${[['Gold files (zip)', '/api/v1/reviews/gold.zip'], ['All decisions (JSON)', '/api/v1/reviews']]} /><//>
    <${FilterBar} query=${query} meta=${meta} brush=${false} />
    ${!meta.write && html`<div class="empty notice"><p><b>This page only reads.</b> To keep decisions, start it with <code>dragoman serve --write</code>.</p></div>`}
    <${Loaded} state=${state}>${(data) => html`
      <div class="review-bar"><label class="field inline"><span>Reviewer</span><input value=${who} maxlength="100" placeholder="your initials" onInput=${(change) => { setWho(change.target.value); try { localStorage.setItem(nameKey, change.target.value); } catch { /* private mode */ } }} /></label>
        <p class="numbers" aria-live="polite">${format.number(data.decided.accept + tally.accept)} accepted · ${format.number(data.decided.correct + tally.correct)} corrected · ${format.number(data.decided.reject + tally.reject)} rejected</p></div>
      ${trouble && html`<div class="empty trouble" role="alert"><p><b>${trouble.title}.</b> ${trouble.message}</p></div>`}
      ${!event ? html`<div class="empty"><p><b>Nothing left to review here.</b> Change the filters to see other events.</p></div>` : html`<section class="review-card" key=${event.id} aria-label="Event under review">
        <${EventItem} event=${event} />
        <p class="note">confidence ${(event.confidence * 100).toFixed(0)} %; the least certain events come first</p>
        ${mode === 'correct' ? html`<${Correct} event=${event} onSave=${(changed) => (Object.keys(changed).length ? decide('correct', changed) : decide('accept'))} onCancel=${() => setMode('look')} />` : html`<div class="decide">
          <button type="button" class="button main" disabled=${!meta.write} onClick=${() => decide('accept')}>Accept <kbd>a</kbd></button>
          <button type="button" class="button" disabled=${!meta.write} onClick=${() => setMode('correct')}>Correct <kbd>c</kbd></button>
          <button type="button" class="button" disabled=${!meta.write} onClick=${() => decide('reject')}>Reject <kbd>r</kbd></button>
          <button type="button" class="button plain" onClick=${() => setSkipped((old) => [...old, event.id])}>Skip <kbd>s</kbd></button></div>`}
        ${reasons.data?.id === event.id && html`<details class="why" open><summary>Why it was coded so</summary><dl class="reasons">${reasons.data.reasons.map((one, index) => html`<div key=${index}><dt>${TOPICS[one.topic] || one.topic}</dt><dd><${Reason} reason=${one} /></dd></div>`)}</dl></details>`}
      </section>
      <p class="note">${queue.length > 1 && `${format.number(queue.length - 1)} more wait in this batch.`}</p>`}`}<//>`;
}
