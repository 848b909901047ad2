/**
 * One enterprise in its group. It may know others' ratios, not their totals: what leaves here of others are values of derived indicators, and
 * proportions of the frontier from which the size is taken out. Whatever needs sizes (the technical efficiency under variable returns) is
 * computed here and only the answer leaves.
 */
import type { z } from 'zod';
import { decimal, divDecimal, formatDecimal, mulDecimal, parseUnit, Problem, sameDimensions } from '#kernel';
import {
  quantileOf,
  runDea,
  shareOfFrontier,
  toRays,
  valuesAt,
  whatIf,
  type ScoreItem,
} from '#engine/benchmark';
import { t } from '#locales';
import type { Env } from '#platform/act';
import type { positionSchema } from '../contract-position.ts';
import { addsUp, toDefinition, type Evaluation } from '../definition.ts';
import type { InputIndicator } from '../input.ts';
import type { OutputGroup, Payload, PayloadFact } from '../payload.ts';
import * as store from '../store.ts';
import { countTrial } from '../store/disclosure.ts';
import { groupRows, type GroupRow } from '../store/group.ts';
import { accessTo, coarse, isRatio, ratioOf } from './disclosure.ts';

type Position = z.output<typeof positionSchema>;

/** The part of `run.params` that places and groups are read from. */
export interface RunRules {
  readonly year: number;
  readonly evaluation: string;
  readonly definition: Evaluation;
  readonly indicators: readonly InputIndicator[];
  readonly groups: readonly OutputGroup[];
}
export const rulesOf = (run: store.RunRow): RunRules => run.params as unknown as RunRules;

export const runRef = (run: store.RunRow) => ({
  id: run.id,
  year: rulesOf(run).year,
  title: run.title,
  simulated: run.simulated,
});

export const groupRef = (rules: RunRules, code: string) => {
  const g = rules.groups.find((x) => x.code === code);
  return {
    code,
    title: g?.title || t('zh-CN', 'benchmarks.group.rest'),
    evaluated: g?.evaluated ?? 0,
  };
};

type Indicators = ReadonlyMap<string, InputIndicator>;

const STEPS = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10] as const;
/** Nearest step, by factor: about twice as large says what a manager needs and no accountant can divide by. */
export const sizeStep = (times: number): number =>
  STEPS.toSorted((a, b) => Math.abs(Math.log(a / times)) - Math.abs(Math.log(b / times)))[0]!;

const factOf = (facts: readonly PayloadFact[], indicator: InputIndicator, period: string): string | null => {
  const f = facts.find((x) => x.indicator === indicator.id && x.period === period);
  if (!f || f.value === null) return null;
  if (f.unit === indicator.unit) return f.value;
  const [a, b] = [parseUnit(f.unit), parseUnit(indicator.unit)];
  if (!a || !b || !sameDimensions(a, b)) return null;
  const up = mulDecimal(mulDecimal(decimal(f.value), a.factorUp), b.factorDown);
  return formatDecimal(divDecimal(up, mulDecimal(a.factorDown, b.factorUp), 12, 'halfEven'));
};

interface Loaded {
  readonly run: store.RunRow;
  readonly rules: RunRules;
  readonly own: store.ListedResult & { readonly payload: Payload };
  readonly me: GroupRow & { readonly columns: Readonly<Record<string, number>> };
  readonly others: readonly GroupRow[];
}

/** The own result in the reader's scope first: who may not see it learns nothing of its group either. */
async function load(env: Env, runId: string, subject: string, frontier: boolean): Promise<Loaded> {
  const { run, own } = await env.house.db.tx(env.actor.scope, async (tx) => {
    const found = await store.run(tx, runId);
    if (!found) throw new Problem('benchmarks.unknown-run');
    return { run: found, own: (await store.resultsOf(tx, runId, [subject]))[0] };
  });
  if (!own?.payload) throw new Problem('benchmarks.unknown-result');
  const payload = own.payload;
  if (!payload.summary.evaluated) throw new Problem('benchmarks.not-measured');
  // Without a frontier unit the next ones come forward, so then everybody is read.
  const which = frontier && !payload.summary.leader ? 'frontier' : 'all';
  const rows = await env.house.db.system((tx) => groupRows(tx, runId, own.groupCode, which));
  const columns = Object.fromEntries((payload.models[0]?.columns ?? []).map((c) => [c.indicator, c.value]));
  return {
    run,
    rules: rulesOf(run),
    own: { ...own, payload },
    me: {
      id: own.subjectId,
      name: own.name,
      regionCode: own.regionCode,
      regionName: own.regionName,
      group: own.groupCode,
      rank: own.position,
      score: own.score,
      efficiency: own.efficiency,
      leader: payload.summary.leader,
      columns,
      items: Object.fromEntries(
        payload.items.map((i) => [i.indicator, i.value === null ? null : Number(i.value)]),
      ),
    },
    others: rows.filter((r) => r.id !== own.subjectId && r.columns !== null),
  };
}

const modelOf = (rules: RunRules) => {
  const { dea } = rules.definition;
  return {
    names: [...dea.inputs, ...dea.outputs],
    inputs: dea.inputs.length,
    rts: dea.chase.rts,
    orientation: dea.chase.orientation,
  };
};
const rowOf = (names: readonly string[], r: GroupRow): number[] => names.map((n) => r.columns?.[n] ?? 0);

/** What a person at the sliders needs in a day, and far too few to feel one's way along a frontier. */
export const TRIALS_A_DAY = 200;

/** Technical efficiency with the own columns in multiples of the present ones: in steps of one per cent, to two decimals, so often a day. */
export async function whatIfEfficiency(
  env: Env,
  runId: string,
  subject: string,
  times: readonly number[],
): Promise<{ efficiency: number | null; left: number }> {
  const { rules, me, others } = await load(env, runId, subject, true);
  const { names, ...model } = modelOf(rules);
  if (times.length !== names.length)
    throw new Problem('benchmarks.what-if-columns', { params: { expected: names.length } });
  const used = await env.house.db.system((tx) => countTrial(tx, subject, env.today));
  if (used > TRIALS_A_DAY)
    throw new Problem('benchmarks.too-many-trials', { params: { limit: TRIALS_A_DAY } });
  const own = rowOf(names, me).map((v, c) => v * (Math.round(times[c]! * 100) / 100));
  const share = shareOfFrontier(
    own,
    others.map((o) => rowOf(names, o)),
    model,
  );
  return { efficiency: share === null ? null : coarse(share), left: TRIALS_A_DAY - used };
}

const byValue = (a: readonly (number | null)[], b: readonly (number | null)[]): number => {
  for (const [i, x] of a.entries()) {
    const [p, q] = [x ?? -Infinity, b[i] ?? -Infinity];
    if (p !== q) return p < q ? -1 : 1;
  }
  return 0;
};

export async function position(env: Env, runId: string, subject: string): Promise<Position> {
  const { run, rules, own, me, others } = await load(env, runId, subject, false);
  const { payload } = own;
  const indicators: Indicators = new Map(rules.indicators.map((i) => [i.id, i]));
  const named = (id: string) => {
    const i = indicators.get(id);
    return { indicator: id, title: i?.title ?? { zh: id }, unit: i?.unit ?? '' };
  };
  const definition = toDefinition(rules.definition, { indicators: rules.indicators });
  // The weights the run used, which may have been worked out from the group.
  const scored = (definition.score?.items ?? []).map((item): ScoreItem => ({
    ...item,
    weight: payload.items.find((i) => i.indicator === item.indicator)?.weight ?? item.weight,
  }));
  const lower = new Set(definition.indicators.flatMap((i) => (i.direction === 'lower' ? [i.id] : [])));
  const open = new Map(scored.map((i) => [i.indicator, isRatio(indicators, i.indicator)]));
  const { names, inputs, rts, orientation } = modelOf(rules);

  const items = scored.map((item): Position['items'][number] => {
    const value = me.items?.[item.indicator] ?? null;
    const theirs = others.flatMap((o) => o.items?.[item.indicator] ?? []);
    const all = [...theirs, ...(value === null ? [] : [value])].toSorted((a, b) => a - b);
    const down = lower.has(item.indicator);
    const gap = payload.gaps.find((g) => g.indicator === item.indicator);
    return {
      ...named(item.indicator),
      direction: down ? 'down' : 'up',
      weight: item.weight,
      formula: indicators.get(item.indicator)?.formula ?? null,
      own: value,
      points: payload.items.find((i) => i.indicator === item.indicator)?.score ?? null,
      chase:
        gap && gap.other !== null && own.summary.chase && open.get(item.indicator)
          ? ratioOf(Number(gap.other))
          : null,
      ahead: value === null ? 0 : theirs.filter((v) => (down ? v > value : v < value)).length,
      others: theirs.length,
      group:
        all.length === 0 || !open.get(item.indicator)
          ? null
          : {
              minimum: ratioOf(all[0]!),
              quartile1: ratioOf(quantileOf(all, 0.25)),
              median: ratioOf(quantileOf(all, 0.5)),
              quartile3: ratioOf(quantileOf(all, 0.75)),
              maximum: ratioOf(all.at(-1)!),
            },
    };
  });

  const ownRow = rowOf(names, me);
  const rows = new Map(others.map((o) => [o.id, rowOf(names, o)]));
  const main = payload.models.find((m) => m.rts === rts && m.orientation === orientation);
  const access = await env.house.db.tx(env.actor.scope, (tx) =>
    accessTo(
      tx,
      (main?.peers ?? []).map((p) => p.id),
    ),
  );
  const peers = (main?.peers ?? []).flatMap((p): Position['peers'] => {
    const row = rows.get(p.id);
    if (!row) return [];
    const times = row.map((v, c) => (v > 0 && ownRow[c]! > 0 ? v / ownRow[c]! : null));
    const logs = times.flatMap((x) => (x === null ? [] : [Math.log(x)]));
    const size = logs.length === 0 ? 1 : Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
    const first = times[0];
    return [
      {
        id: p.id,
        name: access.nameOf(p.id, p.name),
        lambda: Math.max(0.01, Math.round(p.lambda * 100) / 100),
        figures: access.figuresOf(p.id) ? names.map((n, c) => ({ indicator: n, value: row[c]! })) : null,
        size: sizeStep(size),
        structure: names.slice(1).flatMap((n, k) => {
          const x = times[k + 1];
          return first && x
            ? [
                {
                  indicator: n,
                  title: named(n).title,
                  role: k + 1 < inputs ? ('input' as const) : ('output' as const),
                  times: ratioOf(x / first),
                },
              ]
            : [];
        }),
      },
    ];
  });

  // Those the efficiency depends on: the frontier of the others. Their proportions are enough under constant returns.
  let frontier = others.filter((o) => o.leader);
  if (me.leader && others.length > 0) {
    const column = (n: string) => ({ name: n, values: others.map((o) => o.columns?.[n] ?? 0) });
    const ids = new Set(
      runDea({
        ids: others.map((o) => o.id),
        inputs: names.slice(0, inputs).map(column),
        outputs: names.slice(inputs).map(column),
        rts,
        orientation,
      }).frontier,
    );
    frontier = others.filter((o) => ids.has(o.id));
  }
  const rays = toRays(
    frontier.map((o) => rowOf(names, o)),
    ownRow,
  )
    .map((ray) => ray.map(ratioOf))
    .toSorted(byValue);

  const figures = rules.indicators
    .filter((i) => i.formula === null)
    .map((i) => ({
      ...named(i.id),
      direction: i.direction,
      own: factOf(payload.facts, i, String(rules.year)),
      before: factOf(payload.facts, i, String(rules.year - 1)),
    }));
  const formulas = Object.fromEntries(
    rules.indicators.flatMap((i) => (i.formula ? [[i.id, i.formula] as const] : [])),
  );
  const model = {
    items: [...scored],
    decimals: definition.score?.decimals ?? null,
    others: others
      .map((o) =>
        scored.map((i) => {
          const v = o.items?.[i.indicator] ?? null;
          return v === null ? null : ratioOf(v);
        }),
      )
      .toSorted(byValue),
    inputs,
    rays,
  };
  const trial =
    addsUp(rules.definition) && scored.length > 0 && scored.every((i) => open.get(i.indicator))
      ? {
          ...model,
          base: whatIf(
            { ...model, decimals: model.decimals ?? undefined },
            {
              values: valuesAt(
                scored.map((i) => i.indicator),
                formulas,
                figures,
                {},
              ),
              columns: ownRow.map((v) => (v > 0 ? 1 : 0)),
            },
          ),
        }
      : null;
  const overall = payload.models.find((m) => m.rts === 'crs' && m.orientation === 'in')?.efficiency ?? null;
  return {
    run: runRef(run),
    subject: { id: me.id, name: me.name },
    group: groupRef(rules, own.groupCode),
    rank: me.rank,
    score: me.score,
    efficiency: me.efficiency === null ? null : coarse(me.efficiency),
    overall: overall === null ? null : Number(overall.toFixed(3)),
    items,
    columns: names.map((n, c) => ({
      ...named(n),
      role: c < inputs ? ('input' as const) : ('output' as const),
      own: ownRow[c]!,
    })),
    peers,
    per: named(names[0]!).title,
    figures,
    formulas,
    model: trial,
  };
}
