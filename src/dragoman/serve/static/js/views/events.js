/** All events that match, latest first, page after page. */
import { html, useEffect, useState } from '../lib.js';
import { apiQuery, go } from '../state.js';
import { call, useApi } from '../api.js';
import { EventList, Head, Legend, Loaded, NothingFound } from '../parts.js';
import { FilterBar } from '../filterbar.js';
import { Export } from '../export.js';
import * as format from '../format.js';

/** The address of one event leads to its article, with the event opened. */
function One({ id }) {
  const state = useApi(`/events/${encodeURIComponent(id)}`);
  useEffect(() => { if (state.data) go(`/articles/${state.data.document}?event=${state.data.id}`, { replace: true }); }, [state.data]);
  return html`<${Loaded} state=${state}>${() => html`<p class="waiting">Opening its article …</p>`}<//>`;
}

export default function Events({ query, id, meta }) {
  return id ? html`<${One} id=${id} />` : html`<${All} query=${query} meta=${meta} />`;
}

function All({ query, meta }) {
  const path = `/events${apiQuery(query, { limit: 40 })}`;
  const state = useApi(path);
  const total = useApi(`/events/count${apiQuery(query)}`);
  const [more, setMore] = useState({ path: null, items: [], next: null });
  useEffect(() => setMore({ path, items: [], next: null }), [path]);
  const continued = more.path === path && more.items.length > 0;
  const next = continued ? more.next : state.data?.next;
  const fetchMore = async () => {
    const page = await call(`/events${apiQuery(query, { limit: 40, cursor: next })}`);
    setMore((old) => ({ path, items: [...(old.path === path ? old.items : []), ...page.items], next: page.next }));
  };
  return html`
    <${Head} title="Events" lead=${total.data ? `${format.count(total.data.events, 'event')}, latest first.` : 'All events, latest first.'}><${Export} query=${query} name="events" /><//>
    <${FilterBar} query=${query} meta=${meta} />
    <${Loaded} state=${state}>${(data) => (data.items.length === 0 ? html`<${NothingFound} query=${query} />` : html`
      <${Legend} /><${EventList} events=${continued ? [...data.items, ...more.items] : data.items} />
      ${next && html`<p class="centre"><button type="button" class="button" onClick=${fetchMore}>Show more</button></p>`}`)}<//>`;
}
