import { describe, expect, it } from 'vitest';
import { valuesAt, waysTo } from './whatif-figures.ts';

const formulas = {
  productivity: 'added / people',
  margin: 'profit / revenue * 100',
  intensity: 'energy / added',
  drop: '(1 - intensity / prev(intensity)) * 100',
};
const figures = [
  { indicator: 'added', own: '1200', before: '1000' },
  { indicator: 'people', own: '80', before: '90' },
  { indicator: 'profit', own: '30', before: null },
  { indicator: 'revenue', own: '1500', before: null },
  { indicator: 'energy', own: '600', before: '600' },
  { indicator: 'land', own: null, before: null },
];

describe('values at changed figures', () => {
  it('are the recorded ones when nothing changes, through formulas of formulas and of the year before', () => {
    expect(valuesAt(['productivity', 'margin', 'drop', 'energy'], formulas, figures)).toEqual([
      15,
      2,
      // 0.5 now beside 0.6 the year before; the quotient is rounded to twelve places.
      expect.closeTo(16.6666666667, 8),
      600,
    ]);
  });
  it('move with the year and leave the year before', () => {
    expect(valuesAt(['productivity', 'drop'], formulas, figures, { people: 0.75, energy: 0.9 })).toEqual([
      20,
      expect.closeTo(25, 8),
    ]);
  });
  it('are unknown where a figure is', () => {
    expect(valuesAt(['land', 'no-such'], formulas, figures)).toEqual([null, null]);
  });
});

describe('what it takes to reach a target', () => {
  it('follows from the definition: either side, the other unchanged', () => {
    // 20 万元/人 with 80 people is 1,600, 400 more; with 1,200 it is 60 people.
    expect(waysTo(formulas.productivity, figures, 20)).toEqual({
      over: { indicator: 'added', now: 1200, needed: 1600 },
      under: { indicator: 'people', now: 80, needed: 60 },
      per: 'people',
    });
    expect(waysTo(formulas.margin, figures, 3)?.over).toEqual({ indicator: 'profit', now: 30, needed: 45 });
  });
  it('reaches it: the indicator at the needed figure is the target', () => {
    for (const target of [7, 15, 40]) {
      const ways = waysTo(formulas.productivity, figures, target)!;
      for (const side of [ways.over, ways.under!])
        expect(
          valuesAt(['productivity'], formulas, figures, { [side.indicator]: side.needed / side.now })[0],
        ).toBeCloseTo(target, 4);
    }
  });
  it('never makes something of nothing', () => {
    const none = [{ indicator: 'profit', own: '0', before: null }, figures[3]!];
    expect(waysTo(formulas.margin, none, 3)).toMatchObject({ over: { needed: 45 }, under: null });
  });
  it('is not invented for other formulas, missing figures and targets that are not positive', () => {
    expect(waysTo(formulas.drop, figures, 5)).toBeNull();
    expect(waysTo('added / land', figures, 5)).toBeNull();
    expect(waysTo(formulas.productivity, figures, 0)).toBeNull();
    expect(waysTo(null, figures, 5)).toBeNull();
  });
});
