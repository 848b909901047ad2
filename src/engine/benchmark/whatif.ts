/**
 * What if this enterprise had other figures, the others staying as they are? Small enough for a browser: the score needs the others' ratios,
 * the efficiency only those of them that stand on the frontier, and of these only their proportions.
 */
import { runDea } from './dea.ts';
import { groupTotals } from './scores.ts';
import type { Orientation, ReturnsToScale, ScoreItem } from './types.ts';

/**
 * Rows of inputs and outputs → their proportions: each column in multiples of the own present value, each row scaled to sum 1. Two rows of
 * the same proportions give the same ray whatever their size, so a ray tells ratios and nothing of the size; under constant returns a unit
 * may be scaled freely, so rays give the same score as the full figures.
 */
export function toRays(rows: readonly (readonly number[])[], own: readonly number[]): number[][] {
  return rows.flatMap((row) => {
    const parts = row.map((v, c) => v / (own[c]! > 0 ? own[c]! : 1));
    const sum = parts.reduce((a, b) => a + b, 0);
    return sum > 0 ? [parts.map((v) => v / sum)] : [];
  });
}

/** Farrell score of one row beside the others, as a share of the frontier (≤ 1); null where it cannot be measured. */
export function shareOfFrontier(
  own: readonly number[],
  others: readonly (readonly number[])[],
  model: { readonly inputs: number; readonly rts: ReturnsToScale; readonly orientation: Orientation },
): number | null {
  const rows = [own, ...others];
  const columns = own.map((_, c) => ({ name: String(c), values: rows.map((r) => r[c]!) }));
  const { units } = runDea({
    ids: rows.map((_, i) => String(i)),
    inputs: columns.slice(0, model.inputs),
    outputs: columns.slice(model.inputs),
    rts: model.rts,
    orientation: model.orientation,
  });
  const score = units.find((u) => u.id === '0')?.efficiency;
  if (score === undefined) return null;
  return model.orientation === 'in' ? score : score > 0 ? 1 / score : 0;
}

export interface WhatIfModel {
  readonly items: readonly ScoreItem[];
  readonly decimals?: number | undefined;
  /** Values of the items of every other enterprise of the group, in the order of `items`; null: no figure. */
  readonly others: readonly (readonly (number | null)[])[];
  /** How many of the columns are inputs; they stand first. */
  readonly inputs: number;
  /** `toRays` of the others' frontier. */
  readonly rays: readonly (readonly number[])[];
}

export interface WhatIfAnswer {
  readonly score: number | null;
  /** Place by score among the group, 1 is best; equals share a place. */
  readonly rank: number | null;
  /** Share of the frontier under constant returns (综合效率), between 0 and 1. */
  readonly efficiency: number | null;
}

/**
 * Scores the group again with changed own figures. `values`: the own item values; `columns`: the own inputs and outputs in multiples of the
 * present ones (1 = unchanged, 0 where there is none). With nothing changed it gives what the run gave.
 */
export function whatIf(
  model: WhatIfModel,
  own: { readonly values: readonly (number | null)[]; readonly columns: readonly number[] },
): WhatIfAnswer {
  const rows = [own.values, ...model.others];
  const totals = groupTotals(
    model.items,
    model.items.map((_, i) => Float64Array.from(rows, (r) => r[i] ?? Number.NaN)),
    model.decimals,
  );
  const score = totals[0] === undefined || Number.isNaN(totals[0]) ? null : totals[0];
  return {
    score,
    // One where nothing counts is not a number, and not above anybody.
    rank: score === null ? null : 1 + totals.filter((total) => total > score).length,
    efficiency: shareOfFrontier(own.columns, model.rays, {
      inputs: model.inputs,
      rts: 'crs',
      orientation: 'in',
    }),
  };
}
