import { describe, expect, it } from 'vitest';
import { movers, type Standing } from './movers.ts';

const at = (id: string, group: string, rank: number | null, efficiency: number | null): Standing => ({
  id,
  group,
  rank,
  efficiency,
  score: rank === null ? null : 100 - rank,
});

describe('movers', () => {
  const before = [at('a', '30', 3, 0.5), at('b', '30', 1, 1), at('c', '30', 2, 0.8), at('d', '31', 1, 1)];
  const after = [
    at('e', '30', 1, 1),
    at('a', '30', 2, 0.75),
    at('c', '30', null, null),
    at('d', '30', 3, 0.4),
  ];
  const found = new Map(movers(before, after).map((m) => [m.id, m]));

  it('count places won as positive and efficiency as later minus earlier', () => {
    expect(found.get('a')).toMatchObject({ kind: 'stayed', rank: 1, efficiency: 0.25, score: 1 });
  });

  it('name who entered and who left; not being measured is not being there', () => {
    expect(found.get('e')).toMatchObject({ kind: 'entered', before: null, rank: null, efficiency: null });
    expect(found.get('b')).toMatchObject({ kind: 'left', after: null, rank: null });
    expect(found.get('c')).toMatchObject({ kind: 'left', after: null });
  });

  it('do not compare places among different enterprises', () => {
    expect(found.get('d')).toMatchObject({ kind: 'regrouped', rank: null, efficiency: null });
  });

  it('are each other reversed when the years are exchanged, and do not depend on the order given', () => {
    const back = movers(after.toReversed(), before.toReversed());
    expect(back.map((m) => m.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const m of back) {
      const forth = found.get(m.id)!;
      expect(m.rank ?? 0).toBe(0 - (forth.rank ?? 0));
      expect(m.before).toEqual(forth.after);
    }
    expect(movers([at('x', '30', null, null)], [at('x', '30', null, null)])).toEqual([]);
  });
});
