/** Who deals with whom: colour says cooperation or conflict, width how much; time can be played. */
import { html, loadD3, useEffect, useMemo, useState } from '../lib.js';
import { apiQuery } from '../state.js';
import { useApi } from '../api.js';
import { Head, Loaded, NothingFound, dyadHref, useWidth } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { placeLabels } from '../labels.js';
import { actorName } from '../words.js';
import * as format from '../format.js';

function layout(d3, ties, width, height) {
  const nodes = new Map();
  for (const tie of ties) for (const code of [tie.a, tie.b]) nodes.set(code, { id: code, weight: (nodes.get(code)?.weight || 0) + tie.events });
  const links = ties.map((tie) => ({ source: tie.a, target: tie.b, weight: tie.events }));
  const most = Math.max(...links.map((one) => one.weight));
  const points = [...nodes.values()];
  const wide = width / 900;
  d3.forceSimulation(points)
    .force('charge', d3.forceManyBody().strength(-520 * wide))
    .force('link', d3.forceLink(links).id((one) => one.id).distance((one) => (150 - 60 * Math.sqrt(one.weight / most)) * Math.max(0.6, wide)).strength(0.35))
    .force('x', d3.forceX(width / 2).strength(0.06)).force('y', d3.forceY(height / 2).strength(0.11 / Math.max(0.6, wide)))
    .force('apart', d3.forceCollide(30)).stop().tick(260);
  const fill = (axis, low, high) => {
    const values = points.map((one) => one[axis]);
    const [least, most_] = [Math.min(...values), Math.max(...values)];
    const scale = Math.min(2.2, (high - low) / Math.max(1, most_ - least));
    for (const one of points) one[axis] = (low + high) / 2 + (one[axis] - (least + most_) / 2) * scale;
  };
  fill('x', Math.min(100, width / 4), width - Math.min(100, width / 4));
  fill('y', 44, height - 28);
  return new Map(points.map((one) => [one.id, one]));
}

function countsAt(tie, from, to) {
  let [up, down] = [0, 0];
  for (const [step, cooperation, conflict] of tie.steps) if (step >= from && step <= to) { up += cooperation; down += conflict; }
  return [up, down];
}

const FIRST_TIES = 40; // more make a tangle; the rest is a click away

function Graph({ data: whole, d3, step }) {
  const [all, setAll] = useState(false);
  const data = useMemo(() => (all ? whole : { ...whole, ties: whole.ties.slice(0, FIRST_TIES) }), [whole, all]);
  const [box, width] = useWidth();
  const height = Math.max(420, Math.min(620, Math.round(width * 0.6)));
  const places = useMemo(() => (width ? layout(d3, data.ties, width, height) : null), [data, width]);
  const most = Math.max(1, ...data.ties.map((tie) => tie.events));
  const thick = (events) => (events ? 1.5 + 11 * Math.sqrt(events / most) : 0);
  const wide = Math.max(1, Math.ceil(data.steps.length / 12));
  const radius = (one) => 5 + 9 * Math.sqrt(one.weight / (2 * most));
  const heavy = places && [...places.values()].sort((one, other) => other.weight - one.weight);
  const labels = places && placeLabels(heavy.map((one) => ({ id: one.id, x: one.x, y: one.y, r: radius(one), text: actorName(one.id) })), { width, height, letter: 8 });
  return html`<figure class="chart network" ref=${box}>${places && html`<svg data-export width=${width} height=${height} role="group" aria-label="Network of actors. The same ties stand in the table beside it.">
    ${[...data.ties].reverse().map((tie) => {
      const [up, down] = step === null ? [tie.cooperation, tie.conflict] : countsAt(tie, step - wide + 1, step);
      const [p, q] = [places.get(tie.a), places.get(tie.b)];
      const length = Math.hypot(q.x - p.x, q.y - p.y) || 1;
      const gap = (thick(up) + thick(down)) / 4 + 0.5;
      const [nx, ny] = [(-(q.y - p.y) / length) * gap, ((q.x - p.x) / length) * gap];
      const label = `${actorName(tie.a)} and ${actorName(tie.b)}: ${up} of cooperation, ${down} of conflict`;
      return html`<a key=${`${tie.a} ${tie.b}`} class="tie" href=${dyadHref(tie.a, tie.b)} aria-label=${label}><title>${label}</title>
        ${up > 0 && html`<line class="up" x1=${p.x + (down ? nx : 0)} y1=${p.y + (down ? ny : 0)} x2=${q.x + (down ? nx : 0)} y2=${q.y + (down ? ny : 0)} stroke-width=${thick(up)} />`}
        ${down > 0 && html`<line class="down" x1=${p.x - (up ? nx : 0)} y1=${p.y - (up ? ny : 0)} x2=${q.x - (up ? nx : 0)} y2=${q.y - (up ? ny : 0)} stroke-width=${thick(down)} />`}
        ${!up && !down && html`<line class="none" x1=${p.x} y1=${p.y} x2=${q.x} y2=${q.y} />`}</a>`;
    })}
    ${[...places.values()].map((one) => html`<g class="node" key=${one.id}><circle cx=${one.x} cy=${one.y} r=${radius(one)}><title>${actorName(one.id)}</title></circle></g>`)}
    ${heavy.map((one) => { const at = labels.get(one.id); return at && html`<text class="node-name" key=${`name ${one.id}`} x=${at.x} y=${at.y} text-anchor=${at.anchor}>${actorName(one.id)}</text>`; })}
  </svg>`}<figcaption><p class="legend"><span class="key"><i class="stripe up" /> cooperation</span><span class="key"><i class="stripe down" /> conflict</span><span class="key">the wider, the more events</span></p>${whole.ties.length > FIRST_TIES && html`<p class="note">${all ? `All ${whole.ties.length} ties.` : `The ${FIRST_TIES} strongest of ${whole.ties.length} ties.`} <button type="button" class="button" onClick=${() => setAll(!all)}>${all ? 'Show the strongest' : 'Show all'}</button></p>`}</figcaption></figure>`;
}

function Player({ data, step, setStep }) {
  const [playing, setPlaying] = useState(false);
  const last = data.steps.length - 1;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => setStep((old) => { const next = (old === null ? -1 : old) + 1; if (next >= last) setPlaying(false); return Math.min(next, last); }), 700);
    return () => clearInterval(timer);
  }, [playing, last]);
  if (last < 1) return null;
  return html`<div class="player"><button type="button" class="button" onClick=${() => { if (!playing && step === last) setStep(0); setPlaying(!playing); }}>${playing ? '❚❚ Stop' : '▶ Play'}</button>
    <input type="range" min="0" max=${last} value=${step ?? last} aria-label="Time" aria-valuetext=${step === null ? 'all' : format.day(data.steps[step])} onInput=${(event) => { setPlaying(false); setStep(Number(event.target.value)); }} />
    <output>${step === null ? 'all dates' : `${data.unit === 'day' ? '' : `${data.unit} of `}${format.day(data.steps[step])}`}</output>
    ${step !== null && html`<button type="button" class="button" onClick=${() => { setPlaying(false); setStep(null); }}>All dates</button>`}</div>`;
}

export default function Network({ query, meta }) {
  const path = `/network${apiQuery(query)}`;
  const state = useApi(path);
  const [d3, setD3] = useState(null);
  const [step, setStep] = useState(null);
  useEffect(() => { loadD3().then((loaded) => setD3(() => loaded)); }, []);
  useEffect(() => setStep(null), [path]);
  return html`
    <${Head} title="Network" lead="Who deals with whom. Only what happened counts, not what is claimed or planned."><${Export} query=${query} name="network" picture=${true} /><//>
    <${FilterBar} query=${query} meta=${meta} />
    <${Loaded} state=${state}>${(data) => (data.ties.length === 0 ? html`<${NothingFound} query=${query} noun="event between two actors" />` : html`<${Player} data=${data} step=${step} setStep=${setStep} /><div class="with-table">
      ${d3 ? html`<${Graph} data=${data} d3=${d3} step=${step} />` : html`<p class="waiting">Looking …</p>`}
      <table class="numbers-table"><caption>Strongest ties</caption><thead><tr><th scope="col">Actors</th><th scope="col" class="up-text">coop.</th><th scope="col" class="down-text">conflict</th></tr></thead>
      <tbody>${data.ties.slice(0, 14).map((tie) => html`<tr key=${tie.a + tie.b}><th scope="row"><a href=${dyadHref(tie.a, tie.b)}>${actorName(tie.a)} – ${actorName(tie.b)}</a></th><td>${format.number(tie.cooperation)}</td><td>${format.number(tie.conflict)}</td></tr>`)}</tbody></table></div>`)}<//>`;
}
