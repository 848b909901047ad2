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

export function traceJson(w: Why): TraceJson {
  const leaf = w.kind === 'fact';
  return {
    kind: w.kind,
    ...(w.value === undefined
      ? {}
      : {
          value: w.def
            ? valueText(w.value, w.def)
            : w.kind === 'atLeast' || w.kind === 'all' || w.kind === 'any'
              ? String(w.value)
              : Number.isNaN(w.value)
                ? null
                : moneyText(w.value),
        }),
    ...(w.title === undefined || w.title === '' ? {} : { title: w.title }),
    ...(leaf && w.def ? { fact: w.def.id, title: w.def.title.zh } : {}),
    ...(w.text === undefined || w.text === '' ? {} : { text: w.text }),
    ...(w.met === undefined ? {} : { met: truths[w.met] }),
    ...(leaf || w.origin
      ? {
          revision: w.origin?.revision ?? 0,
          ...(w.origin?.period === undefined ? {} : { period: w.origin.period }),
          ...(w.origin?.known === undefined ? {} : { known: w.origin.known }),
          ...(w.origin?.source === undefined ? {} : { source: w.origin.source }),
        }
      : {}),
    ...(w.passage ? { passage: w.passage } : {}),
    ...(w.of && w.of.length > 0 ? { of: w.of.map(traceJson) } : {}),
  };
}
