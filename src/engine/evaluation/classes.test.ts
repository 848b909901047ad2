import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classify,
  classRuleFaults,
  classSizes,
  type ClassRule,
  type ClassUnit,
  type Quota,
} from './classes.ts';

const share = (percent: number): Quota => ({ kind: 'share', percent });
const REST: Quota = { kind: 'rest' };
const byShare = (quotas: Readonly<Record<string, Quota>>, more: Partial<ClassRule> = {}): ClassRule => ({
  cuts: { by: 'share', classes: Object.entries(quotas).map(([id, quota]) => ({ id, quota })) },
  ...more,
});
const huaian = byShare({ A: share(20), B: share(40), C: REST, D: share(5) });
const dezhou = byShare({
  A: { kind: 'at-most', percent: 20 },
  B: share(40),
  C: REST,
  D: { kind: 'at-least', percent: 5 },
});
/** Units with descending scores 100, 99, …; the letters of their classes in that order. */
const unitsOf = (n: number): ClassUnit[] =>
  Array.from({ length: n }, (_, i) => ({ id: `u${String(i).padStart(3, '0')}`, score: 100 - i }));
const letters = (rule: ClassRule, units: readonly ClassUnit[]): string =>
  classify(rule, units)
    .map((a) => a.class ?? '-')
    .join('');

describe('classes by share', () => {
  it('A 20, B 40, C 35, D 5 of a hundred and of twenty', () => {
    expect(
      classSizes([{ quota: share(20) }, { quota: share(40) }, { quota: REST }, { quota: share(5) }], 100),
    ).toEqual([20, 40, 35, 5]);
    expect(letters(huaian, unitsOf(20))).toBe('AAAABBBBBBBBCCCCCCCD');
  });

  it('at most 20 rounds down, at least 5 rounds up', () => {
    expect(letters(dezhou, unitsOf(9))).toBe('ABBBBCCCD');
    expect(letters(dezhou, unitsOf(4))).toBe('BBCD');
    // The single enterprise of a group: the promised minimum is filled first.
    expect(letters(dezhou, unitsOf(1))).toBe('D');
    expect(letters(huaian, unitsOf(1))).toBe('C');
  });

  it('equal scores at a cut: all below it by the rule "worse", all above by "better"', () => {
    const tied = unitsOf(10).map((u, i) => (i === 2 ? { ...u, score: 99 } : u));
    expect(letters(huaian, tied)).toBe('ABBBBBCCCD');
    expect(letters({ ...huaian, ties: 'better' }, tied)).toBe('AAABBBCCCD');
    const reasons = classify(huaian, tied).map((a) => a.reason);
    expect(reasons.slice(0, 3)).toEqual(['share', 'tie', 'share']);
  });

  it('a veto sends to the last class, apart from its share unless it is counted', () => {
    const units = unitsOf(20).map((u, i) => (i === 0 ? { ...u, vetoes: [{ kind: 'last' as const }] } : u));
    // 19 ranked: 4, 8, 6, 1 and the vetoed one.
    expect(letters(huaian, units)).toBe('DAAAABBBBBBBBCCCCCCD');
    expect(letters({ ...huaian, vetoed: 'counted' }, units)).toBe('DAAAABBBBBBBBCCCCCCC');
    expect(classify(huaian, units)[0]!.reason).toBe('veto');
  });

  it('barred from A: the next one moves up, the barred one is B', () => {
    const units = unitsOf(10).map((u, i) =>
      i === 0 ? { ...u, vetoes: [{ kind: 'barred' as const, from: 'A' }] } : u,
    );
    expect(letters(huaian, units)).toBe('BAABBBCCCD');
    expect(classify(huaian, units)[0]!.reason).toBe('barred');
  });

  it('classes outside the ranking take neither place nor share; no score, no class', () => {
    const units: ClassUnit[] = [
      { id: 'x', score: 200, outside: 'T' },
      { id: 'y', score: null },
      ...unitsOf(10),
    ];
    expect(letters(huaian, units)).toBe('T-AABBBBCCCD');
  });

  it('the order of the units does not matter, and a better score never means a worse class', () => {
    const unit = fc.record({
      score: fc.integer({ min: 0, max: 12 }),
      vetoes: fc.constantFrom<ClassUnit['vetoes']>(
        undefined,
        undefined,
        undefined,
        [{ kind: 'last' }],
        [{ kind: 'barred', from: 'A' }],
      ),
    });
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 40 }),
        fc.constantFrom<ClassRule>(
          huaian,
          dezhou,
          { ...dezhou, ties: 'better' },
          { ...huaian, vetoed: 'counted' },
        ),
        (list, rule) => {
          const units = list.map((u, i): ClassUnit => ({
            id: `u${i}`,
            score: u.score,
            ...(u.vetoes ? { vetoes: u.vetoes } : {}),
          }));
          const answers = classify(rule, units);
          const again = classify(rule, units.toReversed());
          expect(again.toReversed()).toEqual(answers);
          const plain = units.map((u, i) => ({ ...u, class: answers[i]!.class! })).filter((u) => !u.vetoes);
          for (const a of plain)
            for (const b of plain) if (a.score! > b.score!) expect(a.class <= b.class).toBe(true);
          const n = units.filter((u) => !u.vetoes?.some((v) => v.kind === 'last')).length;
          if (rule === dezhou) {
            const count = (id: string): number => answers.filter((a) => a.class === id).length;
            expect(count('A')).toBeLessThanOrEqual(n * 0.2 + 1e-9);
            expect(count('D')).toBeGreaterThanOrEqual(n * 0.05 - 1e-9);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('classes by score', () => {
  // The grades of the 2006 rules for central enterprises: A from 85, B from 70, C from 50, D from 40, E below.
  const sasac: ClassRule = {
    cuts: {
      by: 'score',
      classes: [
        { id: 'A', from: 85 },
        { id: 'B', from: 70 },
        { id: 'C', from: 50 },
        { id: 'D', from: 40 },
        { id: 'E' },
      ],
    },
  };
  it('a class begins at its lowest score', () => {
    const units = [85, 84.9, 70, 50, 49.99, 40, 39].map((score, i) => ({ id: `u${i}`, score }));
    expect(letters(sasac, units)).toBe('ABBCDDE');
  });
  it('vetoes hold here too', () => {
    expect(
      letters(sasac, [
        { id: 'a', score: 90, vetoes: [{ kind: 'barred', from: 'A' }] },
        { id: 'b', score: 90, vetoes: [{ kind: 'last' }] },
        { id: 'c', score: 45, vetoes: [{ kind: 'barred', from: 'A' }] },
      ]),
    ).toBe('BED');
  });
});

it('a rule that cannot be carried out is told why', () => {
  expect(classRuleFaults(huaian)).toEqual([]);
  expect(classRuleFaults(byShare({ A: share(20), B: share(80) }))).toEqual(['one-rest']);
  expect(classRuleFaults(byShare({ A: share(60), B: share(50), C: REST }))).toEqual(['over-100']);
  expect(classRuleFaults(huaian, [{ kind: 'barred', from: 'D' }])).toEqual(['barred-class']);
  expect(
    classRuleFaults({
      cuts: { by: 'score', classes: [{ id: 'A', from: 60 }, { id: 'B', from: 70 }, { id: 'C' }] },
    }),
  ).toEqual(['from-order']);
});
