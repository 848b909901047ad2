import { finding } from '#kernel';
import { cleanData } from './clean.ts';
import type { ModelData } from './clean.ts';
import { rounded } from './program.ts';
import type { ModelResult } from './radial.ts';
import type { Orientation } from './types.ts';

export interface OrderMInput extends ModelData {
  readonly orientation: Orientation;
  /** How many of the comparable units the best is expected among; a whole number from 1. */
  readonly m: number;
  /** Probability between the bounds of `range`; 0.95 unless told. */
  readonly level?: number;
}

export interface OrderMUnit {
  readonly id: string;
  /** in: share of its inputs that the best of m comparable units is expected to need, above 1 where the unit beats it; out: the factor. */
  readonly efficiency: number;
  /** Between these lies the best of m, with the probability asked for. */
  readonly range: readonly [number, number];
  /** Units that do at least as much (in) or use at most as much (out), itself among them. */
  readonly comparable: number;
}

/**
 * Order-m efficiency (Cazals, Florens & Simar 2002, Journal of Econometrics 106): not the very best unit sets the mark but the best of m
 * drawn from the comparable ones, so one outlier cannot set it for everyone; it tends to the free disposal hull as m grows.
 * in: θ_m = E min_{k≤m} max_i x_ik ÷ x_io over draws with replacement from the K units with y ≥ y_o. The draws need not be made: with the
 * ratios sorted r_1 ≤ … ≤ r_K the expectation is Σ r_k·[((K−k+1)/K)^m − ((K−k)/K)^m], exact and without a seed. out mirrors it.
 * Codes: those of `cleanData`, B206 all outputs zero, B314 an m that is no count: nothing is computed.
 */
export function runOrderM(input: OrderMInput): Omit<ModelResult<OrderMUnit>, 'frontier'> {
  const inward = input.orientation === 'in';
  const clean = cleanData(input, {
    nothingUsed: !inward,
    negativeAllowed: (inward ? input.outputs : input.inputs).map((c) => c.name),
  });
  const { findings, excluded, groups } = clean;
  const level = input.level ?? 0.95;
  if (!Number.isInteger(input.m) || input.m < 1 || !(level > 0 && level < 1)) {
    findings.push(finding('B314', 'error', undefined, { value: input.m }));
    return { units: [], excluded, findings };
  }
  const [moving, held] = inward ? [clean.inputs, clean.outputs] : [clean.outputs, clean.inputs];
  const units: (OrderMUnit | undefined)[] = input.ids.map(() => undefined);
  groups.forEach((group, g) => {
    if (moving.every((column) => column[g] === 0)) {
      for (const u of group) {
        findings.push(finding('B206', 'warning', input.ids[u], { id: input.ids[u]! }));
        excluded.push({ id: input.ids[u]!, code: 'B206' });
      }
      return;
    }
    const ratios: number[] = [];
    groups.forEach((other, j) => {
      if (held.some((column) => (inward ? column[j]! < column[g]! : column[j]! > column[g]!))) return;
      // Where the unit uses nothing and the other something, no share of it would do: the other is infinitely far behind.
      const ratio = moving.reduce(
        (worst, column) => {
          const own = column[g]!;
          if (own === 0) return inward && column[j]! > 0 ? Infinity : worst;
          return inward ? Math.max(worst, column[j]! / own) : Math.min(worst, column[j]! / own);
        },
        inward ? 0 : Infinity,
      );
      if (ratio < Infinity) for (let k = 0; k < other.length; k++) ratios.push(ratio);
    });
    // Best first.
    ratios.sort((a, b) => (inward ? a - b : b - a));
    const count = ratios.length;
    const beyond = (k: number): number => ((count - k) / count) ** input.m;
    const efficiency = ratios.reduce((sum, r, k) => sum + r * (beyond(k) - beyond(k + 1)), 0);
    /** The value that the best of m does not fall behind with probability p. */
    const quantile = (p: number): number =>
      ratios.find((_, k) => 1 - beyond(k + 1) >= p - 1e-12) ?? ratios.at(-1)!;
    const tail = (1 - level) / 2;
    const ends = [quantile(tail), quantile(1 - tail)].toSorted((a, b) => a - b) as [number, number];
    for (const u of group)
      units[u] = { id: input.ids[u]!, efficiency: rounded(efficiency), range: ends, comparable: count };
  });
  return { units: units.filter((unit): unit is OrderMUnit => unit !== undefined), excluded, findings };
}
