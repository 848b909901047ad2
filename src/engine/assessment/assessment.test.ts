import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compareDecimal, decimal } from '#kernel';
import {
  assess,
  assessmentFile,
  checkAssessment,
  gradesOf,
  scoreOf,
  type AssessmentEntry,
  type AssessmentInput,
  type AssessmentScheme,
} from './index.ts';

const file = new URL('../../../content/plans/ningxia-2018/assessments/year-end.yaml', import.meta.url);
const scheme = assessmentFile.parse(parse(readFileSync(file, 'utf8')));
const { rules } = scheme;

const entry = (over: Partial<AssessmentEntry>): AssessmentEntry => ({
  unit: 'u',
  item: 'i',
  part: '',
  applies: true,
  target: null,
  actual: null,
  met: null,
  forceMajeure: false,
  ...over,
});
const share = (kind: 'quantitative' | 'binding', target: string, actual: string, down = false) =>
  scoreOf(kind, down ? 'down' : 'up', entry({ target, actual }), rules);

describe('points of one figure', () => {
  // 效能目标管理考核暂行办法: ≥110% → 110%, 70–110% in proportion, below 70% nothing; binding: below 100% nothing.
  it.each([
    ['quantitative', '100', '111', 'above', '1.1'],
    ['quantitative', '100', '110', 'proportional', '1.1'],
    ['quantitative', '100', '85', 'proportional', '0.85'],
    ['quantitative', '100', '70', 'proportional', '0.7'],
    ['quantitative', '100', '69.99', 'below', '0'],
    ['binding', '100', '99.99', 'unmet', '0'],
    ['binding', '100', '100', 'proportional', '1'],
    ['binding', '100', '105', 'proportional', '1.05'],
    ['binding', '100', '130', 'above', '1.1'],
  ] as const)('%s: %s set, %s done: %s, %s', (kind, target, actual, rule, expected) => {
    expect(share(kind, target, actual)).toMatchObject({ rule, share: expected });
  });

  it('turns round where less is better, and takes a negative figure as reached or not', () => {
    expect(share('quantitative', '90', '100', true)).toMatchObject({ rule: 'proportional', share: '0.9' });
    expect(share('quantitative', '5', '-3')).toMatchObject({ rule: 'below', share: '0' });
    expect(share('quantitative', '-5', '-3')).toMatchObject({ rule: 'proportional', share: '1' });
    expect(share('quantitative', '0', '2')).toMatchObject({ rule: 'proportional', share: '1' });
  });

  it('gives what could not be helped its share only where less than half was done', () => {
    const helpless = (actual: string) =>
      scoreOf('quantitative', 'up', entry({ target: '100', actual, forceMajeure: true }), rules);
    expect(helpless('40')).toMatchObject({ rule: 'forceMajeure', share: '0.8' });
    expect(helpless('60')).toMatchObject({ rule: 'below', share: '0' });
  });
});

const cities = scheme.groups.find((g) => g.id === 'cities')!;
const full = (unit: string, ratio: string): AssessmentEntry[] =>
  cities.items.map((i) =>
    entry({
      unit,
      item: i.id,
      ...(i.kind === 'qualitative' ? { met: true } : { target: '100', actual: String(Number(ratio) * 100) }),
    }),
  );
const inputOf = (entries: readonly AssessmentEntry[], o: Partial<AssessmentInput> = {}): AssessmentInput => ({
  scheme,
  groups: [{ id: 'cities', units: [...new Set(entries.map((e) => e.unit))] }],
  entries,
  marks: [],
  contested: [],
  ...o,
});
const unitsOf = (i: AssessmentInput) => assess(i).groups[0]!.units;

describe('a round', () => {
  it('adds up to the full mark when everything set was done, exactly', () => {
    expect(unitsOf(inputOf(full('a', '1')))[0]).toMatchObject({ base: '100', total: '100', place: 1 });
    // 90 points of figures at 110 %, 10 of things met or not.
    expect(unitsOf(inputOf(full('a', '1.2')))[0]).toMatchObject({ total: '109' });
  });

  it('raises the others to the full mark where an item does not apply', () => {
    const entries = full('a', '1').map((e) => (e.item === 'capacity' ? { ...e, applies: false } : e));
    const [u] = unitsOf(inputOf(entries));
    expect(u).toMatchObject({ base: '100', total: '100' });
    expect(u!.items.find((i) => i.item === 'capacity')!.earned).toBeNull();
  });

  it('caps the bonus, takes deductions by times, and says what the cap took', () => {
    const marks = [
      { unit: 'a', kind: 'bonus', rule: 'national', value: '4.5' },
      { unit: 'a', kind: 'bonus', rule: 'regional', value: '1.5' },
      { unit: 'a', kind: 'deduction', rule: 'late-report', value: '3' },
    ] as const;
    expect(unitsOf(inputOf(full('a', '0.8'), { marks }))[0]).toMatchObject({
      base: '66',
      bonus: '5',
      overCap: '1',
      deducted: '1.5',
      total: '69.5',
    });
  });

  it('shares one item among the goals it is made of, missing ones open above', () => {
    const departments = scheme.groups.find((g) => g.id === 'departments')!;
    const parts = ['N1', 'N2', 'N3', 'N4'].map((part, n) =>
      entry({
        unit: 'd',
        item: 'targets',
        part,
        target: '100',
        actual: n === 3 ? null : ['100', '80', '50'][n]!,
      }),
    );
    const rest = departments.items
      .filter((i) => i.kind === 'qualitative')
      .map((i) => entry({ unit: 'd', item: i.id, met: true }));
    const [u] = assess(inputOf([...parts, ...rest], { groups: [{ id: 'departments', units: ['d'] }] }))
      .groups[0]!.units;
    // (1 + 0.8 + 0 + 0) ÷ 4 × 70 + 30
    expect(u).toMatchObject({ total: '61.5' });
    expect(u!.items[0]!.parts.map((p) => p.rule)).toEqual([
      'proportional',
      'proportional',
      'below',
      'missing',
    ]);
  });

  it('says between which places a unit stands while a figure is missing or contested', () => {
    const a = full('a', '1');
    const b = full('b', '0.95').map((e) => (e.item === 'profit-growth' ? { ...e, actual: null } : e));
    const c = full('c', '0.9');
    const units = unitsOf(inputOf([...a, ...b, ...c]));
    const of = (unit: string) => units.find((u) => u.unit === unit)!;
    expect(units.map((u) => u.unit)).toEqual(['a', 'c', 'b']);
    expect(of('b').interval).toEqual([2, 3]);
    expect(of('a').interval).toEqual([1, 1]);
    const contested = unitsOf(
      inputOf([...full('a', '1.05'), ...full('b', '1')], { contested: [{ unit: 'a', item: 'rd-share' }] }),
    );
    expect(contested.map((u) => u.interval)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('names the weight whose change would swap two neighbours, and it does', () => {
    const strong = (unit: string, item: string) =>
      full(unit, '0.9').map((e) => (e.item === item ? { ...e, actual: '110' } : e));
    const entries = [...strong('a', 'profit-growth'), ...strong('b', 'large-enterprises')];
    const [first] = unitsOf(inputOf(entries));
    expect(first!.unit).toBe('a');
    const swap = first!.lower!.swaps[0]!;
    const turned: AssessmentScheme = {
      ...scheme,
      groups: scheme.groups.map((g) =>
        g.id === 'cities'
          ? {
              ...g,
              items: g.items.map((i) => ({
                ...i,
                points: (i.id === swap.item
                  ? swap.to + Math.sign(swap.to - swap.from)
                  : (Number(i.points) * (100 - swap.to)) / (100 - swap.from)
                ).toFixed(6),
              })),
            }
          : g,
      ),
    };
    expect(unitsOf({ ...inputOf(entries), scheme: turned })[0]!.unit).toBe('b');
  });
});

describe('grades', () => {
  const totals = (list: readonly string[], vetoes: Record<number, string[]> = {}) =>
    list.map((t, n) => ({ unit: `u${n}`, total: decimal(t), vetoes: vetoes[n] ?? [] }));
  const of = (m: ReturnType<typeof gradesOf>) =>
    [...m.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, g]) => g.grade);

  it('give the best one to no more than its share, rounded down, and say that the quota held the others', () => {
    const g = gradesOf(scheme, totals(['99', '98', '97', '85', '50', '40', '30']));
    expect(of(g)).toEqual(['excellent', 'excellent', 'good', 'good', 'poor', 'poor', 'poor']);
    expect(g.get('u2')).toEqual({ grade: 'good', heldBy: 'quota' });
    expect(g.get('u3')).toEqual({ grade: 'good', heldBy: null });
  });

  it('let equals across the end of a quota fall together', () => {
    expect(of(gradesOf(scheme, totals(['99', '95', '95', '91', '91', '91', '91'])))).toEqual([
      'excellent',
      'good',
      'good',
      'good',
      'good',
      'good',
      'good',
    ]);
  });

  it('hold a vetoed unit down without using up a place of the better grade', () => {
    const g = gradesOf(scheme, totals(['99', '98', '97', '96'], { 0: ['false-data'], 1: ['safety'] }));
    expect(of(g)).toEqual(['poor', 'fair', 'excellent', 'good']);
    expect(g.get('u0')!.heldBy).toBe('veto');
  });

  it('property: everybody has one, no quota is passed, nobody better stands below somebody worse without a veto', () => {
    const cents = fc.integer({ min: 0, max: 11000 }).map((n) => (n / 100).toFixed(2));
    fc.assert(
      fc.property(fc.array(fc.tuple(cents, fc.boolean()), { minLength: 1, maxLength: 40 }), (list) => {
        const units = list.map(([t, veto], n) => ({
          unit: `u${n}`,
          total: decimal(t),
          vetoes: veto ? ['safety'] : [],
        }));
        const g = gradesOf(scheme, units);
        expect(g.size).toBe(units.length);
        const excellent = [...g.values()].filter((x) => x.grade === 'excellent').length;
        expect(excellent).toBeLessThanOrEqual(Math.floor(0.3 * units.length + 1e-9));
        const rank = (u: string): number => scheme.grades.findIndex((x) => x.id === g.get(u)!.grade);
        for (const a of units)
          for (const b of units)
            if (a.vetoes.length === 0 && compareDecimal(a.total, b.total) >= 0)
              expect(rank(a.unit)).toBeLessThanOrEqual(rank(b.unit));
      }),
    );
  });
});

it('property: more done never earns less, and order of entries does not matter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 7, maxLength: 7 }),
      fc.nat({ max: 6 }),
      fc.integer({ min: 0, max: 50 }),
      (done, which, more) => {
        const figures = cities.items.filter((i) => i.kind !== 'qualitative');
        const build = (list: readonly number[]) => [
          ...figures.map((i, n) => entry({ unit: 'a', item: i.id, target: '100', actual: String(list[n]) })),
          ...cities.items
            .filter((i) => i.kind === 'qualitative')
            .map((i) => entry({ unit: 'a', item: i.id, met: true })),
        ];
        const total = (e: readonly AssessmentEntry[]) => decimal(unitsOf(inputOf(e))[0]!.total);
        const before = build(done);
        const after = build(done.map((d, n) => (n === which ? d + more : d)));
        expect(compareDecimal(total(after), total(before))).toBeGreaterThanOrEqual(0);
        expect(unitsOf(inputOf(before.toReversed()))).toEqual(unitsOf(inputOf(before)));
      },
    ),
  );
});

describe('what is wrong with a scheme', () => {
  const codes = (change: (s: AssessmentScheme) => AssessmentScheme): string[] =>
    checkAssessment(change(structuredClone(scheme)), 'x').map((f) => f.code);
  it('is nothing for the pack’s own', () => expect(codes((s) => s)).toEqual([]));
  it.each<[string, string, (s: AssessmentScheme) => AssessmentScheme]>([
    ['an id twice', 'Y101', (s) => ({ ...s, groups: [...s.groups, s.groups[0]!] })],
    [
      'points that are not 100',
      'Y102',
      (s) => ({
        ...s,
        groups: s.groups.map((g) => ({ ...g, items: g.items.map((i) => ({ ...i, points: '1' })) })),
      }),
    ],
    [
      'agencies without names',
      'Y103',
      (s) => ({ ...s, groups: s.groups.map((g) => ({ ...g, members: [] })) }),
    ],
    ['a veto to no grade', 'Y104', (s) => ({ ...s, vetoes: s.vetoes.map((v) => ({ ...v, grade: 'none' })) })],
    ['lines that rise', 'Y105', (s) => ({ ...s, grades: s.grades.toReversed() })],
    [
      'a floor above the most',
      'Y106',
      (s) => ({ ...s, rules: { ...s.rules, quantitative: { ...s.rules.quantitative, floor: '2' } } }),
    ],
  ])('%s: %s', (_, code, change) => expect(codes(change)).toContain(code));
});
