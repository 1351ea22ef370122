/** One filter bar for all views: words, actor and dates at hand, the rest a click away, what is chosen as chips. */
import { html, useEffect, useMemo, useRef, useState } from './lib.js';
import { apiQuery, filtersOf, go, here } from './state.js';
import { CONTEXTS, QUADS, STATUSES, TYPES, actorName, codeOf, country, plain } from './words.js';
import { useApi } from './api.js';
import * as format from './format.js';

const LABELS = { dyad: 'between', actor: 'actor', type: 'kind', mode: 'way', quad: 'class', status: 'status', context: 'topic', source: 'according to', since: 'from', until: 'to', place: 'place', text: 'words', contested: '' };

function chipText(name, value) {
  if (name === 'type') return TYPES[value] || value;
  if (name === 'quad') return QUADS[value] || value;
  if (name === 'status') return STATUSES[value]?.[0] || value;
  if (name === 'context' || name === 'mode') return plain(value);
  if (name === 'actor') return actorName(value);
  if (name === 'place' && /^[A-Z]{3}$/.test(value)) return country(value);
  if (name === 'since' || name === 'until') return format.day(value);
  if (name === 'contested') return 'contested or only claimed';
  return value;
}

function Chips({ query }) {
  const chosen = Object.entries(filtersOf(query)).flatMap(([name, values]) => values.map((value) => [name, value, values]));
  if (!chosen.length) return null;
  const without = (name, value, values) => here({ [name]: values.filter((one) => one !== value) });
  return html`<ul class="chips" aria-label="Filters in force">
    ${chosen.map(([name, value, values]) => html`<li key=${name + value}><button type="button" class="chip" onClick=${() => go(without(name, value, values))} aria-label=${`Remove the filter ${LABELS[name]} ${chipText(name, value)}`}>
      ${LABELS[name] && html`<small>${LABELS[name]}</small> `}${chipText(name, value)}<span class="x" aria-hidden="true">×</span></button></li>`)}
    <li><button type="button" class="chip clear" onClick=${() => go(here(Object.fromEntries(chosen.map(([name]) => [name, null]))))}>Clear all</button></li>
  </ul>`;
}

/** A text field that takes effect on Enter, on leaving it, or when an offered value is chosen. */
function Field({ label, name, query, list, read = (text) => text, show = (text) => text, type = 'text', placeholder = '', ...rest }) {
  const value = query.get(name) || '';
  const [text, setText] = useState(show(value));
  useEffect(() => setText(show(value)), [value]);
  const set = (words) => { const next = words.trim() ? read(words) : ''; if (next !== value) go(here({ [name]: next || null })); };
  return html`<label class=${`field f-${name}`}><span>${label}</span>
    <input type=${type} value=${text} list=${list} placeholder=${placeholder} autocomplete="off" spellcheck=${false} ...${rest}
      onInput=${(event) => { setText(event.target.value); if (type === 'date' && event.target.validity.valid && (event.target.value === '' || event.target.value > '1000')) set(event.target.value); }}
      onChange=${(event) => set(event.target.value)} onKeyDown=${(event) => { if (event.key === 'Enter') set(event.target.value); }} /></label>`;
}

function Choices({ title, name, options, query }) {
  const chosen = new Set(query.getAll(name));
  const toggle = (value) => { const next = new Set(chosen); if (next.has(value)) next.delete(value); else next.add(value); go(here({ [name]: [...next] })); };
  return html`<fieldset class="choices"><legend>${title}</legend><div>
    ${options.map(([value, label, hint]) => html`<label key=${value} class=${`choice ${chosen.has(value) ? 'on' : ''}`} title=${hint || ''}>
      <input type="checkbox" checked=${chosen.has(value)} onChange=${() => toggle(value)} />${label}</label>`)}</div></fieldset>`;
}

/** Events over time with a window to be drawn by hand; the date fields do the same by keyboard. */
function DateBrush({ query }) {
  const { data } = useApi(`/histogram${apiQuery(query, {}, ['since', 'until'])}`);
  const box = useRef(null);
  const [drag, setDrag] = useState(null);
  const since = query.get('since');
  const until = query.get('until');
  const shape = useMemo(() => {
    if (!data?.bins.length) return null;
    const first = +format.date(data.bins[0][0]);
    const last = Math.max(+format.date(data.end) + 864e5, first + 7 * 864e5);
    const most = Math.max(...data.bins.map(([, up, down]) => Math.max(up, down)));
    return { first, last, most, at: (when) => Math.min(1, Math.max(0, (when - first) / (last - first))) };
  }, [data]);
  if (!shape) return html`<div class="brush" />`;
  const days = { day: 1, week: 7, month: 30.4, quarter: 91.3 }[data.unit];
  const wide = Math.max(0.002, shape.at(shape.first + days * 864e5) - 0.0008);
  const fraction = (event) => { const r = box.current.getBoundingClientRect(); return Math.min(1, Math.max(0, (event.clientX - r.left) / r.width)); };
  const dayAt = (x) => format.iso(new Date(Math.min(shape.last - 1, shape.first + x * (shape.last - shape.first))));
  const window = drag ? [Math.min(...drag), Math.max(...drag)] : since || until
    ? [since ? shape.at(+format.date(since)) : 0, until ? shape.at(+format.date(until) + 864e5) : 1] : null;
  const stop = (event) => {
    if (!drag) return;
    const [from, to] = [Math.min(drag[0], fraction(event)), Math.max(drag[0], fraction(event))];
    setDrag(null);
    if (to - from < 0.004) { if (since || until) go(here({ since: null, until: null })); } else go(here({ since: dayAt(from), until: dayAt(to) }));
  };
  const height = (value) => (shape.most ? Math.sqrt(value / shape.most) * 15 : 0);
  return html`<div class="brush" ref=${box} title="Drag to choose dates; click to choose all"
      onPointerDown=${(event) => { event.currentTarget.setPointerCapture(event.pointerId); setDrag([fraction(event), fraction(event)]); }}
      onPointerMove=${(event) => { if (drag) setDrag([drag[0], fraction(event)]); }} onPointerUp=${stop} onPointerCancel=${() => setDrag(null)}>
    <svg viewBox="0 0 1000 32" preserveAspectRatio="none" role="img" aria-label=${`Events from ${format.day(data.start)} to ${format.day(data.end)}`}>
      ${data.bins.map(([when, up, down]) => { const x = shape.at(+format.date(when)) * 1000; return html`<rect class="up" x=${x} width=${wide * 1000} y=${16 - height(up)} height=${height(up)} /><rect class="down" x=${x} width=${wide * 1000} y="16" height=${height(down)} />`; })}
      <line class="axis" x1="0" x2="1000" y1="16" y2="16" />
      ${window && html`<rect class="shade" x="0" width=${window[0] * 1000} y="0" height="32" /><rect class="shade" x=${window[1] * 1000} width=${(1 - window[1]) * 1000} y="0" height="32" />
        <rect class="window" x=${window[0] * 1000} width=${Math.max(2, (window[1] - window[0]) * 1000)} y="0.5" height="31" />`}
    </svg>
    <div class="brush-ends"><span>${format.day(format.iso(new Date(shape.first)))}</span>${drag && html`<span>${dayAt(window[0])} – ${dayAt(window[1])}</span>`}<span>${format.day(data.end)}</span></div>
  </div>`;
}

export function FilterBar({ query, meta, brush = true, without = [] }) {
  const open = useState(false);
  const [shown, setShown] = open;
  const many = ['type', 'mode', 'quad', 'status', 'context', 'source', 'place', 'contested'].filter((name) => query.has(name)).length;
  const has = (name) => !without.includes(name);
  return html`<section class=${`filters ${shown || query.has('since') || query.has('until') ? 'open' : ''}`} aria-label="Filters">
    <div class="filter-row">
      ${has('text') && html`<${Field} label="Words" name="text" query=${query} type="search" placeholder="ceasefire, embassy …" />`}
      ${has('actor') && html`<${Field} label="Actor" name="actor" query=${query} list="known-actors" read=${codeOf} show=${(code) => (code ? actorName(code) : '')} placeholder="country or name" />`}
      ${has('since') && html`<${Field} label="From" name="since" query=${query} type="date" />
      <${Field} label="To" name="until" query=${query} type="date" />`}
      <button type="button" class="button more" aria-expanded=${shown} aria-controls="more-filters" onClick=${() => setShown(!shown)}>More filters${many > 0 && html` <b>${many}</b>`}</button>
    </div>
    ${brush && html`<${DateBrush} query=${query} />`}
    ${shown && html`<div class="more-filters" id="more-filters">
      <${Choices} title="Class" name="quad" query=${query} options=${Object.entries(QUADS)} />
      <${Choices} title="Status" name="status" query=${query} options=${Object.entries(STATUSES).map(([value, [label, hint]]) => [value, label, hint])} />
      <${Choices} title="Kind of event" name="type" query=${query} options=${Object.entries(TYPES).map(([value, label]) => [value, label, value])} />
      <${Choices} title="Topic" name="context" query=${query} options=${CONTEXTS.map((value) => [value, plain(value)])} />
      <div class="filter-row">
        <${Field} label="According to" name="source" query=${query} list="known-sources" placeholder="outlet or source" />
        <${Field} label="Place" name="place" query=${query} list="known-countries" read=${codeOf} show=${(code) => (/^[A-Z]{3}$/.test(code) ? country(code) : code)} placeholder="country or town" />
        <label class="choice alone"><input type="checkbox" checked=${query.has('contested')} onChange=${(event) => go(here({ contested: event.target.checked ? 'true' : null }))} />Only contested or claimed</label>
      </div></div>`}
    <${Chips} query=${query} />
    <datalist id="known-actors">${meta.countries_seen.map((one) => html`<option value=${country(one.name)} />`)}</datalist>
    <datalist id="known-countries">${meta.countries_seen.map((one) => html`<option value=${country(one.name)} />`)}</datalist>
    <datalist id="known-sources">${[...meta.outlets, ...meta.sources].map((one) => html`<option value=${one.name} />`)}</datalist>
  </section>`;
}
