import { describe, expect, it } from 'vitest';
import { sortedBy } from './dea-order.ts';
import { runDea } from './dea.ts';
import { runRadial } from './radial.ts';
import type { DeaInput } from './types.ts';

const generator = (seed: number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** So many columns that more than half of the units are corners: the simplex sees lists of them, never all. */
function crowded(units: number, rts: DeaInput['rts'], orientation: DeaInput['orientation']): DeaInput {
  const random = generator(units);
  const size = Array.from({ length: units }, () => Math.exp(2 * random()));
  const column = (name: string) => ({ name, values: size.map((s) => s * (0.5 + random())) });
  return {
    ids: size.map((_, u) => `U${u}`),
    inputs: Array.from({ length: 6 }, (_, i) => column(`x${i}`)),
    outputs: Array.from({ length: 6 }, (_, r) => column(`y${r}`)),
    rts,
    orientation,
    super: true,
  };
}

describe('where the frontier has more corners than the simplex is shown at once', () => {
  it.each([
    ['vrs', 'in'],
    ['vrs', 'out'],
    ['ndrs', 'in'],
    ['crs', 'out'],
  ] as const)(
    'scores and super-efficiencies are those of one full program per unit (%s, %s)',
    (rts, orientation) => {
      const input = crowded(260, rts, orientation);
      const result = runDea(input);
      expect(result.frontier.length).toBeGreaterThan(123);
      const other = runRadial(input).units;
      result.units.forEach((unit, u) => {
        expect(unit.efficiency).toBeCloseTo(other[u]!.efficiency, 9);
        const { superEfficiency } = other[u]!;
        if (superEfficiency === null || superEfficiency === undefined)
          expect(unit.superEfficiency).toBeNull();
        else expect(unit.superEfficiency! / superEfficiency).toBeCloseTo(1, 8);
      });
    },
  );

  it('every answer of 3,000 units carries its proof', () => {
    const { units } = runDea({ ...crowded(3000, 'vrs', 'in'), super: false });
    for (const { certificate } of units) {
      expect(certificate.gap).toBeLessThan(1e-10);
      expect(certificate.primal).toBeLessThan(1e-10);
      expect(certificate.dual).toBeLessThan(1e-9);
    }
  });
});

describe('sortedBy', () => {
  it('puts keys in ascending order and leaves equal ones as they stood', () => {
    const random = generator(5);
    for (const length of [0, 1, 2, 3, 7, 64, 1000]) {
      const keys = Float64Array.from({ length }, () => Math.floor(20 * random()) - 10);
      const expected = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
      expect([...sortedBy(keys)]).toEqual(expected);
    }
  });
});
