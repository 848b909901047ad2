/** Properties of the rules, and a plain second implementation in fractions of whole numbers to hold them against. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, canonicalJson, day } from '#kernel';
import { book } from './book-for-test.ts';
import {
  amountOf,
  amountsOf,
  evaluate,
  readFacts,
  versionFor,
  type FactsInput,
  type Rulebook,
} from './index.ts';

const AS_OF = day('2022-06-30');
const fact = (type: string, more: object = {}): object => ({ title: { zh: type }, type, ...more });
const scheme = (amount: object, facts: object, version: object = {}): Rulebook =>
  book(
    [
      {
        id: 's',
        title: { zh: '试' },
        instrument: '补助',
        facts,
        versions: [
          {
            id: '1',
            from: '2020-01-01',
            issued: '2020-01-01',
            number: '文',
            clause: '一',
            source: '本测试',
            mark: 'proposal',
            vetoes: 'none',
            amount,
            ...version,
          },
        ],
      },
    ],
    [],
    {
      tables: {
        lpr: {
          title: { zh: 'LPR' },
          source: '本测试',
          mark: 'proposal',
          rows: [{ from: '2020-12-21', value: '3.85%' }],
        },
      },
    },
  );
const yuan = (fen: bigint | number): string => {
  const n = BigInt(fen);
  return `${n / 100n}.${String(n % 100n).padStart(2, '0')}`;
};
const wan = (fen: number): string => {
  const n = BigInt(fen);
  return `${n / 1_000_000n}.${String(n % 1_000_000n).padStart(6, '0')}`;
};
/** The amount by one applicant's evaluation, and by the columns: they must agree. */
const due = (rb: Rulebook, input: FactsInput): bigint => {
  const r = evaluate(rb, 's', input, { asOf: AS_OF });
  expect(r.findings).toEqual([]);
  const { version } = versionFor(rb, 's', { asOf: AS_OF });
  const { table } = readFacts(rb, [input, input], { asOf: AS_OF, known: AS_OF, year: 2021 });
  const sums = amountsOf(version!, table);
  expect(sums[0]).toBe(amountOf(version!, table, 0));
  expect(String(sums[1])).toBe(r.evaluation!.amountFen);
  return BigInt(r.evaluation!.amountFen);
};

type Mode = 'down' | 'up' | 'halfUp' | 'halfEven';
/** n ÷ d to a whole number, with the remainder looked at by hand. */
const rounded = (n: bigint, d: bigint, mode: Mode): bigint => {
  const [q, r] = [n / d, n % d];
  if (r === 0n) return q;
  switch (mode) {
    case 'down':
      return q;
    case 'up':
      return q + 1n;
    case 'halfUp':
      return r * 2n >= d ? q + 1n : q;
    case 'halfEven':
      return r * 2n > d || (r * 2n === d && q % 2n === 1n) ? q + 1n : q;
  }
};
const least = (...xs: bigint[]): bigint => xs.reduce((a, b) => (b < a ? b : a));

const amountFen = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 0, max: 100_000_000_000 }),
  fc.integer({ min: 99_999_900_000_000, max: 100_000_000_000_000 }),
);
/** Percent with up to six decimals, in millionths of a percent. */
const percent = fc.oneof(
  fc.integer({ min: 1, max: 100_000_000 }),
  fc.constantFrom(10_000_000, 20_000_000, 1_500_000),
);
const percentText = (p: number): string =>
  `${Math.floor(p / 1_000_000)}.${String(p % 1_000_000).padStart(6, '0')}%`;
const mode = fc.constantFrom<Mode>('down', 'up', 'halfUp', 'halfEven');
const steps = { 分: 1n, 元: 100n, 百元: 10_000n, 千元: 100_000n, 万元: 1_000_000n } as const;
const step = fc.constantFrom<keyof typeof steps>('分', '元', '百元', '千元', '万元');

describe('exactness, against plain fractions', () => {
  it('of a ratio up to a cap, with every rounding', () => {
    fc.assert(
      fc.property(amountFen, percent, amountFen, amountFen, mode, step, (base, p, cap, floor, m, to) => {
        const rb = scheme(
          {
            mechanism: 'ratioCap',
            base: 'x',
            ratio: percentText(p),
            cap: `${yuan(cap)}元`,
            floor: `${yuan(floor)}元`,
          },
          { x: fact('money') },
          { rounding: { to, mode: m, reference: '本测试' } },
        );
        const exact =
          base < floor
            ? 0n
            : least(rounded(BigInt(base) * BigInt(p), 100_000_000n * steps[to], m) * steps[to], BigInt(cap));
        expect(due(rb, { facts: { x: { value: yuan(base), unit: '元' } } })).toBe(exact);
      }),
      { numRuns: 120 },
    );
  });

  it('of tiers, by whole amounts and by parts', () => {
    fc.assert(
      fc.property(
        amountFen,
        fc.uniqueArray(fc.integer({ min: 1, max: 100_000_000_000 }), { minLength: 1, maxLength: 4 }),
        fc.array(percent, { minLength: 5, maxLength: 5 }),
        fc.boolean(),
        (base, lines, rates, whole) => {
          const froms = [0, ...lines.toSorted((a, b) => a - b)];
          const rb = scheme(
            {
              mechanism: 'ratioCap',
              base: 'x',
              by: whole ? 'whole' : 'marginal',
              tiers: froms.map((f, i) => ({ from: `${yuan(f)}元`, ratio: percentText(rates[i]!) })),
            },
            { x: fact('money') },
          );
          const share = (n: bigint, p: number): bigint => (n * BigInt(p)) / 100_000_000n;
          const k = froms.findLastIndex((f) => base >= f);
          const exact = whole
            ? share(BigInt(base), rates[k]!)
            : froms.reduce((n, f, i) => {
                const end = Math.min(base, froms[i + 1] ?? base);
                return end > f ? n + share(BigInt(end - f), rates[i]!) : n;
              }, 0n);
          expect(due(rb, { facts: { x: { value: wan(base), unit: '万元' } } })).toBe(exact);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of interest by days against a factor of a reference rate', () => {
    const on = (n: number): string => addDays(day('2020-01-01'), n);
    const loan = fc.record({
      principal: fc.integer({ min: 1, max: 10_000_000_000_000 }),
      from: fc.integer({ min: 0, max: 700 }),
      length: fc.integer({ min: 1, max: 900 }),
      rate: fc.integer({ min: 1, max: 20_000_000 }),
      paid: fc.integer({ min: 0, max: 1_000_000_000_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(loan, { minLength: 1, maxLength: 4 }),
        percent,
        fc.constantFrom(360, 365),
        amountFen,
        (loans, factor, dayCount, cap) => {
          const rb = scheme(
            {
              mechanism: 'interest',
              loans: 'l',
              table: 'lpr',
              factor: percentText(factor),
              dayCount,
              cap: `${yuan(cap)}元`,
            },
            { l: fact('loans') },
          );
          // 366 days of 2020 lie before the year 2021.
          const days = (l: (typeof loans)[number]): bigint =>
            BigInt(Math.max(0, Math.min(l.from + l.length, 731) - Math.max(l.from, 366)));
          const numerator = loans.reduce((n, l) => {
            const actual = BigInt(l.rate) * 100_000_000n;
            const most = 3_850_000n * BigInt(factor);
            return n + BigInt(l.principal) * days(l) * (actual < most ? actual : most);
          }, 0n);
          const exact = least(
            numerator / (BigInt(dayCount) * 100_000_000n * 100_000_000n),
            loans.reduce((n, l) => n + BigInt(l.paid), 0n),
            BigInt(cap),
          );
          const input = {
            facts: {
              l: loans.map((l) => ({
                principal: `${yuan(l.principal)}元`,
                from: on(l.from),
                to: on(l.from + l.length),
                rate: percentText(l.rate),
                paid: `${yuan(l.paid)}元`,
              })),
            },
          };
          expect(due(rb, input)).toBe(exact);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('of the first crossing: strictly above the line, and never before', () => {
    const lines = [50, 100, 500] as const;
    const sums = [40, 100, 200] as const;
    const rb = scheme(
      {
        mechanism: 'firstCross',
        series: 'y',
        lines: lines.map((l, i) => ({ over: `${l}亿元`, amount: `${sums[i]}万元` })),
      },
      { y: fact('series') },
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 700 }), fc.constantFrom(...lines)), {
          minLength: 2,
          maxLength: 6,
        }),
        (years) => {
          const [now, before] = [years.at(-1)!, Math.max(...years.slice(0, -1))];
          const at = lines.findLastIndex((l) => now > l && before <= l);
          const input = {
            facts: {
              y: years.map((v, i) => ({
                period: String(2022 - years.length + i),
                value: String(v),
                unit: '亿元',
              })),
            },
          };
          expect(due(rb, input)).toBe(at < 0 ? 0n : BigInt(sums[at]!) * 1_000_000n);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('of pieces, increments and vouchers', () => {
    fc.assert(
      fc.property(
        fc.array(amountFen, { maxLength: 6 }),
        percent,
        amountFen,
        amountFen,
        amountFen,
        (prices, p, unitCap, a, b) => {
          const share = (n: number | bigint): bigint => (BigInt(n) * BigInt(p)) / 100_000_000n;
          const pieces = scheme(
            { mechanism: 'perUnit', items: 'i', ratio: percentText(p), unitCap: `${yuan(unitCap)}元` },
            { i: fact('items') },
          );
          expect(due(pieces, { facts: { i: prices.map((x) => `${yuan(x)}元`) } })).toBe(
            prices.reduce((n, x) => n + least(share(x), BigInt(unitCap)), 0n),
          );
          const two = { a: fact('money'), b: fact('money') };
          const facts = { a: `${yuan(a)}元`, b: `${yuan(b)}元` };
          const grown = scheme(
            { mechanism: 'incrementRatio', after: 'a', before: 'b', ratio: percentText(p) },
            two,
          );
          expect(due(grown, { facts })).toBe(a > b ? share(a - b) : 0n);
          const voucher = scheme(
            {
              mechanism: 'voucher',
              services: [
                { price: 'a', ratio: percentText(p) },
                { price: 'b', ratio: '40%' },
              ],
              cap: `${yuan(unitCap)}元`,
            },
            two,
          );
          expect(due(voucher, { facts })).toBe(least(share(a) + (BigInt(b) * 2n) / 5n, BigInt(unitCap)));
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe('laws of a capped ratio', () => {
  const rb = scheme(
    { mechanism: 'ratioCap', base: 'x', ratio: '13.37%', cap: '300万元' },
    { x: fact('money') },
  );
  const at = (n: number): bigint => due(rb, { facts: { x: { value: yuan(n), unit: '元' } } });
  it('monotone: more of the base is never worth less', () => {
    fc.assert(fc.property(amountFen, amountFen, (a, b) => (a <= b ? at(a) <= at(b) : at(a) >= at(b))));
  });
  it('capped: never above the cap', () => {
    fc.assert(fc.property(amountFen, (a) => at(a) <= 300_000_000n));
  });
  it('unit invariance: 元, 万元 and 亿元 say the same', () => {
    fc.assert(
      fc.property(amountFen, (n) => {
        const yi = `${BigInt(n) / 10_000_000_000n}.${String(BigInt(n) % 10_000_000_000n).padStart(10, '0')}`;
        for (const x of [{ value: wan(n), unit: '万元' }, { value: yi, unit: '亿元' }, `${wan(n)}万元`])
          expect(due(rb, { facts: { x } })).toBe(at(n));
      }),
    );
  });
});

describe('replay', () => {
  const rb = scheme(
    { mechanism: 'ratioCap', base: 'x', ratio: '10%', cap: '300万元' },
    {
      x: fact('money'),
      flag: fact('flag'),
      events: fact('events', { options: { safety: '事故', tax: '偷税' } }),
    },
    {
      vetoes: [{ id: 'veto', title: '没有事故', events: ['safety'], window: '1年' }],
      conditions: [{ fact: 'flag', comparator: '=', value: true }],
      limits: { years: 3 },
    },
  );
  const revision = fc.record({
    value: fc.integer({ min: 0, max: 10_000_000 }).map(String),
    unit: fc.constantFrom('元', '万元'),
    known: fc.integer({ min: 1, max: 28 }).map((d) => `2022-06-${String(d).padStart(2, '0')}`),
    revision: fc.integer({ min: 1, max: 1000 }),
  });
  const revisions = fc.uniqueArray(revision, { minLength: 1, maxLength: 6, selector: (r) => r.revision });
  const events = fc.array(
    fc.record({
      kind: fc.constantFrom('safety', 'tax'),
      day: fc.integer({ min: 10, max: 28 }).map((d) => `2021-06-${d}`),
    }),
    { maxLength: 3 },
  );
  const awards = fc
    .uniqueArray(fc.integer({ min: 2015, max: 2020 }), { maxLength: 4 })
    .map((years) => years.map((year) => ({ scheme: 's', year, amount: '1万元' })));
  const bytes = (facts: Record<string, unknown>, list: unknown[], known: string): string =>
    canonicalJson(evaluate(rb, 's', { facts, awards: list }, { asOf: AS_OF, known }).evaluation);

  it('gives the same bytes, whatever the order of facts, revisions, events and awards', () => {
    fc.assert(
      fc.property(revisions, events, awards, (x, e, a) => {
        const one = bytes({ x, flag: true, events: e }, a, '2022-06-30');
        expect(bytes({ x, flag: true, events: e }, a, '2022-06-30')).toBe(one);
        expect(
          bytes({ events: e.toReversed(), flag: true, x: x.toReversed() }, a.toReversed(), '2022-06-30'),
        ).toBe(one);
      }),
    );
  });

  it('does not see what became known later', () => {
    fc.assert(
      fc.property(revisions, fc.integer({ min: 1, max: 28 }), (x, d) => {
        const known = `2022-06-${String(d).padStart(2, '0')}`;
        const seen = x.filter((r) => r.known <= known);
        expect(bytes({ x, flag: true, events: [] }, [], known)).toBe(
          bytes({ x: seen, flag: true, events: [] }, [], known),
        );
      }),
    );
  });

  it('tells days and instants of knowledge apart by Chinese time', () => {
    const x = [
      { value: '100', unit: '万元', known: '2022-06-01', revision: 1 },
      { value: '200', unit: '万元', known: '2022-06-20T16:30:00Z', revision: 2 },
    ];
    const at = (known: string): string | undefined =>
      evaluate(rb, 's', { facts: { x, flag: true, events: [] }, awards: [] }, { asOf: AS_OF, known })
        .evaluation?.amountFen;
    // 16:30 UTC on the 20th is 00:30 on the 21st in China.
    expect([at('2022-06-20'), at('2022-06-21')]).toEqual(['10000000', '20000000']);
    expect([at('2022-06-20T16:29:59Z'), at('2022-06-20T16:30:00.000Z')]).toEqual(['10000000', '20000000']);
  });
});
