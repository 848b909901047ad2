/** The ledger (台账): created from the plan, reported month by month, judged against the time gone by. */
import type { z } from 'zod';
import {
  dayOf,
  decimal,
  divDecimal,
  finding,
  formatDecimal,
  instant,
  mulDecimal,
  Problem,
  yearOf,
  type Day,
  type Finding,
} from '#kernel';
import { entryStanding, ledgerTasks, type EntryStanding, type LedgerTask } from '#engine/supervision';
import { calendarOf, insertSubjects, nameKey, registerId } from '#areas/subjects';
import { lookUp, t } from '#locales';
import type { Ctx } from '#platform/act';
import { writeWorkbook, XLSX } from '#platform/sheets';
import type { contract, entryRowSchema, entrySchema } from './contract.ts';
import { monthsDue, monthsOver, reportDay } from './days.ts';
import { mineOf, rulesOf, titleOf, whenOf, type Rules } from './rules.ts';
import * as store from './store.ts';
import { caseOfSource } from './store/cases.ts';

type Row = z.output<typeof entryRowSchema>;
type Entry = z.output<typeof entrySchema>;
type Query = Omit<z.output<(typeof contract)['ledger']['query']>, 'page' | 'size'>;
type ReportBody = z.output<(typeof contract)['report']['body']>;

/** Comparators under which what was reached over the target is the share done. */
const counted = new Set(['>=', '>', '=', '≈']);
/** A single thing is done or not: how far it is, is told in per cent. */
export const isCounted = (e: Pick<store.EntryRow, 'target' | 'comparator'>): boolean =>
  e.target !== null && counted.has(e.comparator ?? '') && Number(e.target) > 1;

export interface LedgerView extends Rules {
  readonly pack: string;
  readonly year: number;
  readonly asOf: Day;
  /** Months over and months whose report was due. */
  readonly month: number;
  readonly due: number;
  readonly rows: readonly (Row & { readonly revision: number; readonly report: store.ReportRow | null })[];
}

const standing = (
  r: Rules,
  e: store.EntryRow,
  reports: readonly store.ReportRow[],
  at: { month: number; due: number },
): EntryStanding =>
  entryStanding(
    reports.map((x) => ({ month: x.month, percent: Number(x.percent), value: x.value })),
    { from: e.fromMonth, ...at },
    r.rules,
  );

function rowOf(
  r: Rules,
  e: store.EntryRow,
  reports: readonly store.ReportRow[],
  at: { month: number; due: number },
) {
  const s = standing(r, e, reports, at);
  const last = reports.findLast((x) => x.month === s.reported) ?? null;
  const { pack: _, planHash: _hash, ...rest } = e;
  return {
    ...rest,
    ...s,
    faults: [...s.faults],
    missing: [...s.missing],
    counted: isCounted(e),
    problem: last?.problem ?? '',
    asked: last?.asked ?? '',
    revision: last?.revision ?? 0,
    report: last,
  };
}

/** Everything about a year of the ledger as of a day, read once. */
export async function ledgerView(
  ctx: Ctx,
  pack: string,
  asked: { year?: number | undefined; asOf?: string | undefined },
): Promise<LedgerView> {
  const r = await rulesOf(ctx.tx, pack);
  const { year, asOf } = await whenOf(ctx, r.plan, asked);
  const at = {
    month: monthsOver(year, asOf),
    due: monthsDue(calendarOf(ctx.house), year, asOf, r.rules.monthly.workingDay),
  };
  const reports = new Map<string, store.ReportRow[]>();
  for (const x of await store.latestReports(ctx.tx, pack, year)) {
    const list = reports.get(x.entryId);
    if (list) list.push(x);
    else reports.set(x.entryId, [x]);
  }
  const rows = (await store.entries(ctx.tx, pack, year)).map((e) => rowOf(r, e, reports.get(e.id) ?? [], at));
  return { ...r, pack, year, asOf, ...at, rows };
}

const lightOrder = { red: 0, yellow: 1, none: 2, green: 3 } as const;
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compare: Record<string, (a: Row, b: Row) => number> = {
  light: (a, b) => lightOrder[a.light] - lightOrder[b.light] || a.gap - b.gap,
  gap: (a, b) => a.gap - b.gap,
  percent: (a, b) => a.percent - b.percent,
  task: (a, b) => text(a.task, b.task),
  owner: (a, b) => text(a.owner.kind, b.owner.kind) || text(a.owner.code, b.owner.code),
};
const sorted = <T extends Row>(rows: readonly T[], sort: string): T[] => {
  const by = compare[sort.replace('-', '')]!;
  const way = sort.startsWith('-') ? -1 : 1;
  return rows.toSorted((a, b) => way * by(a, b) || text(a.task, b.task) || text(a.owner.code, b.owner.code));
};

async function filtered(ctx: Ctx, v: LedgerView, q: Query) {
  const mine = q.mine === 'true' ? new Set((await mineOf(ctx)).map((o) => o.id)) : undefined;
  return sorted(
    v.rows.filter(
      (r) =>
        (q.owner === undefined || r.owner.id === q.owner) &&
        (q.clause === undefined || r.clause === q.clause) &&
        (q.role === undefined || r.role === q.role) &&
        (q.light === undefined || r.light === q.light) &&
        (q.fault === undefined || r.faults.includes(q.fault)) &&
        (mine === undefined || mine.has(r.owner.id)) &&
        (q.q === undefined || `${r.task} ${r.title} ${r.owner.name}`.includes(q.q.trim())),
    ),
    q.sort,
  );
}

export const countBy = <T>(
  items: readonly T[],
  keys: (x: T) => readonly string[],
): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const x of items) for (const k of keys(x)) out[k] = (out[k] ?? 0) + 1;
  return out;
};

export async function list(ctx: Ctx, q: Query, page: number, size: number) {
  const v = await ledgerView(ctx, q.pack, q);
  const rows = await filtered(ctx, v, q);
  return {
    total: rows.length,
    items: rows.slice((page - 1) * size, page * size),
    year: v.year,
    asOf: v.asOf,
    counts: countBy(rows, (r) => [r.light]),
  };
}

const word = (key: string): string => lookUp('zh-CN', 'supervision', key) ?? key;

/** The columns of the ledger as people know it; the monthly dispatch table uses them too. */
export const ledgerColumns = [
  'task',
  'clause',
  'title',
  'owner',
  'role',
  'target',
  'value',
  'percent',
  'gap',
  'light',
  'progress',
  'problem',
  'asked',
  'next',
  'month',
  'by',
] as const;
export const ledgerCells = (r: LedgerView['rows'][number]): (string | number | null)[] => [
  r.task,
  r.clause,
  r.title,
  r.owner.name,
  word(`role.${r.role}`),
  r.target === null ? '' : `${r.comparator ?? ''}${r.target}${r.unit}`,
  r.value === null ? null : Number(r.value),
  r.reported === null ? null : Math.round(r.percent * 100) / 100,
  r.light === 'none' ? null : Math.round(r.gap * 100) / 100,
  [word(`light.${r.light}`), ...r.faults.map((f) => word(`fault.${f}`))].join('　'),
  r.report?.progress ?? '',
  r.problem,
  r.asked,
  r.report?.next ?? '',
  r.reported,
  r.report?.by ?? '',
];

export async function exportList(ctx: Ctx, q: Query) {
  const v = await ledgerView(ctx, q.pack, q);
  const rows = await filtered(ctx, v, q);
  return {
    name: `${t('zh-CN', 'supervision.export.ledger', { year: v.year, day: v.asOf })}.xlsx`,
    type: XLSX,
    bytes: await writeWorkbook({
      sheets: [
        {
          name: word('sheet.ledger'),
          columns: ledgerColumns.map((c) => ({ title: word(`column.${c}`) })),
          rows: rows.map(ledgerCells),
        },
      ],
    }),
  };
}

/** Owners as subjects: agencies are measured under their own code like places are. */
async function ownerIds(
  ctx: Ctx,
  r: Rules,
  tasks: readonly LedgerTask[],
): Promise<(t: LedgerTask) => string> {
  const agencies = new Map(r.plan.agencies.map((a) => [a.id, a.name.zh]));
  const codes = [...new Set(tasks.flatMap((x) => (x.owner.kind === 'agency' ? [x.owner.code] : [])))];
  await insertSubjects(
    ctx.tx,
    codes.map((code) => ({
      id: registerId('agency', code),
      kind: 'agency' as const,
      code,
      name: agencies.get(code) ?? code,
      nameKey: nameKey(agencies.get(code) ?? code),
      regionCode: r.plan.region,
      industryCode: null,
      parkCode: null,
      size: null,
      simulated: false,
    })),
    ctx.now,
  );
  return (x) => registerId(x.owner.kind, x.owner.code);
}

/** Makes the ledger of a year, or adds what a plan published since asks anew; pressed twice nothing comes twice. */
export async function create(ctx: Ctx, pack: string, year: number, simulated = false) {
  const r = await rulesOf(ctx.tx, pack);
  const [from, to] = [r.plan.horizon.from, r.plan.horizon.to].map((d) => yearOf(d as Day)) as [
    number,
    number,
  ];
  if (year < from || year > to) throw new Problem('supervision.outside-plan', { params: { from, to } });
  await store.lockLedger(ctx.tx, pack, year);
  const before = (await store.ledgerYears(ctx.tx, pack)).includes(year);
  const now = yearOf(ctx.today);
  // Bodies are those of the year: of its first day when it has not begun, of its last when it is over.
  const day = year > now ? `${year}-01-01` : year < now ? `${year}-12-31` : ctx.today;
  const tasks = ledgerTasks(r.plan, await store.places(ctx.tx), { year, day }, r.rules);
  const idOf = await ownerIds(ctx, r, tasks);
  const rows = tasks.map((x): store.NewEntry => ({
    id: ctx.newId(),
    subjectId: idOf(x),
    task: x.task,
    kind: x.kind,
    clause: x.clause,
    title: x.title,
    role: x.role,
    indicator: x.indicator,
    comparator: x.comparator,
    target: x.target,
    unit: x.unit,
  }));
  const added = new Set(
    await store.addEntries(
      ctx.tx,
      rows,
      {
        pack,
        year,
        // A year that is over is asked for as a whole, once.
        fromMonth: year > now ? 1 : year < now ? 12 : Number(ctx.today.slice(5, 7)),
        planHash: r.hash,
        by: ctx.actor.name,
        simulated,
      },
      ctx.now,
    ),
  );
  const retired = before ? await store.retireOthers(ctx.tx, pack, year, rows, ctx.now) : 0;
  const kept = rows.length - added.size;
  await store.addLedger(
    ctx.tx,
    { id: ctx.newId(), pack, year, planHash: r.hash, added: added.size, kept, retired, by: ctx.actor.name },
    ctx.now,
  );
  const names = new Map(
    before && added.size > 0 ? (await store.owners(ctx.tx, pack)).map((o) => [o.id, o.name]) : [],
  );
  return {
    added: added.size,
    kept,
    retired,
    news: before
      ? rows
          .filter((x) => added.has(x.id))
          .slice(0, 200)
          .map((x) => ({ task: x.task, title: x.title, owner: names.get(x.subjectId) ?? '' }))
      : [],
  };
}

const need = async (ctx: Ctx, id: string): Promise<store.EntryRow> => {
  const e = await store.entry(ctx.tx, id);
  if (!e) throw new Problem('supervision.unknown-entry');
  return e;
};

const isMine = async (ctx: Ctx, e: store.EntryRow): Promise<boolean> =>
  (await mineOf(ctx)).some((o) => o.id === e.owner.id);

/** Months of the entry that are over, newest first. */
const openMonths = (e: store.EntryRow, today: Day): number[] =>
  Array.from({ length: monthsOver(e.year, today) }, (_, n) => n + 1)
    .filter((m) => m >= e.fromMonth)
    .toReversed();

export async function present(ctx: Ctx, id: string, asOf?: string): Promise<Entry> {
  const e = await need(ctx, id);
  const r = await rulesOf(ctx.tx, e.pack);
  const when = await whenOf(ctx, r.plan, { year: e.year, asOf });
  const calendar = calendarOf(ctx.house);
  const { workingDay } = r.rules.monthly;
  const all = await store.reportsOf(ctx.tx, id);
  const newest = all.filter((x, n) => all.findIndex((y) => y.month === x.month) === n).toReversed();
  const lastDay = (m: number): Day | null => reportDay(calendar, e.year, m, workingDay);
  const mine = !e.retired && (await isMine(ctx, e));
  const provision = r.plan.provisions.find((p) => p.id === e.task);
  return {
    ...rowOf(r, e, newest, {
      month: monthsOver(e.year, when.asOf),
      due: monthsDue(calendar, e.year, when.asOf, workingDay),
    }),
    reports: all.map((x) => {
      const last = lastDay(x.month);
      return { ...x, late: last === null ? null : dayOf(instant(x.at)) > last };
    }),
    chases: await store.chasesOf(ctx.tx, id),
    months: mine
      ? openMonths(e, ctx.today).map((m) => ({
          month: m,
          due: lastDay(m),
          reported: all.some((x) => x.month === m),
        }))
      : [],
    cases: (await caseOfSource(ctx.tx, 'ledger', id)).map((c) => ({
      id: c.id,
      title: c.title,
      stateTitle: titleOf(r.review, c.state),
    })),
    quote: provision?.quote ?? null,
  };
}

const hundred = decimal('100');
/** What was reached over the target, per cent to two places; halves up. */
const shareOf = (value: string, target: string): string =>
  formatDecimal(divDecimal(mulDecimal(decimal(value), hundred), decimal(target), 2, 'halfUp'));

/** One month of one task. A month reported before is corrected: a new revision with its reason. */
export async function report(ctx: Ctx, id: string, b: ReportBody): Promise<Entry> {
  await store.lockEntry(ctx.tx, id);
  const e = await need(ctx, id);
  if (!(await isMine(ctx, e)))
    throw new Problem('supervision.not-yours', { params: { owner: e.owner.name } });
  const all = await store.reportsOf(ctx.tx, id);
  const same = all.find((x) => x.key === b.key);
  if (same) {
    if (same.month === b.month && same.progress === b.progress) return present(ctx, id);
    throw new Problem('supervision.changed');
  }
  if (e.retired) throw new Problem('supervision.retired');
  const before = all.find((x) => x.month === b.month);
  const findings: Finding[] = [];
  if (!openMonths(e, ctx.today).includes(b.month))
    findings.push(finding('D301', 'error', 'body.month', { month: b.month, from: e.fromMonth }));
  if (before && b.reason === '') findings.push(finding('D302', 'error', 'body.reason', { month: b.month }));
  const byValue = isCounted(e);
  if (byValue && b.value === null)
    findings.push(finding('D303', 'error', 'body.value', { target: `${e.target}${e.unit}` }));
  if (!byValue && b.percent === null) findings.push(finding('D304', 'error', 'body.percent'));
  const percent = byValue ? (b.value === null ? '0' : shareOf(b.value, e.target!)) : (b.percent ?? '0');
  if (Number(percent) < 0 || Number(percent) > 100_000)
    findings.push(finding('D305', 'error', byValue ? 'body.value' : 'body.percent', { percent }));
  if (findings.length > 0)
    throw new Problem('supervision.bad-report', { params: { count: findings.length }, findings });
  await store.addReports(
    ctx.tx,
    [
      {
        subjectId: e.owner.id,
        entryId: id,
        month: b.month,
        revision: (before?.revision ?? 0) + 1,
        key: b.key,
        value: b.value,
        percent,
        progress: b.progress,
        problem: b.problem,
        asked: b.asked,
        next: b.next,
        reason: b.reason,
        at: ctx.now,
      },
    ],
    { account: ctx.actor.accountId, by: ctx.actor.name },
  );
  return present(ctx, id);
}

export async function chase(
  ctx: Ctx,
  b: z.output<(typeof contract)['chase']['body']>,
): Promise<{ chased: number }> {
  await rulesOf(ctx.tx, b.pack);
  if (monthsOver(b.year, ctx.today) < b.month)
    throw new Problem('supervision.not-over', { params: { year: b.year, month: b.month } });
  return {
    chased: await store.chase(
      ctx.tx,
      { pack: b.pack, year: b.year, month: b.month, owner: b.owner ?? null, key: b.key, by: ctx.actor.name },
      ctx.now,
    ),
  };
}
