/** The address is the state: the path names the view, the query holds the filters. */
import { useEffect, useState } from './lib.js';

export const FILTERS = ['dyad', 'actor', 'type', 'mode', 'quad', 'status', 'context', 'source', 'since', 'until', 'place', 'text', 'contested'];
const MANY = new Set(['type', 'mode', 'quad', 'status', 'context']);
const DAYS = ['since', 'until', 'from'];
const listeners = new Set();

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

export function read() {
  const parts = location.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const query = new URLSearchParams(location.search);
  for (const name of DAYS) if (query.has(name) && !isDay(query.get(name))) query.delete(name);
  return { view: parts[0] || 'overview', id: parts[1] || null, query };
}

export function useAddress() {
  const [state, set] = useState(read);
  useEffect(() => {
    const changed = () => set(read());
    listeners.add(changed);
    addEventListener('popstate', changed);
    return () => { listeners.delete(changed); removeEventListener('popstate', changed); };
  }, []);
  return state;
}

export function go(href, { replace = false } = {}) {
  if (href === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', href);
  listeners.forEach((changed) => changed());
}

/** The filters of a query as name → list of values. */
export function filtersOf(query) {
  const out = {};
  for (const name of FILTERS) {
    const values = query.getAll(name).filter(Boolean);
    if (values.length) out[name] = MANY.has(name) ? values : [values[values.length - 1]];
  }
  return out;
}

/** A link to a view that keeps the filters of this page; `changes` sets or (with null) removes parameters. */
export function link(path, changes = {}, { keep = true } = {}) {
  const query = new URLSearchParams();
  if (keep) {
    for (const [name, values] of Object.entries(filtersOf(new URLSearchParams(location.search)))) values.forEach((one) => query.append(name, one));
  }
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== '') query.append(name, one);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** This page with some parameters changed, all others kept. */
export function here(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== '') query.append(name, one);
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : '');
}

/** The query of an API call: the filters and what else the view asks. */
export function apiQuery(query, more = {}, without = []) {
  const out = new URLSearchParams();
  for (const [name, values] of Object.entries(filtersOf(query))) if (!without.includes(name)) values.forEach((one) => out.append(name, one));
  for (const [name, value] of Object.entries(more)) if (value !== null && value !== undefined && value !== '') out.set(name, value);
  const text = out.toString();
  return text ? `?${text}` : '';
}

/** Links inside the page change the address without loading the document again. */
export function interceptLinks() {
  document.addEventListener('click', (event) => {
    const anchor = event.target.closest?.('a[href]');
    if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || anchor.target || anchor.hasAttribute('download')) return;
    const href = anchor.getAttribute('href');
    if (!href.startsWith('/') || href.startsWith('/api/') || href.startsWith('/static/')) return;
    event.preventDefault();
    go(href);
    if (!href.startsWith(location.pathname + '?') || !anchor.hasAttribute('data-stay')) scrollTo(0, 0);
  });
}
