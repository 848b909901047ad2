/** A plan document as data: compiled, checked, measured and read. */
export type {
  Agency,
  Clause,
  CompiledPlan,
  Indicator,
  PlanFinding,
  Provision,
  Span,
  Target,
  When,
} from './types.ts';
export type { OpenQuestion, PublishedFact } from './schema.ts';
export { compilePlan, type PackFile } from './compile.ts';
export { lintPlan } from './lint.ts';
export { unknownSubjects } from './subjects.ts';
export { rulebookOf, sandboxRules } from './rulebook.ts';
export { coverage, readPlan, type Coverage } from './coverage.ts';
export { diffPlans, exportProvisions, statedYear, type ExportedProvision, type PlanDiff } from './export.ts';
export { pinQuotes, type Pin, type Pinned } from './pin.ts';
export {
  defaultRules,
  statuses,
  statusOf,
  type Figure,
  type LightRules,
  type Status,
  type Outlook,
  type StatusResult,
  type StatusStep,
} from './status.ts';
export {
  readable,
  readDocument,
  type Block,
  type BlockKind,
  type Segment,
  type Sentence,
} from './reading.ts';
