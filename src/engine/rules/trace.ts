import { moneyText, valueText } from './quantity.ts';
import type { Passage, Why } from './types.ts';

/** A trace as data: `kind` says what was done, `of` with what. Leaves are facts with their revision, or words of a document. */
export interface TraceJson {
  readonly kind: string;
  readonly value?: string | null;
  readonly title?: string;
  readonly text?: string;
  readonly met?: 'yes' | 'no' | 'unknown';
  readonly fact?: string;
  readonly period?: string;
  readonly revision?: number;
  readonly known?: string;
  readonly source?: string;
  readonly passage?: Passage;
  readonly of?: readonly TraceJson[];
}

const truths = ['no', 'yes', 'unknown'] as const;

type Writing = { -readonly [K in keyof TraceJson]: TraceJson[K] };

/** Writes a trace out; members that say nothing are left out, and the order of members is always the same. */
export function traceJson(w: Why): TraceJson {
  const leaf = w.kind === 'fact';
  const out: Writing = { kind: w.kind };
  if (w.value !== undefined) out.value = w.def ? valueText(w.value, w.def) : figureText(w.kind, w.value);
  if (w.title !== undefined && w.title !== '') out.title = w.title;
  if (leaf && w.def) {
    out.fact = w.def.id;
    out.title = w.def.title.zh;
  }
  if (w.text !== undefined && w.text !== '') out.text = w.text;
  if (w.met !== undefined) out.met = truths[w.met];
  const o = w.origin;
  if (leaf || o) {
    out.revision = o?.revision ?? 0;
    if (o?.period !== undefined) out.period = o.period;
    if (o?.known !== undefined) out.known = o.known;
    if (o?.source !== undefined) out.source = o.source;
  }
  if (w.passage) out.passage = w.passage;
  if (w.of && w.of.length > 0) out.of = w.of.map(traceJson);
  return out;
}

function figureText(kind: string, n: number): string | null {
  if (kind === 'atLeast' || kind === 'all' || kind === 'any') return String(n);
  return Number.isNaN(n) ? null : moneyText(n);
}
