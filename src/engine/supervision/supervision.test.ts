import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  colourOf,
  colours,
  entryStanding,
  ledgerTasks,
  supervisionFile,
  timeProgress,
  type LedgerPlan,
} from './index.ts';

const rules = {
  colours: [
    { colour: 'yellow' as const, from: -3 },
    { colour: 'orange' as const, from: 1 },
    { colour: 'red' as const, from: 6 },
  ],
  lights: { yellow: 10, stagnant: 2 },
};

describe('time gone by', () => {
  it.each([
    // 三明市三元区 2010: January to August 74 % done, "7.33 points ahead"; 125.64 % in October, +42.31.
    [8, 74, 7.33],
    [10, 125.64, 42.31],
  ])('month %i, %d %% done: %d points ahead', (month, done, ahead) => {
    expect(done - timeProgress(month)).toBeCloseTo(ahead, 2);
  });
});

describe('the colour of something due', () => {
  it.each([
    [-4, 'green'],
    [-3, 'yellow'],
    [0, 'yellow'],
    [1, 'orange'],
    [5, 'orange'],
    [6, 'red'],
  ])('%i working days past: %s', (days, colour) => expect(colourOf(days, rules)).toBe(colour));

  const steps = fc
    .uniqueArray(fc.integer({ min: -60, max: 250 }), { minLength: 3, maxLength: 3 })
    .map((l) => l.toSorted((a, b) => a - b))
    .map(([a, b, c]) => ({
      colours: [
        { colour: 'yellow' as const, from: a! },
        { colour: 'orange' as const, from: b! },
        { colour: 'red' as const, from: c! },
      ],
    }));
  it('never falls as days go by, whatever the rules', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -300, max: 300 }), fc.nat(400), (r, day, more) => {
        expect(colours.indexOf(colourOf(day + more, r))).toBeGreaterThanOrEqual(
          colours.indexOf(colourOf(day, r)),
        );
      }),
    );
  });

  it('rules out of order are refused', () => {
    const form = supervisionFile.shape.colours;
    expect(form.safeParse(rules.colours).success).toBe(true);
    expect(form.safeParse(rules.colours.toReversed()).success).toBe(false);
    expect(form.safeParse(rules.colours.map((c) => ({ ...c, from: 1 }))).success).toBe(false);
  });
});

const report = (month: number, percent: number, value: string | null = null) => ({ month, percent, value });

describe('where a task stands', () => {
  const at = (month: number, due = month) => ({ from: 1, month, due });
  it('stagnation is raised while the pace is still ahead of time', () => {
    const s = entryStanding([report(1, 60), report(2, 60), report(3, 60)], at(3), rules);
    expect(s.gap).toBe(35);
    expect([s.light, s.faults]).toEqual(['yellow', ['stagnant']]);
  });
  it('a value that moves is no stagnation though the per cent stands', () => {
    expect(
      entryStanding([report(1, 60, '6'), report(2, 60, '7'), report(3, 60, '8')], at(3), rules).light,
    ).toBe('green');
  });
  it('a little behind is yellow, more is red, a year that ends undone is red', () => {
    expect(entryStanding([report(5, 38), report(6, 45)], { ...at(6), from: 5 }, rules)).toMatchObject({
      light: 'yellow',
      faults: ['behind'],
    });
    expect(entryStanding([report(6, 39)], { ...at(6), from: 6 }, rules).light).toBe('red');
    expect(entryStanding([report(12, 99)], { ...at(12), from: 12 }, rules)).toMatchObject({
      light: 'red',
      faults: ['missed'],
    });
  });
  it('names the months that were due and not reported; none before anything is due', () => {
    expect(entryStanding([report(2, 50)], at(4, 3), rules)).toMatchObject({
      missing: [1, 3],
      light: 'yellow',
    });
    expect(entryStanding([], at(1, 0), rules)).toMatchObject({ light: 'none', missing: [] });
  });
  it('what is done stays green', () => {
    expect(entryStanding([report(3, 100)], at(12), rules)).toMatchObject({ light: 'green', faults: [] });
  });
  it('more done never gives a worse light', () => {
    const rank = { green: 0, none: 0, yellow: 1, red: 2 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(120), fc.nat(80), (month, percent, more) => {
        const light = (p: number) =>
          rank[entryStanding([report(month, p)], { from: month, month, due: month }, rules).light];
        expect(light(percent + more)).toBeLessThanOrEqual(light(percent));
      }),
    );
  });
});

describe('the tasks of a year', () => {
  const provision = (id: string, over: Partial<LedgerPlan['provisions'][number]> = {}) => ({
    id,
    clause: '一',
    kind: 'mechanism',
    class: 'executable',
    text: { zh: id },
    span: [10, 20] as const,
    indicator: null,
    due: null,
    target: null,
    lead: ['old', 'new'],
    cooperate: ['fin', 'places'],
    ...over,
  });
  const agency = (id: string, over: object = {}) => ({
    id,
    to: null,
    successor: null,
    group: false,
    ...over,
  });
  const plan: LedgerPlan = {
    agencies: [
      agency('old', { to: '2018-12-01', successor: 'new' }),
      agency('new'),
      agency('fin'),
      agency('places', { group: true }),
      agency('all', { group: true }),
    ],
    clauses: [
      {
        id: '一',
        label: '一',
        title: { zh: '行动' },
        lead: [],
        cooperate: [],
        responsibility: { span: [90, 99] },
      },
    ],
    provisions: [
      provision('A'),
      provision('B', { class: 'rhetorical' }),
      provision('C', { span: [90, 99] }),
      provision('D', {
        target: { comparator: '>=', value: '5', unit: '个', when: { kind: 'by', year: 2019 } },
      }),
    ],
  };
  const ledger = {
    ledger: {
      kinds: ['mechanism' as const],
      classes: ['executable' as const],
      places: { group: 'places', levels: ['city' as const] },
    },
  };
  const places = [
    { code: '640100', level: 'city' },
    { code: '640104', level: 'county' },
  ];
  const told = (year: number, day: string) =>
    ledgerTasks(plan, places, { year, day }, ledger).map((t) => `${t.task} ${t.role} ${t.owner.code}`);
  it('go to who does the work then: merged bodies once, places by their level, the naming sentence to nobody', () => {
    expect(told(2020, '2020-01-02')).toEqual(['A lead new', '一 cooperate fin', '一 cooperate 640100']);
  });
  it('before the reform to both; a target until the year it is due', () => {
    expect(told(2018, '2018-10-01')).toEqual([
      'A lead old',
      'A lead new',
      'D lead old',
      'D lead new',
      '一 cooperate fin',
      '一 cooperate 640100',
    ]);
  });
});
