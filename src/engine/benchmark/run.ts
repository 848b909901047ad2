import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { runDea } from './dea.ts';
import { groupByIndustry } from './groups.ts';
import type { ComparisonGroup } from './groups.ts';
import { scaleOf } from './scale.ts';
import { gapTo, scoreGroup } from './scores.ts';
import type {
  BenchmarkRun,
  DeaAnswer,
  DeaResult,
  EvaluationDefinition,
  IndicatorGap,
  ModelKey,
  Orientation,
  ReturnsToScale,
  RunEnterprise,
  RunGroup,
  RunUnit,
  ScoreTrace,
} from './types.ts';

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

const valueOf = (unit: RunUnit, key: string): number | null => {
  const value = unit.values[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** Competition ranking: 1, 2, 2, 4. Null values are not ranked. */
function ranks(values: readonly (number | null)[]): (number | null)[] {
  const sorted = values.filter((v): v is number => v !== null).sort((a, b) => b - a);
  const place = new Map<number, number>();
  sorted.forEach((v, i) => {
    if (!place.has(v)) place.set(v, i + 1);
  });
  return values.map((v) => (v === null ? null : place.get(v)!));
}

/** Scores of a group by another method than the weighted sum of the definition's items: one trace for each unit, in their order. */
export type GroupScoring = (group: string, values: readonly RunUnit['values'][]) => ScoreTrace[];

/** Everything about the enterprises of one comparison group. Groups do not touch each other, so they can run in different workers. */
export function benchmarkGroup(
  definition: EvaluationDefinition,
  group: ComparisonGroup,
  members: readonly RunUnit[],
  scoring?: GroupScoring,
): { group: RunGroup; enterprises: RunEnterprise[] } {
  const units = [...members].sort(byId);
  const { dea } = definition;
  const column = (name: string) => ({ name, values: units.map((unit) => valueOf(unit, name)) });
  const inputs = dea.inputs.map(column);
  const outputs = dea.outputs.map(column);
  const ids = units.map((unit) => unit.id);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const models = new Map<ModelKey, { result: DeaResult; answers: Map<string, DeaAnswer> }>();
  const model = (rts: ReturnsToScale, orientation: Orientation) => {
    const key: ModelKey = `${rts}-${orientation}`;
    const known = models.get(key);
    if (known) return known;
    const result = runDea({
      ids,
      inputs,
      outputs,
      rts,
      orientation,
      ...(dea.slackWeights ? { slackWeights: dea.slackWeights } : {}),
    });
    // The same remark from several models is one remark.
    for (const f of result.findings) {
      const same = JSON.stringify([f.code, f.severity, f.path]);
      if (seen.has(same)) continue;
      seen.add(same);
      findings.push(f);
    }
    const made = { result, answers: new Map(result.units.map(({ id, ...answer }) => [id, answer])) };
    models.set(key, made);
    return made;
  };
  const asked: ModelKey[] = [];
  for (const rts of dea.rts)
    for (const orientation of dea.orientations) {
      model(rts, orientation);
      asked.push(`${rts}-${orientation}`);
    }
  const main = model('vrs', dea.orientation);
  const crs = model('crs', dea.orientation);
  const nirs = model('nirs', dea.orientation);

  const values = units.map((unit) => unit.values);
  const scores: (ScoreTrace | null)[] = definition.score
    ? scoring
      ? scoring(group.key, values)
      : scoreGroup(definition.score.items, values, definition.score.decimals)
    : units.map(() => null);
  const merit = units.map((unit, u) => {
    if (definition.score) return scores[u]!.total;
    const answer = main.answers.get(unit.id);
    if (!answer) return null;
    return dea.orientation === 'in' ? answer.efficiency : 1 / answer.efficiency;
  });
  const rank = ranks(merit);
  const at = new Map(units.map((unit, u) => [unit.id, u]));
  let best = -1;
  merit.forEach((value, u) => {
    if (value !== null && (best < 0 || value > merit[best]!)) best = u;
  });

  const chaseOf = (u: number): RunEnterprise['chase'] => {
    const unit = units[u]!;
    const answer = main.answers.get(unit.id);
    if (!answer) return null;
    const first = answer.peers.find((peer) => peer.id !== unit.id);
    if (answer.standing !== 'strong' && first) return { id: first.id, lambda: first.lambda, reason: 'peer' };
    const own = merit[u] ?? null;
    if (definition.score && best >= 0 && best !== u && (own === null || merit[best]! > own))
      return { id: units[best]!.id, lambda: null, reason: 'best' };
    return { id: unit.id, lambda: null, reason: 'leader' };
  };
  const limits = definition.gapLimits ? { limits: definition.gapLimits } : {};

  const enterprises = units.map((unit, u): RunEnterprise => {
    const chase = chaseOf(u);
    const target = main.answers.get(unit.id)?.targets;
    const benchmark = chase ? units[at.get(chase.id)!]! : null;
    const gaps = definition.indicators.map((indicator): IndicatorGap => {
      const actual = valueOf(unit, indicator.id);
      const other = benchmark ? valueOf(benchmark, indicator.id) : null;
      return {
        indicator: indicator.id,
        actual,
        benchmark: other,
        ...gapTo(actual, other, {
          direction: indicator.direction,
          ...(indicator.band ? { band: indicator.band } : {}),
          ...limits,
        }),
      };
    });
    const targetGaps = [
      ...dea.inputs.map((id) => ({ id, direction: 'lower' as const })),
      ...dea.outputs.map((id) => ({ id, direction: 'higher' as const })),
    ].map(({ id, direction }): IndicatorGap => {
      const actual = valueOf(unit, id);
      const goal = target?.[id] ?? null;
      return { indicator: id, actual, benchmark: goal, ...gapTo(actual, goal, { direction, ...limits }) };
    });
    const answers: Partial<Record<ModelKey, DeaAnswer>> = {};
    for (const key of asked) {
      const answer = models.get(key)!.answers.get(unit.id);
      if (answer) answers[key] = answer;
    }
    const own = {
      crs: crs.answers.get(unit.id)?.efficiency,
      vrs: main.answers.get(unit.id)?.efficiency,
      nirs: nirs.answers.get(unit.id)?.efficiency,
    };
    return {
      id: unit.id,
      group: group.key,
      dea: answers,
      scale:
        own.crs !== undefined && own.vrs !== undefined && own.nirs !== undefined
          ? scaleOf({ crs: own.crs, vrs: own.vrs, nirs: own.nirs }, dea.orientation)
          : null,
      chase,
      gaps,
      targetGaps,
      score: scores[u]!,
      rank: rank[u]!,
    };
  });
  return {
    group: { key: group.key, level: group.level, ids, frontier: main.result.frontier, findings },
    enterprises,
  };
}

/** Splits the units into comparison groups: by the group they are given, else by industry code. */
export function comparisonGroups(
  definition: EvaluationDefinition,
  units: readonly RunUnit[],
): { groups: ComparisonGroup[]; findings: Finding[] } {
  const given = new Map<string, string[]>();
  const coded: RunUnit[] = [];
  for (const unit of units) {
    if (unit.group === undefined) coded.push(unit);
    else given.set(unit.group, [...(given.get(unit.group) ?? []), unit.id]);
  }
  const byCode = groupByIndustry(coded, definition.group);
  const groups: ComparisonGroup[] = [
    ...[...given].map(([key, ids]) => ({ key, level: 'given' as const, ids: ids.sort() })),
    ...byCode.groups,
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.level < b.level ? -1 : 1));
  return { groups, findings: byCode.findings };
}

/**
 * Measures every enterprise against the best of its comparison group. The same units in any order give the same result: groups,
 * enterprises and findings come in order of their ids. A unit listed twice is refused (B212). `step` hears after each group how many units are
 * done.
 */
export function benchmarkRun(
  definition: EvaluationDefinition,
  units: readonly RunUnit[],
  scoring?: GroupScoring,
  step?: (units: number) => void,
): BenchmarkRun {
  const ordered = [...units].sort(byId);
  const double = ordered.filter((unit, u) => u > 0 && ordered[u - 1]!.id === unit.id);
  if (double.length > 0)
    return {
      groups: [],
      enterprises: [],
      findings: [...new Set(double.map((unit) => unit.id))].map((id) => finding('B212', 'error', id, { id })),
    };
  const byUnit = new Map(ordered.map((unit) => [unit.id, unit]));
  const { groups, findings } = comparisonGroups(definition, ordered);
  let measured = 0;
  const done = groups.map((group) => {
    const part = benchmarkGroup(
      definition,
      group,
      group.ids.map((id) => byUnit.get(id)!),
      scoring,
    );
    measured += group.ids.length;
    step?.(measured);
    return part;
  });
  return {
    groups: done.map((part) => part.group),
    enterprises: done.flatMap((part) => part.enterprises).sort(byId),
    findings,
  };
}
