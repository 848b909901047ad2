import { commonFile, compileRulebook, type Rulebook } from '#engine/rules';
import type { CompiledPlan } from './types.ts';

/** The funding schemes of a published plan, compiled; `choices` answers open questions otherwise than their default. Throws where the answers do not fit. */
export function rulebookOf(plan: CompiledPlan, choices: Readonly<Record<string, string>> = {}): Rulebook {
  const { rulebook, findings } = compileRulebook(
    plan.rules ?? { common: commonFile.parse({}), overlaps: { groups: [] }, schemes: [] },
    {
      number: plan.number,
      questions: plan.questions,
      passages: new Map(plan.provisions.map((p) => [p.id, p])),
    },
    choices,
  );
  if (findings.length > 0) throw new RangeError(`rulebook: ${findings.map((f) => f.code).join(', ')}`);
  return rulebook;
}
