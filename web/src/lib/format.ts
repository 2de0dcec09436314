// Numbers, days and words as they are shown.

import type { Range } from './types';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-03-05` as `5 Mar 2026`; what is no day is shown as it is. */
export function day(iso: string | null | undefined, year = true): string {
  if (!iso) return 'day unknown';
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso);
  const month = parts ? MONTHS[Number(parts[2]) - 1] : undefined;
  if (!parts || !month) return iso;
  return `${Number(parts[3])} ${month}${year ? ` ${parts[1]}` : ''}`;
}

/** Time of day in UTC behind the day, of an RFC 3339 time. */
export function time(iso: string | null | undefined): string {
  if (!iso) return 'never';
  const parts = /T(\d\d:\d\d)/.exec(iso);
  return parts ? `${day(iso)}, ${parts[1]} UTC` : day(iso);
}

export function days(start: string | null, end: string | null): string {
  if (!start) return day(end);
  if (!end || start === end) return day(start);
  return `${day(start, start.slice(0, 4) !== end.slice(0, 4))} to ${day(end)}`;
}

/** Days from one ISO day to another. */
export function between(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 10)}T00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00Z`)) / 86_400_000);
}

export function shift(iso: string, by: number): string {
  return new Date(Date.parse(`${iso.slice(0, 10)}T00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

const whole = new Intl.NumberFormat('en-GB');
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : whole.format(value);
}

export function signed(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}

export function figure(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

export function range(value: Range | null): string | null {
  if (!value) return null;
  return value.low === value.high ? count(value.best) : `${count(value.low)}–${count(value.high)} (best ${count(value.best)})`;
}

/** `heavy-weapons`, `illegal_drugs` in words. */
export function words(name: string | null | undefined): string {
  return (name ?? '').replaceAll(/[-_]/g, ' ');
}

export function sentenceCase(text: string): string {
  return text ? text[0]?.toUpperCase() + text.slice(1) : text;
}

/** Only addresses of the web are followed: an article cannot bring a `javascript:` link. */
export function webAddress(url: string | null | undefined): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.href : null;
  } catch {
    return null;
  }
}
