/** Two actors over time: cooperation above, conflict below, what is planned as hollow marks beyond today. */
import { html, loadD3, useEffect, useMemo, useState } from '../lib.js';
import { apiQuery, go, here, link } from '../state.js';
import { useApi } from '../api.js';
import { Empty, EventList, Head, Legend, Loaded, markClass, useWidth } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { QUADS, STATUSES, actorName, codeOf, isComing, what } from '../words.js';
import * as format from '../format.js';

const HEIGHT = 340;
const MEAN = 64;
const EDGE = { left: 44, right: 16, top: 18, bottom: 22 };

function Chooser({ query, a, b }) {
  const set = (name) => (event) => { const code = codeOf(event.target.value); if (code && code !== query.get(name)) go(here({ [name]: code, dyad: null })); };
  const field = (name, value, label) => html`<label class="field"><span>${label}</span><input list="known-actors" value=${value ? actorName(value) : ''} placeholder="country or name" autocomplete="off" onChange=${set(name)} /></label>`;
  return html`<div class="chooser">${field('a', a, 'One actor')}<button type="button" class="button" aria-label="Swap the two" onClick=${() => go(here({ a: b, b: a }))}>⇄</button>${field('b', b, 'The other')}</div>`;
}

/** Marks of the same day and height, laid side by side so that none hides another. */
function spread(marks, x, y, pixels) {
  const taken = new Map();
  return marks.map((mark) => {
    const key = `${Math.round(x(format.date(mark.day)) / pixels)} ${Math.round(y(mark.intensity) / 11)}`;
    const nth = taken.get(key) || 0;
    taken.set(key, nth + 1);
    const side = nth % 2 ? Math.ceil(nth / 2) : -Math.ceil(nth / 2);
    return { ...mark, x: x(format.date(mark.day)) + side * 8, y: y(mark.intensity) + (nth > 6 ? 5 : 0) };
  });
}

function Timeline({ data, d3, query }) {
  const [box, width] = useWidth();
  const [tip, setTip] = useState(null);
  const shape = useMemo(() => {
    if (!width) return null;
    const days = [data.focus.start, data.as_of, ...data.marks.filter((mark) => isComing(mark.status)).map((mark) => mark.day)].filter(Boolean).map(format.date);
    const start = query.get('since') ? format.date(query.get('since')) : format.date(data.focus.start);
    const last = format.date(data.focus.end);
    const soon = data.as_of && data.as_of >= data.focus.end ? format.date(data.as_of) : last;
    const stop = query.get('until') ? format.date(query.get('until')) : new Date(Math.max(+last, Math.min(+soon, +last + 60 * 864e5), ...days.filter((one) => one <= last)));
    const pad = Math.max(864e5 * 1.5, (stop - start) * 0.03);
    const x = d3.scaleUtc([new Date(+start - pad), new Date(+stop + pad)], [EDGE.left, width - EDGE.right]);
    const y = d3.scaleLinear([10, -10], [EDGE.top, HEIGHT - EDGE.bottom]);
    const series = data.series.filter((bin) => bin.day >= data.focus.start.slice(0, 8) + '01' || bin.day >= data.focus.start);
    return { x, y, series, stop, start };
  }, [data, width]);
  const ticks = shape ? shape.x.ticks(Math.max(3, Math.floor(width / 110))) : [];
  const single = data.marks.length > 0;
  return html`<figure class="chart" ref=${box}>${shape && html`
    <svg data-export width=${width} height=${HEIGHT + MEAN + 26} role="group" aria-label=${`Timeline of ${actorName(data.a)} and ${actorName(data.b)}: ${data.totals.cooperation} events of cooperation above, ${data.totals.conflict} of conflict below the line. The events are listed under the chart.`}>
      <g class="x-axis">${ticks.map((tick) => html`<g transform=${`translate(${shape.x(tick)} 0)`}><line class="grid" y1=${EDGE.top} y2=${HEIGHT + MEAN} /><text y=${HEIGHT + MEAN + 18} text-anchor="middle">${format.tick(tick)}</text></g>`)}</g>
      ${single ? html`<${SingleMarks} data=${data} shape=${shape} width=${width} setTip=${setTip} />` : html`<${Bins} data=${data} shape=${shape} width=${width} d3=${d3} setTip=${setTip} />`}
      <${Today} data=${data} shape=${shape} width=${width} />
      <${MeanStrip} data=${data} shape=${shape} width=${width} d3=${d3} />
    </svg>
    ${tip && html`<div class="tip" style=${{ left: `${Math.min(tip.x, width - 270)}px`, top: `${tip.y + 14}px` }}>${tip.body}</div>`}`}
    <figcaption><${Legend} />${data.focus.earlier > 0 && !query.has('since') && html`<span class="note">${format.count(data.focus.earlier, 'earlier event')}, back to ${format.day(data.totals.first_day)}, ${data.focus.earlier === 1 ? 'is' : 'are'} listed but not drawn.</span>`}</figcaption></figure>`;
}

function Axis({ y, width, labels, top, bottom }) {
  return html`<g class="y-axis">${labels.map(([value, text]) => html`<g transform=${`translate(0 ${y(value)})`}>
    <line class=${value === 0 ? 'zero' : 'grid'} x1=${EDGE.left} x2=${width - EDGE.right} /><text x=${EDGE.left - 8} dy="0.32em" text-anchor="end">${text}</text></g>`)}
    <text class="side up" x=${EDGE.left + 6} y=${EDGE.top + 8}>${top}</text><text class="side down" x=${EDGE.left + 6} y=${HEIGHT - EDGE.bottom + 14}>${bottom}</text></g>`;
}

function SingleMarks({ data, shape, width, setTip }) {
  const marks = spread(data.marks.filter((mark) => mark.day >= data.focus.start), shape.x, shape.y, 9);
  const show = (mark) => setTip({ x: mark.x, y: mark.y, body: html`<b>${what({ ...mark, modes: [] })}</b> · ${format.day(mark.day)}<br />${STATUSES[mark.status]?.[0]}, intensity ${format.signed(mark.intensity)}<br /><q>${mark.sentence}</q><br /><small>${mark.publisher}</small>` });
  return html`<${Axis} y=${shape.y} width=${width} labels=${[[10, '+10'], [5, '+5'], [0, '0'], [-5, '−5'], [-10, '−10']]} top="cooperation" bottom="conflict" />
    ${marks.map((mark) => html`<line key=${`stem ${mark.id}`} class=${`stem q${mark.quad}`} x1=${mark.x} x2=${mark.x} y1=${shape.y(0)} y2=${mark.y} />`)}
    ${marks.map((mark) => html`<a key=${mark.id} href=${`/events/${mark.id}`} class=${`dot mark q${mark.quad} ${markClass(mark)}`} aria-label=${`${what({ ...mark, modes: [] })}, ${format.day(mark.day)}, ${STATUSES[mark.status]?.[0]}`}
        onMouseEnter=${() => show(mark)} onMouseLeave=${() => setTip(null)} onFocus=${() => show(mark)} onBlur=${() => setTip(null)}>
      <path transform=${`translate(${mark.x} ${mark.y})`} d=${mark.quad <= 2 ? 'M0-5.6 6 5H-6z' : 'M0 5.6 6-5H-6z'} /></a>`)}`;
}

function Bins({ data, shape, width, d3, setTip }) {
  const ups = shape.series.map((bin) => bin.quads[0] + bin.quads[1] + bin.coming[0]);
  const downs = shape.series.map((bin) => bin.quads[2] + bin.quads[3] + bin.coming[1]);
  const most = Math.max(1, ...ups, ...downs);
  const y = d3.scaleLinear([most, -most], [EDGE.top, HEIGHT - EDGE.bottom]);
  const span = { day: 1, week: 7, month: 30.4, quarter: 91.3 }[data.bin] * 864e5;
  const size = (bin) => Math.max(1, shape.x(+format.date(bin.day) + span) - shape.x(format.date(bin.day)) - (width / shape.series.length > 4 ? 1 : 0));
  const nice = d3.ticks(-most, most, 6);
  const show = (bin) => setTip({ x: shape.x(format.date(bin.day)), y: y(0), body: html`<b>${data.bin === 'day' ? format.day(bin.day) : `${data.bin} of ${format.day(bin.day)}`}</b><br />${Object.entries(QUADS).map(([quad, label]) => html`${label}: ${format.number(bin.quads[quad - 1])}<br />`)}${bin.claims > 0 && html`only claimed: ${format.number(bin.claims)}<br />`}${bin.coming[0] + bin.coming[1] > 0 && html`planned or possible: ${format.number(bin.coming[0] + bin.coming[1])}`}` });
  return html`<${Axis} y=${y} width=${width} labels=${nice.map((value) => [value, format.number(Math.abs(value))])} top=${`cooperation, events a ${data.bin}`} bottom="conflict" />
    ${shape.series.map((bin) => {
      const [q1, q2, q3, q4] = bin.quads;
      const x = shape.x(format.date(bin.day));
      const bar = (name, from, to) => html`<rect class=${name} x=${x} width=${size(bin)} y=${Math.min(y(from), y(to))} height=${Math.abs(y(from) - y(to))} />`;
      return html`<a key=${bin.day} class="bar" href=${link('/events', { dyad: `${data.a} <> ${data.b}`, since: bin.day, until: format.iso(new Date(+format.date(bin.day) + span - 864e5)) })} aria-label=${format.day(bin.day)} onMouseEnter=${() => show(bin)} onMouseLeave=${() => setTip(null)} onFocus=${() => show(bin)} onBlur=${() => setTip(null)}>
        <rect class="hit" x=${x} width=${size(bin) + 1} y=${EDGE.top} height=${HEIGHT - EDGE.top - EDGE.bottom} />
        ${bar('b2', 0, q2)}${bar('b1', q2, q2 + q1)}${bar('b4', 0, -q4)}${bar('b3', -q4, -q4 - q3)}${bin.coming[0] > 0 && bar('hollow up-edge', q1 + q2, q1 + q2 + bin.coming[0])}${bin.coming[1] > 0 && bar('hollow down-edge', -q3 - q4, -q3 - q4 - bin.coming[1])}</a>`;
    })}`;
}

function Today({ data, shape, width }) {
  const x = shape.x(format.date(data.as_of));
  if (!(x > EDGE.left && x < width - EDGE.right + 1)) return null;
  const late = x > width - 140;
  return html`<g class="today" transform=${`translate(${x} 0)`}><line y1=${EDGE.top - 8} y2=${HEIGHT + MEAN} /><text x=${late ? -5 : 5} y=${EDGE.top - 6} text-anchor=${late ? 'end' : 'start'}>${`newest article, ${format.day(data.as_of)}`}</text></g>`;
}

function MeanStrip({ data, shape, width, d3 }) {
  const middle = HEIGHT + MEAN / 2 - 2;
  const y = d3.scaleLinear([10, -10], [middle - MEAN / 2 + 6, middle + MEAN / 2 - 6]);
  const bins = shape.series.filter((bin) => bin.mean !== null);
  const line = d3.line().x((bin) => shape.x(format.date(bin.day))).y((bin) => y(bin.mean)).curve(d3.curveMonotoneX);
  return html`<g class="mean"><line class="zero" x1=${EDGE.left} x2=${width - EDGE.right} y1=${y(0)} y2=${y(0)} />
    <text x=${EDGE.left - 8} y=${y(0)} dy="0.32em" text-anchor="end">mean</text>
    ${bins.length > 1 && html`<path class="mean-line" d=${line(bins)} />`}
    ${bins.length <= 60 && bins.map((bin) => html`<circle class=${bin.mean >= 0 ? 'up' : 'down'} cx=${shape.x(format.date(bin.day))} cy=${y(bin.mean)} r="3"><title>${format.day(bin.day)}: ${format.signed(bin.mean)}</title></circle>`)}</g>`;
}

function Suggestions({ meta }) {
  const codes = meta.countries_seen.slice(0, 6).map((one) => one.name);
  const pairs = codes.flatMap((a, index) => codes.slice(index + 1).map((b) => [a, b])).slice(0, 8);
  return html`<${Empty}>Choose two actors above. The store speaks most of ${pairs.map(([a, b], index) => html`${index > 0 && ', '}<a href=${link('/dyad', { a, b })}>${actorName(a)} and ${actorName(b)}</a>`)}.<//>`;
}

export default function Dyad({ query, meta }) {
  const a = query.get('a');
  const b = query.get('b');
  const ready = a && b;
  const state = useApi(ready ? `/dyad${apiQuery(query, { a, b }, ['dyad'])}` : null);
  const [d3, setD3] = useState(null);
  useEffect(() => { loadD3().then((loaded) => setD3(() => loaded)); }, []);
  const title = ready ? `${actorName(a)} and ${actorName(b)}` : 'Two actors';
  const summary = (data) => html`${format.count(data.totals.events, 'event')} told by ${format.count(data.totals.outlets, 'outlet')}: <span class="up-text">${format.number(data.totals.cooperation)} of cooperation</span>, <span class="down-text">${format.number(data.totals.conflict)} of conflict</span>${data.totals.coming > 0 && `, ${format.number(data.totals.coming)} of them planned or possible`}. Mean intensity ${format.signed(data.totals.mean)}.`;
  return html`
    <${Head} title=${title} lead=${ready && state.data && state.data.totals.events > 0 ? summary(state.data) : 'Their dealings over time: cooperation above the line, conflict below.'}>
      <${Export} query=${query} more=${ready ? { dyad: `${a} <> ${b}` } : {}} name=${`${a}-${b}`} picture=${Boolean(ready)} /><//>
    <${Chooser} query=${query} a=${a} b=${b} />
    <${FilterBar} query=${query} meta=${meta} brush=${false} without=${['actor']} />
    ${!ready ? html`<${Suggestions} meta=${meta} />` : html`<${Loaded} state=${state}>${(data) => (data.totals.events === 0
      ? html`<${Empty}>No event between ${actorName(a)} and ${actorName(b)} matches. Look at <a href=${link('/events', { actor: a, a: null, b: null })}>all events of ${actorName(a)}</a> or of <a href=${link('/events', { actor: b })}>${actorName(b)}</a>.<//>`
      : html`${d3 && html`<${Timeline} data=${data} d3=${d3} query=${query} />`}
      <div class="two">
        ${[a, b].map((side) => html`<section key=${side}><h2>What ${actorName(side)} says</h2><${EventList} events=${data.says[side] || []} empty="No accusation, demand, offer or threat." /></section>`)}
      </div>
      <section class="columns"><h2>What happened, latest first</h2><${EventList} events=${data.episodes} sentence=${false} />
      <p class="centre"><a class="button" href=${link('/events', { dyad: `${a} <> ${b}` })}>All ${format.count(data.totals.events, 'event')}</a></p></section>`)}<//>`}`;
}
