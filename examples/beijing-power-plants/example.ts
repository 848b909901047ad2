/** Beijing power plants: a panel by name, workbooks as they came, a unit that the heads get wrong. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  benchmark,
  importFile,
  openWithPack,
  type Batch,
  type Meaning,
  type Result,
  type Row,
  type Run,
} from '../shared/house.ts';
import { column, csvOf, digitsOf, readTable, standInCode } from '../shared/table.ts';

const PACK = 'beijing-power';
const REGION = '110100';

/** What drives a plant, as far as its name says; everything that burns something is thermal (4411). */
const industryOf = (name: string): string =>
  /水电|水站|蓄能|引水/.test(name)
    ? '4413'
    : /风电/.test(name)
      ? '4415'
      : /垃圾/.test(name)
        ? '4417'
        : '4411';

/** Lines that take apart the one above them (of which: …) would count its figures twice. */
const isPart = (name: string): boolean => /^(?:其中|——)/.test(name);

/** Full-width brackets, as the import writes names. */
const plain = (name: string): string => name.replace(/\s/g, '').replaceAll('(', '（').replaceAll(')', '）');

/**
 * The heads say MWh. They are wrong: generation ÷ (capacity × hours) is a tenth of 1 in MWh and 1 in 10 MWh (万千瓦时), so that is what the
 * figures are in.
 */
const TEN_MWH = '万千瓦时';
const GRAMS_PER_KWH = '克/千瓦时';

/** By the heads as the import reads them: `capacity_kw` is capacity in kW; `…_gce_per_kwh` keeps its head, so its unit is said. */
const panel: Meaning = {
  信用代码: { target: 'creditCode' },
  company_name_as_printed: { target: 'name' },
  year: { target: 'year' },
  地区代码: { target: 'region' },
  行业代码: { target: 'industry' },
  capacity: { target: 'capacity', unit: 'kW' },
  generation_as_printed: { target: 'generation', unit: TEN_MWH },
  coal_rate_generation_gce_per_kwh: { target: 'coal-rate', unit: GRAMS_PER_KWH },
  own_use_rate_pct: { target: 'own-use', unit: '%' },
};
/** The same figures in the workbooks; their heads are half Chinese, half English, one bracket full-width. */
const workbook: Meaning = {
  company_name: { target: 'name' },
  'Plant Capacity': { target: 'capacity', unit: 'kW' },
  Generation: { target: 'generation', unit: TEN_MWH },
  发电标准煤耗率: { target: 'coal-rate', unit: GRAMS_PER_KWH },
  发电厂用电率: { target: 'own-use', unit: '%' },
};

export interface UnitTrap {
  /** Plants with capacity, generation and hours. */
  readonly plants: number;
  /** Median over them of generation ÷ (capacity × hours), which is 1 by definition of the hours, in either unit. */
  readonly inMwh: number;
  readonly inTenMwh: number;
  /** Plants that stand off by more than 5% even so: figures of the source that contradict each other. */
  readonly off: readonly { readonly name: string; readonly ratio: number }[];
}

/** From the preview of a workbook: what a person would check before choosing the unit. */
function unitTrap(batch: Batch): UnitTrap {
  const at = (title: string): number => batch.table.columns.findIndex((c) => c.title.startsWith(title));
  const [name, capacity, generation, hours] = [
    at('company_name'),
    at('Plant Capacity'),
    at('Generation'),
    at('发电设备平均利用小时'),
  ];
  const ratios = batch.preview
    .map((r) => ({
      name: r.cells[name]!,
      // MWh of generation over MWh that the capacity makes in the hours.
      ratio: (Number(r.cells[generation]) * 1000) / (Number(r.cells[capacity]) * Number(r.cells[hours])),
    }))
    .filter((r) => Number.isFinite(r.ratio) && r.ratio > 0)
    .toSorted((a, b) => a.ratio - b.ratio);
  const median = ratios[Math.floor(ratios.length / 2)]?.ratio ?? Number.NaN;
  return {
    plants: ratios.length,
    inMwh: median,
    inTenMwh: median * 10,
    off: ratios.filter((r) => Math.abs(r.ratio * 10 - 1) > 0.05).map((r) => ({ ...r, ratio: r.ratio * 10 })),
  };
}

export interface BookImport {
  readonly year: number;
  /** Unit of the generation column as the program read it off the head, before anybody chose. */
  readonly headUnit: string | null;
  readonly trap: UnitTrap;
  readonly rows: number;
  readonly good: number;
  /** Names that are not on the register: left out and named. */
  readonly unknown: readonly string[];
  readonly added: number;
  /** Figures that the panel had brought already, unchanged. */
  readonly unchanged: number;
}

export interface BeijingPlants {
  readonly plantYears: number;
  readonly years: readonly number[];
  /** Names as printed, brackets aside, and how many of them stand in every year. */
  readonly names: number;
  readonly namesInEveryYear: readonly string[];
  readonly imported: { readonly rows: number; readonly facts: number; readonly created: number };
  readonly books: readonly BookImport[];
  readonly runs: readonly {
    readonly run: Run;
    readonly rows: readonly Row[];
    readonly measured: readonly Result[];
    readonly verified: boolean;
  }[];
}

export async function beijingPlants(
  path: string,
  years: readonly number[],
  books: readonly { readonly year: number; readonly path: string }[] = [],
): Promise<BeijingPlants> {
  const source = await readTable(path);
  const [name, year] = [column(source, 'company_name_as_printed'), column(source, 'year')];
  const rows = source.rows.filter((r) => !isPart(r[name]!));
  const yearsOf = new Map<string, Set<string>>();
  for (const r of rows) {
    const key = plain(r[name]!);
    yearsOf.set(key, (yearsOf.get(key) ?? new Set()).add(r[year]!));
  }
  const codes = new Map([...yearsOf.keys()].map((n) => [n, standInCode(digitsOf(n))]));
  if (new Set(codes.values()).size < codes.size) throw new Error('Two names share a stand-in code');
  const all = new Set(rows.map((r) => r[year]!));

  const { api, close } = await openWithPack(new URL('pack', import.meta.url).pathname);
  try {
    // The table as it is, with the three columns a register needs and the source does not have.
    const { applied } = await importFile(api, {
      name: basename(path),
      bytes: csvOf(
        [...source.header, '信用代码', '地区代码', '行业代码'],
        rows.map((r) => [...r, codes.get(plain(r[name]!))!, REGION, industryOf(r[name]!)]),
      ),
      columns: panel,
      unknown: 'create',
    });

    const imported: BookImport[] = [];
    for (const book of books) {
      const done = await importFile(api, {
        name: basename(book.path),
        bytes: readFileSync(book.path),
        columns: workbook,
        period: String(book.year),
        unknown: 'skip',
      });
      const { summary } = done.applied;
      imported.push({
        year: book.year,
        headUnit: done.proposed.table.columns.find((c) => c.title === 'Generation')?.unit ?? null,
        trap: unitTrap(done.proposed),
        rows: summary.rows,
        good: summary.good,
        unknown: done.batch.findings
          .filter((f) => f.code === 'I201')
          .map((f) => String(f.params?.['name'] ?? '')),
        added: summary.added ?? 0,
        unchanged: summary.unchanged ?? 0,
      });
    }

    const runs: BeijingPlants['runs'][number][] = [];
    for (const y of years) {
      const { run, rows } = await benchmark(api, { pack: PACK, evaluation: 'efficiency', year: y });
      const measured: Result[] = [];
      for (const r of rows)
        if (r.evaluated)
          measured.push(await api.benchmarks.result({ params: { id: run.id, subject: r.subject.id } }));
      const { same } = await api.benchmarks.verify({ params: { id: run.id } });
      runs.push({ run, rows, measured, verified: same });
    }
    return {
      plantYears: source.rows.length,
      years: [...all].map(Number).toSorted((a, b) => a - b),
      names: yearsOf.size,
      namesInEveryYear: [...yearsOf].filter(([, ys]) => ys.size === all.size).map(([n]) => n),
      imported: {
        rows: applied.summary.good,
        facts: applied.summary.added ?? 0,
        created: applied.summary.created ?? 0,
      },
      books: imported,
      runs,
    };
  } finally {
    await close();
  }
}
