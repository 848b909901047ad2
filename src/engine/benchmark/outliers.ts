import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { runDea } from './dea.ts';
import type { DeaInput } from './types.ts';

export interface OutlierInput extends Omit<DeaInput, 'super'> {
  /** Super-efficiency (in; out: its inverse) from which a unit is flagged; 1.2 unless told, the screen Banker & Chang found best. */
  readonly screen?: number;
  /** Rise of the others' mean efficiency from which a unit is flagged; 0.05 unless told, a default of this product. */
  readonly influenceFrom?: number;
}

export interface OutlierUnit {
  readonly id: string;
  /** How far beyond the others, > 1 is beyond in both orientations; null: the others cannot reach it at all. */
  readonly beyond: number | null;
  /** Mean efficiency (≤ 1 in both orientations) of the others without the unit, less with it: ≥ 0, and 0 off the frontier. */
  readonly influence: number;
  /** Units that have it among their peers, itself not counted. */
  readonly follows: number;
  /** Why it is flagged, if it is. A reason to look at the figures, not a verdict. */
  readonly flags: readonly ('beyond' | 'unreachable' | 'influence')[];
}

export interface OutlierResult {
  readonly units: OutlierUnit[];
  readonly excluded: readonly { id: string; code: string }[];
  readonly findings: Finding[];
}

/**
 * Units that may set the target for everyone by mistake: super-efficiency screen (Banker & Chang 2006, European Journal of Operational
 * Research 175) and leave-one-out influence (Wilson 1995, Journal of Productivity Analysis 6). One frontier run more per frontier unit.
 * An unreachable unit is flagged only if others follow it. Codes: those of `runDea` but B211, B313 a unit that is flagged.
 */
export function findOutliers(input: OutlierInput): OutlierResult {
  const { screen = 1.2, influenceFrom = 0.05, ...model } = input;
  const result = runDea({ ...model, super: true });
  const findings = result.findings.filter((f) => f.code !== 'B211');
  const inward = input.orientation === 'in';
  const share = (score: number): number => (inward ? score : score > 0 ? 1 / score : 0);
  const follows = new Map<string, number>();
  for (const unit of result.units)
    for (const peer of unit.peers)
      if (peer.id !== unit.id) follows.set(peer.id, (follows.get(peer.id) ?? 0) + 1);
  const without = (id: string): number => {
    const others = result.units.filter((unit) => unit.id !== id);
    if (others.length === 0) return 0;
    const keep = input.ids.flatMap((other, u) => (other === id ? [] : [u]));
    const pick = (column: DeaInput['inputs'][number]) => ({
      name: column.name,
      values: keep.map((u) => column.values[u] ?? null),
    });
    const rest = runDea({
      ...model,
      ids: keep.map((u) => input.ids[u]!),
      inputs: input.inputs.map(pick),
      outputs: input.outputs.map(pick),
    });
    const mean = (units: readonly { efficiency: number }[]): number =>
      units.reduce((sum, unit) => sum + share(unit.efficiency), 0) / units.length;
    return Math.max(0, mean(rest.units) - mean(others));
  };
  const units = result.units.map((unit): OutlierUnit => {
    const beyond =
      unit.superEfficiency === null || unit.superEfficiency === undefined
        ? null
        : inward
          ? unit.superEfficiency
          : unit.superEfficiency > 0
            ? 1 / unit.superEfficiency
            : null;
    const followed = follows.get(unit.id) ?? 0;
    const influence = followed > 0 ? without(unit.id) : 0;
    const flags = [
      ...(beyond !== null && beyond >= screen ? (['beyond'] as const) : []),
      ...(beyond === null && followed > 0 ? (['unreachable'] as const) : []),
      ...(influence >= influenceFrom ? (['influence'] as const) : []),
    ];
    if (flags.length > 0)
      findings.push(
        finding('B313', 'info', unit.id, {
          id: unit.id,
          follows: followed,
          influence: Number(influence.toFixed(4)),
        }),
      );
    return { id: unit.id, beyond, influence, follows: followed, flags };
  });
  return { units, excluded: result.excluded, findings };
}
