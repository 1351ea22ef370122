/** Dates and numbers in the reader's own style. */
const locale = navigator.language || 'en';
const utc = { timeZone: 'UTC' };
const DAY = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...utc });
const MONTH = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', ...utc });
const WEEKDAY = new Intl.DateTimeFormat(locale, { weekday: 'short', ...utc });
const NUMBER = new Intl.NumberFormat(locale);
const ONE = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });

const SHORT = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...utc });
const SHORT_MONTH = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', ...utc });

export const date = (iso) => new Date(`${iso}T00:00:00Z`);
export const iso = (when) => when.toISOString().slice(0, 10);
export const day = (text) => (text ? DAY.format(date(text)) : '');
export const month = (text) => MONTH.format(date(`${text.slice(0, 7)}-01`));
/** A day on an axis: the year, the month, or the day, as much as tells it apart. */
export const tick = (when) => { const text = iso(when); return text.endsWith('-01-01') ? text.slice(0, 4) : text.endsWith('-01') ? SHORT_MONTH.format(when) : SHORT.format(when); };
export const weekday = (text) => WEEKDAY.format(date(text));
export const number = (value) => NUMBER.format(value);
export const signed = (value) => (value === null || value === undefined ? '–' : ONE.format(value).replace('-', '−'));
export const count = (value, one, many) => `${number(value)} ${value === 1 ? one : many || `${one}s`}`;

export function range(start, end) {
  if (!start && !end) return '';
  if (!start) return `until ${day(end)}`;
  if (!end) return `since ${day(start)}`;
  if (start === end) return day(start);
  return DAY.formatRange(date(start), date(end));
}

/** When an event took place, no more precise than the text is. */
export function when(event) {
  const { date_start: start, date_end: end, grain } = event;
  if (!start && !end) return '';
  if (grain === 'year' && start?.endsWith('-01-01') && end?.endsWith('-12-31') && start.slice(0, 4) === end.slice(0, 4)) return start.slice(0, 4);
  if (grain === 'month' && start && end && start.slice(0, 7) === end.slice(0, 7)) return month(start);
  return range(start, end);
}

/** Days from one ISO day to another, in words. */
export function distance(from, to) {
  const days = Math.round((date(to) - date(from)) / 864e5);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${number(days)} days` : `${number(-days)} days ago`;
}
