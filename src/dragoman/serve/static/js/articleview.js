/** A coded article: the text with its marks, and beside it each event with the reasons why it was coded so. */
import { html, useEffect, useRef } from './lib.js';
import { Certainty, Mark, Reason, names } from './parts.js';
import { TOPICS, what } from './words.js';
import * as format from './format.js';

const KINDS = [['trigger', 'act'], ['actor', 'who'], ['recipient', 'to whom'], ['when', 'when'], ['where', 'where'], ['source', 'source'], ['cue', 'certainty']];
const RANK = Object.fromEntries(KINDS.map(([kind], index) => [kind, index]));
const BASIS = { given: 'as given', markup: 'from the page', url: 'from the address', text: 'from the text', feed: 'from the feed', inferred: 'inferred from the story', none: '' };

function Text({ paragraphs, chosen, choose, events }) {
  return html`<div class="text">${paragraphs.map((stretches, number) => html`<p key=${number}>${stretches.map((one) => {
    const marks = (one.m || []).filter(([, event]) => chosen === null || event === chosen);
    if (!marks.length) return one.t;
    const kind = marks.map(([name]) => name).sort((a, b) => RANK[a] - RANK[b])[0];
    const event = (marks.find(([name]) => name === kind) || marks[0])[1];
    if (kind === 'trigger') {
      return html`<button type="button" class=${`m trigger q${events[event].quad} ${chosen === event ? 'on' : ''}`} aria-pressed=${chosen === event} title=${`${what(events[event])}: why?`} onClick=${() => choose(chosen === event ? null : event)}>${one.t}</button>`;
    }
    return html`<span class=${`m ${kind}`} title=${KINDS[RANK[kind]][1]} onClick=${() => choose(event)}>${one.t}</span>`;
  })}</p>`)}</div>`;
}

function Reasons({ event }) {
  return html`<dl class="reasons">${event.reasons.map((one, index) => html`<div key=${index}><dt>${TOPICS[one.topic] || one.topic}</dt><dd><${Reason} reason=${one} /></dd></div>`)}</dl>`;
}

/** `wanted`: id of the event to open first; `choose` is told the id of the event chosen by the reader. */
export function ArticleView({ data, wanted = null, onChoose = () => {} }) {
  const index = data.events.findIndex((event) => event.id === wanted || (wanted && wanted.length >= 6 && event.id.startsWith(wanted)));
  const chosen = index < 0 ? null : index;
  const list = useRef(null);
  useEffect(() => {
    const item = list.current?.querySelector('.selected');
    const box = list.current;
    if (item && box.scrollHeight > box.clientHeight + 4) box.scrollTop = item.offsetTop - 60;
    const word = document.querySelector('.text .trigger.on');
    const place = word?.getBoundingClientRect();
    if (place && (place.top < 60 || place.bottom > innerHeight - 40)) word.scrollIntoView({ block: 'center' });
  }, [wanted]);
  const choose = (number) => onChoose(number === null ? null : data.events[number].id);
  return html`<div class="article-view">
    <div class="sheet">
      <p class="legend marks">${KINDS.map(([kind, label]) => html`<span key=${kind} class=${`m ${kind}`}>${label}</span>`)}</p>
      ${data.notes.map((note) => html`<p class="note" key=${note}>${note}</p>`)}
      <${Text} paragraphs=${data.paragraphs} chosen=${chosen} choose=${choose} events=${data.events} />
      ${data.furniture.length > 0 && html`<details class="furniture"><summary>${format.count(data.furniture.length, 'line')} of the page left aside as furniture</summary>${data.furniture.map((line, number) => html`<p key=${number}>${line}</p>`)}</details>`}
    </div>
    <aside class="coded" ref=${list} aria-label="Events of this article">
      <h2>${format.count(data.events.length, 'event')}</h2>
      ${data.events.length === 0 && html`<p class="quiet">${data.notes.length > 0 ? 'Nothing was coded: the note beside says why.' : 'Nobody does anything to anybody in this text that the ontology knows.'}</p>`}
      ${data.events.length > 0 && html`<p class="note">Choose an event to see why it was coded so.</p>`}
      <ol>${data.events.map((event, number) => html`<li key=${event.id} class=${chosen === number ? 'selected' : ''}>
        <button type="button" class="event-button" aria-expanded=${chosen === number} onClick=${() => choose(chosen === number ? null : number)}><${Mark} event=${event} /><span><b class=${`q${event.quad}`}>${what(event)}</b> <span class="plain-who">${names(event.actors)}${event.recipients.length > 0 && ` ${event.reciprocal ? '↔' : '→'} ${names(event.recipients)}`}</span>
          <span class="event-facts">${format.when(event) && html`<time>${format.when(event)}</time>`}${event.place && html`<span>${event.place}</span>`}<${Certainty} event=${event} /></span></span></button>
        ${chosen === number && html`<${Reasons} event=${event} />`}</li>`)}</ol>
    </aside>
  </div>`;
}

export function Byline({ page }) {
  const published = page.published ? format.range(page.published, page.published_end) : 'date unknown';
  const basis = BASIS[String(page.published_basis).split(':')[0]] ?? '';
  return html`<p class="byline">${[page.publisher, page.authors.join(', ')].filter(Boolean).map((one) => html`<span key=${one}>${one}</span>`)}<span>${published}${basis && html` <small>(${basis})</small>`}</span><span>${format.count(page.words, 'word')}</span>${/^https?:\/\//.test(page.url || '') && html`<a href=${page.url} target="_blank" rel="noopener noreferrer">original page</a>`}</p>`;
}
