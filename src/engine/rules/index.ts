/**
 * Funding rules as data: who is due how much under which clause, on a day, by what was known at a moment. Money is whole fen, rates are exact.
 * Pure: definitions and facts come in as values, an evaluation with its trace goes out; the browser runs the same.
 * Words: scheme, version, condition, veto, mechanism, limit, fact with revision, near miss (what is missing, how far, what it would be worth).
 */
export {
  commonFile,
  exampleEntry,
  overlapsFile,
  schemeFile,
  strategies,
  type Example,
  type SchemeFile,
  type SchemeFiles,
} from './schema.ts';
export {
  compileRulebook,
  versionAt,
  type OverlapGroup,
  type PlanWords,
  type Rulebook,
  type Strategy,
} from './compile.ts';
export { choicesIn } from './choices.ts';
export {
  parametersIn,
  ruleParameters,
  withParameters,
  type Parameter,
  type ParameterKind,
  type RuleParameter,
} from './parameters.ts';
export {
  sandbox,
  sandboxBook,
  type SandboxChange,
  type SandboxClaim,
  type SandboxGroup,
  type SandboxInput,
  type SandboxResult,
  type SandboxRules,
  type SandboxSubject,
} from './sandbox.ts';
export { factsInput, isMoment, knownDay, readFacts, type FactsInput, type Moment } from './facts.ts';
export {
  amountOf,
  amountsOf,
  breaksOf,
  evaluate,
  evaluateRow,
  momentOf,
  versionFor,
  whyOf,
  type Evaluation,
  type Missing,
  type More,
  type Question,
} from './evaluate.ts';
export { runExamples } from './examples.ts';
export { entitlements, type Entitlements } from './entitlements.ts';
export { combine, type Claim, type Granted } from './overlap.ts';
export { checkRulebook, type Headcount, type RuleFinding, type WitnessRun } from './check.ts';
export { schemeDifference, versionDifference, type Difference, type DifferencePart } from './difference.ts';
export { looseSchemes } from './loose.ts';
export { spendOnFile } from './spend.ts';
export { traceJson, type TraceJson } from './trace.ts';
export { encode, factValue, moneyText, valueText } from './quantity.ts';
export type { Award, FactDef, FactType, Passage, Scheme, SchemeVersion, Table, Why } from './types.ts';
