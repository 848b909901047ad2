/** Applications as those see them who work on many: filtered lists, what waits for whom, the list as a workbook. */
import type { z } from 'zod';
import { addDays } from '#kernel';
import type { Review } from '#engine/review';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { writeWorkbook, XLSX } from '#platform/sheets';
import { rowOf } from './applications.ts';
import type { applicationRowSchema, contract } from './contract.ts';
import { levelOf, marksOf, reviewOf } from './review.ts';
import * as store from './store.ts';
import * as rows from './store/queue.ts';

type Filter = z.output<(typeof contract)['exportList']['query']>;
type Row = z.output<typeof applicationRowSchema>;
type Queue = z.output<(typeof contract)['queue']['response']>;

const daysOf = (ctx: Ctx): rows.Days => ({ today: ctx.today, soon: addDays(ctx.today, 3) });

/** Acts that take something back; nobody waits for them. */
const aside = ['reopen', 'release', 'recovery', 'demand', 'cancel-demand'];

/** States in which the next step is for the reader's office. */
function waitingIn(review: Review, role: string, level: string | undefined): string[] {
  const forward = review.acts.filter(
    (a) =>
      !marksOf(review, a.to).includes('void') &&
      !(a.marks ?? []).some((m) => aside.includes(m)) &&
      a.by.some(
        (b) => b.role === role && b.standsIn === undefined && (level === undefined || b.level === level),
      ),
  );
  return [...new Set(forward.flatMap((a) => a.from))];
}

async function ways(ctx: Ctx): Promise<{ pack: string; route: string; review: Review }[]> {
  const out = [];
  for (const w of await store.routes(ctx.tx))
    out.push({ ...w, review: (await reviewOf(ctx.tx, w.pack, w.route)).review });
  return out;
}

async function waitingFor(ctx: Ctx, found: Awaited<ReturnType<typeof ways>>): Promise<rows.StateOf[]> {
  const level = await levelOf(ctx);
  return found.flatMap(({ pack, route, review }) =>
    waitingIn(review, ctx.actor.role, level).map((state) => ({ pack, route, state })),
  );
}

const seen = (ctx: Ctx) => ({ handedIn: ctx.actor.scope.kind !== 'subject' });

async function filterOf(ctx: Ctx, { waiting, ...f }: Filter) {
  return {
    ...f,
    ...seen(ctx),
    ...(waiting === undefined ? {} : { waiting: await waitingFor(ctx, await ways(ctx)) }),
  };
}

async function rowsOf(ctx: Ctx, items: readonly store.ApplicationRow[]): Promise<Row[]> {
  const out: Row[] = [];
  for (const a of items) out.push(await rowOf(ctx, a, (await reviewOf(ctx.tx, a.pack, a.route)).review));
  return out;
}

export async function list(ctx: Ctx, f: Filter, page: number, size: number) {
  const found = await rows.list(
    ctx.tx,
    { ...(await filterOf(ctx, f)), sort: f.sort },
    daysOf(ctx),
    size,
    (page - 1) * size,
  );
  return { total: found.total, items: await rowsOf(ctx, found.items) };
}

export async function queue(ctx: Ctx): Promise<Queue> {
  const found = await ways(ctx);
  const days = daysOf(ctx);
  const counted = new Map((await rows.countStates(ctx.tx, seen(ctx), days)).map((s) => [s.state, s.n]));
  // Ways share the names of their states; one that two of them have is one place to look at.
  const states = new Map(found.flatMap((w) => w.review.states.map((s) => [s.id, s] as const)));
  return {
    ways: [...new Map(found.map((w) => [w.route, w.review])).entries()].map(([id, review]) => ({
      id,
      title: review.title,
      states: review.states.map((s) => ({
        id: s.id,
        title: s.title,
        marks: [...s.marks],
        final: s.final === true,
      })),
    })),
    states: [...states.values()].map((s) => ({ id: s.id, title: s.title, count: counted.get(s.id) ?? 0 })),
    years: await rows.years(ctx.tx),
    waiting: await rows.count(ctx.tx, { ...seen(ctx), waiting: await waitingFor(ctx, found) }, days),
    late: await rows.count(ctx.tx, { ...seen(ctx), due: 'late' }, days),
    total: await rows.count(ctx.tx, seen(ctx), days),
  };
}

/** As much as a sheet of a workbook is read with ease. */
export const MOST_ROWS = 50_000;

/** Yuan for a column that is added up: exact below ninety billion yuan. */
export const yuanOf = (fen: string | null): number | null => (fen === null ? null : Number(fen) / 100);

const columns = [
  'name',
  'code',
  'region',
  'scheme',
  'year',
  'project',
  'state',
  'claimed',
  'approved',
  'due',
  'late',
  'updated',
  'simulated',
] as const;

export async function exportList(ctx: Ctx, f: Filter) {
  const { items } = await rows.list(
    ctx.tx,
    { ...(await filterOf(ctx, f)), sort: f.sort },
    daysOf(ctx),
    MOST_ROWS,
    0,
  );
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'funding.list.sheet'),
        columns: columns.map((c) => ({ title: t('zh-CN', `funding.list.${c}`) })),
        rows: (await rowsOf(ctx, items)).map((r) => [
          r.subject.name,
          r.subject.creditCode,
          r.subject.regionName,
          r.schemeTitle.zh,
          r.year,
          r.project,
          r.stateTitle.zh,
          yuanOf(r.claimedFen),
          yuanOf(r.approvedFen),
          r.due?.day ?? null,
          r.due && r.due.days < 0 ? -r.due.days : null,
          r.updatedAt.slice(0, 10),
          r.subject.simulated ? t('zh-CN', 'common.simulated') : null,
        ]),
      },
    ],
  });
  return { name: `${t('zh-CN', 'funding.list.file', { day: ctx.today })}.xlsx`, type: XLSX, bytes };
}
