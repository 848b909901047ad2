import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyTargets, mapColumns, normalName, type Column, type Target } from './index.ts';

const column = (letter: string, path: string | string[], unit: string | null = null): Column => {
  const steps = typeof path === 'string' ? [path] : path;
  return { index: letter.charCodeAt(0) - 65, letter, path: steps, title: steps.join(' · '), unit };
};
const number = (id: string, title: string, synonyms: string[] = []): Target => ({
  id,
  title,
  synonyms,
  unit: '万元',
  kind: 'number',
});
const targets: readonly Target[] = [
  ...keyTargets,
  number('output', '工业总产值', ['总产值', '产值']),
  number('added', '工业增加值'),
  number('profit', '利润总额', ['利润']),
];
const of = (columns: Column[], remembered = {}): [string, string, string][] =>
  mapColumns(columns, targets, remembered).map((m) => [m.letter, m.target, m.reason]);

describe('normalName', () => {
  test.each([
    ['工业 总产值', '工业总产值'],
    ['工业总产值（现价）', '工业总产值'],
    ['其中：国有控股', '国有控股'],
    ['＃利润总额', '利润总额'],
    ['1.工业总产值', '工业总产值'],
    ['2、利润总额', '利润总额'],
    ['本年利润总额', '利润总额'],
    ['年末从业人员', '从业人员'],
    ['企业（单位）名称', '企业名称'],
    ['Company_Name', 'companyname'],
    ['半闭（括号', '半闭'],
  ])('%s is %s', (s, name) => {
    expect(normalName(s)).toBe(name);
  });
});

describe('mapColumns', () => {
  test('exact names, synonyms, likeness, and nothing', () => {
    expect(
      of([
        column('A', '统一社会信用代码'),
        column('B', '单位名称'),
        column('C', '工业总产值'),
        column('D', '全部利润总额'),
        column('E', '备注'),
      ]),
    ).toEqual([
      ['A', 'creditCode', 'exact'],
      ['B', 'name', 'synonym'],
      ['C', 'output', 'exact'],
      ['D', 'profit', 'similar'],
      ['E', 'ignore', 'none'],
    ]);
  });

  test('of two columns that fit, the better takes the target; of equals the first', () => {
    expect(of([column('A', '产值'), column('B', '工业总产值')])).toEqual([
      ['A', 'ignore', 'none'],
      ['B', 'output', 'exact'],
    ]);
    expect(of([column('A', '利润'), column('B', '利润')])).toEqual([
      ['A', 'profit', 'synonym'],
      ['B', 'ignore', 'none'],
    ]);
  });

  test('the innermost head names the column, the whole path is the second try', () => {
    expect(of([column('A', ['主要指标', '利润总额']), column('B', ['工业', '总产值'])])).toEqual([
      ['A', 'profit', 'exact'],
      ['B', 'output', 'exact'],
    ]);
  });

  test('what a person decided before is kept, also against the name, and the unit of the head goes first', () => {
    const mapped = mapColumns(
      [column('A', '备注', '亿元'), column('B', '工业总产值'), column('C', '利润总额')],
      targets,
      {
        A: { target: 'output', unit: '万元' },
        C: { target: 'ignore', unit: null },
        Z: { target: 'added', unit: null },
      },
    );
    expect(mapped).toEqual([
      { letter: 'A', target: 'output', unit: '亿元', confidence: 1, reason: 'remembered' },
      { letter: 'B', target: 'ignore', unit: null, confidence: 0, reason: 'none' },
      { letter: 'C', target: 'ignore', unit: null, confidence: 1, reason: 'remembered' },
    ]);
  });

  test('a target that is no more is forgotten; one remembered for two columns goes to the first', () => {
    expect(of([column('A', '利润总额')], { A: { target: 'gone', unit: null } })).toEqual([
      ['A', 'profit', 'exact'],
    ]);
    const twice = { A: { target: 'output', unit: null }, B: { target: 'output', unit: null } };
    expect(of([column('A', '甲'), column('B', '乙')], twice)).toEqual([
      ['A', 'output', 'remembered'],
      ['B', 'ignore', 'none'],
    ]);
    const ignored = { A: { target: 'ignore', unit: null }, B: { target: 'ignore', unit: null } };
    expect(of([column('A', '利润'), column('B', '产值')], ignored).map((m) => m[2])).toEqual([
      'remembered',
      'remembered',
    ]);
  });

  test('one target per column and one column per target, whatever the heads', () => {
    const name = fc.oneof(
      fc.constantFrom(...targets.flatMap((t) => [t.title, ...(t.synonyms ?? [])])),
      fc.string({ unit: fc.constantFrom(...'工业总产值利润额增加企名称年月') }),
    );
    const memory = fc.dictionary(
      fc.constantFrom('A', 'B', 'C'),
      fc.record({
        target: fc.constantFrom('ignore', 'gone', ...targets.map((t) => t.id)),
        unit: fc.constant(null),
      }),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 10 }), memory, (names, remembered) => {
        const columns = names.map((n, i) => column(String.fromCharCode(65 + i), n));
        const mapped = mapColumns(columns, targets, remembered);
        expect(mapped.map((m) => m.letter)).toEqual(columns.map((c) => c.letter));
        const used = mapped.map((m) => m.target).filter((t) => t !== 'ignore');
        expect(new Set(used).size).toBe(used.length);
        for (const m of mapped) expect(m.confidence >= 0 && m.confidence <= 1).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
