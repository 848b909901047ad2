import { describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { compilePlan, rulebookOf } from '#engine/plan';
import { loadFolder } from '#platform/content';
import { book, filesOf } from './book-for-test.ts';
import { checkRulebook, evaluate, spendOnFile, type RuleFinding, type Rulebook } from './index.ts';

const heads = { enterprise: 1200, place: 27, park: 32, person: 1200 };

/** Every witness comes out as claimed, from the facts file alone. */
function verify(rb: Rulebook, findings: readonly RuleFinding[]): void {
  for (const f of findings)
    for (const w of f.witness) {
      const r = evaluate(rb, w.scheme, JSON.parse(JSON.stringify(w.input)) as typeof w.input, w);
      if (w.amountFen === null) expect(r.findings.map((x) => x.code)).toEqual(['F212']);
      else expect([f.code, f.path, r.evaluation?.amountFen]).toEqual([f.code, f.path, w.amountFen]);
    }
}

const scheme = (id: string, more: object, version: object): object => ({
  id,
  title: { zh: id },
  instrument: '补助',
  ...more,
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
      ...version,
    },
  ],
});
const money = { title: { zh: '投入' }, type: 'money' };
const facts = { spend: money, revenue: { title: { zh: '营业收入' }, type: 'money' } };
const share = (ratio: string, cap?: string): object => ({
  mechanism: 'ratioCap',
  base: 'spend',
  ratio,
  ...(cap === undefined ? {} : { cap }),
});

const check = (files: object[], groups: object[] = []): { codes: string[]; findings: RuleFinding[] } => {
  const rb = book(files, groups);
  const findings = checkRulebook(rb, filesOf(files, groups), heads);
  verify(rb, findings);
  return { codes: findings.map((f) => f.code), findings };
};

describe('the check of a rulebook', () => {
  it('finds the cliff where one yuan more of revenue loses money, and shows both sides of it', () => {
    const { findings } = check([
      scheme(
        'cliff',
        { facts },
        {
          amount: {
            mechanism: 'cases',
            cases: [
              { when: { fact: 'revenue', comparator: '<', value: '4亿元' }, amount: share('20%', '70万元') },
              { when: { fact: 'revenue', comparator: '>=', value: '4亿元' }, amount: share('20%', '40万元') },
            ],
          },
        },
      ),
    ]);
    const cliff = findings.find((f) => f.code === 'F304')!;
    expect(cliff.params).toMatchObject({
      fact: '营业收入',
      before: '70万元',
      after: '40万元',
      loss: '30万元',
    });
    expect(cliff.witness.map((w) => w.amountFen)).toEqual(['70000000', '40000000']);
  });

  it('finds no cliff where tiers rise, by whole amounts or by parts', () => {
    for (const by of ['whole', 'marginal'])
      expect(
        check([
          scheme(
            'tiers',
            { facts },
            {
              amount: {
                mechanism: 'ratioCap',
                base: 'spend',
                by,
                tiers: [
                  { from: '500万元', ratio: '1.5%' },
                  { from: '3000万元', ratio: '1.8%' },
                ],
                cap: '100万元',
              },
            },
          ),
        ]).codes,
      ).not.toContain('F304');
  });

  it('finds the cliff of tiers that fall', () => {
    expect(
      check([
        scheme(
          'tiers',
          { facts },
          {
            amount: {
              mechanism: 'ratioCap',
              base: 'spend',
              tiers: [
                { from: '100万元', ratio: '20%' },
                { from: '1000万元', ratio: '10%' },
              ],
            },
          },
        ),
      ]).codes,
    ).toContain('F304');
  });

  it('finds days without a rule between two versions', () => {
    const s = scheme('gap', { facts }, { to: '2020-12-31', amount: share('10%') }) as { versions: object[] };
    s.versions.push({ ...s.versions[0], id: '2', from: '2022-01-01', to: undefined, issued: '2022-01-01' });
    const { findings } = check([s]);
    expect(findings.find((f) => f.code === 'F301')).toMatchObject({
      params: { what: '2021-01-01—2021-12-31' },
      witness: [{ asOf: '2021-01-01', amountFen: null }],
    });
  });

  it('finds figures between two branches for which there is nothing', () => {
    expect(
      check([
        scheme(
          'hole',
          { facts },
          {
            amount: {
              mechanism: 'cases',
              cases: [
                {
                  when: { fact: 'revenue', comparator: '<', value: '4亿元' },
                  amount: share('10%', '40万元'),
                },
                {
                  when: { fact: 'revenue', comparator: '>', value: '4亿元' },
                  amount: share('10%', '70万元'),
                },
              ],
            },
          },
        ),
      ]).codes,
    ).toContain('F301');
  });

  it('finds two branches that hold at once, and one that an earlier branch hides', () => {
    const { findings } = check([
      scheme(
        'hidden',
        { facts },
        {
          amount: {
            mechanism: 'cases',
            cases: [
              { when: { fact: 'revenue', comparator: '>=', value: '1亿元' }, amount: share('10%', '40万元') },
              { when: { fact: 'revenue', comparator: '>=', value: '4亿元' }, amount: share('10%', '70万元') },
            ],
          },
        },
      ),
    ]);
    expect(findings.some((f) => f.code === 'F302')).toBe(true);
    expect(findings.find((f) => f.code === 'F303')?.params).toMatchObject({ what: '营业收入≥4亿元' });
  });

  it('finds a version that never holds because a later one was issued the same day for the same days', () => {
    const s = scheme('twice', { facts }, { amount: share('10%') }) as { versions: object[] };
    s.versions.push({ ...s.versions[0], id: '2', from: '2020-01-01', issued: '2019-12-01' });
    expect(check([s]).codes).toContain('F302');
  });

  it('finds one outlay paid by two schemes, and none once a rule settles it', () => {
    const two = [
      scheme('one', { facts, grain: 'project' }, { amount: share('10%', '100万元'), limits: { once: true } }),
      scheme('two', { facts, grain: 'project' }, { amount: share('20%', '50万元'), limits: { once: true } }),
    ];
    const group = (strategy: string): object => ({
      id: 'g',
      title: { zh: '同一项目' },
      schemes: ['one', 'two'],
      strategy,
      scope: 'project',
      source: '本测试',
      mark: 'proposal',
    });
    expect(check(two).codes).toContain('F305');
    expect(check(two, [group('stack')]).codes).toContain('F305');
    expect(check(two, [group('higher')]).codes).not.toContain('F305');
    // Whoever comes first bars the other: the order makes the sum.
    expect(check(two, [group('exclusive')]).codes).toContain('F306');
    expect(check(two, [group('higher')]).codes).not.toContain('F306');
  });

  it('finds a project that is paid again the year after, unless it is once only', () => {
    const one = (limits?: object): object =>
      scheme('again', { facts, grain: 'project' }, { amount: share('10%'), ...(limits ? { limits } : {}) });
    expect(check([one()]).codes).toContain('F305');
    expect(check([one({ once: true })]).codes).not.toContain('F305');
  });

  it('tells the most that a year can cost, and where nothing bounds it', () => {
    const { findings } = check([
      scheme('bounded', { facts }, { amount: share('10%', '300万元') }),
      scheme('boundless', { facts }, { amount: share('10%') }),
    ]);
    expect(findings.filter((f) => f.code === 'F307').map((f) => [f.severity, f.params!['sum']])).toEqual([
      ['info', '36亿元'],
      ['warning', '没有上限'],
    ]);
  });

  it('adds up what the enterprises on file are due, and says for how many facts are missing', () => {
    const rb = book([scheme('file', { facts }, { amount: share('10%', '300万元') })]);
    const inputs = ['1000万元', '5000万元', undefined].map((spend) => ({ facts: spend ? { spend } : {} }));
    const { findings } = spendOnFile(rb, inputs, { asOf: day('2022-06-30') });
    expect(findings).toMatchObject([
      {
        code: 'F308',
        params: { count: 3, due: 2, unknown: 1, sum: '400000000' },
        witness: [{ amountFen: '300000000' }],
      },
    ]);
    verify(rb, findings);
    expect(
      spendOnFile(rb, [{ facts: { spend: '-1万元' } }], { asOf: day('2022-06-30') }).refused.map(
        (f) => f.code,
      ),
    ).toEqual(['F204']);
  });

  it('of the plan holds with a witness that comes out, under either answer about overlaps', () => {
    const folder = loadFolder(new URL('../../../content/plans/ningxia-2018', import.meta.url).pathname);
    const { plan } = compilePlan(folder.yaml, folder.texts['source.txt'] ?? '');
    for (const answer of ['higher', 'stack']) {
      const rb = rulebookOf(plan!, { 'funding-overlap': answer });
      const findings = checkRulebook(rb, plan!.rules!, heads);
      verify(rb, findings);
      expect(findings.length).toBeGreaterThan(10);
      expect(findings.every((f) => f.code === 'F303' || f.witness.length > 0)).toBe(true);
      expect(findings.some((f) => f.code === 'F305')).toBe(answer === 'stack');
    }
  });
});
