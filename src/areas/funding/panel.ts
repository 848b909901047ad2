/** Experts on applications: drawn from the register by a recorded seed, connections kept apart, blind to each other until the review is concluded. */
import type { z } from 'zod';
import { finding, Problem, type Finding } from '#kernel';
import { draw, inConflict, qualitativeOf, redraw, type Expert, type Mark, type Panel } from '#engine/awards';
import type { Review } from '#engine/review';
import { expertOf, expertRegister, type RegisteredExpert } from '#areas/awards';
import type { Ctx } from '#platform/act';
import type { FileAnswer } from '#platform/api';
import { brokenConstraint } from '#platform/db';
import { sha256Hex, uploadAnswer } from '#platform/files';
import type { contract } from './contract.ts';
import type { panelSchema, sheetSchema } from './contract-review.ts';
import { applicantFiles } from './documents.ts';
import type { KeptContent } from './payee.ts';
import { marksOf, reviewOf } from './review.ts';
import { askedFacts, bookOf, titleOf } from './rules.ts';
import * as store from './store.ts';
import * as rows from './store/panel.ts';

type Sheet = z.output<typeof sheetSchema>;
type MarkBody = z.output<(typeof contract)['score']['body']>;
type Wire = z.output<typeof panelSchema>;
export type PanelResult = NonNullable<Wire['result']>;

async function panelFor(ctx: Pick<Ctx, 'tx'>, pack: string, route: string): Promise<Panel> {
  const { plan } = await reviewOf(ctx.tx, pack, route);
  const panel = plan.panels?.find((p) => p.reviews.includes(route));
  if (!panel) throw new Problem('funding.no-panel', { params: { pack, review: route } });
  return panel;
}

const ruleOf = (p: Panel) => ({ minimum: p.minimum, ratings: p.ratings, links: p.criteria });

/** What the draw must know of an application. */
const drawn = (a: store.ApplicationRow) => ({
  id: a.id,
  region: a.regionCode,
  code: a.creditCode,
  division: a.industryCode.slice(0, 2),
});

const plainName = (s: string): string => s.normalize('NFKC').replace(/\s+/g, '');

/** Experts as the draw takes them: whoever works for an applicant is connected with it, declared or not. */
const withEmployers = (
  experts: readonly RegisteredExpert[],
  applications: readonly store.ApplicationRow[],
): Expert[] => {
  const byName = new Map(applications.map((a) => [plainName(a.name), a.creditCode]));
  return experts.map((e) => {
    const own = byName.get(plainName(e.organisation));
    return {
      id: e.id,
      fields: e.fields,
      conflicts: [
        ...e.conflicts.map(({ kind, code }) => ({ kind, code })),
        ...(own === undefined ? [] : [{ kind: 'enterprise' as const, code: own }]),
      ],
    };
  });
};

/** One draw for applications of a notice that wait for one; those for whom too few experts are left get none. Which they are is the answer. */
export async function drawFor(
  ctx: Ctx,
  notice: store.NoticeRow,
  applications: readonly store.ApplicationRow[],
  panelId: string,
): Promise<{ drawn: string[]; short: string[] }> {
  const panel = await panelFor(ctx, notice.pack, notice.route);
  const { hash } = await reviewOf(ctx.tx, notice.pack, notice.route);
  const register = withEmployers(
    (await expertRegister(ctx.tx)).filter((e) => e.active),
    applications,
  );
  // Taken from an id that nobody chose to draw well by; recorded, so that the draw can be done again.
  const seed = Number.parseInt(sha256Hex(panelId).slice(0, 7), 16);
  const { assignments, short } = draw(seed, applications.map(drawn), register, panel);
  const few = new Set(short.filter((s) => s.drawn < panel.minimum).map((s) => s.candidate));
  const served = applications.filter((a) => !few.has(a.id));
  if (served.length > 0) {
    await store.lockNotice(ctx.tx, notice.id);
    await rows.addPanel(
      ctx.tx,
      {
        id: panelId,
        noticeId: notice.id,
        seed,
        rules: panel,
        register,
        ruleHash: hash,
        byAccount: ctx.actor.accountId,
        by: ctx.actor.name,
      },
      ctx.now,
    );
    for (const a of served) {
      const own = assignments.filter((x) => x.candidate === a.id).map((x) => x.expert);
      await rows.addSeats(
        ctx.tx,
        // Numbered by the register's ids, so that a number tells nothing of the order in which they were drawn.
        own.toSorted().map((expertId, n) => ({
          id: ctx.newId(),
          panelId,
          subjectId: a.subjectId,
          applicationId: a.id,
          expertId,
          number: n + 1,
        })),
        ctx.now,
      );
    }
  }
  return { drawn: served.map((a) => a.id), short: [...few] };
}

/** Marks put together once enough sheets were handed in. */
export async function conclude(ctx: Ctx, a: store.ApplicationRow): Promise<PanelResult> {
  const panel = await panelFor(ctx, a.pack, a.route);
  const own = (await rows.seats(ctx.tx, { application: a.id })).filter((s) => s.final && !s.recused);
  if (own.length < panel.minimum)
    throw new Problem('funding.panel-incomplete', { params: { count: own.length, minimum: panel.minimum } });
  const q = qualitativeOf(
    a.id,
    own.map((s): Mark<string> => ({
      candidate: a.id,
      expert: String(s.number).padStart(3, '0'),
      ratings: s.ratings as Mark<string>['ratings'],
    })),
    ruleOf(panel),
  );
  return {
    score: q.score,
    experts: q.experts,
    marks: q.marks.map((m) => ({
      number: Number(m.expert),
      score: m.score,
      outlier: m.outlier,
      note: own.find((s) => s.number === Number(m.expert))?.note ?? '',
    })),
    criteria: panel.criteria.map((c) => ({
      id: c.id,
      title: c.title,
      mean: q.links.find((l) => l.link === c.id)?.spread?.mean ?? null,
    })),
  };
}

const stateOf = (s: rows.SeatRow): Wire['seats'][number]['state'] =>
  s.recused ? 'recused' : s.final ? 'final' : s.revision > 0 ? 'saved' : 'open';

/** The panel as the reader may see it; who sits there, only for those who run it, and marks only once they were put together. */
export async function panelWire(
  ctx: Ctx,
  a: store.ApplicationRow,
  result: PanelResult | undefined,
): Promise<Wire | null> {
  if (ctx.actor.scope.kind !== 'all') return null;
  const own = await rows.seats(ctx.tx, { application: a.id });
  const panel = own[0] && (await rows.panelById(ctx.tx, own[0].panelId));
  if (!panel) return null;
  const runs = ctx.actor.permissions.has('funding.panel');
  const register = new Map((await expertRegister(ctx.tx)).map((e) => [e.id, e]));
  return {
    seed: panel.seed,
    drawnAt: panel.at,
    minimum: (panel.rules as Panel).minimum,
    seats: own.map((s) => {
      const e = register.get(s.expertId);
      return {
        seat: s.id,
        number: s.number,
        name: runs ? (e?.name ?? '') : null,
        organisation: runs ? (e?.organisation ?? '') : null,
        paper: e?.accountId === null,
        state: stateOf(s),
      };
    }),
    result: result ?? null,
  };
}

// ── sheets
interface Setting {
  readonly seat: rows.SeatRow;
  readonly a: store.ApplicationRow;
  readonly notice: store.NoticeRow;
  readonly review: Review;
  readonly panel: Panel;
}
async function settingOf(ctx: Ctx, seat: rows.SeatRow): Promise<Setting> {
  const a = (await store.byId(ctx.tx, seat.applicationId))!;
  const notice = (await store.noticeById(ctx.tx, a.noticeId))!;
  const { review } = await reviewOf(ctx.tx, a.pack, a.route);
  const kept = await rows.panelById(ctx.tx, seat.panelId);
  return { seat, a, notice, review, panel: kept!.rules as Panel };
}
const isOpen = ({ seat, a, review }: Setting): boolean =>
  marksOf(review, a.state).includes('scoring') && !seat.final && !seat.recused;

async function rowWire(ctx: Ctx, c: Setting) {
  const { book } = await bookOf(ctx.tx, c.a.pack);
  return {
    seat: c.seat.id,
    number: c.seat.number,
    schemeTitle: titleOf(book, c.a.scheme),
    year: c.a.year,
    project: c.a.project,
    name: c.panel.showName ? c.a.name : null,
    state: stateOf(c.seat),
    open: isOpen(c),
    due: c.a.dueDay,
  };
}

async function sheetWire(ctx: Ctx, c: Setting): Promise<Sheet> {
  const { book } = await bookOf(ctx.tx, c.a.pack);
  const content = c.a.content as KeptContent;
  const first = (await store.calculations(ctx.tx, c.a.subjectId, c.a.id))[0];
  const asked = askedFacts(ctx.house, book, c.a.scheme, (first?.asOf ?? ctx.today) as never, ctx.now);
  return {
    ...(await rowWire(ctx, c)),
    criteria: c.panel.criteria.map(({ id, title, anchor, weight }) => ({ id, title, anchor, weight })),
    ratings: (c.seat.ratings ?? {}) as Sheet['ratings'],
    note: c.seat.note,
    revision: c.seat.revision,
    claimedFen: c.a.claimed === null ? null : String(c.a.claimed),
    facts: asked.flatMap((f) => {
      const value = content.facts[f.id] ?? content.facts[f.title.zh];
      return value === undefined ? [] : [{ id: f.id, title: f.title, value }];
    }),
    explanation: content.note,
    documents: (await applicantFiles(ctx, c.a, c.notice)).map((d) => ({
      id: d.id,
      title: d.title,
      files: d.files.map(({ id, name, type, size }) => ({ id, name, type, size })),
    })),
  };
}

async function me(ctx: Ctx): Promise<RegisteredExpert> {
  const expert = ctx.actor.accountId && (await expertOf(ctx.tx, ctx.actor.accountId));
  if (!expert) throw new Problem('funding.not-an-expert');
  return expert;
}

/** A sheet of the expert who asks, or one that somebody enters from paper for an expert without an account. */
async function needSeat(
  ctx: Ctx,
  id: string,
  paper: boolean,
): Promise<{ c: Setting; expert: RegisteredExpert }> {
  const expert = paper ? undefined : await me(ctx);
  const [seat] = await rows.seats(ctx.tx, { id });
  const owner = seat && (expert ?? (await expertRegister(ctx.tx)).find((e) => e.id === seat.expertId));
  if (!seat || !owner || seat.expertId !== owner.id) throw new Problem('funding.unknown-sheet');
  if (paper && owner.accountId !== null) throw new Problem('funding.has-account');
  return { c: await settingOf(ctx, seat), expert: owner };
}

export async function sheets(ctx: Ctx) {
  const expert = ctx.actor.accountId ? await expertOf(ctx.tx, ctx.actor.accountId) : undefined;
  const items = [];
  if (expert)
    for (const s of await rows.seats(ctx.tx, { expert: expert.id }))
      items.push(await rowWire(ctx, await settingOf(ctx, s)));
  return { items };
}

/** Who has stepped back reads the papers no more. */
const readable = (c: Setting): Setting => {
  if (c.seat.recused) throw new Problem('funding.sheet-closed');
  return c;
};
export const sheet = async (ctx: Ctx, id: string): Promise<Sheet> =>
  sheetWire(ctx, readable((await needSeat(ctx, id, false)).c));
export const paperSheet = async (ctx: Ctx, id: string): Promise<Sheet> =>
  sheetWire(ctx, readable((await needSeat(ctx, id, true)).c));

export async function sheetFile(ctx: Ctx, id: string, fileId: string): Promise<FileAnswer> {
  const c = readable((await needSeat(ctx, id, false)).c);
  const files = (await applicantFiles(ctx, c.a, c.notice)).flatMap((d) => d.files);
  const file = files.find((f) => f.id === fileId);
  if (!file) throw new Problem('files.unknown');
  return uploadAnswer(ctx.house.files, file);
}

function wrong(c: Setting, expert: RegisteredExpert, body: MarkBody, paper: boolean): Finding[] {
  const known = new Set(c.panel.criteria.map((x) => x.id));
  const findings = Object.keys(body.ratings)
    .filter((k) => !known.has(k))
    .map((k) => finding('G309', 'error', `ratings.${k}`, { field: k }));
  if (body.final)
    for (const x of c.panel.criteria)
      if (body.ratings[x.id] === undefined)
        findings.push(finding('G310', 'error', `ratings.${x.id}`, { title: x.title.zh }));
  // A connection declared after the draw: who signs in steps back, and another is drawn.
  const [taken] = withEmployers([expert], [c.a]);
  if (!paper && inConflict(drawn(c.a), taken!, c.panel.conflicts))
    findings.push(finding('G311', 'error', 'seat', { name: c.a.name }));
  return findings;
}

export async function score(ctx: Ctx, id: string, body: MarkBody, paper: boolean): Promise<Sheet> {
  const first = await needSeat(ctx, id, paper);
  // Who concludes the review and who marks wait for each other.
  await store.lock(ctx.tx, first.c.a.id);
  const { c, expert } = await needSeat(ctx, id, paper);
  if (!isOpen(c)) throw new Problem('funding.sheet-closed');
  if (c.seat.revision !== body.revision) throw new Problem('funding.changed');
  const findings = wrong(c, expert, body, paper);
  if (findings.length > 0)
    throw new Problem('funding.bad-marks', { params: { count: findings.length }, findings });
  try {
    const added = await rows.addMark(
      ctx.tx,
      {
        seatId: id,
        revision: c.seat.revision + 1,
        ratings: body.ratings,
        note: body.note,
        final: body.final,
        paper,
        byAccount: ctx.actor.accountId,
        by: ctx.actor.name,
      },
      ctx.now,
    );
    if (!added) throw new Problem('funding.changed');
  } catch (e) {
    if (brokenConstraint(e)?.constraint === 'fund_mark_closed') throw new Problem('funding.sheet-closed');
    throw e;
  }
  return sheetWire(ctx, (await needSeat(ctx, id, paper)).c);
}

/** Steps back; another expert is drawn in the same way where there is one. */
export async function recuse(ctx: Ctx, id: string, reason: string): Promise<{ id: string }> {
  const first = await needSeat(ctx, id, false);
  // Of two who step back at once the second sees who was drawn for the first.
  await store.lockNotice(ctx.tx, first.c.notice.id);
  const { c } = await needSeat(ctx, id, false);
  if (!isOpen(c)) throw new Problem('funding.sheet-closed');
  await rows.addRecusal(ctx.tx, { seatId: id, reason, by: ctx.actor.name }, ctx.now);
  const all = await rows.seats(ctx.tx, { panel: c.seat.panelId });
  const load = new Map<string, number>();
  for (const s of all) if (!s.recused) load.set(s.expertId, (load.get(s.expertId) ?? 0) + 1);
  const own = all.filter((s) => s.applicationId === c.a.id);
  const panel = await rows.panelById(ctx.tx, c.seat.panelId);
  const next = redraw(
    panel!.seed,
    all.filter((s) => s.recused).length,
    drawn(c.a),
    withEmployers(
      (await expertRegister(ctx.tx)).filter((e) => e.active),
      [c.a],
    ),
    new Set(own.map((s) => s.expertId)),
    load,
    c.panel,
  );
  if (next)
    await rows.addSeats(
      ctx.tx,
      [
        {
          id: ctx.newId(),
          panelId: c.seat.panelId,
          subjectId: c.a.subjectId,
          applicationId: c.a.id,
          expertId: next.id,
          number: Math.max(...own.map((s) => s.number)) + 1,
        },
      ],
      ctx.now,
    );
  return { id };
}
