import type { Finding } from '#kernel';
import type { House } from '#platform/act';
import { readRegister } from '#areas/subjects';
import type { SchemeRule } from '#engine/benchmark';
import type { CompiledPlan } from '#engine/plan';
import type { Evaluation } from '../definition.ts';
import { levelsOf, readEvaluation, type ScoreTables } from '../evaluation-check.ts';
import type { InputStandard } from '../input.ts';

/** Named schemes and standard values, as the content has them. */
export const scoreTablesOf = (house: Pick<House, 'contentDir'>): ScoreTables => ({
  rules: readRegister(house, 'score-schemes').rows as unknown as readonly SchemeRule[],
  values: readRegister(house, 'five-level-values').rows as unknown as ScoreTables['values'],
});

/** The lines of standard values the items ask for, of every industry; one whose five values are not all known is left out. */
export function standardsOf(house: Pick<House, 'contentDir'>, e: Evaluation): InputStandard[] {
  const asked = e.score.items.flatMap((i) => (i.standard ? [i.standard] : []));
  if (asked.length === 0) return [];
  return scoreTablesOf(house).values.flatMap((v): InputStandard[] => {
    const line = {
      scheme: v.scheme,
      year: v.year,
      indicator: v.indicator,
      industry: v['industry'] ?? '',
      size: v['size'] ?? '',
    };
    const levels = levelsOf(v);
    const wanted = asked.some(
      (a) =>
        a.scheme === line.scheme &&
        a.year === line.year &&
        a.indicator === line.indicator &&
        a.size === line.size,
    );
    return levels && wanted
      ? [{ ...line, levels, source: v['source'] ?? '', verified: v['verified'] ?? '' }]
      : [];
  });
}

/** Everything that is wrong with the evaluations of a plan; `files` say which file an evaluation stands in. */
export const checkEvaluations = (
  house: Pick<House, 'contentDir'>,
  plan: CompiledPlan,
  files: readonly { readonly name: string; readonly value: unknown }[],
): Finding[] =>
  plan.evaluations.flatMap((raw) => {
    const file = files.find(
      (f) => f.name.startsWith('evaluations/') && (f.value as { id?: unknown } | null)?.id === raw.id,
    );
    return readEvaluation(plan, raw, file?.name ?? `evaluations/${raw.id}`, () => scoreTablesOf(house))
      .findings;
  });
