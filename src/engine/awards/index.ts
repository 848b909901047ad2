/**
 * Awards: who scores whom (drawn from a recorded seed), blind scores put together, places per industry, rankings and lists with the reason for
 * every entry. Knows numbers and rules of a scheme; no clock, no account. Statistics are floating point; amounts are only carried along.
 */
export {
  awardFile,
  conflictKinds,
  links,
  measures,
  panelFile,
  ratings,
  type AwardEdition,
  type AwardRule,
  type AwardScheme,
  type Link,
  type Panel,
  type Rating,
} from './schema.ts';
export { basesOf, checkAwards, checkPanel, editionOf } from './check.ts';
export { draw, inConflict, redraw, vetoesInForce } from './draw.ts';
export { FAR_OFF, markScore, qualitativeOf } from './qualitative.ts';
export { industriesOf, placesOf } from './industries.ts';
export { awardsResult, ENGINE_VERSION, shortlistOf } from './result.ts';
export type {
  Assignment,
  AwardsInput,
  AwardsResult,
  Candidate,
  Expert,
  Industry,
  IndustryResult,
  Mark,
  Outcome,
  OutcomeKind,
  Places,
  Qualitative,
  Result,
  Spread,
} from './types.ts';
