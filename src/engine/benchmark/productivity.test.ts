import { expect, it } from 'vitest';
import { Prng } from '#kernel';
import { FACTORS, productivity, type ProductivityUnit } from './productivity.ts';

const unit = (id: string, group: string, x: number, y: number): ProductivityUnit => ({
  id,
  group,
  columns: { x, y },
});
const compare = (before: readonly ProductivityUnit[], after: readonly ProductivityUnit[]) =>
  productivity({
    inputs: ['x'],
    outputs: ['y'],
    orientation: 'out',
    earlier: { period: '2017', units: before },
    later: { period: '2018', units: after },
  });

it('one input and one output by hand: the index is the growth of y ÷ x, split into catching up and the frontier', () => {
  // Best y ÷ x: 2 in the first year (b), 3 in the second (b). a went from 1 to 2.
  const r = compare(
    [unit('a', 'g', 1, 1), unit('b', 'g', 1, 2)],
    [unit('a', 'g', 1, 2), unit('b', 'g', 1, 3)],
  );
  const a = r.changes.find((c) => c.id === 'a')!;
  expect(a.index).toBeCloseTo(2, 9);
  expect(a.efficiencyChange).toBeCloseTo(2 / 3 / (1 / 2), 9);
  expect(a.technicalChange).toBeCloseTo(3 / 2, 9);
  expect(r.groups[0]).toMatchObject({ compared: 2, computed: 2, better: 2, worse: 0 });
  expect(r.groups[0]!.mean!.index).toBeCloseTo(Math.sqrt(2 * 1.5), 9);
});

it('the factors multiply, of everybody and of the means; doing the years backwards gives the reciprocal', () => {
  const p = new Prng(7, 0, 0);
  const year = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      id: `u${String(i).padStart(2, '0')}`,
      group: i % 3 === 0 ? 'g' : 'h',
      columns: { x: 1 + p.next(), y: 1 + p.next() },
    }));
  const [before, after] = [year(24), year(30)];
  const [there, back] = [compare(before, after), compare(after, before)];
  expect(there.changes).toHaveLength(24);
  for (const [n, c] of there.changes.entries()) {
    expect(c.efficiencyChange! * c.technicalChange!).toBeCloseTo(c.index!, 12);
    expect(c.pureChange! * c.scaleChange!).toBeCloseTo(c.efficiencyChange!, 12);
    expect(back.changes[n]!.index! * c.index!).toBeCloseTo(1, 9);
  }
  for (const g of there.groups) {
    expect(g.mean!.efficiencyChange * g.mean!.technicalChange).toBeCloseTo(g.mean!.index, 12);
    expect(Object.keys(g.mean!)).toEqual([...FACTORS]);
  }
});

it('who is in one year only stands on its frontier and has no change; a group without a past has none', () => {
  const alone = compare([], [unit('a', 'g', 1, 1)]);
  expect(alone.changes).toEqual([]);
  expect(alone.groups).toEqual([{ key: 'g', compared: 0, computed: 0, mean: null, better: 0, worse: 0 }]);
  const r = compare(
    [unit('a', 'g', 1, 1), unit('gone', 'g', 1, 4)],
    [unit('a', 'g', 1, 1), unit('new', 'g', 1, 2)],
  );
  expect(r.changes.map((c) => c.id)).toEqual(['a']);
  // The leader of the first year left and the new one is half as good: the frontier came back by half, and a caught up as much.
  expect(r.changes[0]!.index).toBeCloseTo(1, 9);
  expect(r.changes[0]!.technicalChange).toBeCloseTo(0.5, 9);
  expect(r.changes[0]!.efficiencyChange).toBeCloseTo(2, 9);
});
