import type { z } from 'zod';
import { hasErrors, Problem, subDecimal, decimal, formatDecimal, toNumber, type Finding } from '#kernel';
import { gapTo } from '#engine/benchmark';
import { t } from '#locales';
import { currentPlan, publishedPacks } from '#areas/plans';
import type { Ctx, House } from '#platform/act';
import type { Tx } from '#platform/db';
import { writeWorkbook } from '#platform/sheets';
import type {
  factRefSchema,
  gapSchema,
  groupSchema,
  resultRowSchema,
  resultSchema,
  runSchema,
} from './contract.ts';
import { energySchema } from './contract-energy.ts';
import { toDefinition, type Evaluation } from './definition.ts';
import { readEvaluation } from './evaluation-check.ts';
import type { InputIndicator } from './input.ts';
import type { OutputGroup, Payload, PayloadGap } from './payload.ts';
import type { Neighbour } from './sensitivity.ts';
import { frameOf, JOB, type RunParams } from './services/run.ts';
import { scoreTablesOf } from './services/score-tables.ts';
import { accessTo, disclosedResult, disclosedRow } from './services/disclosure.ts';
import * as store from './store.ts';

type Wire<S extends z.ZodType> = z.output<S>;
type RunWire = Wire<typeof runSchema>;
type RowWire = Wire<typeof resultRowSchema>;

/** What `run.params` holds: the request, and the rules as they were. */
interface StoredParams {
  readonly year: number;
  readonly evaluation: string;
  readonly evaluationTitle: { zh: string; en?: string };
  readonly rts: RunWire['rts'];
  readonly orientation: RunWire['orientation'];
  readonly definition: Evaluation;
  readonly indicators: readonly InputIndicator[];
  readonly evaluated: number;
  readonly groups: readonly OutputGroup[];
  readonly findings: Finding[];
}

const paramsOf = (r: store.RunRow): StoredParams => r.params as unknown as StoredParams;

export function toRunWire(r: store.RunRow): RunWire {
  const p = paramsOf(r);
  return {
    id: r.id,
    title: r.title,
    year: p.year,
    pack: r.rulePack,
    evaluation: p.evaluation,
    evaluationTitle: p.evaluationTitle,
    rts: p.rts,
    orientation: p.orientation,
    ruleHash: r.ruleHash,
    engineVersion: r.engineVersion,
    inputHash: r.inputHash,
    resultHash: r.resultHash,
    knownAt: r.knownAt,
    simulated: r.simulated,
    subjects: r.subjects,
    evaluated: p.evaluated,
    createdAt: r.createdAt,
    createdBy: r.createdBy,
  };
}

/** The rest of the industries have no name of their own in the register. */
const groupTitle = (title: string): string => (title === '' ? t('zh-CN', 'benchmarks.group.rest') : title);

const toRowWire = (r: store.ListedResult): RowWire => ({
  subject: { id: r.subjectId, name: r.name },
  creditCode: r.code,
  simulated: r.simulated,
  regionCode: r.regionCode,
  regionName: r.regionName,
  parkCode: r.parkCode,
  parkName: r.parkName,
  industryCode: r.industryCode,
  industryName: r.industryName,
  groupCode: r.groupCode,
  groupTitle: groupTitle(r.summary.groupTitle),
  rank: r.position,
  groupSize: r.summary.groupSize,
  score: r.score,
  efficiency: r.efficiency,
  chase: r.summary.chase,
  leader: r.summary.leader,
  worstGap: r.summary.worstGap,
  evaluated: r.summary.evaluated,
  class: r.summary.class ?? null,
  rankInterval: r.summary.rankInterval ? [...r.summary.rankInterval] : null,
  parts: r.summary.parts ? { ...r.summary.parts } : null,
});

/** Lines of a list, as far as the reader may know them. */
export async function toRows(tx: Tx, results: readonly store.ListedResult[]): Promise<RowWire[]> {
  const rows = results.map(toRowWire);
  const access = await accessTo(
    tx,
    rows.flatMap((r) => (r.chase ? [r.chase.id] : [])),
  );
  return rows.map((r) => disclosedRow(r, access));
}

export async function mustRun(tx: Tx, id: string): Promise<store.RunRow> {
  const run = await store.run(tx, id);
  if (!run) throw new Problem('benchmarks.unknown-run');
  return run;
}

/** Refuses at once what could only fail later, then leaves the work to a job. */
export async function start(
  ctx: Ctx,
  body: Pick<RunParams, 'pack' | 'evaluation' | 'year' | 'rts' | 'orientation'>,
): Promise<{ jobId: string }> {
  await frameOf(ctx.house, ctx.tx, body, ctx.now);
  if (!(await store.yearsWithEnterprises(ctx.tx)).includes(body.year))
    throw new Problem('benchmarks.no-enterprises', { params: { year: body.year } });
  const jobId = ctx.newId();
  await ctx.house.jobs.enqueue(ctx.tx, {
    id: jobId,
    kind: JOB,
    params: { ...body, runId: ctx.newId(), by: ctx.actor.name },
    createdBy: ctx.actor.accountId,
    now: ctx.now,
  });
  return { jobId };
}

/** How an evaluation scores, for those who read its results. */
const scoringOf = (e: Evaluation) => ({
  method: e.score.method ?? ('weightedSum' as const),
  parts: (e.score.parts ?? []).map((p) => ({
    id: p.id,
    title: p.title,
    weight: e.score.items.reduce((sum, i) => sum + (i.part === p.id ? i.weight : 0), 0),
  })),
});

export async function evaluations(house: Pick<House, 'contentDir'>, tx: Tx) {
  const items = [];
  for (const pack of await publishedPacks(tx)) {
    const { plan } = await currentPlan(tx, pack);
    const titles = new Map(plan.indicators.map((i) => [i.id, i]));
    const named = (id: string) => ({
      indicator: id,
      title: titles.get(id)?.title ?? { zh: id },
      unit: titles.get(id)?.unit ?? '',
    });
    // The main one first: it is what a run is made of unless another is chosen.
    for (const raw of plan.evaluations.toSorted(
      (a, b) => Number(b.id === store.MAIN) - Number(a.id === store.MAIN),
    )) {
      const read = readEvaluation(plan, raw, raw.id, () => scoreTablesOf(house));
      // One that cannot be carried out is a finding of the plan's check, not of this list.
      if (!read.evaluation || hasErrors(read.findings)) continue;
      const d = read.evaluation;
      const note = (d['defaults'] as { source?: unknown } | undefined)?.source;
      items.push({
        pack,
        packTitle: plan.title,
        id: d.id,
        title: d.title,
        inputs: d.dea.inputs.map(named),
        outputs: d.dea.outputs.map(named),
        rts: d.dea.rts,
        orientation: d.dea.orientation,
        chase: d.dea.chase,
        ...scoringOf(d),
        items: d.score.items.map((i) => ({
          indicator: i.indicator,
          title: named(i.indicator).title,
          weight: i.weight,
          method: i.method,
        })),
        note: typeof note === 'string' ? note : '',
      });
    }
  }
  return { items, years: await store.yearsWithEnterprises(tx) };
}

/** The run with its groups, as they were worked out over all enterprises when it was made. */
export async function runDetail(tx: Tx, id: string) {
  const run = await mustRun(tx, id);
  const p = paramsOf(run);
  const access = await accessTo(
    tx,
    p.groups.flatMap((g) => g.leaders.map((l) => l.id)),
  );
  const groups: Wire<typeof groupSchema>[] = p.groups.map((g) => ({
    ...g,
    title: groupTitle(g.title),
    members: [...g.members],
    leaders: g.leaders.map((l) => ({ ...l, name: access.nameOf(l.id, l.name) })),
    histogram: [...g.histogram],
  }));
  const { classes, sensitivity } = p.definition;
  return {
    ...toRunWire(run),
    groups,
    classes: classes
      ? {
          mark: classes.mark,
          source: classes.source ?? null,
          list: [
            ...classes.list.map((c) => ({ ...c, outside: false })),
            // A class outside the ranking may have several reasons; it is one class.
            ...classes.outside
              .filter((c, n) => classes.outside.findIndex((x) => x.id === c.id) === n)
              .map((c) => ({ ...c, outside: true })),
          ].map((c) => ({
            id: c.id,
            title: c.title,
            outside: c.outside,
            count: p.groups.reduce((sum, g) => sum + (g.classes?.[c.id] ?? 0), 0),
          })),
        }
      : null,
    scoring: scoringOf(p.definition),
    sensitivity: sensitivity
      ? {
          relativeError: sensitivity.relativeError,
          level: sensitivity.level,
          draws: sensitivity.draws,
          seed: sensitivity.seed,
          source: sensitivity.source ?? null,
        }
      : null,
    definition: p.definition as unknown,
    findings: p.findings,
  };
}

const one = async (
  tx: Tx,
  run: string,
  subject: string,
): Promise<store.ListedResult & { payload: Payload }> => {
  const r = (await store.resultsOf(tx, run, [subject]))[0];
  if (!r?.payload) throw new Problem('benchmarks.unknown-result');
  return { ...r, payload: r.payload };
};

type Titles = ReadonlyMap<string, InputIndicator>;
const indicatorOf = (titles: Titles, id: string) => ({
  indicator: id,
  title: titles.get(id)?.title ?? { zh: id },
  unit: titles.get(id)?.unit ?? '',
});

const toNeighbourWire = (titles: Titles, n: Neighbour | null) =>
  n && {
    margin: n.margin,
    swaps: n.swaps.map((s) => ({ ...indicatorOf(titles, s.indicator), from: s.from, to: s.to })),
  };

const toGapWire = (titles: Titles, g: PayloadGap): Wire<typeof gapSchema> => ({
  ...indicatorOf(titles, g.indicator),
  direction: titles.get(g.indicator)?.direction ?? 'up',
  own: g.own,
  other: g.other,
  absolute: g.absolute,
  relative: g.relative,
  class: g.class,
});

export async function result(tx: Tx, runId: string, subjectId: string): Promise<Wire<typeof resultSchema>> {
  const run = await mustRun(tx, runId);
  const r = await one(tx, runId, subjectId);
  const { payload } = r;
  const params = paramsOf(run);
  const titles: Titles = new Map(params.indicators.map((i) => [i.id, i]));
  const sources = new Map(
    (await store.sourcesById(tx, [...new Set(payload.facts.map((f) => f.source))])).map((s) => [s.id, s]),
  );
  const facts = payload.facts.map((f): Wire<typeof factRefSchema> => ({
    indicator: f.indicator,
    title: indicatorOf(titles, f.indicator).title,
    period: f.period,
    value: f.value,
    unit: f.unit,
    revision: f.revision,
    sourceId: f.source,
    source: sources.get(f.source)?.title ?? '',
    simulated: sources.get(f.source)?.simulated ?? false,
  }));
  const whole: Wire<typeof resultSchema> = {
    ...toRowWire(r),
    run: toRunWire(run),
    findings: [...payload.findings],
    chaseReason: payload.chaseReason && {
      code: payload.chaseReason.code,
      params: { ...payload.chaseReason.params },
    },
    models: payload.models.map((m) => ({
      rts: m.rts,
      orientation: m.orientation,
      efficiency: m.efficiency,
      peers: m.peers.map((p) => ({ ...p })),
      disclosure: 'exact',
      columns: m.columns.map((c) => ({
        ...indicatorOf(titles, c.indicator),
        role: c.role,
        value: c.value,
        slack: c.slack,
        target: c.target,
        range: null,
      })),
    })),
    scaleEfficiency: payload.scaleEfficiency,
    returnsToScale: payload.returnsToScale,
    gaps: payload.gaps.map((g) => toGapWire(titles, g)),
    scoring: {
      ...scoringOf(params.definition),
      steps: payload.scoreSteps ? { ...payload.scoreSteps } : null,
    },
    items: payload.items.map((i, n) => ({
      ...indicatorOf(titles, i.indicator),
      weight: i.weight,
      method: i.method,
      part: params.definition.score.items[n]?.part ?? null,
      value: i.value,
      score: i.score,
      maximum: i.maximum,
      trace: i.trace,
      facts: i.facts.flatMap((n) => facts[n] ?? []),
      formula: titles.get(i.indicator)?.formula ?? null,
    })),
    whatIf: payload.whatIf.map((w) => ({ ...w })),
    classReason: payload.class
      ? {
          reason: payload.class.reason,
          because: payload.class.because ?? null,
          treatedAs: payload.class.treatedAs ?? null,
        }
      : null,
    firmness: payload.firmness
      ? {
          missing: payload.firmness.missing && [...payload.firmness.missing],
          upper: toNeighbourWire(titles, payload.firmness.upper),
          lower: toNeighbourWire(titles, payload.firmness.lower),
        }
      : null,
    energy: payload.energy.map((e) => energySchema.parse(e)),
    facts,
    passage: await passageOf(tx, run, params),
  };
  return disclosedResult(tx, whole, titles);
}

/** The sentence of the plan that orders the benchmarking, from the version in force. */
async function passageOf(tx: Tx, run: store.RunRow, p: StoredParams) {
  const clause = p.definition.clause;
  if (clause === undefined) return null;
  const { plan } = await currentPlan(tx, run.rulePack);
  const c = plan.clauses.find((x) => x.id === clause);
  const first = plan.provisions.find((x) => x.clause === clause);
  return { pack: run.rulePack, clause, quote: first?.quote ?? c?.title.zh ?? clause };
}

export async function latest(tx: Tx, subjectId: string) {
  const found = await store.latestOf(tx, subjectId);
  const rows = await toRows(
    tx,
    found.map((x) => x.result),
  );
  return { items: rows.map((r, n) => ({ ...r, run: toRunWire(found[n]!.run) })) };
}

export async function compare(tx: Tx, runId: string, a: string, b: string) {
  const run = await mustRun(tx, runId);
  const params = paramsOf(run);
  const titles: Titles = new Map(params.indicators.map((i) => [i.id, i]));
  const [x, y] = [await one(tx, runId, a), await one(tx, runId, b)];
  const definition = toDefinition(params.definition, { indicators: params.indicators });
  const valueOf = (p: Payload, id: string): string | null =>
    p.items.find((i) => i.indicator === id)?.value ?? null;
  const gaps = definition.indicators.map((i) => {
    const [own, other] = [valueOf(x.payload, i.id), valueOf(y.payload, i.id)];
    const [p, q] = [own === null ? null : decimal(own), other === null ? null : decimal(other)];
    const gap = gapTo(p && toNumber(p), q && toNumber(q), { direction: i.direction });
    return toGapWire(titles, {
      indicator: i.id,
      own,
      other,
      absolute: p && q ? formatDecimal(i.direction === 'lower' ? subDecimal(p, q) : subDecimal(q, p)) : null,
      relative: gap.relative,
      class: gap.class,
    });
  });
  const scoreOf = (p: Payload, id: string): number | null =>
    p.items.find((i) => i.indicator === id)?.score ?? null;
  const [rowA, rowB] = await toRows(tx, [x, y]);
  return {
    run: toRunWire(run),
    a: rowA!,
    b: rowB!,
    sameGroup: x.groupCode === y.groupCode,
    gaps,
    // The weights of the run, which need not be those written where they rest on figures.
    items: params.definition.score.items.map((i) => ({
      indicator: i.indicator,
      title: indicatorOf(titles, i.indicator).title,
      weight: x.payload.items.find((own) => own.indicator === i.indicator)?.weight ?? i.weight,
      a: scoreOf(x.payload, i.indicator),
      b: scoreOf(y.payload, i.indicator),
    })),
  };
}

const MOST_ROWS = 100_000;
const PAGE = 5000;

export async function exportResults(
  tx: Tx,
  runId: string,
  filter: Omit<store.ResultFilter, 'page' | 'size'>,
): Promise<{ name: string; type: string; bytes: Uint8Array }> {
  const run = await mustRun(tx, runId);
  const { total } = await store.results(tx, runId, { ...filter, page: 1, size: 1 });
  if (total > MOST_ROWS)
    throw new Problem('benchmarks.too-many-rows', { params: { count: total, limit: MOST_ROWS } });
  const { parts } = scoringOf(paramsOf(run).definition);
  const rows: (string | number | null)[][] = [];
  const yes = t('zh-CN', 'common.yes');
  for (let page = 1; rows.length < total; page += 1) {
    const { items } = await store.results(tx, runId, { ...filter, page, size: PAGE });
    if (items.length === 0) break;
    for (const r of await toRows(tx, items)) {
      rows.push([
        r.subject.name,
        r.creditCode,
        r.regionName,
        r.parkName,
        `${r.industryCode} ${r.industryName}`,
        `${r.groupCode} ${r.groupTitle}`,
        r.rank,
        r.rankInterval && `${r.rankInterval[0]}–${r.rankInterval[1]}`,
        r.groupSize,
        r.score,
        ...parts.map((p) => r.parts?.[p.id] ?? null),
        r.class?.title.zh ?? null,
        r.efficiency,
        r.chase?.name ?? null,
        r.leader ? yes : null,
        r.worstGap && t('zh-CN', `benchmarks.gap.${r.worstGap}`),
        r.simulated ? t('zh-CN', 'common.simulated') : null,
      ]);
    }
  }
  const titles = [
    'name',
    'code',
    'region',
    'park',
    'industry',
    'group',
    'rank',
    'rankInterval',
    'groupSize',
    'score',
    // Whoever gets the file alone must see that the classes are not settled.
    paramsOf(run).definition.classes?.mark === 'proposal' ? 'classProposed' : 'class',
    'efficiency',
    'chase',
    'leader',
    'worstGap',
    'simulated',
  ] as const;
  const bytes = writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'benchmarks.export.sheet'),
        columns: titles.flatMap((k) => [
          { title: t('zh-CN', `benchmarks.export.${k}`) },
          ...(k === 'score' ? parts.map((p) => ({ title: p.title.zh })) : []),
        ]),
        rows,
      },
    ],
  });
  return {
    name: `${t('zh-CN', 'benchmarks.export.file', { year: paramsOf(run).year })}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: await bytes,
  };
}
