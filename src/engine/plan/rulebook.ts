import { commonFile, compileRulebook, type Rulebook, type SandboxRules } from '#engine/rules';
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

/** The same as plain data, with no more of the plan than the rules ask for: what a trial is kept with, and what a browser compiles for itself. */
export function sandboxRules(
  plan: CompiledPlan,
  choices: Readonly<Record<string, string>> = {},
  schemes?: ReadonlySet<string>,
): SandboxRules {
  const files = plan.rules ?? { common: commonFile.parse({}), overlaps: { groups: [] }, schemes: [] };
  const taken = files.schemes.filter((s) => schemes?.has(s.id) ?? true).map((s) => ({ ...s, examples: [] }));
  const ids = new Set(taken.map((s) => s.id));
  const cited = new Set(taken.flatMap((s) => s.versions.flatMap((v) => v.provisions)));
  return {
    files: {
      common: files.common,
      schemes: taken,
      overlaps: {
        groups: files.overlaps.groups
          .map((g) => ({ ...g, schemes: g.schemes.filter((id) => ids.has(id)) }))
          .filter((g) => g.schemes.length > 0),
      },
    },
    number: plan.number,
    questions: plan.questions.map((q) => ({
      id: q.id,
      options: q.options.map((o) => ({ id: o.id, ...(o.default ? { default: true as const } : {}) })),
    })),
    passages: Object.fromEntries(
      plan.provisions.filter((p) => cited.has(p.id)).map((p) => [p.id, { clause: p.clause, quote: p.quote }]),
    ),
    choices,
  };
}
