import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day } from '#kernel';
import {
  awardsResult,
  draw,
  inConflict,
  industriesOf,
  placesOf,
  qualitativeOf,
  redraw,
  shortlistOf,
  vetoesInForce,
  type AwardsInput,
  type Candidate,
  type Expert,
  type Mark,
} from './index.ts';
import { links, ratings, type AwardScheme } from './schema.ts';

const basis = { source: '本测试', mark: 'proposal' as const };
const scheme: AwardsInput['scheme'] = {
  weights: { quantitative: '0.7', qualitative: '0.3', ...basis },
  experts: {
    minimum: 3,
    perCandidate: 3,
    ratings: { A: '1', B: '0.8', C: '0.6', D: '0.4', E: '0.2' },
    links: links.map((id) => ({ id, title: { zh: id }, weight: 1, anchor: { zh: id } })),
    conflicts: ['enterprise', 'county', 'city', 'industry'],
    showName: true,
    ...basis,
  },
  industries: { minimum: 5, merge: ['section', 'rest'], ...basis },
  shortlist: { timesPlaces: 2, ...basis },
  ties: { by: ['quantitative', 'qualitative'], atTheLine: 'none', ...basis },
};
const awards: AwardsInput['awards'] = [
  {
    id: 'leader',
    title: { zh: '标杆奖' },
    by: 'level',
    rate: '0.05',
    atLeast: 1,
    not: [],
    prize: { plaque: true },
    ...basis,
  },
  {
    id: 'progress',
    title: { zh: '进步奖' },
    by: 'progress',
    rate: '0.05',
    atLeast: 1,
    not: ['leader'],
    prize: { plaque: true },
    ...basis,
  },
];
const candidate = (n: number, more: Partial<Candidate> = {}): Candidate => ({
  id: `c${String(n).padStart(3, '0')}`,
  region: '640202',
  code: `code-${n}`,
  division: '26',
  section: 'C',
  level: 50 + n,
  progress: 90 - n,
  standing: 'candidate',
  excluded: false,
  ...more,
});
const expert = (n: number, more: Partial<Expert> = {}): Expert => ({
  id: `e${String(n).padStart(2, '0')}`,
  fields: [],
  conflicts: [],
  ...more,
});
const allOf = (grade: (typeof ratings)[number]): Mark['ratings'] =>
  Object.fromEntries(links.map((l) => [l, grade]));
const trialOf = (candidates: readonly Candidate[]): AwardsInput => ({
  kind: 'trial',
  scheme,
  awards,
  candidates,
  shortlisted: [],
  marks: [],
});

describe('places', () => {
  it.each([
    // 43 × 5% = 2.15 → 2; 40 × 5% is 2 exactly; 12 × 5% = 0.6 → at least one; 4 are too few.
    [43, 2, 'floor'],
    [40, 2, 'floor'],
    [12, 1, 'atLeast'],
    [5, 1, 'atLeast'],
    [4, 0, 'tooFew'],
    [0, 0, 'tooFew'],
  ])('%i evaluated give %i (%s)', (evaluated, places, reason) => {
    expect(placesOf(evaluated, awards[0]!, 5)).toMatchObject({ places, reason });
  });
  it('0.1 × 30 is three, whatever a float makes of it', () => {
    expect(placesOf(30, { ...awards[0]!, rate: '0.1' }, 5).places).toBe(3);
  });
});

describe('industries', () => {
  it('small ones are put together inside their section, what is still small over all', () => {
    const list = [
      ...Array.from({ length: 6 }, (_, n) => candidate(n)),
      ...Array.from({ length: 3 }, (_, n) => candidate(10 + n, { division: '30' })),
      ...Array.from({ length: 2 }, (_, n) => candidate(20 + n, { division: '31' })),
      candidate(30, { division: '06', section: 'B' }),
    ];
    const { industries, groupOf } = industriesOf(list, scheme.industries);
    expect(industries.map((i) => [i.group, i.evaluated, i.merged])).toEqual([
      ['26', 6, 'none'],
      ['rest', 1, 'rest'],
      ['section:C', 5, 'section'],
    ]);
    expect(groupOf.get('c030')).toBe('rest');
  });
  it('a vetoed one is not counted', () => {
    const list = Array.from({ length: 6 }, (_, n) => candidate(n, n < 2 ? { standing: 'vetoed' } : {}));
    expect(industriesOf(list, scheme.industries).industries[0]).toMatchObject({ evaluated: 4, vetoed: 2 });
  });
});

describe('vetoes', () => {
  const rules: AwardScheme['vetoes'] = [
    { kind: 'safety', title: { zh: '安全' }, lookBackMonths: 12, repairable: false, ...basis },
    { kind: 'tax', title: { zh: '税' }, lookBackMonths: 12, repairable: true, ...basis },
  ];
  const of = (kind: string, on: string, repairedDay: string | null = null) =>
    vetoesInForce([{ kind, day: on, repairedDay }], rules, day('2018-12-31')).length;
  it('count inside the look-back, unless repaired where that counts', () => {
    expect(of('safety', '2018-01-01')).toBe(1);
    expect(of('safety', '2017-12-31')).toBe(0);
    expect(of('safety', '2019-01-01')).toBe(0);
    expect(of('safety', '2018-06-01', '2018-07-01')).toBe(1);
    expect(of('tax', '2018-06-01', '2018-07-01')).toBe(0);
    expect(of('tax', '2018-06-01', '2019-01-01')).toBe(1);
    expect(of('unknown', '2018-06-01')).toBe(0);
  });
});

describe('marks', () => {
  it('A, A, C on every link: (100 + 100 + 60) ÷ 3 = 86.67, spread 23.09', () => {
    const q = qualitativeOf(
      'c1',
      [
        { candidate: 'c1', expert: '3', ratings: allOf('C') },
        { candidate: 'c1', expert: '1', ratings: allOf('A') },
        { candidate: 'c1', expert: '2', ratings: allOf('A') },
      ],
      scheme.experts,
    );
    expect(q.score).toBeCloseTo(86.666_667, 5);
    expect(q.total!.spread).toBeCloseTo(23.094_011, 5);
    expect(q.total!.median).toBe(100);
  });
  it('too few complete ones give no score; half a sheet is none', () => {
    const marks: Mark[] = [
      { candidate: 'c1', expert: '1', ratings: allOf('A') },
      { candidate: 'c1', expert: '2', ratings: allOf('A') },
      { candidate: 'c1', expert: '3', ratings: { product: 'A' } },
    ];
    expect(qualitativeOf('c1', marks, scheme.experts)).toMatchObject({ score: null, experts: 2 });
  });
  it('what lies far off is named and counted', () => {
    const marks = ['A', 'A', 'B', 'E'].map((g, n): Mark => ({
      candidate: 'c1',
      expert: String(n),
      ratings: allOf(g as 'A'),
    }));
    const q = qualitativeOf('c1', marks, scheme.experts);
    expect(q.marks.map((m) => m.outlier)).toEqual([false, false, false, true]);
    expect(q.score).toBeCloseTo((100 + 100 + 80 + 20) / 4, 9);
  });
});

const conflict = fc.record({
  kind: fc.constantFrom('enterprise' as const, 'county' as const, 'city' as const, 'industry' as const),
  code: fc.constantFrom('code-1', 'code-2', '640202', '640221', '6402', '26', '30'),
});
const someExperts = fc
  .array(fc.array(conflict, { maxLength: 2 }), { minLength: 3, maxLength: 12 })
  .map((list) => list.map((conflicts, n) => expert(n, { conflicts })));

describe('the draw', () => {
  const pool = Array.from({ length: 9 }, (_, n) => expert(n));
  const list = Array.from({ length: 14 }, (_, n) => candidate(n));
  it('the same seed draws the same, in whatever order they come; another seed draws otherwise', () => {
    const first = draw(2018, list, pool, scheme.experts);
    expect(draw(2018, list.toReversed(), pool.toReversed(), scheme.experts)).toEqual(first);
    expect(draw(2019, list, pool, scheme.experts)).not.toEqual(first);
  });
  it('loads differ by at most one when nobody has to keep away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 3, max: 14 }),
        fc.integer({ min: 1, max: 40 }),
        (seed, experts, candidates) => {
          const { assignments, short } = draw(
            seed,
            Array.from({ length: candidates }, (_, n) => candidate(n)),
            Array.from({ length: experts }, (_, n) => expert(n)),
            scheme.experts,
          );
          const load = new Map<string, number>();
          for (const a of assignments) load.set(a.expert, (load.get(a.expert) ?? 0) + 1);
          const counts = Array.from({ length: experts }, (_, n) => load.get(expert(n).id) ?? 0);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          expect(short).toEqual([]);
        },
      ),
    );
  });
  it('nobody is drawn for whom there is a conflict, nor twice for one candidate', () => {
    fc.assert(
      fc.property(someExperts, fc.integer({ min: 0, max: 9999 }), (experts, seed) => {
        const mixed = [
          candidate(1),
          candidate(2, { region: '640221', division: '30' }),
          candidate(3, { region: '640122' }),
        ];
        const { assignments, short } = draw(seed, mixed, experts, scheme.experts);
        for (const a of assignments) {
          const c = mixed.find((x) => x.id === a.candidate)!;
          expect(
            inConflict(
              c,
              experts.find((e) => e.id === a.expert)!,
              scheme.experts.conflicts,
            ),
          ).toBe(false);
        }
        for (const c of mixed) {
          const own = assignments.filter((a) => a.candidate === c.id).map((a) => a.expert);
          expect(new Set(own).size).toBe(own.length);
          expect(short.some((s) => s.candidate === c.id)).toBe(own.length < scheme.experts.perCandidate);
        }
      }),
    );
  });
  it('a replacement is somebody new, or nobody', () => {
    const taken = new Set(pool.slice(0, 8).map((e) => e.id));
    expect(redraw(1, 1, candidate(1), pool, taken, new Map(), scheme.experts)?.id).toBe('e08');
    expect(
      redraw(1, 1, candidate(1), pool, new Set(pool.map((e) => e.id)), new Map(), scheme.experts),
    ).toBeUndefined();
  });
});

describe('lists', () => {
  it('20 in one industry: one leader by level, one for progress, who is not the leader', () => {
    const result = awardsResult(
      trialOf(Array.from({ length: 20 }, (_, n) => candidate(n, { progress: 50 + n }))),
    );
    // The best in both is the leader; the second best in progress gets the other.
    expect(result.lists.map((l) => l.winners)).toEqual([['c019'], ['c018']]);
    const leader = result.results.find((r) => r.candidate === 'c019')!;
    expect(leader.outcomes[1]).toMatchObject({ outcome: 'hasOther', rank: 1 });
    expect(leader.outcomes[0]).toMatchObject({ outcome: 'awarded', distance: 1, total: 69 });
    expect(result.results.find((r) => r.candidate === 'c010')!.outcomes[0]).toMatchObject({
      outcome: 'belowLine',
      distance: -9,
    });
  });
  it('equals across the line are all out and said to be', () => {
    const list = Array.from({ length: 20 }, (_, n) => candidate(n, n >= 18 ? { level: 90 } : {}));
    const result = awardsResult(trialOf(list));
    expect(result.lists[0]!.winners).toEqual([]);
    expect(result.industries[0]!.awards[0]).toMatchObject({ places: 1, winners: 0, tied: 2 });
    expect(result.results.find((r) => r.candidate === 'c019')!.outcomes[0]!.outcome).toBe('tiedAtLine');
  });
  it('total = 0.7 quantitative + 0.3 qualitative, and the interval holds what one expert can change', () => {
    const list = Array.from({ length: 5 }, (_, n) => candidate(n, { level: 80 - n }));
    const shortlisted = shortlistOf({ scheme, awards, candidates: list });
    expect(shortlisted).toContain('c000');
    const grades: Record<string, 'A' | 'C'> = { c000: 'C', c001: 'A' };
    const marks = shortlisted.flatMap((id) =>
      ['1', '2', '3'].map((e): Mark => ({ candidate: id, expert: e, ratings: allOf(grades[id] ?? 'C') })),
    );
    const result = awardsResult({ ...trialOf(list), kind: 'round', shortlisted, marks });
    // 0.7 × 79 + 0.3 × 100 = 85.3 beats 0.7 × 80 + 0.3 × 60 = 74.
    expect(result.lists[0]!.winners).toEqual(['c001']);
    expect(result.results.find((r) => r.candidate === 'c001')!.outcomes[0]!.total).toBeCloseTo(85.3, 9);
  });

  const world = fc
    .array(
      fc.record({
        level: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 8 }),
        progress: fc.option(fc.integer({ min: 0, max: 150 }), { freq: 4 }),
        division: fc.constantFrom('26', '30', '31', '06'),
        standing: fc.constantFrom(
          'candidate' as const,
          'candidate' as const,
          'vetoed' as const,
          'notFiled' as const,
        ),
        excluded: fc.boolean(),
        grade: fc.constantFrom(...ratings),
        other: fc.constantFrom(...ratings),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((list) => {
      const candidates = list.map((x, n) =>
        candidate(n, {
          level: x.level,
          progress: x.progress,
          division: x.division,
          section: x.division === '06' ? 'B' : 'C',
          standing: x.level === null ? 'unscored' : x.standing,
          excluded: x.excluded,
        }),
      );
      const marks = list.flatMap((x, n) =>
        ['1', '2', '3', '4'].map((e, k): Mark => ({
          candidate: candidates[n]!.id,
          expert: e,
          ratings: allOf(k % 2 === 0 ? x.grade : x.other),
        })),
      );
      const shortlisted = shortlistOf({ scheme, awards, candidates });
      return { ...trialOf(candidates), kind: 'round' as const, shortlisted, marks };
    });
  it('do not depend on the order of candidates or marks', () => {
    fc.assert(
      fc.property(world, (input) => {
        expect(
          awardsResult({
            ...input,
            candidates: input.candidates.toReversed(),
            marks: input.marks.toReversed(),
            shortlisted: input.shortlisted.toReversed(),
          }),
        ).toEqual(awardsResult(input));
      }),
    );
  });
  it('never more winners than places, nobody twice, nobody vetoed, excluded or unfiled', () => {
    fc.assert(
      fc.property(world, (input) => {
        const result = awardsResult(input);
        for (const i of result.industries)
          for (const a of i.awards) expect(a.winners).toBeLessThanOrEqual(a.places);
        const winners = result.lists.flatMap((l) => l.winners);
        expect(new Set(winners).size).toBe(winners.length);
        for (const id of winners)
          expect(input.candidates.find((c) => c.id === id)).toMatchObject({
            standing: 'candidate',
            excluded: false,
          });
        for (const r of result.results)
          for (const o of r.outcomes) {
            expect(o.outcome === 'awarded').toBe(r.award === o.award);
            if (o.rank !== null && o.rankInterval) {
              expect(o.rankInterval[0]).toBeLessThanOrEqual(o.rank);
              expect(o.rankInterval[1]).toBeGreaterThanOrEqual(o.rank);
            }
          }
      }),
    );
  });
  it('better marks do not cost a leader its award', () => {
    fc.assert(
      fc.property(world, (input) => {
        const [winner] = awardsResult(input).lists[0]!.winners;
        if (winner === undefined) return;
        const marks = input.marks.map((m) => (m.candidate === winner ? { ...m, ratings: allOf('A') } : m));
        expect(awardsResult({ ...input, marks }).lists[0]!.winners).toContain(winner);
      }),
    );
  });
});
