/**
 * A benchmark run as a pure function: stored input → result rows. No clock, no database; the same input gives the same bytes, which is what
 * verification rests on. V1xx findings say why an enterprise could not be measured.
 */
import {
  compareDecimal,
  decimal,
  finding,
  formatDecimal,
  subDecimal,
  toNumber,
  type Decimal,
  type Finding,
} from '#kernel';
import {
  benchmarkRun,
  roundTo,
  totalScore,
  type EvaluationDefinition,
  type ItemTrace,
  type RunEnterprise,
  type RunUnit,
} from '#engine/benchmark';
import { classesOf } from './classes.ts';
import { toDefinition } from './definition.ts';
import { energyRows } from './energy.ts';
import { figureReader, type Figures } from './figures.ts';
import type { BenchmarkInput } from './input.ts';
import { scorerOf } from './scoring.ts';
import { firmnessOf } from './sensitivity.ts';
import { weighted } from './weights.ts';
import type {
  BenchmarkOutput,
  GapClass,
  OutputGroup,
  OutputRow,
  Payload,
  PayloadEnergy,
  PayloadFact,
  PayloadGap,
  PayloadItem,
  PayloadModel,
} from './payload.ts';

const text = (d: Decimal | undefined): string | null => (d === undefined ? null : formatDecimal(d));

/** How much better one class is than another; the worst gap of an enterprise is what a list shows. */
const CLASSES: readonly GapClass[] = ['leads', 'level', 'near', 'behind', 'far'];
const worst = (gaps: readonly PayloadGap[]): GapClass | null => {
  let at = -1;
  for (const g of gaps) if (g.class) at = Math.max(at, CLASSES.indexOf(g.class));
  return CLASSES[at] ?? null;
};

const farrellToShare = (efficiency: number, orientation: 'in' | 'out'): number =>
  orientation === 'in' ? efficiency : efficiency > 0 ? 1 / efficiency : 0;

/** Enterprises between two words of progress. */
const SOME = 2000;

export function computeBenchmark(
  input: BenchmarkInput,
  progress: (percent: number) => void = () => undefined,
): BenchmarkOutput {
  const { evaluation } = input;
  const written: EvaluationDefinition = toDefinition(evaluation, input);
  const plans = new Map(input.indicators.map((i) => [i.id, i]));
  const columns = [...evaluation.dea.inputs, ...evaluation.dea.outputs];
  // Energy per product and what its levels depend on: few works report it, and who does not has nothing to explain.
  const rare = new Set(
    input.energy
      .flatMap((e) => [e.indicator, ...(e.parameters ?? []).map((p) => p.id)])
      .filter((id) => plans.get(id)?.formula === null && !columns.includes(id)),
  );
  const reader = figureReader(input, rare);
  const figures = new Map<string, Figures>();
  const exact = (id: string, indicator: string): Decimal | undefined =>
    figures.get(id)?.values[reader.at(indicator)];
  const subjectAt = new Map(input.subjects.map((s, i) => [s.id, i]));
  const faults = new Map<string, Finding[]>();
  const units: RunUnit[] = [];
  for (const [n, s] of input.subjects.entries()) {
    if (n % SOME === SOME - 1) progress((20 * n) / input.subjects.length);
    const f = reader.read(input.facts[n] ?? [], s.code);
    figures.set(s.id, f);
    const missing = columns.flatMap((c) => f.faults[reader.at(c)] ?? []);
    for (const c of columns) {
      const v = f.values[reader.at(c)];
      // One negative figure would bar the whole group from the model, so its owner stands aside instead.
      if (v && compareDecimal(v, decimal('0')) < 0)
        missing.push(
          finding('V107', 'warning', s.code, {
            indicator: c,
            title: plans.get(c)?.title.zh ?? c,
            period: String(input.year),
            value: formatDecimal(v),
          }),
        );
    }
    if (missing.length > 0) {
      faults.set(s.id, missing);
      continue;
    }
    units.push({
      id: s.id,
      code: s.industryCode,
      values: Object.fromEntries(
        input.indicators.flatMap((i, k) => (f.values[k] ? [[i.id, toNumber(f.values[k])]] : [])),
      ),
    });
  }
  progress(20);
  const definition: EvaluationDefinition = {
    ...written,
    score: {
      ...written.score,
      items: weighted(evaluation.score.weights, written.score?.items ?? [], () =>
        units.map((u) => evaluation.score.items.map((i) => u.values[i.indicator] ?? undefined)),
      ),
    },
  };
  const scorer = scorerOf(evaluation, definition.score?.items ?? [], input);
  const run = benchmarkRun(definition, units, scorer.scores, (done) =>
    progress(20 + (50 * done) / units.length),
  );
  progress(70);

  const { chase } = evaluation.dea;
  const main = `${chase.rts}-${chase.orientation}` as const;
  const byId = new Map(run.enterprises.map((e) => [e.id, e]));
  const groupOf = new Map(run.groups.map((g) => [g.key, g]));
  const frontier = new Set(run.groups.flatMap((g) => g.frontier));
  const titleOf = (key: string): string => input.industries[key] ?? '';
  const engineFindings = new Map<string, Finding[]>();
  for (const f of run.groups.flatMap((g) => g.findings)) {
    const id = f.params?.['id'];
    if (typeof id === 'string') engineFindings.set(id, [...(engineFindings.get(id) ?? []), f]);
  }

  // Places among those that were measured; equal scores share one.
  const totals = new Map<string, number[]>();
  const placed = new Map<string, number>();
  for (const e of run.enterprises) {
    const total = e.dea[main] ? e.score?.total : undefined;
    if (typeof total !== 'number') continue;
    placed.set(e.id, total);
    const list = totals.get(e.group);
    if (list) list.push(total);
    else totals.set(e.group, [total]);
  }
  const placeOf = (group: string, total: number): number =>
    1 + (totals.get(group) ?? []).filter((t) => t > total).length;

  const ref = (id: string): { id: string; name: string } => ({
    id,
    name: input.subjects[subjectAt.get(id) ?? -1]?.name ?? id,
  });
  const direction = new Map(definition.indicators.map((i) => [i.id, i.direction]));

  const gapsOf = (e: RunEnterprise): PayloadGap[] => {
    const target = e.chase?.id;
    return e.gaps.map((g) => {
      const a = exact(e.id, g.indicator);
      const b = target === undefined ? undefined : exact(target, g.indicator);
      return {
        indicator: g.indicator,
        own: text(a),
        other: text(b),
        absolute:
          a && b ? text(direction.get(g.indicator) === 'lower' ? subDecimal(a, b) : subDecimal(b, a)) : null,
        relative: g.relative,
        class: g.class,
      };
    });
  };

  const modelsOf = (e: RunEnterprise): PayloadModel[] => {
    const out: PayloadModel[] = [];
    for (const rts of input.rts)
      for (const orientation of input.orientation) {
        const answer = e.dea[`${rts}-${orientation}`];
        if (!answer) continue;
        out.push({
          rts,
          orientation,
          efficiency: answer.efficiency,
          peers: answer.peers.map((p) => ({ ...ref(p.id), lambda: p.lambda })),
          columns: columns.map((c, i) => ({
            indicator: c,
            role: i < evaluation.dea.inputs.length ? ('input' as const) : ('output' as const),
            value: toNumber(exact(e.id, c)!),
            slack: answer.slacks[c] ?? 0,
            target: answer.targets[c] ?? 0,
          })),
        });
      }
    return out;
  };

  const whatIfOf = (e: RunEnterprise): Payload['whatIf'] => {
    const model = e.chase ? byId.get(e.chase.id)?.score : undefined;
    const total = e.score?.total;
    // One item cannot be exchanged in a score of whole rows.
    if (!scorer.additive || !e.score || !model || typeof total !== 'number' || e.chase?.id === e.id)
      return [];
    const { items } = e.score;
    return items.flatMap((item, n) => {
      const theirs = model.items[n];
      if (!theirs || theirs.points === null || theirs.points <= (item.points ?? 0)) return [];
      const changed: ItemTrace[] = items.map((x, k) => (k === n ? theirs : x));
      const after = sumOf(changed);
      return after === null || after <= total
        ? []
        : [{ indicator: item.indicator, score: after, rank: placeOf(e.group, after) }];
    });
  };

  /** Total of changed items, part by part where there are parts. */
  const sumOf = (items: readonly ItemTrace[]): number | null => {
    const { parts, decimals } = evaluation.score;
    if (!parts?.length) return totalScore(items, decimals).total;
    const sums = parts.map(
      (p) =>
        totalScore(
          items.filter((_, k) => evaluation.score.items[k]?.part === p.id),
          decimals,
        ).total,
    );
    return sums.includes(null)
      ? null
      : roundTo(
          sums.reduce<number>((a, b) => a + b!, 0),
          decimals,
        );
  };

  const itemsOf = (e: RunEnterprise): PayloadItem[] => {
    const own = figures.get(e.id)!;
    return (e.score?.items ?? []).map((i) => ({
      indicator: i.indicator,
      weight: i.weight,
      method: i.formula,
      value: text(exact(e.id, i.indicator)),
      score: i.points ?? 0,
      maximum: i.weight,
      trace: {
        parameters: i.parameters,
        steps: i.steps,
        ...(i.rule ? { rule: i.rule } : {}),
        // Of whole rows an item has a place, no points.
        ...(scorer.additive ? { points: i.points } : {}),
        counted: i.counted,
      },
      facts: own.basis[reader.at(i.indicator)] ?? [],
    }));
  };

  /** Product figures against the levels in force at the end of the year. */
  const energyOf = (id: string): PayloadEnergy[] =>
    energyRows(input.energy, plans, (i) => exact(id, i), `${input.year}-12-31`);

  const chaseReasonOf = (e: RunEnterprise): Payload['chaseReason'] => {
    if (!e.chase) return null;
    if (e.chase.reason === 'peer')
      return { code: 'V301', params: { lambda: Number((e.chase.lambda ?? 0).toPrecision(4)) } };
    return { code: e.chase.reason === 'best' ? 'V302' : 'V303', params: {} };
  };

  const measured: OutputRow[] = input.subjects.map((s, n) => {
    const e = byId.get(s.id);
    const answer = e?.dea[main];
    const facts: PayloadFact[] = (input.facts[n] ?? []).map((f) => ({
      indicator: f.indicator,
      period: f.period,
      value: f.value,
      unit: f.unit,
      revision: f.revision,
      source: f.source,
    }));
    const register = {
      name: s.name,
      regionCode: s.regionCode,
      parkCode: s.parkCode,
      industryCode: s.industryCode,
    };
    if (!e || !answer) {
      const group =
        e?.group ??
        [3, 2].map((k) => s.industryCode.slice(0, k)).find((k) => groupOf.has(k)) ??
        s.industryCode.slice(0, 2);
      return {
        subject_id: s.id,
        group_code: group,
        position: null,
        score: null,
        efficiency: null,
        chase_id: null,
        payload: {
          summary: {
            ...register,
            groupTitle: titleOf(group),
            groupSize: groupOf.get(group)?.ids.length ?? 0,
            leader: false,
            worstGap: null,
            chase: null,
            evaluated: false,
          },
          findings: [...(faults.get(s.id) ?? []), ...(engineFindings.get(s.id) ?? [])],
          chaseReason: null,
          models: [],
          scaleEfficiency: null,
          returnsToScale: null,
          gaps: [],
          items: [],
          whatIf: [],
          energy: energyOf(s.id),
          facts,
        },
      };
    }
    const gaps = gapsOf(e);
    const total = e.score?.total ?? null;
    const target = e.chase && e.chase.id !== s.id ? ref(e.chase.id) : null;
    return {
      subject_id: s.id,
      group_code: e.group,
      position: total === null ? null : placeOf(e.group, total),
      score: total,
      efficiency: farrellToShare(answer.efficiency, chase.orientation),
      chase_id: target?.id ?? null,
      payload: {
        summary: {
          ...register,
          groupTitle: titleOf(e.group),
          groupSize: groupOf.get(e.group)?.ids.length ?? 0,
          leader: frontier.has(s.id),
          worstGap: worst(gaps),
          chase: target,
          evaluated: true,
          ...(e.score?.parts ? { parts: e.score.parts } : {}),
        },
        findings: engineFindings.get(s.id) ?? [],
        chaseReason: chaseReasonOf(e),
        models: modelsOf(e),
        scaleEfficiency: e.scale?.efficiency ?? null,
        returnsToScale:
          e.scale === null
            ? null
            : ({ crs: 'constant', irs: 'increasing', drs: 'decreasing' } as const)[e.scale.returns],
        gaps,
        items: itemsOf(e),
        ...(e.score?.steps ? { scoreSteps: e.score.steps } : {}),
        whatIf: whatIfOf(e),
        energy: energyOf(s.id),
        facts,
      },
    };
  });

  const valueOf = (id: string, indicator: string): number | undefined => {
    const v = exact(id, indicator);
    return v && toNumber(v);
  };
  const firm = firmnessOf(run, scorer, evaluation.sensitivity, placed, valueOf, (done) =>
    progress(72 + (20 * done) / units.length),
  );
  const classes = evaluation.classes
    ? classesOf(
        evaluation.classes,
        measured.map((r) => ({
          id: r.subject_id,
          group: r.group_code,
          score: r.score,
          industryCode: r.payload.summary.industryCode,
          value: (indicator: string) => valueOf(r.subject_id, indicator),
        })),
      )
    : undefined;
  const rows = measured.map((r): OutputRow => {
    const own = classes?.get(r.subject_id) ?? null;
    const firmness = firm.get(r.subject_id) ?? null;
    const summary = {
      ...r.payload.summary,
      class: own && { id: own.id, title: own.title },
      rankInterval: firmness?.noise ?? null,
    };
    return { ...r, payload: { ...r.payload, summary, class: own, firmness } };
  });
  progress(95);

  // A column nobody reports is one remark for the run, not a thousand.
  const empty = columns
    .filter((c) => input.subjects.length > 0 && input.subjects.every((s) => exact(s.id, c) === undefined))
    .map((c) =>
      finding('V106', 'error', c, {
        indicator: c,
        title: plans.get(c)?.title.zh ?? c,
        period: String(input.year),
      }),
    );
  progress(100);
  return {
    format: 1,
    groups: groupsOf(rows),
    rows,
    findings: [
      ...empty,
      ...run.findings,
      ...run.groups.flatMap((g) =>
        g.findings
          .filter((f) => typeof f.params?.['id'] !== 'string')
          .map((f) => ({ ...f, path: [g.key, f.path].filter(Boolean).join('/') })),
      ),
    ],
  };
}

/** Quantile of sorted values by straight lines between neighbours (type 7 of Hyndman & Fan, as spreadsheets do). */
const quantile = (sorted: readonly number[], q: number): number => {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
};

const LEADERS = 5;
const BINS = 10;

function groupsOf(rows: readonly OutputRow[]): OutputGroup[] {
  const byCode = new Map<string, OutputRow[]>();
  for (const r of rows) {
    const list = byCode.get(r.group_code);
    if (list) list.push(r);
    else byCode.set(r.group_code, [r]);
  }
  return [...byCode]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([code, list]): OutputGroup => {
      const values = list.flatMap((r) => r.efficiency ?? []).toSorted((a, b) => a - b);
      const histogram = Array.from({ length: BINS }, () => 0);
      for (const v of values) {
        // 1 belongs to the highest class, and so does a 0.7 that floating point left just below it.
        const bin = Math.min(BINS - 1, Math.max(0, Math.floor(v * BINS + 1e-9)));
        histogram[bin] = histogram[bin]! + 1;
      }
      const classes: Record<string, number> = {};
      for (const { payload } of list)
        if (payload.class) classes[payload.class.id] = (classes[payload.class.id] ?? 0) + 1;
      const leaders = list
        .filter((r) => r.payload.summary.leader)
        .toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1) || (a.subject_id < b.subject_id ? -1 : 1))
        .slice(0, LEADERS)
        .map((r) => ({
          id: r.subject_id,
          name: r.payload.summary.name,
          efficiency: r.efficiency ?? 1,
          score: r.score,
        }));
      return {
        code,
        title: list[0]!.payload.summary.groupTitle,
        members: [...new Set(list.map((r) => r.payload.summary.industryCode.slice(0, 3)))].toSorted(),
        subjects: list.length,
        evaluated: values.length,
        leaders,
        efficiency:
          values.length === 0
            ? null
            : {
                minimum: values[0]!,
                quartile1: quantile(values, 0.25),
                median: quantile(values, 0.5),
                quartile3: quantile(values, 0.75),
                maximum: values.at(-1)!,
                mean: values.reduce((a, b) => a + b, 0) / values.length,
              },
        histogram,
        classes,
      };
    });
}
