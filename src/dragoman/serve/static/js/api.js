/** Calls of the API, with what went wrong in words. */
import { useEffect, useRef, useState } from './lib.js';

const BASE = '/api/v1';
const recent = new Map();

export class ApiError extends Error {
  constructor(status, title, detail, preparing = null) { super(detail.charAt(0).toUpperCase() + detail.slice(1)); this.status = status; this.title = title; this.preparing = preparing; }
}

export const AGAIN = 800; // milliseconds between two questions to a server that still reads its store

export async function call(path, { method = 'GET', body, signal } = {}) {
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method, signal, credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'No answer', 'The server does not answer. Is `dragoman serve` still running?');
  }
  if (answer.ok) return answer.json();
  let problem = {};
  try { problem = await answer.json(); } catch { /* not ours */ }
  throw new ApiError(answer.status, problem.title || 'Error', problem.detail || `The server answered ${answer.status}.`, String(problem.type).endsWith('#preparing') ? problem : null);
}

/** The answer to a GET; the last one stays on the page while the next is under way. */
export function useApi(path) {
  const [state, set] = useState({ data: recent.get(path) ?? null, error: null, loading: !recent.has(path), path });
  const again = useRef(0);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) { set({ data: null, error: null, loading: false, path }); return undefined; }
    const control = new AbortController();
    let timer;
    set((old) => ({ ...old, data: recent.get(path) ?? old.data, loading: true, error: null }));
    const ask = () => call(path, { signal: control.signal }).then(
      (data) => { recent.set(path, data); if (recent.size > 40) recent.delete(recent.keys().next().value); set({ data, error: null, loading: false, path }); },
      (error) => {
        if (error.name === 'AbortError') return;
        if (error.preparing) { set({ data: null, error: null, loading: true, preparing: error.preparing, path }); timer = setTimeout(ask, AGAIN); } else set({ data: null, error, loading: false, path });
      },
    );
    ask();
    return () => { control.abort(); clearTimeout(timer); };
  }, [path, turn]);
  return { ...state, stale: state.path !== path, reload: () => { again.current += 1; setTurn(again.current); } };
}
