import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWorkbook } from '#platform/sheets';
import { referenceData } from '#test/reference-data';
import { detectTable, keyTargets, mapColumns, readRecords, type Table, type Target } from './index.ts';

const number = (id: string, title: string, unit: string, synonyms: string[] = []): Target => ({
  id,
  title,
  unit,
  synonyms,
  kind: 'number',
});
const targets: readonly Target[] = [
  ...keyTargets.map((t) => (t.id === 'name' ? { ...t, synonyms: [...t.synonyms!, 'PERMISIONARIO'] } : t)),
  number('capacity', '装机容量', '万千瓦', ['Plant Capacity', 'CAP. AUTORIZADA']),
  number('generation', '发电量', '万千瓦时', ['Generation']),
  number('own', '发电厂用电率', '%'),
  number('coal', '发电耗用原煤量', '万吨'),
];

// Xinjiang Statistical Yearbook 2005, table 12-19, its head and two of its lines: runs everywhere.
test('a yearbook line is read where its industry, in two languages, ends and the figures begin', async () => {
  const text = [
    '12-19  分行业大中型工业企业主要经济效益指标 (2004年)',
    '单位: % (%)',
    '行业\t工业增加值率\t资产负债率\t全员劳动生产率（元/人）',
    '煤炭开采和洗选业 Coal Extracting and Dressing\t54.6\t48\t36415.8',
    '黑色金属矿采选业 Ferrous Metals Mining and Dressing\t18.7\t56.7\t58750.9',
  ].join('\n');
  const { sheets } = await readWorkbook(new TextEncoder().encode(text), '年鉴.txt');
  const t = detectTable(sheets[0]!);
  expect(t.head).toEqual([3, 3]);
  expect(t.unit).toBe('%');
  expect(t.columns.map((c) => [c.title, c.unit])).toEqual([
    ['行业', null],
    ['工业增加值率', null],
    ['资产负债率', null],
    ['全员劳动生产率', '元/人'],
  ]);
  expect(t.rows.map((r) => r.cells.map((c) => c.text))).toEqual([
    ['煤炭开采和洗选业 Coal Extracting and Dressing', '54.6', '48', '36415.8'],
    ['黑色金属矿采选业 Ferrous Metals Mining and Dressing', '18.7', '56.7', '58750.9'],
  ]);
});

if (referenceData !== undefined) {
  const folder = join(referenceData, 'messy');
  const tablesOf = async (name: string): Promise<Table[]> =>
    (await readWorkbook(readFileSync(join(folder, name)), name)).sheets.map((s) => detectTable(s));
  const heads = (t: Table): [string, string | null][] => t.columns.map((c) => [c.title, c.unit]);
  const read = (t: Table, defaultPeriod: string) =>
    readRecords(t, mapColumns(t.columns, targets), targets, { defaultPeriod });

  describe('published tables', () => {
    test.each([
      ['beijing_plants_2003.xlsx', 30],
      ['beijing_plants_2010.xlsx', 29],
    ])('%s: half-closed brackets, units in two languages, %i plants', async (name, count) => {
      const [t] = await tablesOf(name);
      expect(t!.head).toEqual([1, 1]);
      expect(t!.rows).toHaveLength(count);
      expect(heads(t!)).toEqual([
        ['company_name', null],
        ['Plant Capacity', 'kW'],
        ['Generation', 'MWh'],
        ['供电标准煤耗率', '克/千瓦时'],
        ['发电标准煤耗率', '克/千瓦时'],
        ['发电厂用电率', '%'],
        ['发电设备平均利用小时', '小时'],
        ['发电耗用原煤量', '吨'],
        ['发电耗用燃油量', '吨'],
        ['发电耗用燃气量', '万立方米'],
      ]);
      expect(mapColumns(t!.columns, targets).map((m) => m.target)).toEqual([
        'name',
        'capacity',
        'generation',
        'ignore',
        'ignore',
        'own',
        'ignore',
        'coal',
        'ignore',
        'ignore',
      ]);
    });

    test('Beijing 2003: every plant is a record, figures converted exactly', async () => {
      const { records, findings, failed } = read((await tablesOf('beijing_plants_2003.xlsx'))[0]!, '2003');
      expect(failed.size).toBe(0);
      expect(records).toHaveLength(30);
      expect(findings.map((f) => [f.code, f.path])).toEqual([
        ['I107', 'Sheet1!B1'],
        ['I107', 'Sheet1!C1'],
        ['I107', 'Sheet1!H1'],
      ]);
      expect(records.find((r) => r.name === '大唐集团高井电厂')).toEqual({
        row: 11,
        name: '大唐集团高井电厂',
        period: '2003',
        values: [
          { indicator: 'capacity', value: '60', ref: 'B11' },
          { indicator: 'generation', value: '36259', ref: 'C11' },
          { indicator: 'own', value: '8.49', ref: 'F11' },
          { indicator: 'coal', value: '187.1429', ref: 'H11' },
        ],
      });
      // One bracket of each width becomes a pair.
      expect(records.map((r) => r.name)).toContain('北京京工热电厂（华飞）');
    });

    test('Sichuan 2000: one text among 281 rows of numbers is found, the others are read', async () => {
      const [t] = await tablesOf('sichuan_plants_2000.xlsx');
      expect(t!.rows).toHaveLength(281);
      const { records, findings } = read(t!, '2000');
      expect(records).toHaveLength(280);
      expect(findings.filter((f) => f.severity !== 'info')).toEqual([
        {
          code: 'I101',
          severity: 'error',
          path: 'Sheet1!B118',
          params: { text: '5000D', column: '装机容量' },
        },
      ]);
      expect(records[0]!.values.map((v) => v.value)).toEqual(['8.4', '1430.2']);
    });

    test('Mexico 2016: title above, line breaks in heads, two sheets; totals carry no name and are refused', async () => {
      const [live, ended] = await tablesOf('mexico_power_permits_2016.xlsx');
      for (const t of [live!, ended!]) {
        expect(t.head).toEqual([2, 2]);
        expect(t.titles).toHaveLength(1);
        expect(t.columns[4]!.title).toBe('FECHA DE OTORGAMIENTO');
      }
      expect([live!.rows.length, live!.columns.length]).toEqual([1349, 15]);
      expect([ended!.rows.length, ended!.columns.length]).toEqual([517, 8]);
      expect(live!.columns[6]).toMatchObject({ letter: 'G', title: 'CAP. AUTORIZADA', unit: 'MW' });
      const found = read(live!, '2016');
      expect(found.records[0]).toMatchObject({
        row: 3,
        values: [{ indicator: 'capacity', value: '1.8', ref: 'G3' }],
      });
      const unnamed = found.findings.filter((f) => f.code === 'I109').map((f) => f.params!['row']);
      expect(unnamed).toEqual(expect.arrayContaining([1350, 1351, 1352]));
    });

    test('Ningxia: a register in GB 18030, its first row names the columns', async () => {
      const [t] = await tablesOf('ningxia_divisions_gb18030_crlf.csv');
      expect(t!.head).toEqual([1, 1]);
      expect(heads(t!)).toEqual([
        ['level', null],
        ['code', null],
        ['name', null],
        ['parent_code', null],
      ]);
      expect(t!.rows).toHaveLength(287);
      expect(t!.rows.find((r) => r.cells[1]!.text === '640522402')!.cells[2]!.text).toBe('老城管理办公室');
    });

    test('Xinjiang 2004 as printed: ten figures to a line, and a line without any', async () => {
      const [t] = await tablesOf('xinjiang_2004_sector_large_medium_as_printed.txt');
      expect(t!.unit).toBe('%');
      expect(t!.titles[0]).toContain('分行业大中型工业企业主要经济效益指标');
      const coal = t!.rows.find((r) => r.cells[0]!.text.startsWith('煤炭开采和洗选业'))!;
      expect(coal.cells.slice(1).map((c) => c.text)).toEqual(
        '54.6 6.4 14.5 5.3 103.1 48 1 5.1 36415.8 99.9'.split(' '),
      );
      const other = t!.rows.find((r) => r.cells[0]!.text.includes('Other Ore Extraction'))!;
      expect(other.cells.slice(1).every((c) => c.text === '')).toBe(true);
    });
  });
}
