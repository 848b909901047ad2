import { finding, Prng } from '#kernel';
import { cleanData } from './clean.ts';
import type { ModelData } from './clean.ts';
import { scoreOf } from './program.ts';
import { radialRows } from './radial.ts';
import type { ModelResult } from './radial.ts';
import type { Orientation, ReturnsToScale } from './types.ts';

export interface BootstrapInput extends ModelData {
  readonly rts: ReturnsToScale;
  readonly orientation: Orientation;
  readonly seed: number;
  /** Pseudo-samples; 200 unless told. Simar & Wilson use 2,000 for printed intervals. */
  readonly replications?: number;
  /** Probability of the interval; 0.95 unless told. */
  readonly level?: number;
}

export interface BootstrapUnit {
  readonly id: string;
  /** Radial score as it is: in ≤ 1, out ≥ 1. */
  readonly efficiency: number;
  /** efficiency − corrected: how much too good the score is expected to be (in ≥ 0, out ≤ 0). */
  readonly bias: number;
  /** 2δ̂ less the mean of δ̂* over the pseudo-samples, as a score. */
  readonly corrected: number;
  readonly interval: readonly [number, number];
}

export interface BootstrapResult extends Omit<ModelResult<BootstrapUnit>, 'frontier'> {
  readonly bandwidth: number;
}

const FEWEST = 20;

/**
 * Smoothed bootstrap of the radial score (Simar & Wilson 1998, Management Science 44): the frontier is estimated from units that happen
 * to be in the data, so everybody looks a little better than he is. Scores δ ≥ 1 (input scores inverted) are drawn from a kernel density
 * reflected at 1, bandwidth by Silverman's rule over the reflected inefficient scores, adjusted to the number of units; each draw, its
 * variance corrected, moves the units radially to a pseudo-sample; the unit as it is, is scored against it. Corrected: δ̂ less the
 * mean of (δ̂* − δ̂); interval: δ̂ less its quantiles; so both lie on the worse side of the score. Input scores are read back as 1 ÷ δ.
 * Codes: those of `cleanData`; B206 score 0 or none; B314 replications that are no count; B315 fewer than 20 units: nothing is computed;
 * B316 all units efficient: no spread to draw from, the score stands without an interval.
 */
export function runBootstrap(input: BootstrapInput): BootstrapResult {
  const clean = cleanData(input);
  const { findings, excluded, groups } = clean;
  const replications = input.replications ?? 200;
  const level = input.level ?? 0.95;
  const none = { units: [], excluded, findings, bandwidth: 0 };
  if (!Number.isInteger(replications) || replications < 2 || !(level > 0 && level < 1)) {
    findings.push(finding('B314', 'error', undefined, { value: replications }));
    return none;
  }
  const members = groups.reduce((sum, group) => sum + group.length, 0);
  if (members < FEWEST) {
    if (members > 0) findings.push(finding('B315', 'error', undefined, { units: members, minimum: FEWEST }));
    return none;
  }
  const inward = input.orientation === 'in';
  const all = groups.map((_, g) => g);
  const moving = inward ? clean.inputs : clean.outputs;
  /** δ of unit g against the sample; infinite where there is none. */
  const distance = (
    g: number,
    sample: Pick<typeof clean, 'inputs' | 'outputs'>,
    reference: number[],
  ): number => {
    const own = new Map<Float64Array, number>();
    sample.inputs.forEach((column, i) => own.set(column, clean.inputs[i]![g]!));
    sample.outputs.forEach((column, r) => own.set(column, clean.outputs[r]![g]!));
    const score = scoreOf({
      sense: inward ? 'min' : 'max',
      rts: input.rts,
      rows: radialRows(sample, input, input.orientation, (column) => own.get(column)!),
      reference,
    });
    return score === undefined ? Infinity : inward ? 1 / score : score;
  };
  const delta = all.map((g) => {
    if (moving.every((column) => column[g] === 0)) return Infinity;
    const d = distance(g, clean, all);
    return d < 1 + 1e-9 ? 1 : d;
  });
  for (const g of all)
    if (!(delta[g]! < Infinity))
      for (const u of groups[g]!) {
        findings.push(finding('B206', 'warning', input.ids[u], { id: input.ids[u]! }));
        excluded.push({ id: input.ids[u]!, code: 'B206' });
      }
  const scored = all.filter((g) => delta[g]! < Infinity);
  const sample = scored.flatMap((g) => groups[g]!.map(() => delta[g]!));
  const bandwidth = silverman(sample);
  if (bandwidth === 0) findings.push(finding('B316', 'info'));
  const spread = variance(sample);
  const centre = sample.reduce((a, b) => a + b, 0) / sample.length;
  const shrink = spread > 0 ? Math.sqrt(1 + (bandwidth * bandwidth) / spread) : 1;
  const draws: number[][] = scored.map(() => []);
  if (bandwidth > 0)
    for (let b = 0; b < replications; b++) {
      const random = new Prng(input.seed, b, 0);
      const pseudo = scored.map((g) => {
        const drawn = sample[Math.floor(random.next() * sample.length)]!;
        let value = drawn + bandwidth * random.normal();
        if (value < 1) value = 2 - value;
        // The reflected draw has a larger variance than the scores: Simar & Wilson (1998), step 3.
        const corrected = Math.max(1, centre + (value - centre) / shrink);
        return { g, ratio: corrected / delta[g]! };
      });
      // in: x* = x·δ*/δ̂, out: y* = y·δ̂/δ*: every unit is brought to the frontier and away from it again.
      const move = (column: Float64Array, moves: boolean): Float64Array => {
        const moved = column.slice();
        if (moves) for (const { g, ratio } of pseudo) moved[g] = column[g]! * (inward ? ratio : 1 / ratio);
        return moved;
      };
      const inputs = clean.inputs.map((column) => move(column, inward));
      const outputs = clean.outputs.map((column) => move(column, !inward));
      const corners = undominated(inputs, outputs, scored);
      scored.forEach((g, k) => draws[k]!.push(distance(g, { inputs, outputs }, corners)));
    }
  const units: (BootstrapUnit | undefined)[] = input.ids.map(() => undefined);
  scored.forEach((g, k) => {
    const own = delta[g]!;
    const seen = draws[k]!.filter((d) => d < Infinity).toSorted((a, b) => a - b);
    const read = (d: number): number => (inward ? 1 / d : d);
    const mean = seen.length === 0 ? own : seen.reduce((a, b) => a + b, 0) / seen.length;
    const efficiency = read(own);
    const corrected = read(Math.max(1, 2 * own - mean));
    const tail = (1 - level) / 2;
    const at = (p: number): number =>
      seen.length === 0 ? own : seen[Math.min(seen.length - 1, Math.floor(p * seen.length))]!;
    // Basic interval in δ, where it cannot leave the possible: δ̂ − quantiles of (δ̂* − δ̂).
    const ends = [own - (at(1 - tail) - own), own - (at(tail) - own)].map((d) => read(Math.max(1, d)));
    const interval = [Math.min(...ends), Math.max(...ends)] as const;
    for (const u of groups[g]!)
      units[u] = {
        id: input.ids[u]!,
        efficiency,
        bias: efficiency - corrected,
        corrected,
        interval,
      };
  });
  return {
    units: units.filter((unit): unit is BootstrapUnit => unit !== undefined),
    excluded,
    findings,
    bandwidth,
  };
}

const variance = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, values.length - 1);
};

/**
 * Silverman's rule 0.9·min(s, IQR ÷ 1.34)·N^(−1/5) over the inefficient scores reflected at 1 (N = twice their number), brought from
 * there to all n units by (N/n)^(1/5)·s_n/s_N, as Simar & Wilson and Daraio & Simar (2007) do; 0 when nobody is inefficient.
 */
function silverman(scores: readonly number[]): number {
  const above = scores.filter((s) => s > 1);
  if (above.length === 0) return 0;
  const mirrored = [...above, ...above.map((s) => 2 - s)].toSorted((a, b) => a - b);
  const n = mirrored.length;
  const quartile = (p: number): number => {
    const at = p * (n - 1);
    const low = Math.floor(at);
    return mirrored[low]! + (at - low) * ((mirrored[low + 1] ?? mirrored[low]!) - mirrored[low]!);
  };
  const s = Math.sqrt(variance(mirrored));
  const narrow = Math.min(s, (quartile(0.75) - quartile(0.25)) / 1.34) || s;
  const h = 0.9 * narrow * n ** -0.2;
  return h * (n / scores.length) ** 0.2 * (Math.sqrt(variance(scores)) / s);
}

/** Units nobody beats in everything: the others cannot be corners of a frontier, and leaving them out makes the programs small. */
function undominated(
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
  units: readonly number[],
): number[] {
  const beats = (a: number, b: number): boolean =>
    inputs.every((c) => c[a]! <= c[b]!) &&
    outputs.every((c) => c[a]! >= c[b]!) &&
    (inputs.some((c) => c[a]! < c[b]!) || outputs.some((c) => c[a]! > c[b]!));
  return units.filter((b) => !units.some((a) => a !== b && beats(a, b)));
}
