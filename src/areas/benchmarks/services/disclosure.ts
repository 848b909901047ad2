/**
 * What of another enterprise leaves the house (docs/decisions/0011): its ratios, to so few figures that they cannot be taken apart again; its
 * totals only to those in whose scope it lies, or when it agreed. Follows from the transaction: one that sees everything is told everything.
 */
import type { z } from 'zod';
import { decimal, formatDecimal, subDecimal } from '#kernel';
import { gapTo } from '#engine/benchmark';
import { evaluate, parseExpr } from '#engine/expr';
import { t } from '#locales';
import type { Tx } from '#platform/db';
import type { gapSchema, resultRowSchema, resultSchema } from '../contract.ts';
import type { InputIndicator } from '../input.ts';
import * as store from '../store/disclosure.ts';

type Row = z.output<typeof resultRowSchema>;
type Result = z.output<typeof resultSchema>;
type Gap = z.output<typeof gapSchema>;
type Model = Result['models'][number];
type Column = Model['columns'][number];

// ---- figures -----------------------------------------------------------------------------------------------------------------

type Indicators = ReadonlyMap<string, InputIndicator>;
const PROBE_PLACES = 9;

/**
 * A ratio stays the same when everything it is made of is scaled by the same factor, so it tells nothing of size. Tried on figures rather than
 * read off the formula, so that 1 − a ÷ prev(a) counts and a + b does not.
 */
export function isRatio(indicators: Indicators, id: string): boolean {
  const at = (scale: number): number | undefined => {
    const value = (name: string, back: number): ReturnType<typeof decimal> | undefined => {
      const i = indicators.get(name);
      const expr = i?.formula ? parseExpr(i.formula).expr : undefined;
      if (!expr) {
        let seed = 7;
        for (const c of name) seed = (seed * 31 + c.charCodeAt(0)) % 97;
        return decimal(String((seed + 11 + 13 * back) * scale));
      }
      return evaluate(expr, (n, b) => value(n, back + b)).value;
    };
    const v = value(id, 0);
    return v === undefined ? undefined : Number(formatDecimal(v));
  };
  if (!indicators.get(id)?.formula) return false;
  const [a, b] = [at(1), at(8)];
  return a !== undefined && b !== undefined && a.toFixed(PROBE_PLACES) === b.toFixed(PROBE_PLACES);
}

/**
 * Another's ratio to four figures. In full it could be taken apart: 12 digits of value added per head have one fraction with few enough people
 * below the line, found by continued fractions, and that is the number of people. With four, every number of people will do.
 */
export const ratioOf = (x: number): number => (Number.isFinite(x) ? Number(x.toPrecision(4)) : x);

const plain = (x: number): string => formatDecimal(decimal(x.toFixed(12)));
const ratioText = (text: string): string => plain(ratioOf(Number(text)));

/** An efficiency to two decimals: times an own figure it is a peer's. Only who stands on the frontier has exactly 1. */
export function coarse(efficiency: number): number {
  const e = Math.round(efficiency * 100) / 100;
  return e !== 1 || Math.abs(efficiency - 1) < 1e-9 ? e : efficiency < 1 ? 0.99 : 1.01;
}
const coarseOrNull = (e: number | null): number | null => (e === null ? null : coarse(e));

/** Every figure in a trace as a ratio: what it holds of the group are means, extremes and other values of the group. */
const ratiosIn = (x: unknown): unknown =>
  typeof x === 'number'
    ? ratioOf(x)
    : typeof x === 'string' && /^-?\d+(\.\d+)?$/.test(x)
      ? ratioText(x)
      : Array.isArray(x)
        ? x.map(ratiosIn)
        : typeof x === 'object' && x !== null
          ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, ratiosIn(v)]))
          : x;

// ---- who may know what ---------------------------------------------------------------------------------------------------------

/** Where nobody said anything: an enterprise may be named as somebody to learn from, its figures stay its own. */
export const DEFAULT_SHARE: store.Share = 'name';

export interface Access {
  /** Somebody who does not see every enterprise. */
  readonly narrow: boolean;
  figuresOf(id: string): boolean;
  nameOf(id: string, name: string): string;
}

const everything: Access = { narrow: false, figuresOf: () => true, nameOf: (_, name) => name };

/** What the reader of this transaction may know of some enterprises. */
export async function accessTo(tx: Tx, ids: readonly string[]): Promise<Access> {
  if (!(await store.isNarrow(tx))) return everything;
  const all = [...new Set(ids)];
  const [inScope, said] = [await store.seen(tx, all), await store.consents(tx, all)];
  const share = (id: string): store.Share => said.get(id)?.share ?? DEFAULT_SHARE;
  return {
    narrow: true,
    figuresOf: (id) => inScope.has(id) || share(id) === 'figures',
    nameOf: (id, name) =>
      inScope.has(id) || share(id) !== 'anonymous' ? name : t('zh-CN', 'benchmarks.withoutName'),
  };
}

// ---- what is shown -------------------------------------------------------------------------------------------------------------

const STEPS = [0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.05, 1.1, 1.2, 1.5, 2, 3, 5] as const;
/** A lone peer that makes up more of the target than this could be read off it. */
const LONE = 0.9;

/** Target ÷ own value as the step it lies on: from 0.8 to 0.9, say; an open end is null. */
export function stepOf(times: number): { low: number | null; high: number | null } {
  const high = STEPS.findIndex((s) => times < s);
  return high === -1
    ? { low: STEPS.at(-1)!, high: null }
    : { low: STEPS[high - 1] ?? null, high: STEPS[high]! };
}

function disclosedModel(m: Model, self: string, access: Access): Model {
  const sum = m.peers.reduce((a, p) => a + p.lambda, 0);
  const closed = m.peers.filter((p) => p.id !== self && !access.figuresOf(p.id));
  const peers = m.peers.map((p) => ({ ...p, name: access.nameOf(p.id, p.name) }));
  if (closed.length === 0) return { ...m, peers };
  const lone = closed.some((p) => p.lambda / sum > LONE);
  const hidden = (c: Column): Column => {
    const base = { ...c, slack: null };
    if (!(c.value > 0)) return { ...base, target: null, range: null };
    const times = (c.target ?? 0) / c.value;
    if (lone) return { ...base, target: null, range: stepOf(times) };
    // Two figures of what would be reached; the change is then worked out from these.
    return { ...base, target: Number((c.target ?? 0).toPrecision(2)), range: null };
  };
  return {
    ...m,
    efficiency: coarse(m.efficiency),
    // Shares, not multiples: target ÷ λ of a lone peer under constant returns is that peer.
    peers: peers.map((p) => ({ ...p, lambda: Math.max(0.01, Math.round((p.lambda / sum) * 100) / 100) })),
    columns: m.columns.map(hidden),
    disclosure: lone ? 'ranges' : 'rounded',
  };
}

function disclosedGap(g: Gap, ratio: boolean): Gap {
  if (!ratio) return { ...g, other: null, absolute: null };
  if (g.other === null || g.own === null) return g;
  const other = ratioText(g.other);
  const [p, q] = [decimal(g.own), decimal(other)];
  return {
    ...g,
    other,
    absolute: formatDecimal(g.direction === 'down' ? subDecimal(p, q) : subDecimal(q, p)),
    relative: gapTo(Number(g.own), Number(other), { direction: g.direction === 'down' ? 'lower' : 'higher' })
      .relative,
  };
}

/** A line of a list. */
export const disclosedRow = <R extends Row>(r: R, access: Access): R =>
  access.narrow
    ? {
        ...r,
        efficiency: coarseOrNull(r.efficiency),
        chase: r.chase && { ...r.chase, name: access.nameOf(r.chase.id, r.chase.name) },
      }
    : r;

/** Everybody a result speaks of. */
export const spokenOf = (r: Pick<Result, 'chase' | 'models'>): string[] => [
  ...(r.chase ? [r.chase.id] : []),
  ...r.models.flatMap((m) => m.peers.map((p) => p.id)),
];

/** A whole result, for the reader of this transaction. */
export async function disclosedResult(tx: Tx, r: Result, indicators: Indicators): Promise<Result> {
  const access = await accessTo(tx, spokenOf(r));
  if (!access.narrow) return r;
  const ratio = (id: string): boolean => isRatio(indicators, id);
  const reason = r.chaseReason;
  return {
    ...disclosedRow(r, access),
    chaseReason: reason && {
      ...reason,
      params: Object.fromEntries(
        Object.entries(reason.params).map(([k, v]) => [k, typeof v === 'number' ? coarse(v) : v]),
      ),
    },
    models: r.models.map((m) => disclosedModel(m, r.subject.id, access)),
    scaleEfficiency: coarseOrNull(r.scaleEfficiency),
    gaps:
      r.chase && access.figuresOf(r.chase.id)
        ? r.gaps
        : r.gaps.map((g) => disclosedGap(g, ratio(g.indicator))),
    items: r.items.map((i) => ({ ...i, trace: ratio(i.indicator) ? ratiosIn(i.trace) : null })),
  };
}
