/** Pieces that several views share. */
import { html, useEffect, useLayoutEffect, useRef, useState } from './lib.js';
import { link } from './state.js';
import { STATUSES, SECTORS, actorName, country, isComing, isCooperation, what } from './words.js';
import * as format from './format.js';

/** Up for cooperation, down for conflict; filled for acts, light for words; hollow for what is to come. */
export function Mark({ event, size = 14 }) {
  const up = isCooperation(event.quad);
  const title = `${up ? 'Cooperation' : 'Conflict'}, ${event.quad % 2 ? 'words' : 'acts'}${isComing(event.status) ? ', not yet' : ''}`;
  return html`<svg class=${`mark q${event.quad} ${markClass(event)}`} width=${size} height=${size} viewBox="-8 -8 16 16" role="img" aria-label=${title}>
    <title>${title}</title><path d=${up ? 'M0-6 6.4 5.4H-6.4z' : 'M0 6 6.4-5.4H-6.4z'} /></svg>`;
}

export const markClass = (event) => (isComing(event.status) ? 'coming' : event.status === 'alleged' || event.status === 'denied' || event.contested ? 'claim' : event.status === 'negated' ? 'negated' : 'fact');

export function Legend({ brief = false }) {
  const one = (quad, status, label) => html`<span class="key"><${Mark} event=${{ quad, status }} size="12" /> ${label}</span>`;
  return html`<p class="legend">
    ${one(2, 'occurred', 'cooperation')} ${one(4, 'occurred', 'conflict')}
    ${!brief && html`${one(1, 'occurred', 'words')} ${one(2, 'occurred', 'acts')}`}
    ${one(2, 'planned', 'planned')} ${one(4, 'alleged', 'only claimed')}</p>`;
}

/** One side of an event: the words of the article, and whose side they are. */
function Side({ parties: all }) {
  const parties = merged(all);
  if (!parties.length) return html`<span class="nobody">somebody</span>`;
  return parties.map((one, index) => {
    const name = one.name.length > 70 ? `${one.name.slice(0, 68)} …` : one.name;
    const of = one.countries.length ? one.countries.map(country).join(', ') : null;
    const extra = of && !one.countries.every((code) => name.toLowerCase().includes(country(code).toLowerCase())) ? of : null;
    const inside = html`<b>${name}</b>${extra && html` <span class="of">${extra}</span>`}`;
    return html`${index > 0 && (index === parties.length - 1 ? ' and ' : ', ')}${one.country
      ? html`<a class="party" href=${link('/events', { actor: one.country }, { keep: false })} title=${`${of}${one.sector && SECTORS[one.sector] ? `, ${SECTORS[one.sector]}` : ''}: all its events`}>${inside}</a>`
      : html`<span class="party">${inside}</span>`}`;
  });
}

/** A collective ("Spain and Panama") is coded once for each of its countries, and shown once. */
export function merged(parties) {
  const out = new Map();
  for (const one of parties) {
    const held = out.get(one.name);
    if (!held) out.set(one.name, { ...one, countries: one.country ? [one.country] : [] });
    else if (one.country && !held.countries.includes(one.country)) held.countries.push(one.country);
  }
  return [...out.values()];
}

export const names = (parties) => merged(parties).map((one) => one.name).join(', ') || 'somebody';

/** One reason in words; the full rule is a click away. */
export function Reason({ reason }) {
  if (reason.topic !== 'rule') return reason.text;
  const sure = reason.text.match(/confidence ([\d.]+)/)?.[1] || '';
  const [rule, model = ''] = reason.text.split(/;\s(?=model)/);
  const alone = rule.startsWith('model');
  return html`<details><summary>${alone ? 'the learned model alone' : html`<code>${rule.split(/\s(?=(?:obj|subj|prep|arg)\S*!?=)/)[0]}</code>${model && ' and the learned model'}`}${sure && `, confidence ${sure}`}</summary><p class="rule-text"><code>${reason.text}</code></p></details>`;
}

export function Who({ event }) {
  return html`<span class="sides"><${Side} parties=${event.actors} />${event.recipients.length > 0
    && html` <span class="arrow" aria-label=${event.reciprocal ? 'and' : 'to'}>${event.reciprocal ? '↔' : '→'}</span> <${Side} parties=${event.recipients} />`}</span>`;
}

/** Who says so, who denies it, who confirms it. */
export function Certainty({ event }) {
  const names = (list) => [...new Set(list)].slice(0, 3).join(', ') + (list.length > 3 ? ` and ${list.length - 3} more` : '');
  const [label, hint] = STATUSES[event.status] || [event.status, ''];
  const plain = event.status === 'occurred' && !event.contested;
  return html`<span class="certainty">
    ${!plain && html`<span class=${`status s-${event.status}`} title=${hint}>${label}</span>`}
    ${event.sources.length > 0 && html`<span>according to <b>${names(event.sources)}</b></span>`}
    ${event.denied_by.length > 0 && html`<span class="denied">denied by <b>${names(event.denied_by)}</b></span>`}
    ${event.confirmed_by.length > 0 && html`<span>confirmed by <b>${names(event.confirmed_by)}</b></span>`}
  </span>`;
}

const placed = (event) => (event.place ? (event.place_country && country(event.place_country) !== event.place ? `${event.place}, ${country(event.place_country)}` : event.place) : '');

/** An event in three lines: who to whom; what, when, where, how certain; the sentence that says it. */
export function EventItem({ event, sentence = true, outlet = true, onOpen = null, selected = false }) {
  const dated = format.when(event);
  const open = link(`/articles/${event.document}`, { event: event.id }, { keep: false });
  return html`<article class=${`event ${selected ? 'selected' : ''}`}>
    <div class="event-mark"><${Mark} event=${event} /></div>
    <div class="event-body">
      <p class="event-head"><a class=${`what q${event.quad}`} href=${open} onClick=${onOpen} title="Why was it coded so?">${what(event)}</a> <${Who} event=${event} /></p>
      <p class="event-facts">${dated ? html`<time>${dated}</time>` : html`<span class="undated">no date given</span>`}${placed(event) && html`<span>${placed(event)}</span>`}<${Certainty} event=${event} /></p>
      ${sentence && event.said && html`<blockquote class="said">${event.said[0]}<mark>${event.said[1]}</mark>${event.said[2]}</blockquote>`}
      ${outlet && html`<p class="from"><a href=${open}>${event.publisher || 'Unknown outlet'}</a>${event.published && html`, ${format.day(event.published)}`}${event.outlets > 1 && html` · <a href=${`/episodes/${event.episode}`}>told by ${event.outlets} outlets</a>`}</p>`}
    </div>
  </article>`;
}

export function EventList({ events, empty, ...rest }) {
  if (!events.length) return html`<${Empty}>${empty || 'No event matches.'}<//>`;
  return html`<div class="event-list">${events.map((event) => html`<${EventItem} key=${event.id} event=${event} ...${rest} />`)}</div>`;
}

export function Empty({ children }) {
  return html`<div class="empty"><p>${children}</p></div>`;
}

export function NothingFound({ query, noun = 'event' }) {
  return html`<div class="empty"><p><b>No ${noun} matches these filters.</b></p><p>Widen the dates or take a filter away${[...query.keys()].length > 0 && html`, or <a href=${location.pathname}>start afresh</a>`}.</p></div>`;
}

/** What an API call gave: its data, a quiet sign of waiting, or what went wrong and what to do. */
export function Loaded({ state, children }) {
  if (state.error) {
    return html`<div class="empty trouble" role="alert"><p><b>${state.error.title}.</b> ${state.error.message}</p>
      <p>${state.error.status === 404 ? html`<a class="button" href="/overview">To the overview</a>` : html`<button type="button" class="button" onClick=${state.reload}>Try again</button>`}</p></div>`;
  }
  if (state.preparing && !state.data) return html`<${Preparing} told=${state.preparing} />`;
  if (!state.data) return html`<p class="waiting" role="status">Looking …</p>`;
  return html`<div class=${state.stale || state.loading ? 'stale' : ''} aria-busy=${state.loading}>${children(state.data)}</div>`;
}

/** How far the first reading of a large store is. */
export function Preparing({ told }) {
  return html`<div class="empty preparing" role="status"><p><b>The record is being read.</b></p>
    <p><progress max=${told.steps} value=${told.step - 0.5} aria-label="Reading the record"></progress></p>
    <p>${format.count(told.events, 'event')}, step ${told.step} of ${told.steps}. Each view comes by itself as soon as it is ready. After the first time this is quick.</p></div>`;
}

/** The head of a view: what it is, in one line, with its actions. */
export function Head({ title, lead, children }) {
  useEffect(() => { document.title = `${typeof title === 'string' ? title : 'Dragoman'} · Dragoman`; }, [title]);
  return html`<header class="head"><div><h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}</div><div class="actions">${children}</div></header>`;
}

export function useWidth(fallback = 900) {
  const box = useRef(null);
  const [width, set] = useState(0);
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => set(Math.round(entry.contentRect.width)));
    observer.observe(box.current);
    set(Math.round(box.current.getBoundingClientRect().width) || fallback);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

/** Cooperation above, conflict below, week by week. */
export function Spark({ cells, label }) {
  const width = 132;
  const height = 34;
  const most = Math.max(1, ...cells.map(([up, down]) => Math.max(up, -down)));
  const step = width / Math.max(1, cells.length);
  const size = (value) => Math.max(value ? 1.5 : 0, (Math.abs(value) / most) * (height / 2 - 1));
  return html`<svg class="spark" width=${width} height=${height} role="img" aria-label=${label}>
    <line x1="0" x2=${width} y1=${height / 2} y2=${height / 2} class="axis" />
    ${cells.map(([up, down], index) => html`
      ${up > 0 && html`<rect class="up" x=${index * step + 0.5} width=${step - 1} y=${height / 2 - size(up)} height=${size(up)} />`}
      ${down < 0 && html`<rect class="down" x=${index * step + 0.5} width=${step - 1} y=${height / 2} height=${size(down)} />`}`)}
  </svg>`;
}

export const dyadHref = (a, b) => link('/dyad', { a, b, dyad: null, actor: null });
export const Pair = ({ a, b }) => html`<a class="pair" href=${dyadHref(a, b)}>${actorName(a)} <span class="amp">and</span> ${actorName(b)}</a>`;
