/** What became of the productivity of the groups of a later year since an earlier one: the Malmquist index, group by group. */
import { finding, type Finding } from '#kernel';
import { runMalmquist, type MalmquistChange } from './malmquist.ts';
import type { Orientation } from './types.ts';

/** One enterprise in one year: inputs and outputs by name. */
export interface ProductivityUnit {
  readonly id: string;
  /** The comparison group of that year; of the earlier year, the one it would be in by the later year's groups. */
  readonly group: string;
  readonly columns: Readonly<Record<string, number>>;
}

export interface ProductivityInput {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly orientation: Orientation;
  readonly earlier: { readonly period: string; readonly units: readonly ProductivityUnit[] };
  readonly later: { readonly period: string; readonly units: readonly ProductivityUnit[] };
}

type Factor = 'index' | 'efficiencyChange' | 'technicalChange' | 'pureChange' | 'scaleChange';
export const FACTORS: readonly Factor[] = [
  'index',
  'efficiencyChange',
  'technicalChange',
  'pureChange',
  'scaleChange',
];

export interface ProductivityGroup {
  readonly key: string;
  /** In both years, and in this group by the later one. */
  readonly compared: number;
  /** With a whole index. */
  readonly computed: number;
  /** Geometric means over those computed, so that the factors of the means still multiply to the mean index; null where there are none. */
  readonly mean: Readonly<Record<Factor, number>> | null;
  /** How many did better and worse than the year before. */
  readonly better: number;
  readonly worse: number;
}

export interface ProductivityResult {
  readonly changes: readonly (MalmquistChange & { readonly group: string })[];
  readonly groups: readonly ProductivityGroup[];
  readonly findings: readonly Finding[];
}

/** Each unit takes eight programs over its group, so the work grows with the square; beyond this a group is left out and says so (B318). */
export const MOST_COMPARED = 2500;

/**
 * Malmquist index of every unit that both years measured, against the frontiers its group had in the two years (Färe, Grosskopf, Norris &
 * Zhang 1994). Whoever is in one year only still stands on that year's frontier. `progress`: share done, 0 … 1.
 */
export function productivity(
  input: ProductivityInput,
  progress: (share: number) => void = () => undefined,
): ProductivityResult {
  const byGroup = (units: readonly ProductivityUnit[]): Map<string, ProductivityUnit[]> => {
    const map = new Map<string, ProductivityUnit[]>();
    for (const u of units.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      map.set(u.group, [...(map.get(u.group) ?? []), u]);
    return map;
  };
  const [was, is] = [byGroup(input.earlier.units), byGroup(input.later.units)];
  const dataOf = (units: readonly ProductivityUnit[]) => {
    const column = (name: string) => ({ name, values: units.map((u) => u.columns[name] ?? null) });
    return {
      ids: units.map((u) => u.id),
      inputs: input.inputs.map(column),
      outputs: input.outputs.map(column),
    };
  };
  const changes: (MalmquistChange & { group: string })[] = [];
  const groups: ProductivityGroup[] = [];
  const findings: Finding[] = [];
  const keys = [...is.keys()].toSorted();
  const total = keys.reduce((sum, key) => sum + is.get(key)!.length, 0);
  let done = 0;
  for (const key of keys) {
    const [before, after] = [was.get(key) ?? [], is.get(key)!];
    done += after.length;
    const known = new Set(before.map((u) => u.id));
    const compared = after.filter((u) => known.has(u.id)).length;
    const none = { key, compared, computed: 0, mean: null, better: 0, worse: 0 };
    if (compared === 0 || Math.max(before.length, after.length) > MOST_COMPARED) {
      if (compared > 0)
        findings.push(finding('B318', 'warning', key, { count: after.length, limit: MOST_COMPARED }));
      groups.push(none);
      continue;
    }
    const r = runMalmquist({
      periods: [
        { period: input.earlier.period, data: dataOf(before) },
        { period: input.later.period, data: dataOf(after) },
      ],
      orientation: input.orientation,
      rts: 'vrs',
    });
    // B308 says that a year lacks a unit: that is the list of those who came and went, not a fault.
    findings.push(
      ...r.findings.filter((f) => f.code !== 'B308').map((f) => ({ ...f, path: `${key}/${f.path ?? ''}` })),
    );
    for (const c of r.changes) changes.push({ ...c, group: key });
    const whole = r.changes.filter((c) => FACTORS.every((f) => typeof c[f] === 'number' && c[f] > 0));
    const mean = (f: Factor): number =>
      Math.exp(whole.reduce((sum, c) => sum + Math.log(c[f]!), 0) / whole.length);
    groups.push({
      ...none,
      computed: whole.length,
      mean:
        whole.length === 0
          ? null
          : (Object.fromEntries(FACTORS.map((f) => [f, mean(f)])) as Record<Factor, number>),
      better: whole.filter((c) => c.index! > 1).length,
      worse: whole.filter((c) => c.index! < 1).length,
    });
    progress(total === 0 ? 1 : done / total);
  }
  return { changes: changes.toSorted((a, b) => (a.id < b.id ? -1 : 1)), groups, findings };
}
