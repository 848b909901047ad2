/** Chilean manufacturing plants: a panel in logarithms, through import, facts and a benchmarking run. */
import { benchmark, importFile, openWithPack, type Result, type Row, type Run } from '../shared/house.ts';
import { column, csvOf, readTable, standInCode } from '../shared/table.ts';

const PACK = 'chilean-plants';
/** A class for manufacturing that no other class names (4190): the panel does not say what a plant makes. */
const INDUSTRY = '4190';
const REGION = '000100';

const figures = [
  ['ln_value_added', '增加值', 'value-added', '1'],
  ['ln_capital', '资本', 'capital', '1'],
  ['ln_skilled_labour', '技术工人', 'skilled', '人'],
  ['ln_unskilled_labour', '非技术工人', 'unskilled', '人'],
  ['ln_electricity', '用电', 'electricity', '1'],
] as const;

/** Six decimals: more than the logarithms carry, and exact decimals from here on. */
const level = (ln: string): string => Math.exp(Number(ln)).toFixed(6);

export interface ChileanPlants {
  readonly plants: number;
  readonly plantYears: number;
  /** Rows whose skilled or unskilled labour is ln 1 = 0. */
  readonly zeroLogs: { readonly skilled: number; readonly unskilled: number };
  /** Rows in which water and investment are the same figure: they cannot both be right, so neither is used. */
  readonly waterIsInvestment: number;
  readonly imported: {
    readonly rows: number;
    readonly facts: number;
    readonly created: number;
    readonly findings: readonly string[];
  };
  readonly run: Run;
  readonly rows: readonly Row[];
  /** The plant in the middle of the efficiency ranking, opened. */
  readonly middle: Result;
  readonly verified: boolean;
}

export async function chileanPlants(path: string, year: number): Promise<ChileanPlants> {
  const source = await readTable(path);
  const at = (name: string): number => column(source, name);
  const [plant, when] = [at('plant_id'), at('year')];
  const header = [
    '信用代码',
    '企业名称',
    '年份',
    '地区代码',
    '行业代码',
    ...figures.map(([, title]) => title),
  ];
  const table = csvOf(
    header,
    source.rows.map((r) => [
      standInCode(r[plant]!.padStart(8, '0')),
      `智利工厂${r[plant]}`,
      r[when]!,
      REGION,
      INDUSTRY,
      ...figures.map(([name]) => level(r[at(name)]!)),
    ]),
  );
  const { api, close } = await openWithPack(new URL('pack', import.meta.url).pathname);
  try {
    const { batch, applied } = await importFile(api, {
      name: 'chilean-plants.csv',
      bytes: table,
      columns: {
        信用代码: { target: 'creditCode' },
        企业名称: { target: 'name' },
        年份: { target: 'year' },
        地区代码: { target: 'region' },
        行业代码: { target: 'industry' },
        ...Object.fromEntries(figures.map(([, title, target, unit]) => [title, { target, unit }])),
      },
      unknown: 'create',
    });
    const { run, rows } = await benchmark(api, { pack: PACK, evaluation: 'efficiency', year });
    const measured = rows
      .filter((r) => r.efficiency !== null)
      .toSorted((a, b) => a.efficiency! - b.efficiency! || (a.creditCode < b.creditCode ? -1 : 1));
    const middle = await api.benchmarks.result({
      params: { id: run.id, subject: measured[Math.floor(measured.length / 2)]!.subject.id },
    });
    const { same } = await api.benchmarks.verify({ params: { id: run.id } });
    const count = (test: (r: readonly string[]) => boolean): number => source.rows.filter(test).length;
    return {
      plants: new Set(source.rows.map((r) => r[plant])).size,
      plantYears: source.rows.length,
      zeroLogs: {
        skilled: count((r) => Number(r[at('ln_skilled_labour')]) === 0),
        unskilled: count((r) => Number(r[at('ln_unskilled_labour')]) === 0),
      },
      waterIsInvestment: count((r) => r[at('ln_water')] === r[at('ln_investment')]),
      imported: {
        rows: applied.summary.good,
        facts: applied.summary.added ?? 0,
        created: applied.summary.created ?? 0,
        findings: batch.findings.map((f) => f.code),
      },
      run,
      rows,
      middle,
      verified: same,
    };
  } finally {
    await close();
  }
}
