/** Who is asked, who has reported, who is missing: lists, counts by place, reminders, and the job that locks a period. */
import { dayOf, periodOf, previousPeriod, Problem, type Day, type Finding, type Period } from '#kernel';
import { asksFor, periodsUntil } from '#engine/reporting';
import { t } from '#locales';
import type { Actor, Ctx, House } from '#platform/act';
import { appendAudit } from '#platform/audit';
import type { JobContext } from '#platform/jobs';
import { writeWorkbook, XLSX } from '#platform/sheets';
import { publishedPacks } from '#areas/plans';
import { bulk } from './acts.ts';
import { dueOf, dueWire, reporterRole } from './deadlines.ts';
import { agenciesAsked, askedOf, marksIn, sheetOf, sheetsOf, titleIn, type Sheet } from './forms.ts';
import { subjectWire } from './reports.ts';
import * as store from './store.ts';
import * as duties from './store/duties.ts';
import { agencyOf } from './target.ts';

const dutyWire = (ctx: Pick<Ctx, 'house' | 'today'>, sheet: Sheet, d: duties.DutyRow) => {
  const marks = d.state === null ? [] : marksIn(sheet, d.state);
  const handed = marks.includes('handed');
  const due = d.dueDay ?? dueOf(ctx.house, sheet, d.period);
  const standing = marks.includes('void')
    ? ('void' as const)
    : marks.includes('locked')
      ? ('locked' as const)
      : marks.includes('passed')
        ? ('passed' as const)
        : marks.includes('waiting')
          ? ('waiting' as const)
          : marks.includes('returned')
            ? ('returned' as const)
            : ('todo' as const);
  return {
    form: d.form,
    formTitle: sheet.form.title,
    period: d.period,
    subject: subjectWire(d),
    item: d.item,
    itemName: d.itemName,
    state: d.state,
    stateTitle: d.state === null ? null : titleIn(sheet, d.state),
    standing,
    due: handed || standing === 'void' ? null : dueWire(ctx.house, due, reporterRole(sheet), ctx.today),
    late: d.late ?? (!handed && due !== null && ctx.today > due),
    reminders: d.reminders,
  };
};

/** How many periods a list shows when no year is named. */
const RECENT = { month: 12, quarter: 4, year: 2 } as const;

/** What the actor is asked to fill in: an enterprise its own and its projects', a place its parks', a department its agency's. */
export async function mine(ctx: Ctx, pack: string, year: number | undefined) {
  const sheets = [...(await sheetsOf(ctx.tx, pack)).values()];
  const { scope, role } = ctx.actor;
  const whose = async (s: Sheet): Promise<{ subjects: string[] | null; item: string | null } | undefined> => {
    switch (s.form.reporter) {
      case 'enterprise':
      case 'project':
        return scope.kind === 'subject' ? { subjects: [scope.subjectId], item: null } : undefined;
      case 'park':
        return role === 'locality' && scope.kind === 'regions'
          ? { subjects: await duties.parksInScope(ctx.tx), item: null }
          : undefined;
      case 'agency': {
        const agency = role === 'department' ? agencyOf(ctx, agenciesAsked(s.plan)) : undefined;
        return agency === undefined ? undefined : { subjects: null, item: agency };
      }
    }
  };
  const items = [];
  for (const sheet of sheets) {
    const only = await whose(sheet);
    if (!only) continue;
    const periods =
      year === undefined
        ? periodsUntil(sheet.form, ctx.today, RECENT[sheet.form.every])
        : periodsIn(sheet, year, ctx.today);
    const rows = await duties.dutiesOf(
      ctx.tx,
      periods.map((p) => askedOf(sheet, pack, p)),
      only,
    );
    items.push(...rows.map((d) => dutyWire(ctx, sheet, d)));
  }
  items.sort((a, b) => (a.period === b.period ? a.form.localeCompare(b.form) : a.period < b.period ? 1 : -1));
  const first = Math.min(...sheets.map((s) => Number(s.form.from.slice(0, 4))));
  const last = Number(ctx.today.slice(0, 4));
  return {
    items,
    years: sheets.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => last - i),
  };
}

/** Periods of a year that have ended, latest first. */
function periodsIn(sheet: Sheet, year: number, today: Day): Period[] {
  const out: Period[] = [];
  for (
    let p = periodOf(`${year}-12-31` as Day, sheet.form.every);
    p.startsWith(String(year));
    p = previousPeriod(p)
  )
    if (asksFor(sheet.form, p, today)) out.push(p);
  return out;
}

async function overviewOf(ctx: Ctx, q: { pack: string; form: string; period: string }) {
  const sheet = await sheetOf(ctx.tx, q.pack, q.form);
  if (!asksFor(sheet.form, q.period, ctx.today))
    throw new Problem('reporting.not-asked', { params: { form: sheet.form.title.zh, period: q.period } });
  return { sheet, asked: askedOf(sheet, q.pack, q.period) };
}

type Overview = { pack: string; form: string; period: string };

export async function progress(ctx: Ctx, q: Overview & { by: 'city' | 'county' | 'park' }) {
  const { sheet, asked } = await overviewOf(ctx, q);
  const rows = await duties.progressBy(ctx.tx, asked, sheet.states, q.by);
  const sum = (f: (r: duties.PlaceRow) => number): number => rows.reduce((n, r) => n + f(r), 0);
  return {
    due: dueWire(ctx.house, dueOf(ctx.house, sheet, q.period), reporterRole(sheet), ctx.today),
    simulated: rows.some((r) => r.simulated),
    total: {
      asked: sum((r) => r.asked),
      handed: sum((r) => r.handed),
      late: sum((r) => r.late),
      passed: sum((r) => r.passed),
      locked: sum((r) => r.locked),
      missing: sum((r) => r.missing),
    },
    items: rows.map(({ simulated: _, ...r }) => ({
      ...r,
      name: r.name || t('zh-CN', 'reporting.outsideParks'),
    })),
    periods: periodsUntil(sheet.form, ctx.today, 120) as string[],
  };
}

export async function missing(
  ctx: Ctx,
  q: Overview & { region?: string | undefined; q?: string | undefined },
  page: number,
  size: number,
) {
  const { sheet, asked } = await overviewOf(ctx, q);
  const { total, items } = await duties.missing(ctx.tx, asked, sheet.states, q, size, (page - 1) * size);
  return { total, items: items.map((d) => dutyWire(ctx, sheet, d)) };
}

const MOST_ROWS = 20_000;

export async function exportProgress(ctx: Ctx, q: Overview & { by: 'city' | 'county' | 'park' }) {
  const { sheet, asked } = await overviewOf(ctx, q);
  const p = await progress(ctx, q);
  const { items } = await duties.missing(ctx.tx, asked, sheet.states, {}, MOST_ROWS, 0);
  const w = (
    key: 'place' | 'asked' | 'handed' | 'late' | 'passed' | 'locked' | 'missing' | 'total',
  ): string => t('zh-CN', `reporting.export.${key}`);
  const counts = (r: (typeof p)['total']): number[] => [
    r.asked,
    r.handed,
    r.late,
    r.passed,
    r.locked,
    r.missing,
  ];
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'reporting.export.progress'),
        columns: (['place', 'asked', 'handed', 'late', 'passed', 'locked', 'missing'] as const).map((k) => ({
          title: w(k),
        })),
        rows: [...p.items.map((r) => [r.name, ...counts(r)]), [w('total'), ...counts(p.total)]],
      },
      {
        name: t('zh-CN', 'reporting.export.missingSheet'),
        columns: (['place', 'name', 'code', 'item', 'reminders'] as const).map((k) => ({
          title: t('zh-CN', `reporting.export.${k}`),
        })),
        rows: items.map((d) => [d.regionName, d.name, d.code, d.itemName, d.reminders]),
      },
    ],
  });
  return {
    name: `${sheet.form.title.zh}-${q.period}${p.simulated ? '-模拟数据' : ''}.xlsx`,
    type: XLSX,
    bytes,
  };
}

const SOON_DAYS = 3;

/** Reminds whoever is missing, once a day; nothing before three days to the last day. */
export async function remind(
  tx: Ctx['tx'],
  house: House,
  o: Overview & { today: Day; by: string; anyTime: boolean },
): Promise<number> {
  const sheet = await sheetOf(tx, o.pack, o.form);
  if (!asksFor(sheet.form, o.period, o.today))
    throw new Problem('reporting.not-asked', { params: { form: sheet.form.title.zh, period: o.period } });
  const due = dueWire(house, dueOf(house, sheet, o.period), reporterRole(sheet), o.today);
  const late = due?.word === 'late';
  if (!o.anyTime && !late && (due === null || due.days > SOON_DAYS)) return 0;
  return duties.remindMissing(tx, askedOf(sheet, o.pack, o.period), sheet.states, {
    day: o.today,
    kind: late ? 'late' : 'soon',
    by: o.by,
  });
}

/**
 * What the house does by itself once a day: reminds of what is due within three days, and of what became late within the last ten, so that an old
 * gap is not told of for ever. Doing it twice a day changes nothing.
 */
async function remindDaily(house: House): Promise<number> {
  const today = dayOf(house.now());
  let n = 0;
  for (const pack of await house.db.system(publishedPacks))
    for (const sheet of (await house.db.system((tx) => sheetsOf(tx, pack))).values()) {
      const [latest] = periodsUntil(sheet.form, today, 1);
      const due = latest === undefined ? null : dueOf(house, sheet, latest);
      if (latest === undefined || due === null) continue;
      const away = dueWire(house, due, '', today)!.days;
      if (away > SOON_DAYS || away < -10) continue;
      // As everybody: past no policy, only past no scope.
      n += await house.db.tx({ kind: 'all' }, (tx) =>
        remind(tx, house, { pack, form: sheet.form.id, period: latest, today, by: '系统', anyTime: false }),
      );
    }
  return n;
}

const REMIND_JOB = 'reporting.remind';
/** Before offices open, so that it is there when people come. */
const REMIND_AT = '07:30';
const LOCK_JOB = 'reporting.lock';
const PART = 200;

interface LockParams extends Overview {
  actor: Omit<Actor, 'permissions'>;
}

/** The jobs of this area: reminders every morning, and the locking of a period. */
export function defineReportingJobs(house: House): void {
  house.jobs.define(REMIND_JOB, async () => ({ reminded: await remindDaily(house) }));
  house.jobs.daily(REMIND_JOB, REMIND_AT);
  defineLockJob(house);
}

/** Locks all that has passed, in portions, each in a transaction of its own with its record; what was locked before is not met again. */
const defineLockJob = (house: House): void =>
  house.jobs.define(LOCK_JOB, async (params, job: JobContext) => {
    const p = params as unknown as LockParams;
    const actor: Actor = { ...p.actor, permissions: new Set() };
    let done = 0;
    for (;;) {
      await job.checkCancelled();
      const now = house.now();
      const n = await house.db.tx(actor.scope, async (tx) => {
        const sheet = await sheetOf(tx, p.pack, p.form);
        const lock = sheet.review.acts.find((a) => a.marks?.includes('lock') && a.marks.includes('bulk'));
        const ids = lock ? await store.idsIn(tx, p, lock.from, PART) : [];
        if (!lock || ids.length === 0) return 0;
        const reports = await store.reportsById(tx, ids);
        const ctx: Ctx = {
          house,
          actor,
          now,
          today: dayOf(now),
          ip: '',
          requestId: job.id,
          tx,
          newId: () => house.newId(),
          session: () => undefined,
        };
        const r = await bulk(
          ctx,
          {
            key: house.newId(),
            act: lock.id,
            reason: '',
            reports: reports.map((x) => ({ id: x.reportId, version: x.version })),
          },
          'job',
        );
        await appendAudit(tx, {
          at: now,
          actorId: actor.accountId,
          actorName: actor.name,
          role: actor.role,
          act: LOCK_JOB,
          target: `report:${p.form}/${p.period}`,
          success: true,
          ip: '',
          requestId: job.id,
          detail: { locked: r.done },
        });
        return r.done;
      });
      if (n === 0) return { locked: done };
      done += n;
      await job.progress(Math.min(99, 50 + done / 100), String(done));
    }
  });

export async function lockAll(ctx: Ctx, q: Overview): Promise<{ job: string }> {
  await overviewOf(ctx, q);
  const id = ctx.newId();
  const { permissions: _, ...actor } = ctx.actor;
  await ctx.house.jobs.enqueue(ctx.tx, {
    id,
    kind: LOCK_JOB,
    params: { ...q, actor: { ...actor, sessionId: null } },
    createdBy: ctx.actor.accountId,
    now: ctx.now,
  });
  return { job: id };
}

/** Figures a reviewer wants in a list before opening a report. */
const HEADLINE = 3;

export async function list(
  ctx: Ctx,
  f: store.QueueFilter & {
    state?: string | undefined;
    standing?: 'waiting' | 'passed' | 'locked' | 'returned' | undefined;
  },
  page: number,
  size: number,
) {
  const sheets = await sheetsOf(ctx.tx, f.pack);
  const states = f.state
    ? [f.state]
    : f.standing
      ? [...new Set([...sheets.values()].flatMap((s) => statesFor(s, f.standing!)))]
      : undefined;
  const { total, items } = await store.queue(ctx.tx, { ...f, states }, size, (page - 1) * size);
  const rows = [];
  for (const r of items) {
    const sheet = await sheetOf(ctx.tx, r.pack, r.form, r.item);
    rows.push({
      id: r.reportId,
      form: r.form,
      period: r.period,
      item: r.item,
      itemName: r.itemName || (agenciesAsked(sheet.plan).find((a) => a.id === r.item)?.name ?? ''),
      subject: subjectWire(r),
      state: r.state,
      stateTitle: titleIn(sheet, r.state),
      version: r.version,
      late: r.late ?? false,
      submittedAt: r.submittedAt,
      revision: r.revision,
      findings: (r.findings as Finding[]).filter((x) => x.severity === 'warning').length,
      reasons: Object.keys(r.reasons).length,
      due: r.stateDueRole ? dueWire(ctx.house, r.stateDueDay, r.stateDueRole, ctx.today) : null,
      headline: sheet.form.sections
        .flatMap((s) => s.fields)
        .filter((x) => x.required || sheet.form.reporter === 'agency')
        .slice(0, HEADLINE)
        .map((x) => {
          const i = sheet.indicators.get(x.indicator)!;
          return { title: i.title, unit: i.unit, value: r.values[i.id] ?? null };
        }),
    });
  }
  return { total, items: rows };
}

/** Locked ones have passed too; whoever looks for what has passed wants what is still to be locked. */
const statesFor = (s: Sheet, standing: 'waiting' | 'passed' | 'locked' | 'returned'): string[] =>
  standing === 'passed'
    ? s.states.passed.filter((x) => !s.states.locked.includes(x))
    : [...s.states[standing]];
