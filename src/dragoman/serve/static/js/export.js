/** Take away what a view shows: its events as a file, its picture, its address. */
import { html, useState } from './lib.js';
import { apiQuery } from './state.js';

const KEPT = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linecap', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'visibility', 'display', 'dominant-baseline'];

/** An SVG element as a text that stands alone, with the styles of the page written into it. */
function standalone(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of KEPT) to[index].setAttribute(name, style.getPropertyValue(name));
  });
  const box = svg.getBoundingClientRect();
  copy.setAttribute('width', box.width);
  copy.setAttribute('height', box.height);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(paper);
  return { text: new XMLSerializer().serializeToString(copy), box };
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 5000);
}

function savePicture(kind, name) {
  const svg = document.querySelector('svg[data-export]');
  if (!svg) return;
  const { text, box } = standalone(svg);
  const blob = new Blob([text], { type: 'image/svg+xml' });
  if (kind === 'svg') { save(blob, `${name}.svg`); return; }
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = box.width * 2;
    canvas.height = box.height * 2;
    const context = canvas.getContext('2d');
    context.scale(2, 2);
    context.drawImage(picture, 0, 0, box.width, box.height);
    URL.revokeObjectURL(picture.src);
    canvas.toBlob((made) => made && save(made, `${name}.png`));
  };
  picture.src = URL.createObjectURL(blob);
}

/** `more`: filters that the view adds (its dyad, its article); `extra`: further files as [label, address]. */
export function Export({ query, more = {}, without = [], name = 'dragoman', picture = false, events = true, extra = [] }) {
  const [copied, setCopied] = useState(false);
  const file = (format) => `/api/v1/export${apiQuery(query, { ...more, format }, without)}`;
  const copy = async () => {
    try { await navigator.clipboard.writeText(location.href); setCopied(true); setTimeout(() => setCopied(false), 2000); } catch { prompt('The address of this view:', location.href); }
  };
  const close = (event) => { const menu = event.currentTarget.closest('details'); if (menu) menu.open = false; };
  return html`<details class="menu" onKeyDown=${(event) => { if (event.key === 'Escape') close(event); }}>
    <summary class="button">Export</summary>
    <div class="menu-list">
      ${events && html`<a href=${file('csv')} download onClick=${close}>Events as CSV <small>for a spreadsheet</small></a>
      <a href=${file('jsonl')} download onClick=${close}>JSON Lines</a>
      <a href=${file('geojson')} download onClick=${close}>GeoJSON <small>for a map</small></a>
      <a href=${file('parquet')} download onClick=${close}>Parquet</a>`}
      ${extra.map(([label, address]) => html`<a href=${address} download onClick=${close}>${label}</a>`)}
      ${picture && html`<button type="button" onClick=${(event) => { savePicture('svg', name); close(event); }}>Picture as SVG</button>
      <button type="button" onClick=${(event) => { savePicture('png', name); close(event); }}>Picture as PNG</button>`}
      <button type="button" onClick=${copy}>${copied ? 'Copied' : 'Copy the link'}</button>
    </div>
  </details>`;
}
