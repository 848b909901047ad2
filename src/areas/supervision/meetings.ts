/** Meetings of the leading group: what was resolved, whose it is, and the order it became. */
import type { z } from 'zod';
import { Problem } from '#kernel';
import { lookUp } from '#locales';
import type { Ctx } from '#platform/act';
import * as cases from './cases.ts';
import type { contract, meetingSchema } from './contract.ts';
import { rulesOf, titleOf, type Rules } from './rules.ts';
import * as store from './store.ts';
import { caseOfSource } from './store/cases.ts';

type Meeting = z.output<typeof meetingSchema>;

const wire = (r: Rules, m: store.MeetingRow, all: readonly store.ResolutionRow[]): Meeting => ({
  id: m.id,
  title: m.title,
  heldOn: m.heldOn,
  chair: m.chair,
  attendees: m.attendees,
  note: m.note,
  createdBy: m.createdBy,
  resolutions: all
    .filter((x) => x.meetingId === m.id)
    .map((x) => ({
      seq: x.seq,
      text: x.text,
      owner: x.owner,
      deadline: x.deadline,
      case: x.caseId === null ? null : { id: x.caseId, stateTitle: titleOf(r.review, x.caseState ?? '') },
    })),
});

export async function list(ctx: Ctx, pack: string, page: number, size: number) {
  const r = await rulesOf(ctx.tx, pack);
  const { total, items } = await store.meetings(ctx.tx, pack, size, (page - 1) * size);
  const all = await store.resolutions(
    ctx.tx,
    items.map((m) => m.id),
  );
  return { total, items: items.map((m) => wire(r, m, all)) };
}

async function present(ctx: Ctx, id: string): Promise<Meeting> {
  const m = await store.meeting(ctx.tx, id);
  if (!m) throw new Problem('supervision.unknown-meeting');
  return wire(await rulesOf(ctx.tx, m.pack), m, await store.resolutions(ctx.tx, [id]));
}

/** The same id again is the same meeting. */
export async function add(ctx: Ctx, b: z.output<(typeof contract)['addMeeting']['body']>): Promise<Meeting> {
  for (const x of b.resolutions)
    if (!(await store.owner(ctx.tx, x.owner))) throw new Problem('supervision.unknown-owner');
  const added = await store.addMeeting(ctx.tx, { ...b, by: ctx.actor.name }, ctx.now);
  const m = await present(ctx, b.id);
  if (!added && (m.title !== b.title || m.heldOn !== b.heldOn)) throw new Problem('supervision.changed');
  return m;
}

/** An order from a resolution; there is one for each, however often it is asked for. */
export async function raise(ctx: Ctx, id: string, seq: number) {
  const m = await store.meeting(ctx.tx, id);
  const x = (await store.resolutions(ctx.tx, [id])).find((y) => y.seq === seq);
  if (!m || !x) throw new Problem('supervision.unknown-meeting');
  const ref = `${id}#${seq}`;
  await store.lockEntry(ctx.tx, ref);
  const [there] = await caseOfSource(ctx.tx, 'meeting', ref);
  if (there) return cases.present(ctx, there.id);
  return cases.create(ctx, {
    id: ctx.newId(),
    pack: m.pack,
    owner: x.owner.id,
    source: 'meeting',
    sourceRef: ref,
    title: x.text.length > 200 ? `${x.text.slice(0, 199)}…` : x.text,
    requirement: x.text,
    sourceText: lookUp('zh-CN', 'supervision', 'fromMeeting', { title: m.title, day: m.heldOn, seq }) ?? '',
    cooperating: '',
    deadline: x.deadline,
  });
}
