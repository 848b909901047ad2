/**
 * State machines as data: a case goes from state to state by acts; who may act, and what an act needs, stands in the definition
 * (`reviews/*.yaml` of a pack). Pure: the case, the actor and the input come in as values, a transition or a refusal goes out.
 * Words: review (the definition), state, act, mark (what an area may ask of a state), signature (one of several acts that move a case together),
 * document (files that belong to the handling), transition.
 */
export { reviewFile, STAY } from './schema.ts';
export { checkReview } from './check.ts';
export { actsNow, applyAct, documentsNow, initialState, signatures, targetOf } from './apply.ts';
export { dueDay, standingOf, type Standing } from './due.ts';
export {
  reviewLevels,
  type Applied,
  type Review,
  type ReviewAct,
  type ReviewActor,
  type ReviewCase,
  type ReviewDocument,
  type ReviewInput,
  type ReviewLevel,
  type ReviewRemark,
  type ReviewState,
  type Transition,
} from './types.ts';
