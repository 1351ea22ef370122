/** Accept, correct or reject events by keyboard, and add missed ones; the decisions are data, and gold for measuring the coder. */
import { html, useCallback, useEffect, useState } from '../lib.js';
import { apiQuery, go, here } from '../state.js';
import { call, useApi } from '../api.js';
import { EventItem, Head, Loaded, Reason } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { EventForm } from '../eventform.js';
import { Missed } from '../missed.js';
import { TOPICS } from '../words.js';
import * as format from '../format.js';

const nameKey = 'dragoman-reviewer';
const remembered = () => { try { return localStorage.getItem(nameKey) || ''; } catch { return ''; } };

export default function Review({ query, meta }) {
  const path = `/reviews/queue${apiQuery(query, { limit: 30 })}`;
  const state = useApi(path);
  const [who, setWho] = useState(remembered);
  const [done, setDone] = useState([]);
  const [mode, setMode] = useState('look');
  const [trouble, setTrouble] = useState(null);
  const [tally, setTally] = useState({ accept: 0, correct: 0, reject: 0, missed: 0 });
  const [skipped, setSkipped] = useState([]);
  const queue = (state.data?.events || []).filter((event) => !done.includes(event.id) && !skipped.includes(event.id));
  const event = queue[0] || null;
  const missed = query.get('missed');
  const openMissed = () => { if (event && meta.write) go(here({ missed: event.document })); };
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
      if (key.ctrlKey || key.metaKey || key.altKey || mode !== 'look' || missed || key.target.closest?.('input, textarea, select, summary')) return;
      if (key.key === 'a') decide('accept');
      else if (key.key === 'r') decide('reject');
      else if (key.key === 'c' && event && meta.write) { key.preventDefault(); setMode('correct'); } else if (key.key === 'm' && event && meta.write) { key.preventDefault(); openMissed(); } else if (key.key === 's' && event) setSkipped((old) => [...old, event.id]);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [decide, mode, event, missed]);

  return html`
    <${Head} title="Review" lead="Is it coded right, and is anything missing? Decisions are kept, and can be exported to measure the coder on your own texts.">
      <${Export} query=${query} events=${false} extra=${[['Gold files (zip)', '/api/v1/reviews/gold.zip'], ['All decisions (JSON)', '/api/v1/reviews']]} /><//>
    <${FilterBar} query=${query} meta=${meta} brush=${false} />
    ${!meta.write && html`<div class="empty notice"><p><b>This page only reads.</b> To keep decisions, start it with <code>dragoman serve --write</code>.</p></div>`}
    <${Loaded} state=${state}>${(data) => html`
      <div class="review-bar"><label class="field inline"><span>Reviewer</span><input value=${who} maxlength="100" placeholder="your initials" onInput=${(change) => { setWho(change.target.value); try { localStorage.setItem(nameKey, change.target.value); } catch { /* private mode */ } }} /></label>
        <p class="numbers" aria-live="polite">${format.number(data.decided.accept + tally.accept)} accepted · ${format.number(data.decided.correct + tally.correct)} corrected · ${format.number(data.decided.reject + tally.reject)} rejected · ${format.number(data.decided.missed + tally.missed)} added</p></div>
      ${trouble && html`<div class="empty trouble" role="alert"><p><b>${trouble.title}.</b> ${trouble.message}</p></div>`}
      ${missed && meta.write ? html`<${Missed} key=${missed} article=${missed} sentence=${event?.document === missed ? event.said.join('') : ''} who=${who} onAdded=${(step) => setTally((old) => ({ ...old, missed: old.missed + step }))} onClose=${() => go(here({ missed: null }))} />`
      : !event ? html`<div class="empty"><p><b>Nothing left to review here.</b> Change the filters to see other events.</p></div>` : html`<section class="review-card" key=${event.id} aria-label="Event under review">
        <${EventItem} event=${event} />
        <p class="note">confidence ${(event.confidence * 100).toFixed(0)} %; the least certain events come first</p>
        ${mode === 'correct' ? html`<${EventForm} event=${event} label="Save the correction" onSave=${(changed) => (Object.keys(changed).length ? decide('correct', changed) : decide('accept'))} onCancel=${() => setMode('look')} />` : html`<div class="decide">
          <button type="button" class="button main" disabled=${!meta.write} onClick=${() => decide('accept')}>Accept <kbd>a</kbd></button>
          <button type="button" class="button" disabled=${!meta.write} onClick=${() => setMode('correct')}>Correct <kbd>c</kbd></button>
          <button type="button" class="button" disabled=${!meta.write} onClick=${() => decide('reject')}>Reject <kbd>r</kbd></button>
          <button type="button" class="button" disabled=${!meta.write} onClick=${openMissed}>Add a missed event <kbd>m</kbd></button>
          <button type="button" class="button plain" onClick=${() => setSkipped((old) => [...old, event.id])}>Skip <kbd>s</kbd></button></div>`}
        ${reasons.data?.id === event.id && html`<details class="why" open><summary>Why it was coded so</summary><dl class="reasons">${reasons.data.reasons.map((one, index) => html`<div key=${index}><dt>${TOPICS[one.topic] || one.topic}</dt><dd><${Reason} reason=${one} /></dd></div>`)}</dl></details>`}
      </section>
      <p class="note">${queue.length > 1 && `${format.number(queue.length - 1)} more wait in this batch.`}</p>`}`}<//>`;
}
