import { finding } from '#kernel';
import { cleanData, spread } from './clean.ts';
import type { ModelData } from './clean.ts';
import { rounded } from './program.ts';
import type { ModelResult } from './radial.ts';
import type { DeaUnit, Orientation } from './types.ts';

export interface FdhInput extends ModelData {
  readonly orientation: Orientation;
  /** Also measure each unit against the others without itself. */
  readonly super?: boolean;
}

/** No weights of columns and no duality here: the peer itself is the proof, one line of comparison. */
export type FdhUnit = Omit<DeaUnit, 'multipliers' | 'intercept' | 'certificate'>;

/**
 * Free disposal hull (Deprins, Simar & Tulkens 1984): a unit is compared with real units only, never with a mixture of them.
 * in: θ = min over units j with y_j ≥ y_o of max_i x_ij ÷ x_io. out: φ = max over units j with x_j ≤ x_o of min_r y_rj ÷ y_ro.
 * The peer is the unit that attains it; of several the one that leaves most slack, counted in shares of the unit's own figures.
 * No returns to scale are assumed, and scores are never below (in) those of variable returns. Codes: those of `cleanData`, B206 all
 * outputs zero, B211 no super-efficiency.
 */
export function runFdh(input: FdhInput): ModelResult<FdhUnit> {
  const { orientation } = input;
  const inward = orientation === 'in';
  const clean = cleanData(input, {
    nothingUsed: !inward,
    negativeAllowed: (inward ? input.outputs : input.inputs).map((c) => c.name),
  });
  const { findings, excluded, groups, names } = clean;
  const [moving, held] = inward ? [clean.inputs, clean.outputs] : [clean.outputs, clean.inputs];
  const units = groups.length;

  /** Score of unit g by the yardstick of unit j; undefined when j may not serve. */
  const against = (g: number, j: number): number | undefined => {
    for (const column of held)
      if (inward ? column[j]! < column[g]! : column[j]! > column[g]!) return undefined;
    let score = inward ? 0 : Infinity;
    for (const column of moving) {
      const own = column[g]!;
      const other = column[j]!;
      if (own > 0) score = inward ? Math.max(score, other / own) : Math.min(score, other / own);
      else if (inward && other > 0) return undefined;
    }
    return score;
  };
  const best = (g: number, self: boolean): { score: number; peer: number } | undefined => {
    let found: { score: number; peer: number; slack: number } | undefined;
    for (let j = 0; j < units; j++) {
      if (j === g && !self) continue;
      const score = against(g, j);
      if (score === undefined) continue;
      const better = !found || (inward ? score < found.score : score > found.score);
      if (!better && score !== found!.score) continue;
      let slack = 0;
      for (const column of moving) if (column[g]! > 0) slack += Math.abs(score - column[j]! / column[g]!);
      for (const column of held)
        if (column[g]! !== 0) slack += Math.abs((column[g]! - column[j]!) / column[g]!);
        else if (column[j] !== 0) slack += 1;
      if (better || slack > found!.slack) found = { score, peer: j, slack };
    }
    return found;
  };

  const frontier: string[] = [];
  const answers = groups.map((group, g): FdhUnit | undefined => {
    if (moving.every((column) => column[g] === 0)) {
      for (const u of group) {
        findings.push(finding('B206', 'warning', input.ids[u], { id: input.ids[u]! }));
        excluded.push({ id: input.ids[u]!, code: 'B206' });
      }
      return undefined;
    }
    const { score, peer } = best(g, true)!;
    const efficiency = rounded(score);
    const slacks: Record<string, number> = {};
    const targets: Record<string, number> = {};
    let weak = false;
    const show = (name: string, column: Float64Array, used: boolean): void => {
      const own = column[g]! * (used === inward ? efficiency : 1);
      const gap = used ? own - column[peer]! : column[peer]! - own;
      const size = Math.abs(own) + Math.abs(column[peer]!);
      slacks[name] = gap > 1e-10 * size ? gap : 0;
      weak ||= slacks[name] > 0;
      targets[name] = column[peer]!;
    };
    input.inputs.forEach((column, i) => show(column.name, clean.inputs[i]!, true));
    input.outputs.forEach((column, r) => show(column.name, clean.outputs[r]!, false));
    if (peer === g) frontier.push(names[g]!);
    const unit: FdhUnit = {
      id: names[g]!,
      efficiency,
      standing: efficiency !== 1 ? 'inefficient' : weak ? 'weak' : 'strong',
      peers: [{ id: names[peer]!, lambda: 1 }],
      slacks,
      targets,
    };
    if (input.super) {
      const without = group.length > 1 ? efficiency : best(g, false)?.score;
      unit.superEfficiency = without === undefined ? null : rounded(without);
      if (without === undefined)
        for (const u of group) findings.push(finding('B211', 'info', input.ids[u], { id: input.ids[u]! }));
    }
    return unit;
  });
  return { units: spread(input.ids, clean, answers), frontier, excluded, findings };
}
