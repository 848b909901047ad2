import { finding, type Finding } from '#kernel';
import type { CompiledTable } from './tables.ts';
import { encode, splitQuantity, type Round } from './quantity.ts';
import type { FactDef, FactType, Passage, Table, Why } from './types.ts';

/** What a mechanism sees while it is compiled: the facts, the tables, and a place for complaints. */
export interface Context {
  readonly scheme: string;
  readonly path: string;
  readonly findings: Finding[];
  readonly defs: readonly FactDef[];
  readonly slots: ReadonlyMap<string, number>;
  readonly tables: ReadonlyMap<string, CompiledTable>;
  readonly round: Round;
  readonly passage: Passage | undefined;
  /** Slots that were read, for the list of facts that a scheme needs. */
  readonly used: Set<number>;
  readonly awards: { used: boolean };
}

const complain = (c: Context, code: string, at: string, params: Record<string, string | number>): void => {
  c.findings.push(finding(code, 'error', `${c.path}.${at}`, params));
};

/** Slot of a fact that must be of one of the types; -1 with a finding (F103, F104) when it is not. */
export function slotOf(c: Context, fact: string, types: readonly FactType[], at: string): number {
  const slot = c.slots.get(fact);
  if (slot === undefined) {
    complain(c, 'F103', at, { fact });
    return -1;
  }
  const def = c.defs[slot]!;
  if (types.length > 0 && !types.includes(def.type)) {
    complain(c, 'F104', at, { fact: def.title.zh, type: def.type, expected: types.join('、') });
    return -1;
  }
  c.used.add(slot);
  return slot;
}

/** A figure of the rule in the grain of a fact (F105 when its unit does not fit). */
export function figure(
  c: Context,
  quantity: string,
  def: Pick<FactDef, 'type' | 'unit'>,
  at: string,
): number {
  const parts = splitQuantity(quantity);
  const r = parts && encode(parts.value, parts.unit, def);
  if (r?.n !== undefined) return r.n;
  complain(c, 'F105', at, { value: quantity, expected: def.type === 'ratio' ? '%' : def.unit });
  return 0;
}

const MONEY = { type: 'money', unit: '元' } as const;
const RATIO = { type: 'ratio', unit: '%' } as const;
export const money = (c: Context, q: string, at: string): number => figure(c, q, MONEY, at);
export const ratio = (c: Context, q: string, at: string): number => figure(c, q, RATIO, at);
export const moneyOr = (c: Context, q: string | undefined, other: number, at: string): number =>
  q === undefined ? other : money(c, q, at);

/** A figure of the rule as a leaf: it rests on the words of the document. */
export const leaf = (c: Context, kind: string, text: string): Why => ({ kind, text, passage: c.passage });

/** A fact as a leaf, with its revision. */
export function factLeaf(c: Pick<Context, 'defs'>, t: Table, slot: number, r: number): Why {
  return {
    kind: 'fact',
    def: c.defs[slot],
    value: t.scalars[slot]?.[r] ?? Number.NaN,
    origin: t.origins?.[slot],
  };
}
export const scalar = (t: Table, slot: number, r: number): number => t.scalars[slot]?.[r] ?? Number.NaN;
