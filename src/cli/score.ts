/** `duibiao score …`: the scoring methods on any table; no server, no database. */
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import {
  parseFigure,
  schemeItems,
  scoreItem,
  totalScore,
  type ItemTrace,
  type SchemeRule,
  type SchemeValue,
  type ScoreItem,
} from '#engine/benchmark';
import {
  ahpWeights,
  criticWeights,
  deviationWeights,
  entropyWeights,
  givenWeights,
  topsis,
  type AhpOptions,
  type CriterionDirection,
  type Normalisation,
} from '#engine/evaluation';
import { readRegister } from '#areas/subjects';
import type { Config } from '#platform/config';
import { readWorkbook } from '#platform/sheets';
import { readGiven } from './file.ts';
import { Complaint, json, say, table } from './print.ts';

const METHODS = ['topsis', 'entropy', 'critic', 'sd', 'ahp', 'five-level', 'composite'] as const;
type Method = (typeof METHODS)[number];

interface Options {
  method: Method;
  data: string;
  case?: string;
  id?: string;
  columns?: string[];
  weights?: string[];
  cost?: string[];
  normalise?: Normalisation;
  distance?: 'euclidean' | 'manhattan';
  costAs?: 'keep' | 'reciprocal';
  correlation?: 'pearson' | 'spearman';
  by?: NonNullable<AhpOptions['method']>;
  ri?: NonNullable<AhpOptions['randomIndex']>;
  year: string;
  json?: boolean;
}

const complain = (sentence: string): never => {
  throw new Complaint('cli.score', sentence, { message: sentence });
};
const list = (text: string): string[] =>
  text
    .split(/[,，]/)
    .map((x) => x.trim())
    .filter((x) => x !== '');
const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (text: string): T =>
    values.find((v) => v === text) ??
    ((): never => {
      throw new InvalidArgumentError(`应为 ${values.join('、')} 之一`);
    })();
const short = (x: number): number => Number(x.toPrecision(8));

/** A table as it was read: cells are text. */
interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** From a JSON case: directions and weights by column. */
  readonly types?: readonly CriterionDirection[];
  readonly weights?: readonly number[];
  /** The columns are all there is: no names of units among them. */
  readonly bare?: boolean;
}

const DIRECTIONS: Readonly<Record<string, CriterionDirection>> = {
  max: 'benefit',
  benefit: 'benefit',
  up: 'benefit',
  正向: 'benefit',
  min: 'cost',
  cost: 'cost',
  down: 'cost',
  逆向: 'cost',
};

const isRecord = (x: unknown): x is Record<string, unknown> =>
  typeof x === 'object' && x !== null && !Array.isArray(x);
const cell = (x: unknown): string =>
  typeof x === 'number' || typeof x === 'string'
    ? String(x)
    : x === null || x === undefined
      ? ''
      : complain('表里的一格既不是数也不是文字。');

/** JSON in one of three forms: { matrix, criteria, types, weights }, a list of such cases, a list of rows (lists or records). */
function fromJson(text: string, file: string, wanted: string | undefined): Table {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return complain(`${file} 不是完整的 JSON。`);
  }
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((x) => isRecord(x) && Array.isArray(x['matrix']))
  ) {
    const cases = value as Record<string, unknown>[];
    const names = cases.map((c, n) => (typeof c['case'] === 'string' ? c['case'] : String(n + 1)));
    const at = wanted === undefined ? (cases.length === 1 ? 0 : -1) : names.indexOf(wanted);
    if (at < 0)
      return complain(`${file} 里有 ${cases.length} 个例子，请用 --case 指明其中一个：${names.join('、')}。`);
    value = cases[at];
  }
  if (isRecord(value) && Array.isArray(value['matrix'])) {
    const rows = value['matrix'] as unknown[];
    if (!rows.every(Array.isArray)) return complain('matrix 的每一行应是一组数。');
    const width = (rows[0] as unknown[] | undefined)?.length ?? 0;
    const criteria = Array.isArray(value['criteria']) ? value['criteria'].map(cell) : [];
    const types = Array.isArray(value['types']) ? value['types'].map((x) => DIRECTIONS[String(x)]) : [];
    const weights = Array.isArray(value['weights']) ? value['weights'].map(Number) : undefined;
    return {
      header: Array.from({ length: width }, (_, k) => criteria[k] ?? `C${k + 1}`),
      rows: (rows as unknown[][]).map((r) => r.map(cell)),
      ...(types.length === width && types.every((t) => t !== undefined) ? { types } : {}),
      ...(weights ? { weights } : {}),
      bare: true,
    };
  }
  if (Array.isArray(value) && value.every(Array.isArray)) {
    const rows = (value as unknown[][]).map((r) => r.map(cell));
    return { header: (rows[0] ?? []).map((_, k) => `C${k + 1}`), rows, bare: true };
  }
  if (Array.isArray(value) && value.every(isRecord)) {
    const header = [...new Set(value.flatMap((r) => Object.keys(r)))];
    return { header, rows: value.map((r) => header.map((h) => cell(r[h]))) };
  }
  return complain(`${file} 应是一组记录、一个数表，或带 matrix 的对象。`);
}

async function readTable(o: Options): Promise<Table> {
  const name = basename(o.data);
  const bytes = readGiven(o.data);
  if (/\.json$/i.test(name)) return fromJson(bytes.toString('utf8'), name, o.case);
  const book = await readWorkbook(bytes, name);
  const rows = (book.sheets[0]?.rows ?? []).map((r) =>
    r.map((c) => (c.text.endsWith('%') ? c.text : (c.number ?? c.text)).trim()),
  );
  const filled = rows.filter((r) => r.some((c) => c !== ''));
  if (filled.length < 2) return complain(`${name} 里没有数据行。`);
  // A pairwise matrix may come without heads.
  const first = filled[0]!;
  const bare = o.method === 'ahp' && first.every((c) => judgementOf(c) !== undefined);
  return bare
    ? { header: first.map((_, k) => `C${k + 1}`), rows: filled, bare }
    : { header: first, rows: filled.slice(1) };
}

/** 3, 0.333 or 1/3. */
function judgementOf(text: string): number | undefined {
  const parts = text.split(/[/／]/).map((x) => parseFigure(x));
  if (parts.length > 2 || parts.some((x) => typeof x !== 'number')) return undefined;
  return parts.length === 2 ? parts[0]! / parts[1]! : parts[0]!;
}

interface Matrix {
  readonly names: readonly string[];
  readonly columns: readonly string[];
  readonly matrix: number[][];
}

/** The columns asked for (or all that hold numbers) and the names of the rows (`--id`, or the first column of words). */
function matrixOf(t: Table, o: Options, parse: (text: string) => number | null | undefined): Matrix {
  const at = (name: string): number => {
    const k = t.header.indexOf(name);
    if (k < 0) return complain(`表里没有“${name}”这一列。有的列：${t.header.join('、')}。`);
    if (t.header.lastIndexOf(name) !== k) return complain(`“${name}”这一列有两个，分不清用哪一个。`);
    return k;
  };
  const words = (k: number): boolean => t.rows.some((r) => parse(r[k] ?? '') === undefined);
  const idAt = o.id !== undefined ? at(o.id) : t.bare === true ? -1 : t.header.findIndex((_, k) => words(k));
  const chosen = o.columns
    ? o.columns.map(at)
    : t.header.flatMap((h, k) => (k === idAt || h === '' || words(k) ? [] : [k]));
  if (chosen.length === 0) return complain('没有一列全是数。请用 --columns 写明用哪些列。');
  const names = t.rows.map((r, n) => (idAt < 0 ? String(n + 1) : (r[idAt] ?? '') || String(n + 1)));
  const matrix = t.rows.map((r, n) =>
    chosen.map((k) => {
      const v = parse(r[k] ?? '');
      return typeof v === 'number'
        ? v
        : complain(
            v === null
              ? `“${names[n]}”没有“${t.header[k]}”的数，这个方法要每一格都有数。`
              : `“${names[n]}”的“${t.header[k]}”写的是“${r[k]}”，不是数。`,
          );
    }),
  );
  return { names, columns: chosen.map((k) => t.header[k]!), matrix };
}

const directionsOf = (t: Table, m: Matrix, o: Options): CriterionDirection[] => {
  for (const c of o.cost ?? [])
    if (!m.columns.includes(c))
      complain(`--cost 写的“${c}”不在所用的列里。所用的列：${m.columns.join('、')}。`);
  return m.columns.map((c) =>
    o.cost ? (o.cost.includes(c) ? 'cost' : 'benefit') : (t.types?.[t.header.indexOf(c)] ?? 'benefit'),
  );
};

function weightsOf(t: Table, m: Matrix, o: Options): number[] {
  const given = o.weights?.map((w) => {
    const x = parseFigure(w);
    return typeof x === 'number' ? x : complain(`权重“${w}”不是数。`);
  });
  const w = given ?? t.weights;
  if (!w) return complain('请用 --weights 按列的次序写明权重，如 --weights 0.3,0.4,0.3。');
  if (w.length !== m.columns.length)
    return complain(`权重有 ${w.length} 个，所用的列有 ${m.columns.length} 列，要一一对应。`);
  return [...w];
}

/** What the engine says in its own words, to those who typed the command. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/not all zero/, '权重不能为负，也不能全为零。'],
  [/matrix is empty/, '表里没有数据。'],
  [/different length/, '各行的列数不一致，或有的格不是数。'],
  [/two alternatives/, '熵权法至少要有两行数据。'],
  [/negative values/, '熵权法不能有负数。请加 --normalise min-max 先化到 0 与 1 之间。'],
  [/cost that is not above zero/, '取倒数的逆向指标必须大于零。'],
  [/sums to zero or less/, '有一列合计不大于零，不能按占比归一。请用 --normalise min-max 或 vector。'],
  [/not square/, '判断矩阵的行数和列数应相等。'],
  [/must be above zero/, '判断矩阵里的数都应大于零。'],
  [/of order/, '判断矩阵的阶数应在 1 到 15 之间。'],
];
function inChinese<T>(work: () => T): T {
  try {
    return work();
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    const pair = /judgements (\d+),(\d+) and/.exec(e.message);
    if (pair)
      return complain(
        pair[1] === pair[2]
          ? `判断矩阵第 ${pair[1]} 行第 ${pair[1]} 列应为 1。`
          : `判断矩阵第 ${pair[1]} 行第 ${pair[2]} 列与第 ${pair[2]} 行第 ${pair[1]} 列应互为倒数。`,
      );
    return complain(SAID.find(([what]) => what.test(e.message))?.[1] ?? `不能计算：${e.message}`);
  }
}

/** Heads of the table of five-level items, as people write them. */
const HEADS = {
  indicator: ['指标', 'indicator'],
  actual: ['实际值', '实际', 'actual', 'value'],
  weight: ['权重', '权数', 'weight'],
  excellent: ['优秀值', '优秀', 'excellent'],
  good: ['良好值', '良好', 'good'],
  average: ['平均值', '平均', 'average'],
  low: ['较低值', '较低', 'low'],
  poor: ['较差值', '较差', 'poor'],
} as const;

/** The classic item: a satisfactory and an unacceptable value, 60 to 100 points between them. */
const CLASSIC = {
  satisfactory: ['满意值', 'satisfactory'],
  unacceptable: ['不允许值', 'unacceptable'],
} as const;

function classic(t: Table): ItemTrace[] | undefined {
  const at = (names: readonly string[]): number => t.header.findIndex((h) => names.includes(h));
  const [name, actual, weight] = [at(HEADS.indicator), at(HEADS.actual), at(HEADS.weight)];
  const [best, worst] = [at(CLASSIC.satisfactory), at(CLASSIC.unacceptable)];
  if (best < 0 || worst < 0 || actual < 0) return undefined;
  return t.rows.map((row, n) => {
    const indicator = (name < 0 ? '' : (row[name] ?? '')) || String(n + 1);
    const number = (k: number): number => {
      const v = parseFigure(row[k] ?? '');
      return typeof v === 'number' ? v : complain(`“${indicator}”的${t.header[k]}不是数，不能计分。`);
    };
    const [satisfactory, unacceptable] = [number(best), number(worst)];
    if (satisfactory === unacceptable) complain(`“${indicator}”的满意值与不允许值相同，不能计分。`);
    return scoreItem(
      {
        indicator,
        weight: weight < 0 ? 100 : number(weight),
        formula: { kind: 'efficacy', satisfactory, unacceptable },
        negative: 'as-is',
      },
      number(actual),
    );
  });
}

/** 功效系数法 item by item: one row an indicator with its figure, weight and five standard values. */
function fiveLevel(t: Table): ItemTrace[] {
  const items = classic(t);
  if (items) return items;
  const at = Object.fromEntries(
    Object.entries(HEADS).map(([key, names]) => {
      const k = t.header.findIndex((h) => (names as readonly string[]).includes(h));
      if (k < 0)
        return complain(
          `表里缺“${names[0]}”这一列。五档标准值的表要有：${Object.values(HEADS)
            .map((n) => n[0])
            .join('、')}。`,
        );
      return [key, k];
    }),
  ) as Record<keyof typeof HEADS, number>;
  return t.rows.map((row, n) => {
    const name = row[at.indicator] || String(n + 1);
    const number = (key: keyof typeof HEADS): number => {
      const v = parseFigure(row[at[key]] ?? '');
      return typeof v === 'number' ? v : complain(`“${name}”的${HEADS[key][0]}不是数，不能计分，也不推定。`);
    };
    const levels = {
      excellent: number('excellent'),
      good: number('good'),
      average: number('average'),
      low: number('low'),
      poor: number('poor'),
    };
    const five = Object.values(levels);
    const falls = five.every((x, k) => k === 0 || x <= five[k - 1]!);
    const rises = five.every((x, k) => k === 0 || x >= five[k - 1]!);
    if (!falls && !rises) complain(`“${name}”的五档标准值没有由优到差排列。`);
    const weight = number('weight');
    if (weight < 0) complain(`“${name}”的权重为负。`);
    return scoreItem(
      {
        indicator: name,
        weight,
        // Standard values that rise from excellent to poor belong to an indicator of which less is better.
        formula: { kind: 'five-level', levels, direction: rises && !falls ? 'lower' : 'higher' },
        negative: 'as-is',
      },
      number('actual'),
    );
  });
}

const SCHEME = '工业经济效益综合指数';

function composite(t: Table, o: Options, config: Config) {
  const rows = <Row>(id: string): Row[] => readRegister(config, id).rows as unknown as Row[];
  let items: readonly ScoreItem[];
  try {
    items = schemeItems(
      SCHEME,
      o.year,
      rows<SchemeRule>('score-schemes'),
      rows<SchemeValue>('five-level-values'),
    );
  } catch {
    return complain(`没有 ${o.year} 年版的${SCHEME}。`);
  }
  const names = items.map((i) => i.indicator);
  const missing = names.filter((n) => !t.header.includes(n));
  if (!o.columns && missing.length > 0)
    return complain(
      `表里缺${missing.map((n) => `“${n}”`).join('、')}。列名不同的，请用 --columns 按这个次序写明：${names.join('、')}。`,
    );
  const m = matrixOf(t, { ...o, columns: o.columns ?? names }, parseFigure);
  if (m.columns.length !== items.length)
    return complain(`综合指数有 ${items.length} 项指标，--columns 写了 ${m.columns.length} 列。`);
  return {
    scheme: SCHEME,
    year: o.year,
    units: m.matrix.map((row, n) => {
      const traces = items.map((item, k) => scoreItem(item, row[k]));
      return { id: m.names[n]!, index: totalScore(traces).total, items: traces };
    }),
  };
}

/** The answer as it is printed as JSON, and how it is printed for people. */
function answerOf(t: Table, o: Options, config: Config): { value: unknown; print: () => void } {
  if (o.method === 'five-level') {
    const items = fiveLevel(t);
    const total = totalScore(items).total;
    return {
      value: { method: o.method, total, items },
      print: () => {
        table(
          ['指标', '实际值', '本档基础分', '功效系数', '调整分', '得分', '权重'],
          items.map((i) => [
            i.indicator,
            i.value,
            short(i.steps['base'] ?? 0),
            i.steps['efficacy'] === undefined ? null : short(i.steps['efficacy']),
            i.steps['adjustment'] === undefined ? null : short(i.steps['adjustment']),
            i.points === null ? null : short(i.points),
            i.weight,
          ]),
        );
        say(`合计 ${total === null ? '—' : short(total)}`);
      },
    };
  }
  if (o.method === 'composite') {
    const { scheme, year, units } = composite(t, o, config);
    return {
      value: { method: o.method, scheme, year, units },
      print: () =>
        table(
          ['单位', '综合指数', ...(units[0]?.items.map((i) => i.indicator) ?? [])],
          units.map((u) => [
            u.id,
            u.index === null ? null : short(u.index),
            ...u.items.map((i) => (i.points === null ? null : short(i.points))),
          ]),
        ),
    };
  }
  const m = matrixOf(t, o, o.method === 'ahp' ? judgementOf : parseFigure);
  if (o.method === 'ahp') {
    const a = inChinese(() =>
      ahpWeights(m.matrix, {
        ...(o.by ? { method: o.by } : {}),
        ...(o.ri ? { randomIndex: o.ri } : {}),
      }),
    );
    const accepted = a.consistencyRatio < 0.1;
    return {
      value: { method: o.method, criteria: m.columns, ...a, accepted },
      print: () => {
        table(
          ['指标', '权重'],
          m.columns.map((c, k) => [c, short(a.weights[k]!)]),
        );
        say(
          `最大特征根 ${short(a.lambda)}，一致性指标 ${short(a.consistencyIndex)}，随机指标 ${a.randomIndex}，一致性比率 ${short(a.consistencyRatio)}：${accepted ? '低于 0.1，可以接受' : '不低于 0.1，判断互相矛盾，请重新比较'}。`,
        );
      },
    };
  }
  const directions = directionsOf(t, m, o);
  if (o.method === 'topsis') {
    const { normalise } = o;
    if (normalise === 'none') return complain('逼近理想解法要先归一：vector、sum、max 或 min-max。');
    const weights = weightsOf(t, m, o);
    const a = inChinese(() =>
      topsis(m.matrix, weights, directions, {
        ...(normalise ? { normalise } : {}),
        ...(o.distance ? { distance: o.distance } : {}),
        ...(o.costAs ? { cost: o.costAs } : {}),
      }),
    );
    return {
      value: {
        method: o.method,
        criteria: m.columns,
        directions,
        weights: inChinese(() => givenWeights(weights)),
        ideal: a.ideal,
        antiIdeal: a.antiIdeal,
        units: m.names.map((id, n) => ({
          id,
          closeness: a.closeness[n],
          rank: a.rank[n],
          toIdeal: a.toIdeal[n],
          toAntiIdeal: a.toAntiIdeal[n],
        })),
      },
      print: () =>
        table(
          ['单位', '贴近度', '名次', '到正理想解', '到负理想解'],
          m.names.map((id, n) => [
            id,
            short(a.closeness[n]!),
            a.rank[n],
            short(a.toIdeal[n]!),
            short(a.toAntiIdeal[n]!),
          ]),
        ),
    };
  }
  const options = { directions, ...(o.normalise ? { normalise: o.normalise } : {}) };
  const weights = inChinese(() =>
    o.method === 'entropy'
      ? entropyWeights(m.matrix, options)
      : o.method === 'critic'
        ? criticWeights(m.matrix, { ...options, ...(o.correlation ? { correlation: o.correlation } : {}) })
        : deviationWeights(m.matrix, options),
  );
  return {
    value: { method: o.method, criteria: m.columns, weights },
    print: () =>
      table(
        ['指标', '权重'],
        m.columns.map((c, k) => [c, short(weights[k]!)]),
      ),
  };
}

export function scoreCommand(program: Command, config: () => Config): void {
  program
    .command('score')
    .description('对任意一张表（csv、xlsx 或 json）计权重或计分')
    .requiredOption(
      '--method <方法>',
      'topsis（逼近理想解）|entropy（熵权）|critic|sd（标准差）|ahp（层次分析）|five-level（五档功效系数）|composite（综合指数）',
      oneOf(...METHODS),
    )
    .requiredOption(
      '--data <文件>',
      '数据表：一行一个单位，一列一项指标；ahp 是判断矩阵；five-level 一行一项指标',
    )
    .option('--case <名称>', 'json 里有几个例子时，用哪一个')
    .option('--id <列>', '单位名称所在的列（不写时取第一个不是数的列）')
    .option('--columns <列,列>', '用哪些列（不写时用所有全是数的列）', list)
    .option('--weights <数,数>', '各列权重（topsis）', list)
    .option('--cost <列,列>', '越小越好的列', list)
    .option(
      '--normalise <方式>',
      '归一方式 none|sum|vector|max|min-max（不写时 topsis 为 vector，critic 为 min-max，entropy、sd 不归一）',
      oneOf('none', 'sum', 'vector', 'max', 'min-max'),
    )
    .option(
      '--cost-as <方式>',
      '越小越好的列怎样处理 keep（取最小为最好）|reciprocal（先取倒数）（topsis）',
      oneOf('keep', 'reciprocal'),
    )
    .option('--distance <方式>', '距离 euclidean|manhattan（topsis）', oneOf('euclidean', 'manhattan'))
    .option('--correlation <方式>', '相关系数 pearson|spearman（critic）', oneOf('pearson', 'spearman'))
    .option(
      '--by <方式>',
      '求权重 eigenvector（特征根）|geometric-mean（根法）|column-mean（和法）（ahp）',
      oneOf('eigenvector', 'geometric-mean', 'column-mean'),
    )
    .option(
      '--ri <表>',
      '随机指标 saaty-1980|alonso-lamata-2006（ahp）',
      oneOf('saaty-1980', 'alonso-lamata-2006'),
    )
    .option('--year <年版>', '综合指数的年版', '1997')
    .option('--json', '输出 JSON')
    .action(async (o: Options) => {
      const t = await readTable(o);
      if (t.rows.length === 0) complain(`${basename(o.data)} 里没有数据行。`);
      const { value, print } = answerOf(t, o, config());
      if (o.json) json(value);
      else print();
    });
}
