/**
 * The year-end assessment (年终考核): points for what was done against what was set, bonus and deduction, vetoes, places, grades with quotas. Knows
 * no city and no agency; units and figures come in as values. Words: scheme, group, unit (who is assessed), item, part, entry, mark.
 */
export {
  assessmentFile,
  itemKinds,
  markKinds,
  type AssessmentGroup,
  type AssessmentItem,
  type AssessmentScheme,
  type ItemKind,
  type MarkKind,
} from './schema.ts';
export { checkAssessment, questionsOf } from './check.ts';
export {
  assess,
  ASSESSMENT_ENGINE,
  gradesOf,
  scoreOf,
  type AssessmentEntry,
  type AssessmentInput,
  type AssessmentMark,
  type AssessmentResult,
  type ItemScore,
  type PartScore,
  type ScoreRule,
  type UnitScore,
} from './score.ts';
