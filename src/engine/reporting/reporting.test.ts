import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, decimal, hasErrors, Problem, type CalendarYear, type Finding } from '#kernel';
import { findingText } from '#locales';
import { parseYaml } from '#platform/content';
import {
  asksFor,
  checkDigits,
  checkForm,
  checkValues,
  chiSquareTail9,
  formFile,
  lastDay,
  lastDigits,
  median,
  nothingKnown,
  peerLogs,
  periodsUntil,
  reasonKey,
  robustZ,
  spreadOf,
  type FieldIndicator,
  type Form,
  type Values,
} from './index.ts';

type Json = Record<string, unknown>;
const indicators = new Map<string, FieldIndicator>(
  (
    [
      ['assets', '万元'],
      ['debts', '万元'],
      ['equity', '万元', true],
      ['output', '万元'],
      ['power', '万千瓦时'],
      ['staff', '人'],
      ['profit', '万元', true],
    ] as const
  ).map(([id, unit, mayBeNegative]) => [
    id,
    { id, unit, formula: null, mayBeNegative: mayBeNegative ?? false },
  ]),
);
const definition = (over: Json = {}): Json => ({
  id: 'monthly',
  title: { zh: '月报' },
  help: { zh: '填本月数。' },
  source: '试',
  mark: 'proposal',
  reporter: 'enterprise',
  every: 'month',
  from: '2019-M01',
  review: 'report',
  who: { text: { zh: '规上' }, aboveScale: true },
  due: { workingDays: 8 },
  sections: [
    {
      id: 'all',
      title: { zh: '全部' },
      fields: [
        { indicator: 'assets', required: true },
        ...['debts', 'equity', 'output', 'power', 'staff', 'profit'].map((indicator) => ({ indicator })),
      ],
    },
  ],
  checks: [],
  ...over,
});
const form = (checks: Json[]): Form => formFile.parse(definition({ checks }));
const values = (o: Record<string, string>): Values =>
  new Map(Object.entries(o).map(([k, v]) => [k, decimal(v)]));
const codes = (fs: readonly Finding[]): string[] => fs.map((f) => `${f.code} ${f.path ?? ''}`);
const balance = {
  id: 'balance',
  kind: 'balance',
  severity: 'hard',
  total: 'assets',
  parts: ['debts', 'equity'],
  tolerance: '1',
};

describe('a form', () => {
  const faults = (over: Json): string[] =>
    checkForm(formFile.parse(definition(over)), indicators, 'forms/x.yaml').map((f) => f.code);

  it('that is in order has no findings', () => {
    expect(faults({ checks: [balance] })).toEqual([]);
  });

  it('names what is wrong with it', () => {
    const twice = {
      id: 'a',
      title: { zh: '甲' },
      fields: [{ indicator: 'output' }, { indicator: 'output' }],
    };
    expect(faults({ sections: [twice] })).toEqual(['M001']);
    const computed = new Map([
      ...indicators,
      ['rate', { id: 'rate', unit: '%', formula: 'a / b', mayBeNegative: false }],
    ]);
    expect(
      checkForm(
        formFile.parse(definition({ sections: [{ ...twice, fields: [{ indicator: 'rate' }] }] })),
        computed,
        'x',
      ).map((f) => f.code),
    ).toEqual(['M002']);
    expect(faults({ checks: [{ ...balance, parts: ['rent'] }] })).toEqual(['M003']);
    // Money is not held against electricity, and a formula that does not parse is not guessed.
    expect(faults({ checks: [{ ...balance, parts: ['power'] }] })).toEqual(['M004']);
    const relation = {
      id: 'r',
      kind: 'relation',
      severity: 'hard',
      left: 'assets',
      is: '<=',
      right: 'power',
    };
    expect(faults({ checks: [relation] })).toEqual(['M004']);
    expect(faults({ checks: [{ ...relation, right: 'debts +' }] })).toEqual(['M004']);
    expect(faults({ checks: [{ ...relation, right: '0' }] })).toEqual([]);
    expect(faults({ from: '2019' })).toEqual(['M005']);
    expect(faults({ checks: [balance, balance] })).toEqual(['M006']);
    expect(faults({ sections: [] })).toEqual(['M007']);
  });

  it('refuses a key nobody knows', () => {
    expect(formFile.safeParse(definition({ deadline: 8 })).success).toBe(false);
  });

  it('asks for the periods that have ended since it began', () => {
    const f = form([]);
    expect(periodsUntil(f, day('2019-03-01'), 12)).toEqual(['2019-M02', '2019-M01']);
    expect(periodsUntil(f, day('2021-03-31'), 2)).toEqual(['2021-M02', '2021-M01']);
    expect(asksFor(f, '2019-M02', day('2019-02-28'))).toBe(false);
    expect(asksFor(f, '2019-M02', day('2019-03-01'))).toBe(true);
    expect(asksFor(f, '2018-M12', day('2019-03-01'))).toBe(false);
    expect(asksFor(f, '2019-Q1', day('2019-06-01'))).toBe(false);
  });

  it('is due by working days, with holidays and make-up days, and never by a year that is not published', () => {
    const year: CalendarYear = {
      year: 2019,
      source: '试',
      holidays: new Set(['2019-10-01', '2019-10-02', '2019-10-03', '2019-10-04', '2019-10-07']),
      workdays: new Set(['2019-10-12']),
    };
    const calendar = new Map([[2019, year]]);
    // 8, 9, 10, 11, Saturday the 12th on which people work, 14, 15, 16 October.
    expect(lastDay(form([]), '2019-M09' as never, calendar)).toBe('2019-10-16');
    expect(() => lastDay(form([]), '2019-M12' as never, calendar)).toThrow(Problem);
  });
});

describe('checks on one report', () => {
  const found = (checks: Json[], v: Record<string, string>, known = {}): Finding[] =>
    checkValues(form(checks), indicators, values({ assets: '100', ...v }), { ...nothingKnown, ...known });

  it('miss what is asked for and refuse what cannot be below zero', () => {
    expect(codes(checkValues(form([]), indicators, new Map(), nothingKnown))).toEqual(['M100 values.assets']);
    expect(codes(found([], { profit: '-3', power: '-3' }))).toEqual(['M101 values.power']);
  });

  it('hold a total against its parts, within the tolerance, where all are given', () => {
    expect(found([balance], { debts: '60', equity: '39' })).toEqual([]);
    expect(found([balance], { debts: '60' })).toEqual([]);
    const [f] = found([balance], { debts: '60', equity: '38.9' });
    expect(f).toMatchObject({
      code: 'M102',
      severity: 'error',
      path: 'values.assets',
      params: { off: '1.1' },
    });
  });

  it('hold formulas against each other, where the condition is met', () => {
    const r = {
      id: 'r',
      kind: 'relation',
      severity: 'soft',
      left: 'power',
      is: '>',
      right: '0',
      where: 'output',
    };
    expect(codes(found([r], { power: '0', output: '5' }))).toEqual(['M103 values.power']);
    expect(found([r], { power: '0', output: '0' })).toEqual([]);
    expect(found([r], { power: '1', output: '5' })).toEqual([]);
    const within = { id: 'w', kind: 'relation', severity: 'hard', left: 'debts', is: '<=', right: 'assets' };
    expect(found([within], { debts: '100' })).toEqual([]);
    expect(codes(found([within], { debts: '100.01' }))).toEqual(['M103 values.debts']);
    expect(found([{ ...within, is: '>=' }], { debts: '100' })).toEqual([]);
    expect(codes(found([{ ...within, is: '=' }], { debts: '99' }))).toEqual(['M103 values.debts']);
  });

  const change = {
    id: 'c',
    kind: 'change',
    severity: 'soft',
    against: 'previous',
    fields: ['output'],
    down: '50',
    up: '100',
    from: '10',
  };
  it('ask about a jump on the period before or on last year, and let small figures be', () => {
    const known = { previous: values({ output: '100' }), lastYear: values({ output: '400' }) };
    expect(found([change], { output: '200' }, known)).toEqual([]);
    expect(found([change], { output: '200.1' }, known)[0]).toMatchObject({
      code: 'M104',
      severity: 'warning',
      params: { percent: 100.1, base: '100' },
    });
    expect(codes(found([{ ...change, against: 'lastYear' }], { output: '199' }, known))).toEqual([
      'M105 values.output',
    ]);
    expect(found([change], { output: '9' }, { previous: values({ output: '3' }) })).toEqual([]);
  });

  it('say that a figure looks like another unit instead of calling it a jump', () => {
    const slip = { id: 's', kind: 'unitSlip', severity: 'soft', fields: ['output'] };
    const past = ['100', '104', '96'].map((output) => values({ output }));
    const known = { previous: past[0]!, past };
    expect(
      found([change, slip], { output: '1020000' }, known).map((f) => [f.code, f.params!['factor']]),
    ).toEqual([['M106', 10_000]]);
    expect(found([change, slip], { output: '1010' }, known).map((f) => f.params!['factor'])).toEqual([10]);
    expect(found([slip], { output: '0.0101' }, known)[0]!.params).toMatchObject({
      factor: 10_000,
      way: 'less',
    });
    expect(codes(found([change, slip], { output: '500' }, known))).toEqual(['M104 values.output']);
    expect(found([slip], { output: '1010' })).toEqual([]);
  });

  it('ask when electricity leaves the output behind', () => {
    const c = { id: 't', kind: 'together', severity: 'soft', of: 'power', with: 'output', factor: 3 };
    const past = [values({ power: '10', output: '100' }), values({ power: '11', output: '100' })];
    expect(found([c], { power: '30', output: '100' }, { past })).toEqual([]);
    expect(found([c], { power: '33', output: '100' }, { past })[0]).toMatchObject({ code: 'M107' });
    expect(found([c], { power: '3', output: '100' }, { past })[0]).toMatchObject({ code: 'M107' });
    expect(found([c], { power: '33', output: '0' }, { past })).toEqual([]);
  });

  it('ask when a ratio lies far from the industry, where enough of it are known', () => {
    const c = { id: 'p', kind: 'peers', severity: 'soft', ratio: 'power / output', z: 5, atLeast: 8 };
    const all = Array.from({ length: 9 }, (_, i) => values({ power: String(8 + i / 2), output: '100' }));
    const peers = new Map([['p', spreadOf(peerLogs('power / output', all))]]);
    expect(found([c], { power: '11', output: '100' }, { peers })).toEqual([]);
    expect(found([c], { power: '90', output: '100' }, { peers })[0]).toMatchObject({
      code: 'M108',
      params: { peers: 9, median: 0.1 },
    });
    const few = new Map([['p', spreadOf(peerLogs('power / output', all.slice(0, 5)))]]);
    expect(found([c], { power: '90', output: '100' }, { peers: few })).toEqual([]);
  });

  it('have a sentence for every code they raise', () => {
    for (const n of [...Array(10).keys()].slice(0, 10)) {
      const code = `M10${n}`;
      expect(findingText('zh-CN', code).message, code).not.toBe(code);
    }
  });

  it('name the check, so that a reason answers one remark at one field', () => {
    const [f] = found([balance], { debts: '1', equity: '1' });
    expect(reasonKey(f!)).toBe('balance:values.assets');
  });
});

describe('last digits', () => {
  it('of an even spread are nothing to remark on; of a favourite digit they are', () => {
    const even = Array.from({ length: 200 }, (_, i) => String(1000 + i));
    expect(lastDigits(even)).toMatchObject({ n: 200, chiSquare: 0 });
    const f = form([
      { id: 'd', kind: 'lastDigits', severity: 'hint', fields: ['output'], atLeast: 50, level: 0.001 },
    ]);
    expect(checkDigits(f, () => even)).toEqual([]);
    const rounded = even.map((v, i) => (i % 2 === 0 ? `${v.slice(0, -1)}0` : v));
    expect(checkDigits(f, () => rounded)[0]).toMatchObject({
      code: 'M109',
      severity: 'info',
      params: { digit: 0 },
    });
    expect(checkDigits(f, () => rounded.slice(0, 40))).toEqual([]);
  });

  it('are judged by the chi-square distribution (tables: 16.919 at 5 %, 21.666 at 1 %, 27.877 at 0.1 %)', () => {
    for (const [x, p] of [
      [16.919, 0.05],
      [21.666, 0.01],
      [27.877, 0.001],
    ] as const)
      expect(chiSquareTail9(x)).toBeCloseTo(p, 5);
  });
});

describe('properties', () => {
  const money = fc.integer({ min: 0, max: 10_000_000 }).map((n) => (n / 100).toFixed(2));

  it('parts and their exact sum always balance, whatever they are', () => {
    fc.assert(
      fc.property(money, money, (a, b) => {
        const sum = (BigInt(a.replace('.', '')) + BigInt(b.replace('.', ''))).toString().padStart(3, '0');
        const total = `${sum.slice(0, -2)}.${sum.slice(-2)}`;
        const f = checkValues(
          form([{ ...balance, tolerance: '0' }]),
          indicators,
          values({ assets: total, debts: a, equity: b }),
          nothingKnown,
        );
        return f.length === 0;
      }),
    );
  });

  it('the same figures in another unit raise the same remarks on change (unit invariance)', () => {
    const c = {
      id: 'c',
      kind: 'change',
      severity: 'soft',
      against: 'previous',
      fields: ['output'],
      down: '50',
      up: '100',
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
        const of = (k: number): string[] =>
          codes(
            checkValues(form([c]), indicators, values({ assets: '1', output: String(a * k) }), {
              ...nothingKnown,
              previous: values({ output: String(b * k) }),
            }),
          );
        expect(of(1)).toEqual(of(10_000));
      }),
    );
  });

  it('a median lies between the ends, and one wild value moves it no further than its neighbour (breakdown point)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 5, maxLength: 41 }),
        fc.integer({ min: 1, max: 1e9 }),
        (list, wild) => {
          const m = median(list);
          expect(m).toBeGreaterThanOrEqual(Math.min(...list));
          expect(m).toBeLessThanOrEqual(Math.max(...list));
          expect(median([...list.slice(1), 1000 + wild])).toBeLessThanOrEqual(Math.max(...list, 1000));
        },
      ),
    );
  });

  it('a robust z is 0 at the median and changes its sign with the figure', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 8, maxLength: 20 }), (list) => {
        const s = spreadOf(list);
        expect(robustZ(s.median, s)).toBe(0);
        expect(robustZ(s.median + 3, s)).toBeCloseTo(-robustZ(s.median - 3, s), 9);
      }),
    );
  });
});

describe('the forms of the plan', () => {
  const folder = new URL('../../../content/plans/ningxia-2018/forms', import.meta.url).pathname;
  const files = readdirSync(folder);
  it('are five, and each is a proposal that says where it comes from', () => {
    const forms = files.map((f) =>
      formFile.parse(parseYaml(readFileSync(`${folder}/${f}`, 'utf8'), f).value),
    );
    expect(forms.map((f) => f.id).toSorted()).toEqual([
      'agency-monthly',
      'enterprise-monthly',
      'enterprise-yearly',
      'park-quarterly',
      'project-monthly',
    ]);
    for (const f of forms) {
      expect(f.mark).toBe('proposal');
      expect(f.source).toMatch(/本系统.*提议/);
    }
    expect(hasErrors([])).toBe(false);
  });
});
