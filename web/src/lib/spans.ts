// Offsets of the records count Unicode scalar values; strings here count UTF-16 units.

import type { Event, Span } from './types';

/** Start of every scalar value in UTF-16 units, and the length behind the last. */
export function offsets(text: string): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let scalars = 0;
  let unit = 0;
  while (unit < text.length) {
    starts[scalars++] = unit;
    const code = text.codePointAt(unit) ?? 0;
    unit += code > 0xffff ? 2 : 1;
  }
  starts[scalars++] = text.length;
  return starts.subarray(0, scalars);
}

/** A span in UTF-16 units, null where it does not lie in the text. */
export function toUnits(starts: Uint32Array, span: Span): Span | null {
  const [from, to] = span;
  const start = starts[from];
  const end = starts[to];
  return start === undefined || end === undefined || start > end ? null : [start, end];
}

/** The words of a span that counts scalar values. */
export function slice(text: string, span: Span, starts = offsets(text)): string {
  const units = toUnits(starts, span);
  return units ? text.slice(units[0], units[1]) : '';
}

export type Role = 'actor' | 'trigger' | 'recipient' | 'place' | 'date' | 'reporter' | 'object';

export interface Mark {
  event: string;
  role: Role;
  span: Span;
}

/** Every marked stretch of an event. Spans count scalar values. */
export function marksOf(event: Event): Mark[] {
  const marks: Mark[] = [];
  const add = (role: Role, span: Span | null | undefined) => {
    if (span && span[0] < span[1]) marks.push({ event: event.id, role, span });
  };
  for (const party of event.actors) add('actor', party.span);
  add('trigger', event.evidence.trigger);
  for (const party of event.recipients) add('recipient', party.span);
  add('place', event.place?.span);
  add('date', event.date?.span);
  add('reporter', event.reported_by?.span);
  add('object', event.object?.span);
  return marks;
}

/** A stretch of text over which the same marks lie. */
export interface Piece {
  text: string;
  /** In UTF-16 units. */
  start: number;
  marks: Mark[];
  /** Marks that begin here, and marks that end here. */
  opens: Mark[];
  closes: Mark[];
}

/**
 * Cuts a text wherever a mark begins or ends. Marks may overlap and nest; what lies outside the text
 * is left out. The pieces put together are the text.
 */
export function pieces(text: string, marks: Mark[], from = 0, to = text.length, starts = offsets(text)): Piece[] {
  const placed: { mark: Mark; start: number; end: number }[] = [];
  const cuts = new Set([from, to]);
  for (const mark of marks) {
    const units = toUnits(starts, mark.span);
    if (!units) continue;
    const start = Math.max(units[0], from);
    const end = Math.min(units[1], to);
    if (start >= end) continue;
    placed.push({ mark, start, end });
    cuts.add(start);
    cuts.add(end);
  }
  placed.sort((a, b) => a.start - b.start || b.end - a.end);
  const at = [...cuts].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const start = at[i] as number;
    const end = at[i + 1] as number;
    const over = placed.filter((p) => p.start < end && p.end > start);
    out.push({
      text: text.slice(start, end),
      start,
      marks: over.map((p) => p.mark),
      opens: over.filter((p) => p.start === start).map((p) => p.mark),
      closes: over.filter((p) => p.end === end).map((p) => p.mark),
    });
  }
  return out;
}

/** Paragraphs as stretches of the text, in UTF-16 units. */
export function paragraphs(text: string): Span[] {
  const out: Span[] = [];
  const breaks = /\n[ \t]*(?:\n[ \t]*)+|\n/g;
  let start = 0;
  for (const found of text.matchAll(breaks)) {
    if (text.slice(start, found.index).trim()) out.push([start, found.index]);
    start = found.index + found[0].length;
  }
  if (text.slice(start).trim()) out.push([start, text.length]);
  return out;
}

/** Cuts a snippet at U+0001 and U+0002, which stand around what was found. */
export function snippet(text: string): { text: string; found: boolean }[] {
  const out: { text: string; found: boolean }[] = [];
  let found = false;
  for (const part of text.split(/([\u0001\u0002])/)) {
    if (part === '\u0001') found = true;
    else if (part === '\u0002') found = false;
    else if (part) out.push({ text: part, found });
  }
  return out;
}
