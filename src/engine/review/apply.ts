import { finding, type Finding } from '#kernel';
import { STAY } from './schema.ts';
import type {
  Applied,
  Review,
  ReviewAct,
  ReviewActor,
  ReviewCase,
  ReviewDocument,
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

const holds = (by: ReviewAct['by'], actor: ReviewActor): boolean =>
  by.some(
    (b) =>
      b.role === actor.role &&
      b.level === actor.level &&
      (b.standsIn === undefined || actor.vacant?.includes(b.standsIn) === true) &&
      (b.absent === undefined || actor.absent?.includes(b.absent) === true),
  );
const didBefore = (a: ReviewAct, c: ReviewCase, actor: ReviewActor): string | undefined =>
  c.done.find((d) => d.by === actor.id && a.differs.includes(d.act))?.act;

/** Parties whose signatures take a case from a state to another. */
const partiesOf = (r: Review, from: string, to: string): Set<string> =>
  new Set(
    r.acts.flatMap((a) => (a.signs !== undefined && a.from.includes(from) && a.to === to ? [a.signs] : [])),
  );
/** Of them, those who have signed since the case came into its state. */
function signedOf(r: Review, c: ReviewCase, to: string): Set<string> {
  const here = c.done.slice(c.done.findLastIndex((d) => d.stayed !== true) + 1);
  return new Set(
    here.flatMap((d) => {
      const a = r.acts.find((x) => x.id === d.act);
      return a?.signs !== undefined && a.to === to ? [a.signs] : [];
    }),
  );
}
const signedAlready = (r: Review, c: ReviewCase, a: ReviewAct): boolean =>
  a.signs !== undefined && signedOf(r, c, a.to).has(a.signs);

/** Parties that have to sign before the case moves on, and whether each has; empty where one act decides. */
export const signatures = (
  r: Review,
  c: ReviewCase,
): { readonly party: string; readonly act: ReviewAct; readonly signed: boolean }[] => {
  const first = new Map<string, ReviewAct>();
  for (const a of r.acts)
    if (a.signs !== undefined && a.from.includes(c.state) && !first.has(a.signs)) first.set(a.signs, a);
  return [...first].map(([party, act]) => ({ party, act, signed: signedOf(r, c, act.to).has(party) }));
};

/** Where an act leads the case: nowhere while it is only put on record, or while another party has still to sign. */
export function targetOf(r: Review, c: ReviewCase, a: ReviewAct): string {
  if (a.to === STAY) return c.state;
  if (a.signs === undefined) return a.to;
  const signed = signedOf(r, c, a.to).add(a.signs);
  return [...partiesOf(r, c.state, a.to)].every((p) => signed.has(p)) ? a.to : c.state;
}

/** Acts the actor may do on the case now, in the order of the definition, whatever still has to be filled in for them. */
export const actsNow = (r: Review, c: ReviewCase, actor: ReviewActor): ReviewAct[] =>
  r.acts.filter(
    (a) =>
      a.from.includes(c.state) &&
      holds(a.by, actor) &&
      didBefore(a, c, actor) === undefined &&
      !signedAlready(r, c, a),
  );

/** Documents the actor may add files to now. */
export const documentsNow = (r: Review, c: Pick<ReviewCase, 'state'>, actor: ReviewActor): ReviewDocument[] =>
  (r.documents ?? []).filter((d) => d.from.includes(c.state) && holds(d.by, actor));

/** One act on a case: the transition, or the refusal with every reason at its field (R201–R211). */
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
  if (!holds(a.by, actor)) return { findings: [finding('R203', 'error', 'act', { act })] };
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
  if (signedAlready(r, c, a)) return { findings: [finding('R211', 'error', 'act', { act })] };
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
  for (const d of a.requires.documents)
    if ((c.documents?.[d] ?? 0) < 1)
      findings.push(
        finding('R210', 'error', `documents.${d}`, {
          act,
          document: r.documents?.find((x) => x.id === d)?.title.zh ?? d,
        }),
      );
  if (findings.length > 0) return { findings };
  return { transition: { act: a.id, from: c.state, to: targetOf(r, c, a) }, findings };
}
