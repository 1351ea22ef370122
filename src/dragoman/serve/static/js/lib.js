/** The view library in one place. */
export { html, h, render, useState, useEffect, useLayoutEffect, useMemo, useRef, useCallback } from '../vendor/preact-htm.min.js';

let d3Promise;
/** d3, loaded when a view draws its first chart. */
export function loadD3() {
  d3Promise ??= import('../vendor/d3.min.js').then(() => globalThis.d3);
  return d3Promise;
}

let topojsonPromise;
export function loadTopojson() {
  topojsonPromise ??= import('../vendor/topojson-client.min.js').then(() => globalThis.topojson);
  return topojsonPromise;
}
