/** The quarterly bulletin and the monthly table: what they say is gathered first, frozen, and only then put into words. Nothing here reads a clock. */
import { dayOf, instant, period, periodEnd, periodKind, Problem, type Day } from '#kernel';
import { lights } from '#areas/plans';
import { lookUp, t, type Args, type Key } from '#locales';
import { calendarOf } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import {
  documentHash,
  type DocumentFigure,
  type OfficialBlock,
  type OfficialDocument,
} from '#platform/documents';
import { workingDaysLeft } from './days.ts';
import { ledgerCells, ledgerColumns, ledgerView } from './ledger.ts';
import { leadNames, marksOf } from './rules.ts';
import { cases as allCases, events } from './store/cases.ts';

const say = <K extends Key>(key: K, ...args: Args<K>): string => t('zh-CN', key, ...args);
const word = (key: string): string => lookUp('zh-CN', 'supervision', key) ?? key;
const one = (x: number): string => String(Math.round(x * 10) / 10);

export interface OwnerLine {
  readonly code: string;
  readonly kind: 'agency' | 'region';
  readonly name: string;
  readonly entries: number;
  readonly red: number;
  readonly yellow: number;
  readonly green: number;
  readonly unreported: number;
  /** Share of its judged tasks that keep the pace, per cent; null where nothing is judged. */
  readonly rate: number | null;
  readonly rank: number | null;
}

/** What a bulletin or a monthly table is made of: plain values, kept with the document. */
export interface PeriodInput {
  readonly pack: string;
  readonly planHash: string;
  readonly planTitle: string;
  readonly plan: string;
  readonly period: string;
  readonly year: number;
  readonly month: number;
  readonly asOf: string;
  readonly simulated: boolean;
  readonly head: {
    readonly organ: string;
    readonly signer: string;
    readonly office: string;
    readonly addressee: string;
    readonly copies: string | null;
  };
  readonly targets: readonly {
    readonly provision: string;
    readonly title: string;
    readonly goal: string;
    readonly value: string;
    readonly unit: string;
    readonly period: string;
    readonly light: 'red' | 'yellow' | 'green';
    readonly owners: readonly string[];
    readonly facts: number;
  }[];
  readonly entries: readonly {
    readonly id: string;
    readonly revision: number;
    readonly owner: string;
    readonly title: string;
    readonly light: string;
    readonly percent: number;
    readonly gap: number;
    readonly faults: readonly string[];
    readonly problem: string;
    readonly asked: string;
    readonly cells: readonly (string | number | null)[];
  }[];
  readonly owners: readonly OwnerLine[];
  readonly due: number;
  readonly cases: readonly {
    readonly id: string;
    readonly title: string;
    readonly owner: string;
    readonly state: string;
    readonly done: boolean;
    readonly deadline: string | null;
    readonly left: number | null;
    readonly events: number;
  }[];
}

/** Best first; equals share a place. */
function ranked(lines: readonly Omit<OwnerLine, 'rank'>[]): OwnerLine[] {
  return lines
    .map((l) => ({
      ...l,
      rank:
        l.rate === null
          ? null
          : 1 + lines.filter((x) => x.kind === l.kind && x.rate !== null && x.rate > l.rate!).length,
    }))
    .toSorted((a, b) => (a.rank ?? 999) - (b.rank ?? 999) || (a.code < b.code ? -1 : 1));
}

/** Orders as they stood at the end of a day: their events say it, whatever came after. */
async function casesOn(ctx: Ctx, v: Awaited<ReturnType<typeof ledgerView>>): Promise<PeriodInput['cases']> {
  const out: PeriodInput['cases'][number][] = [];
  for (const c of await allCases(ctx.tx, v.pack)) {
    const had = (await events(ctx.tx, c.id)).filter((e) => dayOf(instant(e.at)) <= v.asOf);
    const state = had.at(-1)?.to;
    if (state === undefined) continue;
    const marks = marksOf(v.review, state);
    if (!marks.includes('live') && !marks.includes('done')) continue;
    // Set at registration, moved by what was granted up to then.
    const deadline =
      had.findLast((e) => e.day !== null && (e.act === 'register' || e.act === 'grant'))?.day ?? c.deadline;
    out.push({
      id: c.id,
      title: c.title,
      owner: c.owner.name,
      state: v.review.states.find((s) => s.id === state)?.title.zh ?? state,
      done: marks.includes('done'),
      deadline,
      left:
        deadline !== null && marks.includes('clock')
          ? workingDaysLeft(calendarOf(ctx.house), v.asOf, deadline)
          : null,
      events: had.length,
    });
  }
  return out;
}

/** The state of the plan at the end of a quarter or a month. */
export async function gather(ctx: Ctx, pack: string, text: string): Promise<PeriodInput> {
  const p = period(text);
  const asOf = periodEnd(p);
  if (asOf > ctx.today) throw new Problem('supervision.period-open', { params: { day: asOf } });
  const year = Number(text.slice(0, 4));
  const v = await ledgerView(ctx, pack, { year, asOf });
  const targets = (await lights(ctx, pack, asOf)).items;
  const heads = v.rules.documents;
  const owners = [...new Map(v.rows.map((r) => [r.owner.id, r.owner])).values()];
  const cases = await casesOn(ctx, v);
  return {
    pack,
    planHash: v.hash,
    planTitle: v.plan.title.zh,
    plan: heads.title.zh,
    period: text,
    year,
    month: v.month,
    due: v.due,
    asOf,
    simulated: v.rows.some((r) => r.simulated),
    head: {
      organ: heads.organ,
      signer: heads.signer,
      office: heads.office,
      addressee: heads.addressee,
      copies: heads.copies ?? null,
    },
    targets: targets.flatMap((x) =>
      x.light === 'none' || x.value === null
        ? []
        : [
            {
              provision: x.provision,
              title: x.title.zh,
              goal: `${x.comparator}${x.target ?? ''}${x.unit}`,
              value: x.value,
              unit: x.unit,
              period: x.period ?? '',
              light: x.light,
              owners: leadNames(v.plan, x.provision, asOf),
              facts: x.facts,
            },
          ],
    ),
    entries: v.rows.map((r) => ({
      id: r.id,
      revision: r.revision,
      owner: r.owner.name,
      title: r.title,
      light: r.light,
      percent: r.percent,
      gap: Math.round(r.gap * 100) / 100,
      faults: r.faults,
      problem: r.problem,
      asked: r.asked,
      cells: ledgerCells(r),
    })),
    owners: ranked(
      owners.map((o) => {
        const mine = v.rows.filter((r) => r.owner.id === o.id);
        const count = (light: string): number => mine.filter((r) => r.light === light).length;
        const judged = mine.length - count('none');
        return {
          code: o.code,
          kind: o.kind,
          name: o.name,
          entries: mine.length,
          red: count('red'),
          yellow: count('yellow'),
          green: count('green'),
          unreported: mine.filter((r) => r.faults.includes('unreported')).length,
          rate: judged === 0 ? null : Math.round((1000 * count('green')) / judged) / 10,
        };
      }),
    ),
    cases,
  };
}

const countOf = (i: PeriodInput, light: string): number => i.entries.filter((e) => e.light === light).length;
const late = (i: PeriodInput) => i.cases.filter((c) => !c.done && c.left !== null && c.left < 0);

/** Every number of the bulletin with where it comes from. */
export function bulletinFigures(i: PeriodInput): DocumentFigure[] {
  const f = (
    id: string,
    label: string,
    value: string | number,
    unit: string,
    source: string,
  ): DocumentFigure => ({
    id,
    label,
    value: String(value),
    unit,
    source,
  });
  const ledger = `ledger:${i.year}@${i.asOf}`;
  return [
    f('ledger.total', say('supervision.figure.total'), i.entries.length, '项', ledger),
    ...(['green', 'yellow', 'red'] as const).map((l) =>
      f(
        `ledger.${l}`,
        say('supervision.figure.light', { light: word(`light.${l}`) }),
        countOf(i, l),
        '项',
        ledger,
      ),
    ),
    f(
      'ledger.unreported',
      say('supervision.figure.unreported'),
      i.entries.filter((e) => e.faults.includes('unreported')).length,
      '项',
      ledger,
    ),
    f(
      'ledger.stagnant',
      say('supervision.figure.stagnant'),
      i.entries.filter((e) => e.faults.includes('stagnant')).length,
      '项',
      ledger,
    ),
    ...i.targets.map((x) =>
      f(`target.${x.provision}`, x.title, x.value, x.unit, `provision:${x.provision}@${x.period}`),
    ),
    ...i.owners.flatMap((o) => [
      f(
        `owner.${o.code}.green`,
        say('supervision.figure.owner', { owner: o.name, light: word('light.green') }),
        o.green,
        '项',
        ledger,
      ),
      f(
        `owner.${o.code}.yellow`,
        say('supervision.figure.owner', { owner: o.name, light: word('light.yellow') }),
        o.yellow,
        '项',
        ledger,
      ),
      f(
        `owner.${o.code}.red`,
        say('supervision.figure.owner', { owner: o.name, light: word('light.red') }),
        o.red,
        '项',
        ledger,
      ),
      f(
        `owner.${o.code}.unreported`,
        say('supervision.figure.ownerUnreported', { owner: o.name }),
        o.unreported,
        '项',
        ledger,
      ),
    ]),
    f(
      'cases.open',
      say('supervision.figure.open'),
      i.cases.filter((c) => !c.done).length,
      '件',
      `cases@${i.asOf}`,
    ),
    f(
      'cases.done',
      say('supervision.figure.done'),
      i.cases.filter((c) => c.done).length,
      '件',
      `cases@${i.asOf}`,
    ),
    f('cases.late', say('supervision.figure.late'), late(i).length, '件', `cases@${i.asOf}`),
    ...laggards(i).map((e) =>
      f(
        `entry.${e.id}`,
        say('supervision.figure.entry', { owner: e.owner, title: e.title }),
        one(e.percent),
        '%',
        `entry:${e.id}#${e.revision}`,
      ),
    ),
  ];
}

const LAGGARDS = 15;
/** The tasks furthest behind, of those that are red. */
const laggards = (i: PeriodInput) =>
  i.entries
    .filter((e) => e.light === 'red')
    .toSorted((a, b) => a.gap - b.gap || (a.id < b.id ? -1 : 1))
    .slice(0, LAGGARDS);

const quarterName = (text: string): string => word(`quarter.${text.slice(6)}`);
const dayText = (d: string): string =>
  `${Number(d.slice(0, 4))}年${Number(d.slice(5, 7))}月${Number(d.slice(8, 10))}日`;

function ownerTable(i: PeriodInput, kind: OwnerLine['kind']): OfficialBlock[] {
  const lines = i.owners.filter((o) => o.kind === kind);
  if (lines.length === 0) return [{ kind: 'paragraph', text: say('supervision.bulletin.noTasks') }];
  return [
    {
      kind: 'table',
      widths: [9, 33, 12, 11, 11, 11, 13],
      head: ['rank', 'owner', 'entries', 'green', 'yellow', 'red', 'rate'].map((k) =>
        word(`bulletin.head.${k}`),
      ),
      rows: lines.map((o) => [
        o.rank === null ? '—' : String(o.rank),
        o.name,
        String(o.entries),
        String(o.green),
        String(o.yellow),
        String(o.red),
        o.rate === null ? '—' : `${one(o.rate)}%`,
      ]),
    },
  ];
}

/** 季督查通报: overall, targets, bodies and places, orders, what lags, what is asked for next. */
export function bulletinPaper(i: PeriodInput, number: string | null, date: Day): OfficialDocument {
  const total = i.entries.length;
  const unreported = i.owners.filter((o) => o.unreported > 0);
  const good = i.owners.filter((o) => o.entries > 0 && o.rate === 100 && o.unreported === 0);
  const names = (list: readonly { name: string }[]): string => list.map((o) => o.name).join('、');
  const p = (text: string): OfficialBlock => ({ kind: 'paragraph', text });
  const h = (text: string): OfficialBlock => ({ kind: 'level', level: 1, text });
  const h2 = (text: string): OfficialBlock => ({ kind: 'level', level: 2, text });
  const lateCases = late(i);
  const stagnant = i.entries.filter((e) => e.faults.includes('stagnant')).length;
  const behind = laggards(i);
  return {
    ...(i.simulated ? { warning: say('supervision.bulletin.simulated') } : {}),
    organ: `${i.head.organ}文件`,
    ...(number === null ? {} : { number }),
    title: [
      say('supervision.bulletin.title1', { year: i.year, quarter: quarterName(i.period) }),
      say('supervision.bulletin.title2', { plan: i.plan }),
      say('supervision.bulletin.title3'),
    ],
    addressee: i.head.addressee,
    blocks: [
      p(
        say('supervision.bulletin.opening', {
          plan: i.planTitle,
          year: i.year,
          quarter: quarterName(i.period),
        }),
      ),
      h(say('supervision.bulletin.h1')),
      p(
        total === 0
          ? say('supervision.bulletin.noLedger', { year: i.year })
          : say('supervision.bulletin.overall', {
              day: dayText(i.asOf),
              total,
              green: countOf(i, 'green'),
              yellow: countOf(i, 'yellow'),
              red: countOf(i, 'red'),
              time: one((100 * i.month) / 12),
            }),
      ),
      ...(total > 0 && stagnant > 0 ? [p(say('supervision.bulletin.stagnant', { count: stagnant }))] : []),
      ...(unreported.length > 0
        ? [p(say('supervision.bulletin.unreported', { count: unreported.length, names: names(unreported) }))]
        : []),
      h(say('supervision.bulletin.h2')),
      p(
        say('supervision.bulletin.targets', {
          total: i.targets.length,
          green: i.targets.filter((x) => x.light === 'green').length,
          yellow: i.targets.filter((x) => x.light === 'yellow').length,
          red: i.targets.filter((x) => x.light === 'red').length,
        }),
      ),
      ...(i.targets.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              widths: [38, 18, 14, 14, 16],
              head: ['target', 'goal', 'value', 'period', 'light'].map((k) => word(`bulletin.head.${k}`)),
              rows: i.targets.map((x) => [
                x.title,
                x.goal,
                `${x.value}${x.unit}`,
                x.period,
                word(`light.${x.light}`),
              ]),
            },
          ]),
      h(say('supervision.bulletin.h3')),
      ...(good.length > 0 ? [p(say('supervision.bulletin.good', { names: names(good) }))] : []),
      h2(say('supervision.bulletin.h31')),
      ...ownerTable(i, 'agency'),
      h2(say('supervision.bulletin.h32')),
      ...ownerTable(i, 'region'),
      h(say('supervision.bulletin.h4')),
      p(
        say('supervision.bulletin.cases', {
          open: i.cases.filter((c) => !c.done).length,
          done: i.cases.filter((c) => c.done).length,
          late: lateCases.length,
        }),
      ),
      ...(lateCases.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              widths: [44, 26, 16, 14],
              head: ['case', 'owner', 'deadline', 'over'].map((k) => word(`bulletin.head.${k}`)),
              rows: lateCases.map((c) => [c.title, c.owner, c.deadline ?? '—', String(-(c.left ?? 0))]),
            },
          ]),
      h(say('supervision.bulletin.h5')),
      ...(behind.length === 0
        ? [p(say('supervision.bulletin.nothingBehind'))]
        : [
            p(say('supervision.bulletin.behind', { count: behind.length })),
            {
              kind: 'table' as const,
              widths: [38, 20, 12, 12, 18],
              head: ['task', 'owner', 'percent', 'gap', 'problem'].map((k) => word(`bulletin.head.${k}`)),
              rows: behind.map((e) => [
                e.title,
                e.owner,
                `${one(e.percent)}%`,
                one(e.gap),
                e.problem === '' ? '—' : e.problem,
              ]),
            },
          ]),
      h(say('supervision.bulletin.h6')),
      p(say('supervision.bulletin.next1')),
      p(say('supervision.bulletin.next2')),
      p(say('supervision.bulletin.traced', { day: dayText(i.asOf), hash: documentHash(i).slice(0, 16) })),
    ],
    signer: i.head.signer,
    date,
    ...(i.head.copies === null ? {} : { copies: i.head.copies }),
    printedBy: i.head.office,
  };
}

/** 月调度表 as a workbook: who keeps the pace, every task, the plan's targets. */
export function dispatchSheets(i: PeriodInput, number: string | null) {
  const head = (keys: readonly string[]) => keys.map((k) => ({ title: word(k) }));
  return [
    {
      name: word('sheet.summary'),
      columns: head([
        'bulletin.head.owner',
        'bulletin.head.entries',
        'light.green',
        'light.yellow',
        'light.red',
        'fault.unreported',
        'bulletin.head.rate',
      ]),
      rows: [
        ...i.owners.map((o) => [o.name, o.entries, o.green, o.yellow, o.red, o.unreported, o.rate]),
        [
          say('supervision.dispatch.total'),
          i.entries.length,
          countOf(i, 'green'),
          countOf(i, 'yellow'),
          countOf(i, 'red'),
          i.entries.filter((e) => e.faults.includes('unreported')).length,
          null,
        ],
        [
          say('supervision.dispatch.note', {
            number: number ?? say('supervision.draft'),
            day: dayText(i.asOf),
            hash: documentHash(i).slice(0, 16),
          }),
          ...Array.from({ length: 6 }, () => null),
        ],
        ...(i.simulated
          ? [[say('supervision.bulletin.simulated'), ...Array.from({ length: 6 }, () => null)]]
          : []),
      ],
    },
    {
      name: word('sheet.ledger'),
      columns: head(ledgerColumns.map((c) => `column.${c}`)),
      rows: i.entries.map((e) => [...e.cells]),
    },
    {
      name: word('sheet.targets'),
      columns: head([
        'bulletin.head.target',
        'bulletin.head.goal',
        'bulletin.head.value',
        'bulletin.head.period',
        'bulletin.head.light',
        'bulletin.head.owner',
      ]),
      rows: i.targets.map((x) => [
        x.title,
        x.goal,
        `${x.value}${x.unit}`,
        x.period,
        word(`light.${x.light}`),
        x.owners.join('、'),
      ]),
    },
  ];
}

/** The monthly table's numbers: the counts, and what every task reported. */
export const dispatchFigures = (i: PeriodInput): DocumentFigure[] => [
  ...bulletinFigures(i).filter((f) => !f.id.startsWith('entry.')),
  ...i.entries.map((e) => ({
    id: `entry.${e.id}`,
    label: say('supervision.figure.entry', { owner: e.owner, title: e.title }),
    value: e.revision === 0 ? '—' : one(e.percent),
    unit: '%',
    source: `entry:${e.id}#${e.revision}`,
  })),
];

export const titleOfPeriod = (
  kind: 'dispatch' | 'bulletin',
  i: Pick<PeriodInput, 'period' | 'year' | 'plan'>,
): string =>
  kind === 'bulletin'
    ? say('supervision.bulletin.name', { year: i.year, quarter: quarterName(i.period), plan: i.plan })
    : say('supervision.dispatch.name', { year: i.year, month: Number(i.period.slice(6)), plan: i.plan });

/** A quarter has a bulletin, a month a table. */
export function checkPeriod(kind: 'dispatch' | 'bulletin', text: string): void {
  const is = periodKind(period(text));
  if (is !== (kind === 'bulletin' ? 'quarter' : 'month'))
    throw new Problem('supervision.wrong-period', { params: { period: text } });
}
