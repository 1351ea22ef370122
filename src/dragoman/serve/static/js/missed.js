/** Add an event that the coder missed: choose words of a sentence, by mouse or by keyboard, and tell what they say. */
import { html, useEffect, useRef, useState } from './lib.js';
import { call, useApi } from './api.js';
import { Loaded } from './parts.js';
import { EventForm } from './eventform.js';
import { TYPES } from './words.js';
import * as format from './format.js';

const BLANK = { type: '', status: 'occurred', actors: [], recipients: [], date_start: '', date_end: '', place: '', place_country: '' };

/** The words of a sentence with their places in it, counted in characters as the API does. */
function wordsOf(text) {
  const out = [];
  let at = 0;
  for (const part of text.split(/(\s+)/)) {
    const length = [...part].length;
    if (part.trim()) out.push({ text: part, start: at, end: at + length });
    at += length;
  }
  return out;
}

/** One stop for the Tab key: arrows walk, Shift and an arrow (or Space twice) marks a run of words. */
function Words({ text, events, run, setRun, label }) {
  const words = wordsOf(text);
  const [at, setAt] = useState(run ? run[0] : 0);
  const box = useRef(null);
  const told = (word) => events.find((one) => one.start < word.end && word.start < one.end);
  const mark = (index) => setRun(run && run[0] === run[1] && run[0] !== index ? [Math.min(run[0], index), Math.max(run[0], index)] : run && run[0] === index && run[1] === index ? null : [index, index]);
  const walk = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = step ? at + step : { Home: 0, End: words.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = Math.min(words.length - 1, Math.max(0, next));
    if (event.shiftKey) { const other = !run ? at : run[0] === at && run[1] !== at ? run[1] : run[0]; setRun([Math.min(other, to), Math.max(other, to)]); }
    setAt(to);
    box.current.children[to].focus();
  };
  return html`<p class="words" ref=${box} role="group" aria-label=${label} onKeyDown=${walk}>${words.map((word, index) => {
    const chosen = run && run[0] <= index && index <= run[1];
    const here = told(word);
    return html`<button type="button" key=${index} class=${`word ${chosen ? 'chosen' : ''} ${here ? 'told' : ''}`} tabindex=${index === at ? 0 : -1} aria-pressed=${Boolean(chosen)}
      title=${here ? `${TYPES[here.type] || here.type}: ${here.added ? 'added by a reviewer' : 'coded already'}` : null} onFocus=${() => setAt(index)} onClick=${() => mark(index)}>${word.text}</button> `;
  })}</p>`;
}

function Added({ sentences, onTakeBack }) {
  const added = sentences.flatMap((one) => one.events.filter((event) => event.added).map((event) => ({ ...event, words: [...one.text].slice(event.start, event.end).join('') })));
  if (!added.length) return null;
  return html`<ul class="added" aria-label="Events added to this article">${added.map((one) => html`<li key=${one.event}><b>${TYPES[one.type] || one.type}</b> “${one.words}” <button type="button" class="button" onClick=${() => onTakeBack(one)}>Take back</button></li>`)}</ul>`;
}

/** `sentence`: the text of the one to begin with; `onDone` is told whether something was added. */
export function Missed({ article, sentence = '', who, onAdded, onClose }) {
  const state = useApi(`/articles/${encodeURIComponent(article)}/sentences`);
  const [number, setNumber] = useState(null);
  const [run, setRun] = useState(null);
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState(null);
  const box = useRef(null);
  const sentences = state.data?.sentences || [];
  const first = Math.max(0, sentences.findIndex((one) => one.text === sentence));
  const shown = Math.min(number ?? first, Math.max(0, sentences.length - 1));
  const now = sentences[shown];
  useEffect(() => { box.current?.querySelector('.word[tabindex="0"]')?.focus(); }, [shown, sentences.length > 0]);
  const turn = (step) => { const to = shown + step; if (to >= 0 && to < sentences.length) { setNumber(to); setRun(null); } };
  const act = async (work, words) => { try { await work(); setTrouble(null); setSaid(words); setRun(null); state.reload(); } catch (error) { setTrouble(error); } };
  const save = (fields) => {
    const words = wordsOf(now.text);
    const told = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== null));
    return act(async () => {
      await call('/reviews/missed', { method: 'POST', body: { article, who, words: { sentence: shown, start: words[run[0]].start, end: words[run[1]].end }, fields: told } });
      onAdded(1);
    }, 'The event is added.');
  };
  const takeBack = (one) => act(async () => { await call('/reviews', { method: 'POST', body: { event: one.event, decision: 'reject', who } }); onAdded(-1); }, 'The event is taken back.');
  return html`<section class="missed" aria-label="Add a missed event" ref=${box} onKeyDown=${(event) => {
    if (event.key === 'Escape') onClose();
    else if (!event.target.closest('input, select') && event.key === 'PageDown') { event.preventDefault(); turn(1); } else if (!event.target.closest('input, select') && event.key === 'PageUp') { event.preventDefault(); turn(-1); }
  }}>
    <h2>A missed event</h2>
    <p class="note">Choose the words that tell it: click the first and the last, or walk with the arrow keys and hold Shift to mark. <kbd>Page Up</kbd> and <kbd>Page Down</kbd> go to other sentences, <kbd>Esc</kbd> closes.</p>
    <${Loaded} state=${state}>${() => (!now ? html`<p class="quiet">This article has no sentences.</p>` : html`
      <div class="turn"><button type="button" class="button" disabled=${shown === 0} onClick=${() => turn(-1)} aria-label="Sentence before">‹</button><span class="numbers">sentence ${format.number(shown + 1)} of ${format.number(sentences.length)}</span><button type="button" class="button" disabled=${shown === sentences.length - 1} onClick=${() => turn(1)} aria-label="Next sentence">›</button></div>
      <${Words} key=${shown} text=${now.text} events=${now.events} run=${run} setRun=${setRun} label=${`Words of sentence ${shown + 1}`} />
      ${run ? html`<${EventForm} key=${`${shown} ${run}`} event=${BLANK} label="Add the event" focus=${false} onSave=${save} onCancel=${onClose} />` : html`<p class="quiet">No words chosen yet. Marked words are coded already.</p>`}
      <${Added} sentences=${sentences} onTakeBack=${takeBack} />`)}<//>
    <p class="note" aria-live="polite">${said}</p>
    ${trouble && html`<div class="empty trouble" role="alert"><p><b>${trouble.title}.</b> ${trouble.message}</p></div>`}
    ${!run && html`<p><button type="button" class="button" onClick=${onClose}>Close</button></p>`}</section>`;
}
