/** 对标诊断报告: one page per enterprise, every figure from the run whose hash it carries; one at a time, or a whole county as a job. */
import { z } from 'zod';
import { Problem, type Scope } from '#kernel';
import {
  findingText,
  formatDecimal,
  formatNumber,
  formatPercent,
  openedStep,
  shortDecimal,
  t,
  type ShownName,
} from '#locales';
import { currentPlan } from '#areas/plans';
import type { Ctx, House } from '#platform/act';
import type { Tx } from '#platform/db';
import {
  formats,
  writeArchive,
  ZIP,
  type Block,
  type Cell,
  type Format,
  type Page,
  type Tone,
} from '#platform/documents';
import type { JobContext } from '#platform/jobs';
import { result } from '../service.ts';
import * as store from '../store.ts';

const zh = 'zh-CN';
type Result = Awaited<ReturnType<typeof result>>;

const tones: Record<string, Tone> = {
  leads: 'good',
  level: 'good',
  near: 'plain',
  behind: 'warn',
  far: 'bad',
};
const standings: Record<string, Tone> = {
  level1: 'good',
  level2: 'good',
  level3: 'plain',
  beyond: 'bad',
  benchmark: 'good',
  baseline: 'plain',
  below: 'bad',
  incomplete: 'warn',
};
const left = (text: string): Cell => ({ text });
const right = (text: string): Cell => ({ text, right: true });
const day = (instant: string): string => instant.slice(0, 10);

function conclusion(r: Result): Block[] {
  const say = (text: string): Block => ({ kind: 'paragraph', text });
  if (!r.evaluated)
    return [
      say(
        t(zh, 'reports.notMeasured') +
          r.findings.map((f) => findingText(zh, f.code, f.params).message).join('；'),
      ),
    ];
  return [
    say(
      t(zh, 'reports.measured', {
        group: r.groupTitle,
        size: r.groupSize,
        score: formatNumber(r.score, 1),
        rank: r.rank ?? '—',
        efficiency: formatNumber(r.efficiency, r.models.every((m) => m.disclosure === 'exact') ? 3 : 2),
      }),
    ),
    say(
      (r.chase ? t(zh, 'reports.chase', { name: r.chase.name }) : t(zh, 'reports.leader')) +
        (r.chaseReason ? findingText(zh, r.chaseReason.code, r.chaseReason.params).message : ''),
    ),
  ];
}

function gaps(r: Result): Block[] {
  if (r.gaps.length === 0) return [];
  return [
    { kind: 'heading', text: t(zh, 'reports.gaps') },
    {
      kind: 'table',
      widths: [38, 18, 18, 14, 12],
      head: [
        t(zh, 'reports.indicator'),
        t(zh, 'reports.own'),
        t(zh, 'reports.other'),
        t(zh, 'reports.difference'),
        t(zh, 'reports.standing'),
      ],
      rows: r.gaps.map((g) => [
        left(`${g.title.zh}（${g.unit}）`),
        right(shortDecimal(g.own)),
        right(shortDecimal(g.other)),
        right(
          g.relative === null
            ? '—'
            : g.relative < 0
              ? t(zh, 'reports.ahead', { share: formatPercent(-g.relative) })
              : t(zh, 'reports.behind', { share: formatPercent(g.relative) }),
        ),
        g.class ? { text: t(zh, `benchmarks.gap.${g.class}`), tone: tones[g.class] ?? 'plain' } : left('—'),
      ]),
    },
  ];
}

type Step = NonNullable<Result['models'][number]['columns'][number]['range']>;
const two = (n: number): string => formatNumber(Number(n.toPrecision(2)));
/** Own value times the ends of the step, to two figures. */
const stepText = (own: number, s: Step): string =>
  s.low === null
    ? t(zh, 'reports.below', { value: two(own * s.high!) })
    : s.high === null
      ? t(zh, 'reports.above', { value: two(own * s.low) })
      : `${two(own * s.low)}—${two(own * s.high)}`;
const changeText = (s: Step): string =>
  s.low === null
    ? t(zh, 'reports.lessThan', { share: formatPercent(s.high! - 1, 0) })
    : s.high === null
      ? t(zh, 'reports.moreThan', { share: formatPercent(s.low - 1, 0) })
      : `${formatPercent(s.low - 1, 0)}—${formatPercent(s.high - 1, 0)}`;

function targets(r: Result): Block[] {
  // The model in which the enterprise to chase was found: variable returns, outputs expanded where the evaluation has that.
  const model =
    r.models.find((m) => m.rts === 'vrs' && m.orientation === 'out') ?? r.models.find((m) => m.rts === 'vrs');
  if (!model) return [];
  return [
    { kind: 'heading', text: t(zh, 'reports.targets') },
    {
      kind: 'paragraph',
      quiet: true,
      text:
        t(zh, 'reports.targetsHint', { peers: model.peers.map((p) => p.name).join('、') }) +
        (model.disclosure === 'exact' ? '' : t(zh, `reports.disclosure.${model.disclosure}`)),
    },
    {
      kind: 'table',
      widths: [40, 20, 20, 20],
      head: [
        t(zh, 'reports.indicator'),
        t(zh, 'reports.now'),
        t(zh, 'reports.target'),
        t(zh, 'reports.change'),
      ],
      rows: model.columns.map((c) => [
        left(`${c.title.zh}（${c.unit}）`),
        right(formatNumber(c.value)),
        right(c.target === null ? (c.range ? stepText(c.value, c.range) : '—') : formatNumber(c.target)),
        right(
          c.target === null
            ? c.range
              ? changeText(c.range)
              : '—'
            : c.value === 0
              ? '—'
              : formatPercent(c.target / c.value - 1),
        ),
      ]),
    },
  ];
}

/** What the standard corrects for these works, opened, and what is missing for it. */
function corrections(e: Result['energy'][number]): string {
  const nameOf = (id: string): ShownName | undefined => {
    const i = e.inputs.find((x) => x.id === id);
    return i && { title: i.title.zh, meaning: i.meaning?.zh };
  };
  const opened = (name: string, steps: Result['energy'][number]['levels'][number]['steps']): string[] => {
    const taken = steps.filter((s) => s.applied);
    return taken.length === 0 ? [] : [`${name} ${taken.map((s) => openedStep(s, nameOf)).join('，')}`];
  };
  return [
    ...e.levels.flatMap((l) => opened(t(zh, `energy.level.${l.name}`), l.value === null ? [] : l.steps)),
    ...(e.own ? opened(t(zh, 'energy.ownCorrected'), e.own.steps) : []),
    ...e.gaps.map((f) => findingText(zh, f.code, f.params).message.replace(/。$/, '')),
  ].join('；');
}

function energy(r: Result): Block[] {
  const judged = r.energy.filter((e) => e.standing !== null);
  if (judged.length === 0) return [];
  return [
    { kind: 'heading', text: t(zh, 'reports.energy') },
    {
      kind: 'table',
      widths: [46, 22, 14, 18],
      head: [
        t(zh, 'reports.indicator'),
        t(zh, 'reports.now'),
        t(zh, 'reports.best'),
        t(zh, 'reports.standing'),
      ],
      rows: judged.map((e) => [
        left(`${e.title.zh}（${e.family === 'ndrc' ? e.edition : e.line.standard || e.edition}）`),
        right(`${formatDecimal(e.value)} ${e.unit}`),
        right(e.best === null ? '—' : formatDecimal(e.best)),
        { text: t(zh, `benchmarkPages.energy.${e.standing!}`), tone: standings[e.standing!] ?? 'plain' },
      ]),
    },
    ...judged.flatMap((e): Block[] => {
      const said = corrections(e);
      return said === '' ? [] : [{ kind: 'paragraph', quiet: true, text: `${e.title.zh}：${said}` }];
    }),
  ];
}

/** The page as plain values. */
export function reportPage(r: Result, document: string): Page {
  return {
    title: t(zh, 'reports.title'),
    subtitle: t(zh, 'reports.subtitle', {
      name: r.subject.name,
      code: r.creditCode,
      group: r.groupTitle,
      year: r.run.year,
    }),
    ...(r.run.simulated ? { warning: t(zh, 'reports.simulated') } : {}),
    blocks: [
      { kind: 'heading', text: t(zh, 'reports.conclusion') },
      ...conclusion(r),
      ...gaps(r),
      ...targets(r),
      ...energy(r),
      {
        kind: 'paragraph',
        quiet: true,
        text: t(zh, 'reports.basis', {
          document,
          clause: r.passage?.clause ?? '',
          known: day(r.run.knownAt),
          run: r.run.id,
          hash: r.run.resultHash.slice(0, 16),
        }),
      },
    ],
    footer: t(zh, 'reports.footer', { run: r.run.id }),
    made: r.run.createdAt,
  };
}

const documentOf = async (tx: Tx, pack: string): Promise<string> => {
  const { plan } = await currentPlan(tx, pack);
  return `《${plan.title.zh}》（${plan.number}）`;
};

export async function report(tx: Tx, runId: string, subjectId: string, format: Format) {
  const r = await result(tx, runId, subjectId);
  return {
    name: `${t(zh, 'reports.file', { name: r.subject.name, year: r.run.year })}.${format}`,
    type: formats[format].type,
    bytes: await formats[format].write(reportPage(r, await documentOf(tx, r.run.pack))),
  };
}

// ---- a whole place at once ---------------------------------------------------------------------------------------------------

export const REPORTS_JOB = 'benchmarks.reports';

export const reportsParams = z.object({
  runId: z.string(),
  /** The rows that whoever asked may see: the job reads in that scope and no other. */
  scope: z.custom<Scope>((v) => typeof v === 'object' && v !== null && 'kind' in v),
  filter: z.record(z.string(), z.unknown()),
  /** Jobs queued before there was a choice say nothing. */
  format: z.enum(['docx', 'pdf']).default('docx'),
  accountId: z.string().nullable(),
});

/** More than this would be an archive nobody opens: narrow the list first. */
export const MOST_REPORTS = 2000;

export async function startReports(
  ctx: Ctx,
  runId: string,
  { format, ...filter }: Omit<store.ResultFilter, 'page' | 'size'> & { format: Format },
) {
  const { total } = await store.results(ctx.tx, runId, { ...filter, page: 1, size: 1 });
  if (total === 0) throw new Problem('benchmarks.no-rows');
  if (total > MOST_REPORTS)
    throw new Problem('benchmarks.too-many-rows', { params: { count: total, limit: MOST_REPORTS } });
  const jobId = ctx.newId();
  await ctx.house.jobs.enqueue(ctx.tx, {
    id: jobId,
    kind: REPORTS_JOB,
    params: { runId, scope: ctx.actor.scope, filter, format, accountId: ctx.actor.accountId },
    createdBy: ctx.actor.accountId,
    now: ctx.now,
  });
  return { jobId };
}

const PAGE = 100;

/** Reads and writes in short steps, so that others get their turn and a cancel is heard between two reports. */
export async function performReports(
  house: House,
  p: z.infer<typeof reportsParams>,
  job: JobContext,
): Promise<{ sha256: string; count: number; name: string }> {
  await job.progress(1, t(zh, 'reports.reading'));
  const filter = p.filter as Omit<store.ResultFilter, 'page' | 'size'>;
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const { items } = await house.db.tx(p.scope, (tx) =>
      store.results(tx, p.runId, { ...filter, page, size: PAGE }),
    );
    for (const r of items) ids.push(r.subjectId);
    if (items.length < PAGE) break;
  }
  const files: Record<string, Uint8Array> = {};
  let name = '';
  let document: string | undefined;
  for (const [n, id] of ids.entries()) {
    await job.checkCancelled();
    const r = await house.db.tx(p.scope, (tx) => result(tx, p.runId, id));
    // All reports of a run rest on one document.
    document ??= await house.db.system((tx) => documentOf(tx, r.run.pack));
    name = t(zh, 'reports.archive', { year: r.run.year });
    // The code keeps two enterprises of one name apart.
    files[`${r.subject.name}-${r.creditCode}.${p.format}`] = await formats[p.format].write(
      reportPage(r, document),
    );
    if (n % 10 === 0)
      await job.progress(
        1 + Math.floor((95 * n) / ids.length),
        t(zh, 'reports.writing', { done: n + 1, total: ids.length }),
      );
  }
  await job.checkCancelled();
  await job.progress(97, t(zh, 'reports.packing'));
  return { sha256: await house.files.put(writeArchive(files)), count: ids.length, name };
}

/** The archive of a finished job, for whoever started it. */
export async function reportsArchive(ctx: Ctx, jobId: string) {
  const job = await store.reportsJob(ctx.tx, jobId);
  if (!job || job.createdBy !== ctx.actor.accountId || !job.result) throw new Problem('jobs.unknown');
  const bytes = await ctx.house.files.get(job.result.sha256);
  if (!bytes) throw new Problem('jobs.unknown');
  return { name: job.result.name, type: ZIP, bytes };
}
