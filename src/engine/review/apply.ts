import { finding, type Finding } from '#kernel';
import { STAY } from './schema.ts';
import type {
  Applied,
  Review,
  ReviewAct,
  ReviewActor,
  ReviewCase,
  ReviewInput,
  ReviewState,
} from './types.ts';

/** The state a case begins in. The definition has passed `checkReview`. */
export const initialState = (r: Review): ReviewState => r.states.find((s) => s.initial)!;

const given = (v: unknown): boolean =>
  v !== undefined &&
  v !== null &&
  !(typeof v === 'string' && v.trim() === '') &&
  !(Array.isArray(v) && v.length === 0);

const holds = (a: ReviewAct, actor: ReviewActor): boolean =>
  a.by.some(
    (b) =>
      b.role === actor.role &&
      b.level === actor.level &&
      (b.standsIn === undefined || actor.vacant?.includes(b.standsIn) === true),
  );
const didBefore = (a: ReviewAct, c: ReviewCase, actor: ReviewActor): string | undefined =>
  c.done.find((d) => d.by === actor.id && a.differs.includes(d.act))?.act;

/** Where an act leads from a state. */
export const targetOf = (a: ReviewAct, from: string): string => (a.to === STAY ? from : a.to);

/** Acts the actor may do on the case now, in the order of the definition, whatever still has to be filled in for them. */
export const actsNow = (r: Review, c: ReviewCase, actor: ReviewActor): ReviewAct[] =>
  r.acts.filter((a) => a.from.includes(c.state) && holds(a, actor) && didBefore(a, c, actor) === undefined);

/** One act on a case: the transition, or the refusal with every reason at its field (R201–R209). */
export function applyAct(
  r: Review,
  c: ReviewCase,
  actId: string,
  actor: ReviewActor,
  input: ReviewInput,
): Applied {
  const a = r.acts.find((x) => x.id === actId);
  if (!a) return { findings: [finding('R201', 'error', 'act', { act: actId })] };
  const act = a.title.zh;
  if (!a.from.includes(c.state))
    return {
      findings: [
        finding('R202', 'error', 'act', {
          act,
          state: r.states.find((s) => s.id === c.state)?.title.zh ?? c.state,
        }),
      ],
    };
  if (!holds(a, actor)) return { findings: [finding('R203', 'error', 'act', { act })] };
  const before = didBefore(a, c, actor);
  if (before !== undefined)
    return {
      findings: [
        finding('R204', 'error', 'act', {
          act,
          before: r.acts.find((x) => x.id === before)?.title.zh ?? before,
        }),
      ],
    };
  const findings: Finding[] = [];
  for (const f of a.requires.fields)
    if (!given(c.fields[f])) findings.push(finding('R205', 'error', `content.${f}`, { act, field: f }));
  for (const e of a.requires.entries)
    if (!given(input.entries?.[e])) findings.push(finding('R206', 'error', e, { act, field: e }));
  if (a.requires.reason && !given(input.reason)) findings.push(finding('R207', 'error', 'reason', { act }));
  if (a.requires.remarks && !given(input.remarks?.filter((x) => given(x.text) && given(x.field))))
    findings.push(finding('R208', 'error', 'remarks', { act }));
  if (c.attachments < a.requires.attachments)
    findings.push(
      finding('R209', 'error', 'content.items', { act, count: a.requires.attachments, there: c.attachments }),
    );
  if (findings.length > 0) return { findings };
  return { transition: { act: a.id, from: c.state, to: targetOf(a, c.state) }, findings };
}
