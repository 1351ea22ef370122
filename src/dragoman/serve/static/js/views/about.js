/** How to read the page, in a screenful. */
import { html } from '../lib.js';
import { Head, Mark } from '../parts.js';
import { STATUSES, TYPES } from '../words.js';

export default function About({ meta }) {
  const mark = (quad, status) => html`<${Mark} event=${{ quad, status }} />`;
  const types = meta.types.filter((one) => one.mode === '');
  return html`<${Head} title="How to read this page" lead="Dragoman reads news articles and records who did what to whom, when, where, according to whom, and how certain." />
    <div class="prose">
      <h2>The marks</h2>
      <ul class="marks-list"><li>${mark(2, 'occurred')} points up: cooperation, such as talks, aid or a withdrawal. ${mark(1, 'occurred')} Pale: by words; dark: by acts.</li>
        <li>${mark(4, 'occurred')} points down: conflict, such as an accusation ${mark(3, 'occurred')} or an attack.</li><li>${mark(2, 'planned')} hollow: planned or possible, not yet.</li><li>${mark(4, 'alleged')} dashed: only claimed, or denied by somebody.</li></ul>
      <h2>How certain</h2><dl class="reasons">${Object.values(STATUSES).map(([label, hint]) => html`<div key=${label}><dt>${label}</dt><dd>${hint}.</dd></div>`)}</dl>
      <h2>What is counted</h2><p>An event is one act told by one article. An <em>episode</em> is one thing that happened, told by one or several outlets. Trends, the network and mean intensities count only what happened, not what is claimed or planned.</p>
      <table class="list"><caption>The kinds of events (PLOVER), with their intensity from −10 to +10</caption><thead><tr><th scope="col">Kind</th><th scope="col">Code</th><th scope="col">Means</th><th scope="col" class="right">Intensity</th></tr></thead>
        <tbody>${types.map((one) => html`<tr key=${one.type}><th scope="row">${TYPES[one.type]}</th><td>${one.type}</td><td>${one.meaning}</td><td class="right">${one.intensity > 0 ? '+' : ''}${String(one.intensity).replace('-', '−')}</td></tr>`)}</tbody></table>
      <h2>Where it comes from</h2><p>Choose any event to see its sentence, the rule that found it, the arithmetic of its date and its sources. Nothing on this page asks any other machine. Places are GeoNames’ (CC BY 4.0); boundaries are Natural Earth’s and say nothing about who is right.</p>
    </div>`;
}
