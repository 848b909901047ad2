import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { cleanData } from './clean.ts';
import type { CleanData, ModelData } from './clean.ts';
import { scoreOf } from './program.ts';
import { radialRows } from './radial.ts';
import type { Orientation, ReturnsToScale } from './types.ts';

export interface MalmquistInput {
  /** Periods in order of time, each with the same columns; a unit is followed by its id. */
  readonly periods: readonly { readonly period: string; readonly data: ModelData }[];
  readonly orientation: Orientation;
  /** vrs also splits the change of efficiency; the index itself is always of constant returns. */
  readonly rts?: 'crs' | 'vrs';
}

/** From `from` to `to`. Factors above 1 are improvement; null where a score of 0, or none at all, leaves nothing to compare. */
export interface MalmquistChange {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** index = efficiencyChange × technicalChange. */
  readonly index: number | null;
  /** Catching up with the frontier of the period. */
  readonly efficiencyChange: number | null;
  /** Movement of the frontier where the unit stands. */
  readonly technicalChange: number | null;
  /** With vrs: efficiencyChange = pureChange × scaleChange. */
  readonly pureChange?: number | null;
  readonly scaleChange?: number | null;
}

export interface MalmquistResult {
  readonly changes: MalmquistChange[];
  readonly findings: Finding[];
}

interface Period {
  readonly name: string;
  readonly data: ModelData;
  readonly clean: CleanData;
  readonly groupOf: ReadonlyMap<string, number>;
}

/**
 * Malmquist productivity index between adjacent periods (Färe, Grosskopf, Norris & Zhang 1994, American Economic Review 84). With
 * E^s(t) the radial efficiency (≤ 1 at home) of the unit's figures of period t against the frontier of period s under constant returns:
 * efficiencyChange = E^{t+1}(t+1) ÷ E^t(t); technicalChange = √( E^t(t+1) ÷ E^{t+1}(t+1) × E^t(t) ÷ E^{t+1}(t) ); index = their product.
 * vrs: pureChange is efficiencyChange under variable returns, scaleChange what remains. Under constant returns the orientation does not
 * change the index. Codes: those of `cleanData` with the period before them, B308 a unit that one of two periods lacks, B309 a factor
 * that cannot be computed.
 */
export function runMalmquist(input: MalmquistInput): MalmquistResult {
  const findings: Finding[] = [];
  const periods = input.periods.map(({ period, data }): Period => {
    const clean = cleanData(data);
    for (const f of clean.findings)
      findings.push({ ...f, path: f.path === undefined ? period : `${period}.${f.path}` });
    const groupOf = new Map<string, number>();
    clean.groups.forEach((group, g) => group.forEach((u) => groupOf.set(data.ids[u]!, g)));
    return { name: period, data, clean, groupOf };
  });
  const known = new Map<string, number | null>();
  /** E of the figures `of` against the frontier of `by`; null where there is none, or it is 0. */
  const efficiency = (by: Period, of: Period, id: string, rts: ReturnsToScale): number | null => {
    const g = of.groupOf.get(id)!;
    const key = JSON.stringify([by.name, of.name, g, rts]);
    const had = known.get(key);
    if (had !== undefined) return had;
    const own = new Map<Float64Array, number>();
    by.clean.inputs.forEach((column, i) => own.set(column, of.clean.inputs[i]![g]!));
    by.clean.outputs.forEach((column, r) => own.set(column, of.clean.outputs[r]![g]!));
    const score = scoreOf({
      sense: input.orientation === 'in' ? 'min' : 'max',
      rts,
      rows: radialRows(by.clean, by.data, input.orientation, (column) => own.get(column)!),
      reference: by.clean.groups.map((_, k) => k),
    });
    const value = score === undefined || !(score > 0) ? null : input.orientation === 'in' ? score : 1 / score;
    known.set(key, value);
    return value;
  };
  const changes: MalmquistChange[] = [];
  for (let p = 1; p < periods.length; p++) {
    const before = periods[p - 1]!;
    const after = periods[p]!;
    const pair = { from: before.name, to: after.name };
    for (const id of new Set([...before.data.ids, ...after.data.ids])) {
      const missing = [before, after].find((period) => !period.groupOf.has(id));
      if (missing) {
        findings.push(finding('B308', 'info', id, { id, period: missing.name }));
        continue;
      }
      const old = efficiency(before, before, id, 'crs');
      const now = efficiency(after, after, id, 'crs');
      const ahead = efficiency(before, after, id, 'crs');
      const back = efficiency(after, before, id, 'crs');
      const efficiencyChange = old === null || now === null ? null : now / old;
      const technicalChange =
        old === null || now === null || ahead === null || back === null
          ? null
          : Math.sqrt((ahead / now) * (old / back));
      const index =
        efficiencyChange === null || technicalChange === null ? null : efficiencyChange * technicalChange;
      if (index === null) findings.push(finding('B309', 'warning', id, { id, ...pair }));
      const change = { id, ...pair, index, efficiencyChange, technicalChange };
      if (input.rts !== 'vrs') {
        changes.push(change);
        continue;
      }
      const pureOld = efficiency(before, before, id, 'vrs');
      const pureNow = efficiency(after, after, id, 'vrs');
      const pureChange = pureOld === null || pureNow === null ? null : pureNow / pureOld;
      const scaleChange =
        pureChange === null || efficiencyChange === null ? null : efficiencyChange / pureChange;
      changes.push({ ...change, pureChange, scaleChange });
    }
  }
  return { changes, findings };
}
