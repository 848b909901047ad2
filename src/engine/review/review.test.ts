import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { day, type CalendarYear } from '#kernel';
import { compilePlan } from '#engine/plan';
import { findingText } from '#locales';
import { loadFolder } from '#platform/content';
import {
  actsNow,
  applyAct,
  checkReview,
  documentsNow,
  dueDay,
  initialState,
  reviewFile,
  signatures,
  standingOf,
  targetOf,
  type Review,
  type ReviewActor,
  type ReviewCase,
  type ReviewInput,
} from './index.ts';

const read = (value: unknown): Review => reviewFile.parse(value);
const small = (change: (r: Record<string, never>) => void = () => {}): Review => {
  const raw = {
    id: 'small',
    title: { zh: '小流程' },
    source: '本测试',
    mark: 'proposal',
    states: [
      { id: 'open', title: { zh: '在办' }, initial: true },
      { id: 'done', title: { zh: '办结' }, final: true },
    ],
    acts: [
      {
        id: 'finish',
        title: { zh: '办结' },
        from: ['open'],
        to: 'done',
        by: [{ role: 'locality', level: 'county' }],
      },
    ],
  };
  change(raw as unknown as Record<string, never>);
  return read(raw);
};
const ofPlan = (id: string): Review =>
  read(
    parse(
      readFileSync(
        new URL(`../../../content/plans/ningxia-2018/reviews/${id}.yaml`, import.meta.url),
        'utf8',
      ),
    ),
  );
const filing = ofPlan('filing');
const milestone = ofPlan('milestone');

const codes = (r: Review): string[] => checkReview(r, 'reviews/small.yaml').map((f) => f.code);
interface Loose {
  states: Record<string, unknown>[];
  acts: Record<string, unknown>[];
}
const due = (d: object): object => ({ ...d, who: { role: 'locality', level: 'county' } });
const broken = (change: (r: Loose) => void): string[] => codes(small((r) => change(r as unknown as Loose)));

describe('a definition', () => {
  it('that is right has no findings; the filing of the plan is right', () => {
    expect(codes(small())).toEqual([]);
    expect(checkReview(filing, 'reviews/filing.yaml')).toEqual([]);
    expect(checkReview(milestone, 'reviews/milestone.yaml')).toEqual([]);
  });

  it.each<[string, string, (r: Loose) => void]>([
    ['a state named twice', 'R101', (r) => r.states.push({ id: 'done', title: { zh: '又一' }, final: true })],
    ['an act to nowhere', 'R102', (r) => (r.acts[0]!['to'] = 'nowhere')],
    ['four eyes on an unknown act', 'R103', (r) => (r.acts[0]!['differs'] = ['no-such'])],
    ['two beginnings', 'R104', (r) => (r.states[1]!['initial'] = true)],
    ['no beginning', 'R104', (r) => delete r.states[0]!['initial']],
    ['an island', 'R105', (r) => r.states.push({ id: 'island', title: { zh: '孤岛' }, final: true })],
    [
      'an end with a way out',
      'R106',
      (r) => r.acts.push({ ...r.acts[0]!, id: 'again', from: ['done'], to: 'open' }),
    ],
    ['a dead end that is none', 'R107', (r) => delete r.states[1]!['final']],
    [
      'a circle without an end',
      'R107',
      (r) => {
        delete r.states[1]!['final'];
        r.acts.push({ ...r.acts[0]!, id: 'again', from: ['done'], to: 'open' });
      },
    ],
    ['a deadline on a day that is none', 'R108', (r) => (r.states[0]!['due'] = due({ day: '02-30' }))],
    ['a deadline on an end', 'R109', (r) => (r.states[1]!['due'] = due({ workingDays: 5 }))],
    ['a document nobody defined', 'R111', (r) => (r.acts[0]!['requires'] = { documents: ['letter'] })],
    [
      'a document in a state that is none',
      'R102',
      (r) =>
        ((r as unknown as Record<string, unknown>)['documents'] = [
          {
            id: 'letter',
            title: { zh: '函' },
            by: [{ role: 'locality', level: 'county' }],
            from: ['nowhere'],
          },
        ]),
    ],
    ['a signature that is the only one', 'R112', (r) => (r.acts[0]!['signs'] = 'industry')],
    [
      'signatures to different states',
      'R112',
      (r) => {
        r.states.push({ id: 'other', title: { zh: '另一' }, final: true });
        r.acts[0]!['signs'] = 'industry';
        r.acts.push({ ...r.acts[0]!, id: 'second', signs: 'finance', to: 'other' });
      },
    ],
    [
      'a deadline for somebody who could not keep it',
      'R110',
      (r) => (r.states[0]!['due'] = { workingDays: 5, who: { role: 'enterprise', level: 'own' } }),
    ],
    [
      'a deadline that only a note for the record would keep',
      'R110',
      (r) => {
        r.states[0]!['due'] = { workingDays: 5, who: { role: 'office', level: 'region' } };
        r.acts.push({ ...r.acts[0]!, id: 'urge', to: 'stay', by: [{ role: 'office', level: 'region' }] });
      },
    ],
  ])('with %s is refused (%s)', (_what, code, change) => {
    expect(broken(change)).toContain(code);
  });

  it('with a key nobody knows, or an act nobody may do, does not pass the form', () => {
    expect(() => small((r) => ((r as unknown as Loose).acts[0]!['by'] = []))).toThrow();
    expect(() => small((r) => ((r as unknown as Loose).acts[0]!['deadline'] = 3))).toThrow();
    for (const d of [
      {},
      { workingDays: 5, day: '03-31' },
      { workingDays: 5, yearsAfter: 1 },
      { workingDays: 0 },
    ])
      expect(() => small((r) => ((r as unknown as Loose).states[0]!['due'] = due(d)))).toThrow();
  });
});

describe('a pack with reviews', () => {
  const folder = loadFolder(new URL('../../../content/plans/ningxia-2018', import.meta.url).pathname);
  const compiled = (change: (r: Loose & { clause: string }) => void) => {
    const yaml = structuredClone(folder.yaml);
    change(yaml.find((f) => f.name === 'reviews/filing.yaml')!.value as never);
    return compilePlan(yaml, folder.texts['source.txt'] ?? '');
  };

  it('carries them, checked, into the published plan', () => {
    expect(compiled(() => {}).plan?.reviews).toEqual(expect.arrayContaining([filing, milestone]));
  });

  it('does not compile with a broken one', () => {
    const lost = compiled((r) => (r.acts[0]!['to'] = 'nowhere'));
    expect(lost.plan).toBeUndefined();
    expect(lost.findings).toMatchObject([
      { code: 'R102', severity: 'error', path: 'reviews/filing.yaml#acts.submit' },
    ]);
    expect(compiled((r) => (r.clause = '九十九')).findings.map((f) => f.code)).toEqual(['P108']);
    const misspelt = compiled((r) => (r.acts[0]!['form'] = ['draft'])).findings[0];
    expect(misspelt).toMatchObject({ code: 'P101', path: 'reviews/filing.yaml#acts.submit.form' });
  });
});

const county: ReviewActor = { id: 'c1', role: 'locality', level: 'county' };
const own: ReviewActor = { id: 'e1', role: 'enterprise', level: 'own' };
const whole = { leader: {}, items: [1], measures: [1] };
const at = (state: string, over: Partial<ReviewCase> = {}): ReviewCase => ({
  state,
  fields: whole,
  attachments: 0,
  done: [],
  ...over,
});
const refusal = (c: ReviewCase, act: string, actor: ReviewActor, input: ReviewInput = {}): string[] => {
  const r = applyAct(filing, c, act, actor, input);
  expect(r.transition === undefined).toBe(r.findings.length > 0);
  return r.findings.map((f) => f.code);
};

describe('an act on a filing', () => {
  it('moves the case when everything is there', () => {
    expect(applyAct(filing, at('draft'), 'submit', own, {}).transition).toEqual({
      act: 'submit',
      from: 'draft',
      to: 'submitted',
    });
    expect(
      applyAct(filing, at('submitted'), 'return', county, {
        remarks: [{ field: 'items.a.target', text: '偏低' }],
      }).transition?.to,
    ).toBe('returned');
  });

  it('is refused with its reason', () => {
    expect(refusal(at('draft'), 'no-such-act', own)).toEqual(['R201']);
    expect(refusal(at('executing'), 'submit', own)).toEqual(['R202']);
    expect(refusal(at('submitted'), 'accept', { ...county, level: 'city' })).toEqual(['R203']);
    expect(refusal(at('submitted', { done: [{ act: 'submit', by: 'c1' }] }), 'accept', county)).toEqual([
      'R204',
    ]);
    expect(refusal(at('draft', { fields: { ...whole, items: [], leader: null } }), 'submit', own)).toEqual([
      'R205',
      'R205',
    ]);
    expect(refusal(at('executing'), 'follow-up', own)).toEqual(['R206']);
    expect(refusal(at('submitted'), 'reject', county, { reason: '  ' })).toEqual(['R207']);
    expect(refusal(at('submitted'), 'return', county, { reason: '请修改', remarks: [] })).toEqual(['R208']);
  });

  it('asks for attachments where the definition does', () => {
    const strict = small((r) => ((r as unknown as Loose).acts[0]!['requires'] = { attachments: 2 }));
    const c = { state: 'open', fields: {}, attachments: 1, done: [] };
    expect(applyAct(strict, c, 'finish', county, {}).findings.map((f) => f.code)).toEqual(['R209']);
    expect(applyAct(strict, { ...c, attachments: 2 }, 'finish', county, {}).transition?.to).toBe('done');
  });

  it('that is only put on record leaves the case where it is', () => {
    const city: ReviewActor = { id: 'k1', role: 'locality', level: 'city' };
    expect(refusal(at('submitted'), 'urge-county', city)).toEqual(['R207']);
    expect(applyAct(filing, at('submitted'), 'urge-county', city, { reason: '已逾期' }).transition).toEqual({
      act: 'urge-county',
      from: 'submitted',
      to: 'submitted',
    });
    expect(refusal(at('submitted'), 'urge-county', county, { reason: '催自己' })).toEqual(['R203']);
  });

  it('is for the city only where the county has nobody', () => {
    const city: ReviewActor = { id: 'k1', role: 'locality', level: 'city' };
    const alone: ReviewActor = { ...city, vacant: ['county'] };
    expect(refusal(at('submitted'), 'accept', city)).toEqual(['R203']);
    expect(applyAct(filing, at('submitted'), 'accept', alone, {}).transition?.to).toBe('accepted');
    expect(actsNow(filing, at('submitted'), city).map((a) => a.id)).toEqual(['urge-county']);
    expect(actsNow(filing, at('submitted'), alone).map((a) => a.id)).toContain('accept');
    // Standing in for the county is not standing in for the region.
    expect(actsNow(filing, at('accepted'), alone)).toEqual([]);
  });

  it('on a milestone: done with evidence, verified by another, returned with a reason', () => {
    const on = (act: string, state: string, actor: ReviewActor, attachments: number, reason = '') =>
      applyAct(milestone, at(state, { attachments }), act, actor, { reason });
    expect(on('claim', 'planned', own, 0).findings.map((f) => f.code)).toEqual(['R209']);
    expect(on('claim', 'planned', own, 1).transition?.to).toBe('claimed');
    expect(on('verify', 'claimed', own, 1).findings.map((f) => f.code)).toEqual(['R203']);
    expect(on('verify', 'claimed', county, 1).transition?.to).toBe('verified');
    expect(on('return', 'claimed', county, 1).findings.map((f) => f.code)).toEqual(['R207']);
    expect(on('return', 'claimed', county, 1, '发票不全').transition?.to).toBe('returned');
    expect(on('claim', 'verified', own, 1).findings.map((f) => f.code)).toEqual(['R202']);
  });

  it('by which one party signs waits for the other, and neither signs twice', () => {
    const both = small((r) => {
      const l = r as unknown as Loose;
      l.states.push({ id: 'back', title: { zh: '退回' } });
      l.acts[0]!['signs'] = 'industry';
      l.acts.push(
        { ...l.acts[0]!, id: 'money', signs: 'finance', by: [{ role: 'finance', level: 'county' }] },
        {
          ...l.acts[0]!,
          id: 'paper',
          signs: 'finance',
          by: [{ role: 'locality', level: 'county', absent: 'finance' }],
        },
        { id: 'return', title: { zh: '退' }, from: ['open'], to: 'back', by: [county] },
        { id: 'again', title: { zh: '再报' }, from: ['back'], to: 'open', by: [own] },
      );
      for (const a of l.acts) for (const b of a['by'] as Record<string, unknown>[]) delete b['id'];
    });
    expect(codes(both)).toEqual([]);
    const treasury: ReviewActor = { id: 'f1', role: 'finance', level: 'county' };
    const c = (done: ReviewCase['done']): ReviewCase => ({ state: 'open', fields: {}, attachments: 0, done });
    const signed = { act: 'finish', by: 'c1', stayed: true };
    expect(applyAct(both, c([]), 'finish', county, {}).transition?.to).toBe('open');
    expect(applyAct(both, c([signed]), 'finish', county, {}).findings.map((f) => f.code)).toEqual(['R211']);
    expect(applyAct(both, c([signed]), 'money', treasury, {}).transition?.to).toBe('done');
    expect(signatures(both, c([signed])).map((x) => [x.party, x.signed])).toEqual([
      ['industry', true],
      ['finance', false],
    ]);
    expect(signatures(both, { ...c([]), state: 'back' })).toEqual([]);
    expect(actsNow(both, c([signed]), county).map((a) => a.id)).toEqual(['return']);
    // What was signed before the case went back counts no longer.
    const since = [signed, { act: 'return', by: 'c1' }, { act: 'again', by: 'e1' }];
    expect(applyAct(both, c(since), 'money', treasury, {}).transition?.to).toBe('open');
    // The other party's opinion is put on record only where it has nobody.
    expect(applyAct(both, c([signed]), 'paper', county, {}).findings.map((f) => f.code)).toEqual(['R203']);
    expect(applyAct(both, c([signed]), 'paper', { ...county, absent: ['finance'] }, {}).transition?.to).toBe(
      'done',
    );
  });

  it('asks for the documents that the definition names; who may add them is the definition’s too', () => {
    const r = small((x) => {
      const l = x as unknown as Loose & { documents: unknown };
      l.documents = [
        { id: 'letter', title: { zh: '函' }, by: [{ role: 'locality', level: 'county' }], from: ['open'] },
      ];
      l.acts[0]!['requires'] = { documents: ['letter'] };
    });
    const c = { state: 'open', fields: {}, attachments: 0, done: [] };
    expect(applyAct(r, c, 'finish', county, {}).findings).toMatchObject([
      { code: 'R210', path: 'documents.letter' },
    ]);
    expect(applyAct(r, { ...c, documents: { letter: 1 } }, 'finish', county, {}).transition?.to).toBe('done');
    expect(documentsNow(r, c, county).map((d) => d.id)).toEqual(['letter']);
    expect(documentsNow(r, { state: 'done' }, county)).toEqual([]);
    expect(documentsNow(r, c, own)).toEqual([]);
  });

  it('every code has a sentence in both languages', () => {
    for (const n of [
      101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 201, 202, 203, 204, 205, 206, 207, 208, 209,
      210, 211,
    ])
      for (const locale of ['zh-CN', 'en'] as const)
        expect(findingText(locale, `R${n}`).message, `R${n}`).not.toBe(`R${n}`);
  });
});

describe('a deadline', () => {
  // National Day 2019 by 国办发明电〔2018〕15号: 1–7 October off, 29 September and 12 October worked.
  const y2019: CalendarYear = {
    year: 2019,
    source: '国办发明电〔2018〕15号',
    holidays: new Set(['01', '02', '03', '04', '05', '06', '07'].map((d) => `2019-10-${d}`)),
    workdays: new Set(['2019-09-29', '2019-10-12']),
  };
  const calendar = new Map([[2019, y2019]]);
  const state = (d: object | undefined) =>
    small((r) => {
      if (d) (r as unknown as Loose).states[0]!['due'] = due(d);
    }).states[0]!;

  it('counts working days from the day after, over holidays and worked weekends', () => {
    const c = { entered: day('2019-09-27'), year: 2019 };
    // 29 and 30 September, 8 to 11 October and Saturday the 12th; Sunday the 13th is free.
    expect(dueDay(state({ workingDays: 1 }), c, calendar)).toBe('2019-09-29');
    expect(dueDay(state({ workingDays: 3 }), c, calendar)).toBe('2019-10-08');
    expect(dueDay(state({ workingDays: 7 }), c, calendar)).toBe('2019-10-12');
    expect(dueDay(state({ workingDays: 8 }), c, calendar)).toBe('2019-10-14');
    expect(dueDay(state(undefined), c, calendar)).toBeUndefined();
    expect(() => dueDay(state({ workingDays: 80 }), c, calendar)).toThrow(
      expect.objectContaining({ code: 'calendar.unknown-year' }),
    );
  });

  it('on a day of the year stays there, whenever the case came', () => {
    const c = { entered: day('2019-11-20'), year: 2019 };
    expect(dueDay(state({ day: '03-31' }), c, calendar)).toBe('2019-03-31');
    expect(dueDay(state({ day: '06-30', yearsAfter: 1 }), c, calendar)).toBe('2020-06-30');
    expect(dueDay(state({ day: '02-29' }), c, calendar)).toBe('2019-02-28');
    expect(dueDay(state({ day: '02-29' }), { ...c, year: 2020 }, calendar)).toBe('2020-02-29');
  });

  it('is open, soon, today or late, with the days in between', () => {
    const on = (today: string) => standingOf(day('2019-03-31'), day(today));
    expect(on('2019-03-27')).toEqual({ days: 4, word: 'open' });
    expect(on('2019-03-28')).toEqual({ days: 3, word: 'soon' });
    expect(on('2019-03-31')).toEqual({ days: 0, word: 'today' });
    expect(on('2019-04-02')).toEqual({ days: -2, word: 'late' });
  });
});

/** Any graph over up to six states; most are wrong, which is the point: the check must tell. */
const anyReview = fc
  .record({
    n: fc.integer({ min: 2, max: 5 }),
    finals: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    edges: fc.array(
      fc.record({
        from: fc.nat(5),
        to: fc.nat(5),
        role: fc.constantFrom('enterprise', 'locality', 'department'),
        level: fc.constantFrom('own', 'county', 'region'),
        reason: fc.boolean(),
        differs: fc.boolean(),
        signs: fc.constantFrom(undefined, undefined, 'industry', 'finance'),
      }),
      { minLength: 3, maxLength: 14 },
    ),
  })
  .map(({ n, finals, edges }) =>
    read({
      id: 'any',
      title: { zh: '任意流程' },
      source: '随机生成',
      mark: 'proposal',
      states: Array.from({ length: n }, (_, i) => ({
        id: `s${i}`,
        title: { zh: `状态${i}` },
        ...(i === 0 ? { initial: true } : {}),
        ...(i === n - 1 || (finals[i] && i > 1) ? { final: true } : {}),
      })),
      acts: edges.map((e, i) => ({
        id: `a${i}`,
        title: { zh: `行为${i}` },
        // Mostly from states that are no ends, or hardly one definition would be right.
        from: [`s${e.from % Math.max(1, n - 1)}`],
        to: `s${e.to % n}`,
        by: [{ role: e.role, level: e.level }],
        requires: { reason: e.reason },
        ...(e.differs && i > 0 ? { differs: ['a0'] } : {}),
        ...(e.signs ? { signs: e.signs } : {}),
      })),
    }),
  );
const anyActor: fc.Arbitrary<ReviewActor> = fc.record({
  id: fc.constantFrom('p', 'q', 'r'),
  role: fc.constantFrom('enterprise', 'locality', 'department', 'expert'),
  level: fc.constantFrom('own', 'county', 'city', 'region'),
});
const anyStep = fc.record({ actor: anyActor, pick: fc.nat(20), reason: fc.constantFrom('', '理由') });

/** Walks as far as the steps carry; what each step must keep is asserted on the way. */
function walk(r: Review, steps: readonly { actor: ReviewActor; pick: number; reason: string }[]): void {
  const ids = new Map(r.states.map((s) => [s.id, s]));
  let c: ReviewCase = { state: initialState(r).id, fields: whole, attachments: 9, done: [] };
  /** Who signed for what since the case came into its state. */
  let here: string[] = [];
  for (const { actor, pick, reason } of steps) {
    const a = r.acts[pick % r.acts.length]!;
    const input: ReviewInput = {
      reason,
      remarks: [{ field: 'x', text: '请补充' }],
      entries: { progress: { quarter: '2019-Q1' }, amendment: {} },
    };
    const open = actsNow(r, c, actor);
    const done = applyAct(r, c, a.id, actor, input);
    const may = open.includes(a);
    const filled = !a.requires.reason || reason !== '';
    // Exactly the acts that are shown go through, once what they need is there.
    expect(done.transition !== undefined).toBe(may && filled);
    if (!done.transition) continue;
    expect(a.from).toContain(c.state);
    expect(a.by.map((b) => [b.role, b.level])).toContainEqual([actor.role, actor.level]);
    expect(c.done.some((d) => d.by === actor.id && a.differs.includes(d.act))).toBe(false);
    expect(done.transition).toEqual({ act: a.id, from: c.state, to: targetOf(r, c, a) });
    const { to } = done.transition;
    expect(ids.has(to)).toBe(true);
    // A party never signs twice in a state, and the case leaves it with the last of them.
    if (a.signs !== undefined) {
      expect(here).not.toContain(`${a.signs} ${a.to}`);
      here = [...here, `${a.signs} ${a.to}`];
      const parties = r.acts.filter((x) => x.signs && x.to === a.to && x.from.includes(c.state));
      expect(to === a.to).toBe(a.to === c.state || parties.every((x) => here.includes(`${x.signs} ${a.to}`)));
    }
    const stayed = to === c.state;
    if (!stayed) here = [];
    c = { ...c, state: to, done: [...c.done, { act: a.id, by: actor.id, stayed }] };
    // What is not an end has a way out for somebody who has not acted yet.
    const ways = r.acts.filter((x) => x.from.includes(c.state));
    if (ids.get(c.state)!.final) expect(ways).toEqual([]);
    else
      expect(
        ways.some((x) =>
          actsNow(r, c, { id: 'nobody-yet', role: x.by[0]!.role, level: x.by[0]!.level }).includes(x),
        ),
      ).toBe(true);
  }
}

describe('random walks', () => {
  it('through the filing stay inside the definition, and never get stuck', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => walk(filing, steps)),
      { numRuns: 500, seed: 2018 },
    );
  });

  it('through any definition that passes the check do too', () => {
    let sound = 0;
    fc.assert(
      fc.property(anyReview, fc.array(anyStep, { maxLength: 30 }), (r, steps) => {
        if (checkReview(r, 'any').length > 0) return;
        sound += 1;
        walk(r, steps);
      }),
      { numRuns: 4000, seed: 75 },
    );
    expect(sound).toBeGreaterThan(300);
  });
});
