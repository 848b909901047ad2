import { finding } from '#kernel';
import { cleanData, spread } from './clean.ts';
import type { ModelData } from './clean.ts';
import { scoreOf, solveEnvelopment } from './program.ts';
import { radialRows } from './radial.ts';
import type { ModelResult } from './radial.ts';
import type { DeaColumn, DeaUnit, ReturnsToScale } from './types.ts';

export interface CostInput extends ModelData {
  readonly rts: ReturnsToScale;
  /** One price column per input, in the order of the inputs: what the unit pays for one unit of it. */
  readonly prices: readonly DeaColumn[];
}

export interface CostUnit extends Omit<DeaUnit, 'efficiency'> {
  /** Least cost ÷ own cost, ≤ 1: technical × allocative. */
  cost: number;
  /** Radial input score, ≤ 1: what could be saved with the same mix. */
  technical: number;
  /** What could be saved beyond that by another mix, ≤ 1. */
  allocative: number;
  /** Σ price · input: as it is, and at its least. */
  spending: { own: number; least: number };
}

/**
 * Cost efficiency (Farrell 1957; Färe, Grosskopf & Lovell 1985). At the unit's own prices p_o: min Σ_i p_oi·x_i subject to Σλx ≤ x,
 * Σλy ≥ y_o; every reference unit's inputs cost c_j = Σ p_oi·x_ij there, so it is the radial program with the single input c.
 * cost = least ÷ own; technical = θ; allocative = cost ÷ technical. Targets and peers are those of least cost; slacks those of outputs and
 * of cost. A statistic, not an amount: prices are floating point here.
 * Codes beside those of `cleanData`: B302 price missing, negative or all zero for a unit: left out; B306 no solution.
 */
export function runCost(input: CostInput): ModelResult<CostUnit> {
  if (input.prices.length !== input.inputs.length)
    throw new RangeError(`cost: ${input.prices.length} prices for ${input.inputs.length} inputs`);
  // A price that is no figure is not counted as missing data of the model: it has a remark of its own.
  const priced = (u: number): boolean =>
    input.prices.every(
      (p) => typeof p.values[u] === 'number' && p.values[u]! >= 0 && p.values[u] !== Infinity,
    ) && input.prices.some((p) => p.values[u]! > 0);
  const out = input.ids.flatMap((_, u) => (priced(u) ? [] : [u]));
  const keep = input.ids.flatMap((_, u) => (priced(u) ? [u] : []));
  const pick = (column: DeaColumn): DeaColumn => ({
    name: column.name,
    values: keep.map((u) => column.values[u] ?? null),
  });
  const data: ModelData = {
    ids: keep.map((u) => input.ids[u]!),
    inputs: input.inputs.map(pick),
    outputs: input.outputs.map(pick),
  };
  const clean = cleanData(data, { also: input.prices.map(pick) });
  const findings = [
    ...out.map((u) => finding('B302', 'warning', input.ids[u], { id: input.ids[u]! })),
    ...clean.findings,
  ];
  const excluded = [...out.map((u) => ({ id: input.ids[u]!, code: 'B302' })), ...clean.excluded];
  const all = clean.groups.map((_, g) => g);
  const frontier: string[] = [];
  const answers = all.map((g): CostUnit | undefined => {
    const costs = Float64Array.from(all, (j) =>
      clean.inputs.reduce((sum, column, i) => sum + clean.also[i]![g]! * column[j]!, 0),
    );
    const own = costs[g]!;
    const shared = { sense: 'min', rts: input.rts, reference: all } as const;
    const solved =
      own > 0
        ? solveEnvelopment(
            {
              ...shared,
              rows: radialRows(
                { inputs: [costs], outputs: clean.outputs },
                { inputs: [{ name: COST, values: costs }], outputs: data.outputs },
                'in',
                (column) => column[g]!,
              ),
            },
            (k) => clean.names[k]!,
            g,
          )
        : undefined;
    const technical = scoreOf({ ...shared, rows: radialRows(clean, data, 'in', (column) => column[g]!) });
    if (!solved || technical === undefined) {
      for (const u of clean.groups[g]!) {
        const id = data.ids[u]!;
        findings.push(finding('B306', 'warning', id, { id }));
        excluded.push({ id, code: 'B306' });
      }
      return undefined;
    }
    const { efficiency, targets, ...rest } = solved;
    const { [COST]: least = 0, ...made } = targets;
    if (rest.peers.length === 1 && rest.peers[0]!.id === clean.names[g]) frontier.push(clean.names[g]!);
    const lambda = new Map(rest.peers.map((p) => [clean.names.indexOf(p.id), p.lambda]));
    const used = data.inputs.map((column, i) => [
      column.name,
      [...lambda].reduce((sum, [j, l]) => sum + l * clean.inputs[i]![j]!, 0),
    ]);
    // Rounding may leave a unit that is efficient in cost a hair less than efficient in technique.
    const bounded = Math.min(1, Math.max(technical, efficiency));
    return {
      id: clean.names[g]!,
      ...rest,
      cost: efficiency,
      technical: bounded,
      allocative: bounded > 0 ? efficiency / bounded : 1,
      spending: { own, least },
      targets: { ...Object.fromEntries(used), ...made } as Record<string, number>,
    };
  });
  return { units: spread(data.ids, clean, answers), frontier, excluded, findings };
}

/** Name of the single input of the cost program, among the slacks and multipliers. */
const COST = 'cost';
