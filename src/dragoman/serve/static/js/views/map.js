/** Events at their places, as precise as the texts are; world boundaries are at hand offline. */
import { html, loadD3, loadTopojson, useEffect, useMemo, useRef, useState } from '../lib.js';
import { apiQuery, go, here, link } from '../state.js';
import { useApi } from '../api.js';
import { Head, Loaded, NothingFound, useWidth } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import { placeLabels } from '../labels.js';
import { country } from '../words.js';
import * as format from '../format.js';

const LEVELS = [['country', 'Countries'], ['admin', 'Provinces'], ['city', 'Towns']];
const MOST_NAMES = 25;
const ZOOM = 48; // pixels at the right that the buttons cover
const geometry = new Map();

async function boundaries(detail) {
  if (!geometry.has(detail)) {
    geometry.set(detail, Promise.all([loadTopojson(), fetch(`/static/vendor/countries-${detail}.json`).then((answer) => answer.json())])
      .then(([topojson, world]) => ({ land: topojson.feature(world, world.objects.land), borders: topojson.mesh(world, world.objects.countries, (one, other) => one !== other) })));
  }
  return geometry.get(detail);
}

const balance = (place) => (place.events ? (place.cooperation - place.conflict) / place.events : 0);
const tone = (place) => { const value = balance(place); return value > 0.25 ? 'up' : value < -0.25 ? 'down' : 'mixed'; };
const shortName = (place) => (place.name === `${country(place.country)}, ${place.country}` ? country(place.country) : place.name.length === 3 && place.name === place.country ? country(place.country) : place.name.replace(/, ([A-Z]{3})$/, (_, code) => `, ${country(code)}`));

function World({ data, d3, level }) {
  const [box, width] = useWidth();
  const height = Math.max(300, Math.min(600, Math.round(width * 0.52)));
  const [shapes, setShapes] = useState(null);
  const [view, setView] = useState({ k: 1, x: 0, y: 0 });
  const svg = useRef(null);
  const zoomer = useRef(null);
  const detail = view.k > 2.5 ? '50m' : '110m';
  useEffect(() => { let here_ = true; boundaries(detail).then((found) => { if (here_) setShapes(found); }); return () => { here_ = false; }; }, [detail]);
  const projection = useMemo(() => d3.geoEqualEarth().fitExtent([[6, 6], [width - 6, height - 6]], { type: 'Sphere' }), [width, height]);
  const path = useMemo(() => d3.geoPath(projection), [projection]);
  const drawn = useMemo(() => (shapes && width ? { land: path(shapes.land), borders: path(shapes.borders), sphere: path({ type: 'Sphere' }), grid: path(d3.geoGraticule10()) } : null), [shapes, path, width]);
  const points = useMemo(() => data.places.filter((place) => place.latitude !== null).map((place) => ({ ...place, at: projection([place.longitude, place.latitude]) })), [data, projection]);
  useEffect(() => {
    if (!svg.current || !drawn) return;
    const selection = d3.select(svg.current);
    zoomer.current = d3.zoom().scaleExtent([1, 24]).translateExtent([[0, 0], [width, height]]).on('zoom', (event) => setView({ k: event.transform.k, x: event.transform.x, y: event.transform.y }));
    selection.call(zoomer.current);
    fit();
  }, [Boolean(drawn), width, data]);
  function fit() {
    const heavy = points.slice(0, 40);
    if (!heavy.length || !zoomer.current) return;
    const xs = heavy.map((one) => one.at[0]);
    const ys = heavy.map((one) => one.at[1]);
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const k = Math.max(1, Math.min(9, 0.7 / Math.max((x1 - x0) / width, (y1 - y0) / height, 0.01)));
    d3.select(svg.current).call(zoomer.current.transform, d3.zoomIdentity.translate(width / 2 - (k * (x0 + x1)) / 2, height / 2 - (k * (y0 + y1)) / 2).scale(k));
  }
  const zoom = (factor) => d3.select(svg.current).call(zoomer.current.scaleBy, factor);
  const most = Math.max(1, ...points.map((one) => one.events));
  const radius = (one) => 4 + 22 * Math.sqrt(one.events / most);
  const title = (one) => (level === 'country' ? country(one.country) : one.name.replace(/, [A-Z]{3}$/, ''));
  const shown = points.map((one) => ({ id: one.name, x: one.at[0] * view.k + view.x, y: one.at[1] * view.k + view.y, r: radius(one), text: title(one) }));
  const labels = placeLabels(shown.filter((one) => one.x > 0 && one.x < width && one.y > 0 && one.y < height).slice(0, MOST_NAMES), { width: width - ZOOM, height, below: true, clear: true });
  return html`<figure class="chart map" ref=${box}>${width > 0 && html`
    <svg data-export ref=${svg} width=${width} height=${height} role="group" aria-label="Map of events. The same places stand in the table beside it.">
      ${drawn && html`<g transform=${`translate(${view.x} ${view.y}) scale(${view.k})`}>
        <path class="sea" d=${drawn.sphere} /><path class="graticule" d=${drawn.grid} stroke-width=${0.5 / view.k} /><path class="land" d=${drawn.land} /><path class="border" d=${drawn.borders} stroke-width=${0.7 / view.k} />
      </g>
      ${points.map((one) => { const [x, y] = [one.at[0] * view.k + view.x, one.at[1] * view.k + view.y]; return html`<a key=${one.name} href=${link('/events', { place: level === 'country' ? one.country : one.name.replace(/, [A-Z]{3}$/, '') })} class=${`spot ${tone(one)} ${one.grain === 'country' || one.grain === 'province' || one.grain === 'region' ? 'vague' : ''}`}
          aria-label=${`${shortName(one)}: ${one.events} events, ${one.cooperation} of cooperation, ${one.conflict} of conflict`}>
        <circle cx=${x} cy=${y} r=${radius(one)} /><title>${shortName(one)}: ${format.count(one.events, 'event')} (${one.cooperation} of cooperation, ${one.conflict} of conflict); the texts name a ${one.grain}</title>
        </a>`; })}
      ${points.map((one) => { const at = labels.get(one.name); return at && html`<text key=${`name ${one.name}`} class="place-name" aria-hidden="true" x=${at.x} y=${at.y} text-anchor=${at.anchor}>${title(one)}</text>`; })}`}
    </svg>
    <div class="zoom" role="group" aria-label="Zoom"><button type="button" onClick=${() => zoom(1.7)} aria-label="Closer">+</button><button type="button" onClick=${() => zoom(1 / 1.7)} aria-label="Farther">−</button><button type="button" onClick=${fit} aria-label="Show all places">⤢</button></div>`}
    <figcaption><p class="legend"><span class="key"><i class="blob up" /> mostly cooperation</span><span class="key"><i class="blob mixed" /> mixed</span><span class="key"><i class="blob down" /> mostly conflict</span><span class="key"><i class="blob vague" /> the texts name only a country or province</span></p></figcaption></figure>`;
}

export default function MapView({ query, meta }) {
  const level = LEVELS.some(([name]) => name === query.get('level')) ? query.get('level') : 'city';
  const state = useApi(`/places${apiQuery(query, { level })}`);
  const [d3, setD3] = useState(null);
  useEffect(() => { loadD3().then((loaded) => setD3(() => loaded)); }, []);
  const totals = state.data?.totals;
  return html`
    <${Head} title="Map" lead=${totals ? `${format.number(totals.placed)} of ${format.count(totals.events, 'event')} have a place; ${format.number(totals.exact)} are placed to the town.` : 'Where it happened, as precisely as the texts say.'}><${Export} query=${query} name="map" picture=${true} /><//>
    <${FilterBar} query=${query} meta=${meta} />
    <div class="tabs" role="group" aria-label="Gather events by">${LEVELS.map(([name, label]) => html`<button type="button" key=${name} aria-pressed=${level === name} onClick=${() => go(here({ level: name }))}>${label}</button>`)}</div>
    <${Loaded} state=${state}>${(data) => (data.places.length === 0 ? html`<${NothingFound} query=${query} noun="placed event" />` : html`<div class="with-table">
      ${d3 ? html`<${World} data=${data} d3=${d3} level=${level} />` : html`<p class="waiting">Looking …</p>`}
      <table class="numbers-table"><caption>Most events</caption><thead><tr><th scope="col">Place</th><th scope="col" class="up-text">coop.</th><th scope="col" class="down-text">conflict</th></tr></thead>
      <tbody>${data.places.slice(0, 14).map((one) => html`<tr key=${one.name}><th scope="row"><a href=${link('/events', { place: level === 'country' ? one.country : one.name.replace(/, [A-Z]{3}$/, '') })}>${shortName(one)}</a></th><td>${format.number(one.cooperation)}</td><td>${format.number(one.conflict)}</td></tr>`)}</tbody></table></div>`)}<//>`;
}
