/** A text, a file or an address, coded in place; the store is not touched unless asked. */
import { html, useEffect, useRef, useState } from '../lib.js';
import { call } from '../api.js';
import { Head } from '../parts.js';
import { ArticleView, Byline } from '../articleview.js';

const EXAMPLE = `The foreign ministry of Kenya on Tuesday accused Ugandan troops of crossing the border near Busia. Kampala denied the charge.

The two presidents will meet in Nairobi next week, a spokesman for the East African Community said. Kenyan police arrested four traders on Monday.`;
const MOST = 1_500_000;

function save(name, text) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 5000);
}

export default function Paste({ meta }) {
  const [text, setText] = useState('');
  const [published, setPublished] = useState('');
  const [keep, setKeep] = useState(false);
  const [file, setFile] = useState(null);
  const [state, setState] = useState({ data: null, error: null, busy: false });
  const { data } = state;
  const [chosen, setChosen] = useState(null);
  const [over, setOver] = useState(false);
  const results = useRef(null);

  const send = async (body) => {
    setState({ data: null, error: null, busy: true });
    setChosen(null);
    const began = performance.now();
    try {
      const coded = await call('/code', { method: 'POST', body: { ...body, ...(published && { published }), ...(keep && { store: true }) } });
      setState({ data: coded, error: null, busy: false, seconds: (performance.now() - began) / 1000 });
    } catch (error) { setState({ data: null, error, busy: false }); }
  };
  useEffect(() => { call('/code').catch(() => {}); }, []); // the coder is loaded while the text is chosen
  useEffect(() => { if (state.data) results.current?.focus(); }, [state.data]);
  const submit = (event) => {
    event.preventDefault();
    if (file) { send(file.body); return; }
    const words = text.trim();
    if (!words) { setState({ data: null, busy: false, error: { title: 'Nothing to code', message: 'Paste a text or an address, or drop a file.' } }); return; }
    send(/^https?:\/\/\S+$/.test(words) ? { url: words } : /^\s*<(!doctype|html|\?xml)/i.test(words) ? { html: words } : { text: words });
  };
  const take = async (one) => {
    if (!one) return;
    if (one.size > MOST) { setState({ data: null, busy: false, error: { title: 'Too large', message: `${one.name} has more than 1.5 MB. Use \`dragoman ingest\` for large files.` } }); return; }
    if (!/\.(html?|xhtml|txt|md)$/i.test(one.name) && !one.type.startsWith('text/')) { setState({ data: null, busy: false, error: { title: 'Unknown kind of file', message: `${one.name}: drop a text or HTML file. Archives and tables go through \`dragoman ingest\`.` } }); return; }
    const words = await one.text();
    const body = /\.x?html?$/i.test(one.name) || one.type.includes('html') ? { html: words } : { text: words };
    setFile({ name: one.name, body });
    send(body);
  };
  const drop = (event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]); };
  return html`
    <${Head} title="Code a text" lead=${`Paste an article${meta.fetch ? ', its address,' : ''} or drop a file: see who does what to whom in it, and why it is read so.`} />
    <form class=${`paste ${over ? 'over' : ''}`} onSubmit=${submit} onDragOver=${(event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
      <label class="visually-hidden" for="paste-text">Text${meta.fetch ? ' or address' : ''}</label>
      <textarea id="paste-text" rows=${data ? 5 : 9} maxlength=${MOST} value=${text} placeholder="Paste a text here, or drop a file …" onInput=${(event) => { setText(event.target.value); setFile(null); }} />
      <div class="paste-row">
        <label class="field"><span>Published on (if the text does not say)</span><input type="date" value=${published} onInput=${(event) => setPublished(event.target.value)} /></label>
        <label class="button file">Choose a file<input type="file" accept=".txt,.md,.html,.htm,.xhtml,text/*" onChange=${(event) => take(event.target.files[0])} /></label>
        <button type="button" class="button" onClick=${() => { setFile(null); setText(EXAMPLE); setPublished(new Date().toISOString().slice(0, 10)); }}>Try an example</button>
        ${meta.write && html`<label class="choice alone"><input type="checkbox" checked=${keep} onChange=${(event) => setKeep(event.target.checked)} />Keep it in the store</label>`}
        <button class="button main" disabled=${state.busy}>${state.busy ? 'Reading …' : 'Code it'}</button>
      </div>
      <p class="note">${file ? html`File: <b>${file.name}</b>. ` : ''}The text stays on ${location.hostname === 'localhost' || location.hostname.startsWith('127.') ? 'this machine' : 'this server'}${meta.write ? ' and is kept only if you ask.' : ' and is not kept.'} Dates such as “on Monday” count from the day of publication: that of the text, unless you give one.</p>
    </form>
    <div ref=${results} tabindex="-1" aria-live="polite">
      ${state.error && html`<div class="empty trouble" role="alert"><p><b>${state.error.title}.</b> ${state.error.message}</p></div>`}
      ${data?.rejected && html`<div class="empty trouble" role="alert"><p><b>This could not be coded.</b> ${data.rejected.detail}</p></div>`}
      ${data && !data.rejected && html`<section class="result"><div class="result-head"><div>${data.document.title && html`<h2>${data.document.title}</h2>`}<${Byline} page=${data.document} /></div>
        <div class="actions"><span class="note">coded in ${state.seconds.toFixed(1)} s${data.stored ? ', kept in the store' : ''}</span><button type="button" class="button" onClick=${() => save('coded.json', JSON.stringify(data, null, 1))}>Save as JSON</button></div></div>
        <${ArticleView} data=${data} wanted=${chosen} onChoose=${setChosen} /></section>`}
    </div>`;
}
