/**
 * `npm run bench:rules`: the plan's four formula clauses (platform 20% ≤ 200 万, networked manufacturing 20% ≤ 300 万, smart factory 10% ≤ 300 万, first
 * crossing of an output line) for a million synthetic enterprises, exact to the fen, without and with explanation; beside it the same clauses in
 * publicodes, @gorules/zen-engine and json-rules-engine, on a sample of the same enterprises in the same run. Here the schemes are those of the
 * pack, with their vetoes and limits, and the first crossing reads a series; the peers are given the formula, the flag and the high-water mark
 * ready-made. Afterwards a province: 1,200 enterprises × every scheme in force × five years. `--small` runs a few thousand, so that it cannot rot.
 */
import { join, resolve } from 'node:path';
import { ZenEngine } from '@gorules/zen-engine';
import { Engine as JsonRulesEngine } from 'json-rules-engine';
import Publicodes from 'publicodes';
import { day, Prng } from '#kernel';
import { compilePlan, rulebookOf, sandboxRules } from '#engine/plan';
import {
  amountsOf,
  evaluateRow,
  momentOf,
  readFacts,
  sandbox,
  traceJson,
  versionFor,
  whyOf,
  type FactsInput,
  type Rulebook,
  type Table,
  type Why,
} from '#engine/rules';
import { loadFolder } from '#platform/content';

const small = process.argv.includes('--small');
const N = small ? 20_000 : 1_000_000;
const SAMPLE = small ? 200 : 2000;

const folder = loadFolder(join(resolve(import.meta.dirname, '..'), 'content/plans/ningxia-2018'));
const { plan, findings } = compilePlan(folder.yaml, folder.texts['source.txt'] ?? '');
if (!plan) throw new Error(JSON.stringify(findings));
const rb = rulebookOf(plan);
const AS_OF = day('2022-12-01');
const IDS = ['platform-operating', 'networked-manufacturing', 'smart-factory', 'first-cross-enterprise'];
const cases = IDS.map((id) => {
  const found = versionFor(rb, id, { asOf: AS_OF });
  return { id, scheme: found.scheme!, version: found.version! };
});
const moment = momentOf(cases[0]!.scheme, { asOf: AS_OF });

/** One enterprise as a caller has it: figures in fen, three years of output. */
interface Enterprise {
  readonly inUse: boolean;
  readonly cost: number;
  readonly demonstration: boolean;
  readonly networked: number;
  readonly recognised: boolean;
  readonly equipment: number;
  readonly output: readonly [number, number, number];
}
const prng = new Prng(20_180_905, 0, 0);
const draw = (): number => prng.next();
const fen = (most: number): number => Math.floor(draw() * most);
const enterprises: Enterprise[] = Array.from({ length: N }, () => {
  // A third of them near or above a line, so that every branch is walked.
  const size = draw() < 0.33 ? 8_000_000_000_000 : 50_000_000_000;
  return {
    inUse: draw() < 0.5,
    cost: fen(2_000_000_000),
    demonstration: draw() < 0.5,
    networked: fen(3_000_000_000),
    recognised: draw() < 0.5,
    equipment: fen(6_000_000_000),
    output: [fen(size), fen(size), fen(size)],
  };
});

function tableOf(list: readonly Enterprise[], book: Rulebook): Table {
  const n = list.length;
  const scalars: (Float64Array | undefined)[] = book.defs.map(() => undefined);
  const columns = [
    'platform-in-use',
    'operating-cost',
    'networked-demonstration',
    'networked-investment',
    'smart-recognised',
    'equipment-investment',
  ].map((id) => (scalars[book.slots.get(id)!] = new Float64Array(n)));
  const years = [0, 1, 2].map(() => new Float64Array(n));
  const [inUse, cost, demonstration, networked, recognised, equipment] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [y0, y1, y2] = years as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < n; i += 1) {
    const e = list[i]!;
    inUse[i] = e.inUse ? 1 : 0;
    cost[i] = e.cost;
    demonstration[i] = e.demonstration ? 1 : 0;
    networked[i] = e.networked;
    recognised[i] = e.recognised ? 1 : 0;
    equipment[i] = e.equipment;
    y0[i] = e.output[0];
    y1[i] = e.output[1];
    y2[i] = e.output[2];
  }
  const series: Table['series'][number][] = book.defs.map(() => undefined);
  series[book.slots.get('output')!] = { first: 2019, columns: years };
  const lists: Table['lists'][number][] = book.defs.map(() => undefined);
  lists[book.slots.get('events')!] = null;
  return {
    n,
    asOf: Math.floor(Date.parse(AS_OF) / 86_400_000),
    year: moment.year,
    yearFrom: 0,
    yearTo: 0,
    scalars,
    series,
    lists,
    awards: null,
  };
}

const seconds = (run: () => void): number => {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
};
const perSecond = (n: number, s: number): string => Math.round(n / s).toLocaleString('en-US');

/**
 * Rows are taken in slices of some ten milliseconds, and the best slice of two rounds counts, here as for the peers: other programs on the
 * machine disturb most slices of a long run, but hardly all of them. Microseconds for one enterprise.
 */
const SLICE = Math.min(N, 50_000);
const slices = Array.from({ length: Math.ceil(N / SLICE) }, (_, i) =>
  enterprises.slice(i * SLICE, (i + 1) * SLICE),
);
function bestSlice(run: (slice: number) => void, size = SLICE, count = slices.length): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 2; k += 1)
    for (let i = 0; i < count; i += 1)
      least = Math.min(
        least,
        seconds(() => run(i)),
      );
  return (least * 1e6) / size;
}

const tables = slices.map((list) => tableOf(list, rb));
const sums = slices.map((list) => cases.map(() => new Float64Array(list.length)));
const evaluateSlice = (i: number): void =>
  cases.forEach((c, k) => amountsOf(c.version, tables[i]!, sums[i]![k]));
const first = seconds(() => slices.forEach((_, i) => evaluateSlice(i)));
const plain = bestSlice(evaluateSlice);
const fromRecords = bestSlice((i) => {
  tables[i] = tableOf(slices[i]!, rb);
  evaluateSlice(i);
});
const out = cases.map((_, k) => sums[0]![k]!);
const table = tables[0]!;
let nodes = 0;
const count = (w: Why): number => 1 + (w.of?.reduce((n, x) => n + count(x), 0) ?? 0);
for (const c of cases) nodes += count(whyOf(c.version, table, 0, 0));
let kept: Why | undefined;
const SOME = Math.min(SLICE, 2000);
const explained = bestSlice(
  () => {
    cases.forEach((c, k) => {
      for (let r = 0; r < SOME; r += 1) kept = whyOf(c.version, table, r, out[k]![r]!);
    });
  },
  SOME,
  100,
);
const PART = Math.min(SLICE, 1000);
const written = bestSlice(
  () => {
    for (let r = 0; r < PART; r += 1)
      cases.forEach((c, k) => traceJson(whyOf(c.version, table, r, out[k]![r]!)));
  },
  PART,
  10,
);
if (!kept) throw new Error('no trace');

/** Amounts of the sample by an engine, against ours. */
const sample = enterprises.slice(0, SAMPLE);
const high = (e: Enterprise): number => Math.max(e.output[0], e.output[1]);
const differing = (theirs: readonly (readonly number[])[]): number =>
  theirs.reduce((n, row, i) => n + row.filter((x, k) => Math.floor(x + 1e-6) !== out[k]![i]).length, 0);

const LINES = [
  [5_000_000_000_000, 200_000_000],
  [1_000_000_000_000, 100_000_000],
  [500_000_000_000, 40_000_000],
] as const;

type Peer = (list: readonly Enterprise[]) => number[][] | Promise<number[][]>;

function publicodes(): Peer {
  const engine = new Publicodes({
    cost: { valeur: 0 },
    'in use': 'non',
    platform: { valeur: { 'applicable si': 'in use', produit: ['cost', '20 %'], plafond: 200_000_000 } },
    networked: { valeur: 0 },
    demonstration: 'non',
    collaboration: {
      valeur: { 'applicable si': 'demonstration', produit: ['networked', '20 %'], plafond: 300_000_000 },
    },
    equipment: { valeur: 0 },
    recognised: 'non',
    smart: {
      valeur: { 'applicable si': 'recognised', produit: ['equipment', '10 %'], plafond: 300_000_000 },
    },
    output: { valeur: 0 },
    high: { valeur: 0 },
    cross: {
      variations: [
        ...LINES.map(([line, sum]) => ({
          si: { 'toutes ces conditions': [`output > ${line}`, `high <= ${line}`] },
          alors: sum,
        })),
        { sinon: 0 },
      ],
    },
  } as never);
  return (list) =>
    list.map((e) => {
      engine.setSituation({
        cost: e.cost,
        'in use': e.inUse ? 'oui' : 'non',
        networked: e.networked,
        demonstration: e.demonstration ? 'oui' : 'non',
        equipment: e.equipment,
        recognised: e.recognised ? 'oui' : 'non',
        output: e.output[2],
        high: high(e),
      });
      return ['platform', 'collaboration', 'smart', 'cross'].map((rule) =>
        Number(engine.evaluate(rule).nodeValue ?? 0),
      );
    });
}

function zen(): Peer {
  const expressions = [
    ['platform', 'inUse ? min([cost * 0.2, 200000000]) : 0'],
    ['collaboration', 'demonstration ? min([networked * 0.2, 300000000]) : 0'],
    ['smart', 'recognised ? min([equipment * 0.1, 300000000]) : 0'],
    [
      'cross',
      `${LINES.map(([line, sum]) => `output > ${line} and high <= ${line} ? ${sum}`).join(' : ')} : 0`,
    ],
  ].map(([key, value], i) => ({ id: String(i), key, value }));
  const engine = new ZenEngine();
  const decision = engine.createDecision({
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      { id: 'x', type: 'expressionNode', name: 'x', position: { x: 0, y: 0 }, content: { expressions } },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: 'a', type: 'edge', sourceId: 'in', targetId: 'x' },
      { id: 'b', type: 'edge', sourceId: 'x', targetId: 'out' },
    ],
  });
  return async (list) => {
    const results: number[][] = [];
    for (const e of list) {
      const { output, ...rest } = e;
      const { result } = (await decision.evaluate({ ...rest, output: output[2], high: high(e) })) as {
        result: Record<string, number>;
      };
      results.push(['platform', 'collaboration', 'smart', 'cross'].map((k) => Number(result[k])));
    }
    return results;
  };
}

function jsonRules(): Peer {
  const engine = new JsonRulesEngine();
  const flag = (fact: string, name: string, base: string, rate: number, cap: number): unknown =>
    engine.addRule({
      conditions: { all: [{ fact, operator: 'equal', value: true }] },
      event: { type: name },
      onSuccess: async (event, almanac) => {
        const x = await almanac.factValue<number>(base);
        event.params = { sum: Math.min(cap, Math.floor((x * rate) / 100)) };
      },
    });
  flag('inUse', 'platform', 'cost', 20, 200_000_000);
  flag('demonstration', 'collaboration', 'networked', 20, 300_000_000);
  flag('recognised', 'smart', 'equipment', 10, 300_000_000);
  for (const [line, sum] of LINES)
    engine.addRule({
      conditions: {
        all: [
          { fact: 'output', operator: 'greaterThan', value: line },
          { fact: 'high', operator: 'lessThanInclusive', value: line },
        ],
      },
      event: { type: 'cross', params: { sum } },
    });
  return async (list) => {
    const results: number[][] = [];
    for (const e of list) {
      const { output, ...rest } = e;
      const { events } = await engine.run({ ...rest, output: output[2], high: high(e) });
      results.push(
        ['platform', 'collaboration', 'smart', 'cross'].map((name) =>
          Math.max(0, ...events.filter((x) => x.type === name).map((x) => Number(x.params?.['sum']))),
        ),
      );
    }
    return results;
  };
}

/** Microseconds for one enterprise in the best slice of two rounds over the sample, and how many of the amounts differ. */
async function measure(run: Peer): Promise<{ micro: number; differ: number }> {
  const size = SAMPLE / 20;
  let least = Number.POSITIVE_INFINITY;
  const results: number[][] = [];
  for (let k = 0; k < 2; k += 1)
    for (let i = 0; i < SAMPLE; i += size) {
      const started = performance.now();
      const r = await run(sample.slice(i, i + size));
      least = Math.min(least, performance.now() - started);
      if (k === 0) results.push(...r);
    }
  return { micro: (least * 1000) / size, differ: differing(results) };
}

const own = { plain, records: fromRecords, why: plain + explained, text: plain + written };
const say = (name: string, micro: number, extra = ''): void =>
  console.log(
    `${name.padEnd(58)}${micro.toFixed(3).padStart(10)} µs  ${perSecond(1e6, micro).padStart(13)}/s  ${extra}`,
  );
console.log(
  `${N.toLocaleString('en-US')} enterprises × 4 clauses, exact to the fen; microseconds for one enterprise (4 clauses)`,
);
console.log(
  `all of them from columns, first time: ${(first * 1000).toFixed(0)} ms; below the best slice of some ten milliseconds, here and for the peers`,
);
say('here, facts in columns', own.plain);
say('here, from records (columns built anew)', own.records);
say('here, with explanation (tree of figures and leaves)', own.why, `${nodes} nodes each`);
say('here, with explanation written out as data', own.text);
const peers = [
  ['publicodes', await measure(publicodes())],
  ['@gorules/zen-engine', await measure(zen())],
  ['json-rules-engine', await measure(jsonRules())],
] as const;
for (const [name, p] of peers) say(name, p.micro, `${p.differ} of ${SAMPLE * 4} amounts differ`);
console.log('');
console.log('ratio (times as fast)           columns   from records   with explanation   written out');
for (const [name, p] of peers)
  console.log(
    `${name.padEnd(28)}${[own.plain, own.records, own.why, own.text]
      .map((x, i) =>
        Math.round(p.micro / x)
          .toLocaleString('en-US')
          .padStart([11, 15, 19, 14][i]!),
      )
      .join('')}`,
  );

/** 1,200 enterprises × all schemes in force × five years, with the facts of every scheme's worked example, from their files. */
const firms = small ? 100 : 1200;
const facts: Record<string, unknown> = {};
for (const s of plan.rules!.schemes)
  for (const e of s.examples) for (const [k, v] of Object.entries(e.facts)) facts[k] ??= v;
const files: FactsInput[] = Array.from({ length: firms }, (_, i) => ({
  subject: String(i),
  facts: { ...facts, 'equipment-investment': `${100 + (i % 50) * 100}万元` },
  awards: [],
}));
const DAYS = ['2019-12-31', '2020-12-31', '2021-12-31', '2022-12-31', '2024-12-31'].map(day);
let evaluations = 0;
let due = 0;
let years: Table[] = [];
const reading = seconds(() => {
  years = DAYS.map(
    (asOf) => readFacts(rb, files, { asOf, known: '2024-12-31', year: Number(asOf.slice(0, 4)) - 1 }).table,
  );
});
const province = seconds(() => {
  for (const [k, asOf] of DAYS.entries())
    for (const s of rb.schemes.values()) {
      const { version } = versionFor(rb, s.id, { asOf, known: '2024-12-31' });
      if (!version) continue;
      const sums = amountsOf(version, { ...years[k]!, year: momentOf(s, { asOf }).year });
      for (const x of sums) if (x > 0) due += 1;
      evaluations += firms;
    }
});
console.log('');
console.log(
  `province: ${firms} enterprises × schemes in force × 5 years, ${evaluations.toLocaleString('en-US')} evaluations (${due.toLocaleString('en-US')} due): ${(province * 1000).toFixed(1)} ms; reading their facts from files before: ${(reading * 1000).toFixed(0)} ms`,
);
// The same through the sandbox: now and with a cap turned, each year counting what the years before granted, held against each other, from facts files.
const sandboxInput = {
  format: 1 as const,
  rules: sandboxRules(plan),
  changes: [{ scheme: 'smart-factory', version: '2018', path: 'amount.cap', value: '500万元' }],
  answers: {},
  years: [2020, 2021, 2022, 2023, 2024],
  known: '2025-06-30',
  budgets: [],
  subjects: files.map((f, i) => ({
    id: String(i),
    county: String(640_100 + (i % 22)),
    industry: String(13 + (i % 30)),
    size: 'medium',
    facts: f.facts,
    claims: [],
    awards: [],
  })),
};
let tried: ReturnType<typeof sandbox> | undefined;
const sandboxed = Math.min(
  ...[0, 1, 2].map(() =>
    seconds(() => {
      tried = sandbox(sandboxInput);
    }),
  ),
);
if (!tried?.result || BigInt(tried.result.total.triedFen) <= BigInt(tried.result.total.nowFen))
  throw new Error(`sandbox: ${JSON.stringify(tried?.findings)}`);
console.log(
  `sandbox: province 1,200 × all schemes × 5 years, rules as they are and with a cap turned, from facts files (${firms} enterprises): ${(sandboxed * 1000).toFixed(0)} ms`,
);
const whole = bestSlice(
  () => {
    for (let r = 0; r < 200; r += 1)
      for (const c of cases) evaluateRow(rb, c.scheme, c.version, table, r, moment);
  },
  200,
  10,
);
say('full answer (near miss, what would raise it, trace)', whole);
