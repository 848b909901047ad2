/**
 * Clauses of other places as rules, and the awards they led to. The clauses are retyped with their source in funding/local.yaml; the published
 * rows lie outside the repository (#test/reference-data), and where they are not, the tests that read them are not defined.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, day, fen, Prng } from '#kernel';
import { compilePlan, rulebookOf } from '#engine/plan';
import {
  amountOf,
  amountsOf,
  commonFile,
  compileRulebook,
  evaluate,
  evaluateRow,
  looseSchemes,
  momentOf,
  overlapsFile,
  parametersIn,
  readFacts,
  runExamples,
  schemeFile,
  type SchemeFiles,
  type TraceJson,
  versionFor,
} from '#engine/rules';
import { explanationLines } from '#locales';
import { loadFolder, parseYaml } from '#platform/content';
import { referenceData } from '#test/reference-data';
import { readCsvFile } from './data.ts';

const here = import.meta.dirname;
const read = parseYaml(readFileSync(join(here, 'funding/local.yaml'), 'utf8'), 'local.yaml');
const files: SchemeFiles = {
  common: commonFile.parse({}),
  overlaps: overlapsFile.parse({ groups: [] }),
  schemes: (read.value as unknown[]).map((s) => schemeFile.parse(s)),
};
const words = { number: '', questions: [], passages: new Map() };
const { rulebook, findings } = compileRulebook(files, words);

const folder = loadFolder(resolve(here, '../../content/plans/ningxia-2018'));
const { plan } = compilePlan(folder.yaml, folder.texts['source.txt'] ?? '');
const planBook = rulebookOf(plan!);

describe('clauses of other places', () => {
  it('compile as rules, and their worked examples come out', () => {
    expect(read.findings).toEqual([]);
    expect(findings).toEqual([]);
    const r = runExamples(files, words);
    expect(r.findings).toEqual([]);
    expect(r.count).toBeGreaterThan(35);
  });

  it('can be tried without a plan around them', () => {
    expect(looseSchemes([{ name: 'local.yaml', value: read.value }])).toEqual({ files, findings: [] });
    expect(looseSchemes([{ name: 'x.yaml', value: { id: 'x' } }]).findings[0]).toMatchObject({
      code: 'F102',
    });
  });

  it('an example that is changed no longer comes out', () => {
    const changed = structuredClone(files) as unknown as {
      schemes: { examples: { expect: { amount?: string } }[] }[];
    };
    changed.schemes[0]!.examples[1]!.expect.amount = '7.6万元';
    expect(runExamples(changed as unknown as SchemeFiles, words).findings.map((f) => f.code)).toEqual([
      'F114',
    ]);
  });
});

describe('schemes of the plan', () => {
  it('have at least two worked examples each, a register one', () => {
    for (const s of plan!.rules!.schemes)
      expect([s.id, s.examples.length]).toEqual([
        s.id,
        Math.max(s.kind === 'register' ? 1 : 2, s.examples.length),
      ]);
    expect(plan!.rules!.schemes.map((s) => s.id)).toHaveLength(21);
  });

  it('rest on provisions of the plan or on a document named in the version', () => {
    for (const s of planBook.schemes.values())
      for (const v of s.versions) {
        expect(v.passages.length, `${s.id}@${v.id}`).toBeGreaterThan(0);
        expect(v.mark === 'official', `${s.id}@${v.id}`).toBe(
          v.number === plan!.number && v.mark !== 'default',
        );
      }
  });
});

describe('every example of the plan, explained', () => {
  it('ends in facts with their revision and in words of documents, and is read out on one page in both languages', () => {
    let pages = 0;
    for (const s of plan!.rules!.schemes)
      for (const e of s.examples) {
        const r = evaluate(
          rulebookOf(plan!, e.choices ?? {}),
          s.id,
          { facts: e.facts, awards: e.awards, project: e.project },
          { asOf: day(e.asOf), known: e.known, year: e.year },
        );
        if (!r.evaluation) continue;
        const walk = (n: TraceJson): void => {
          if (n.of) n.of.forEach(walk);
          else expect('passage' in n || 'revision' in n, `${s.id} ${e.title}: ${n.kind}`).toBe(true);
        };
        walk(r.evaluation.trace);
        for (const locale of ['zh-CN', 'en'] as const) {
          const lines = explanationLines(locale, r.evaluation);
          expect(lines.join('\n')).not.toMatch(/step\.|head\.|limit\.|missing\.|\{\w+\}/);
          // A4 holds about 50 lines.
          expect(lines.length, s.id).toBeLessThanOrEqual(50);
        }
        pages += 1;
      }
    expect(pages).toBeGreaterThan(60);
  });
});

describe('a million at once is one at a time', () => {
  it('column by column and row by row give the same fen for every version of every scheme, missing facts too', () => {
    const prng = new Prng(75, 0, 0);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(prng.next() * list.length)]!;
    const known: Record<string, unknown[]> = {};
    for (const s of plan!.rules!.schemes)
      for (const e of s.examples)
        for (const [k, v] of Object.entries(e.facts)) (known[k] ??= []).push(v, v, undefined);
    const awards = plan!.rules!.schemes.flatMap((s) => s.examples.flatMap((e) => e.awards ?? []));
    const inputs = Array.from({ length: 150 }, () => ({
      facts: Object.fromEntries(Object.entries(known).map(([k, list]) => [k, pick(list)])),
      ...(prng.next() < 0.8 ? { awards: prng.next() < 0.5 ? [] : [pick(awards)] } : {}),
    }));
    let [due, unknown] = [0, 0];
    for (const asOf of ['2019-03-01', '2020-06-30', '2022-12-01', '2024-06-30'].map(day))
      for (const s of planBook.schemes.values()) {
        const { version } = versionFor(planBook, s.id, { asOf });
        if (!version) continue;
        const m = momentOf(s, { asOf, known: '2030-01-01' });
        const { table, findings: found } = readFacts(planBook, inputs, m);
        expect(found).toEqual([]);
        const sums = amountsOf(version, table);
        for (const [i, input] of inputs.entries()) {
          expect(sums[i], `${s.id} ${i}`).toBe(amountOf(version, table, i));
          const one = readFacts(planBook, [input], m).table;
          const e = evaluateRow(planBook, s, version, one, 0, m);
          expect(e.outcome, `${s.id} ${i}`).toBe(
            Number.isNaN(sums[i]!) ? 'unknown' : sums[i]! > 0 ? 'yes' : 'no',
          );
          if (e.open === null && e.eligible) expect(e.amountFen).toBe(String(sums[i]));
          if (e.capFen !== null) expect(BigInt(e.amountFen)).toBeLessThanOrEqual(BigInt(e.capFen));
          if (e.outcome === 'unknown') expect(e.missing.some((x) => x.unknown)).toBe(true);
          if (e.outcome === 'no') expect(e.missing.length, `${s.id} ${e.asOf} ${i}`).toBeGreaterThan(0);
          due += e.eligible ? 1 : 0;
          unknown += e.outcome === 'unknown' ? 1 : 0;
        }
      }
    expect(Math.min(due, unknown)).toBeGreaterThan(500);
  }, 60_000);
});

const csv = (name: string): Record<string, string>[] =>
  readCsvFile(join(referenceData!, 'funding', name)).records;

if (referenceData !== undefined) {
  describe('published clauses, row by row', () => {
    it.each(csv('policy_rules.csv').map((r, i) => [i + 1, r['rule_id']!, r] as const))(
      'row %i, %s: ratio and cap are those of the rule',
      (_i, id, row) => {
        const scheme = files.schemes.find((s) => s.id === (id === 'hn-invest' ? 'hn-tech' : id))!;
        const figures = parametersIn(scheme.versions).map((p) => p.value);
        for (const m of row['rate']!.matchAll(/\d+(\.\d+)?(?=%)/g))
          expect(figures, row['rate']).toContain(`${Number(m[0])}%`);
        const caps = row['cap_10k_yuan']!.split('/').filter((x) => x !== '');
        for (const c of caps) expect(figures.map((x) => x.replace('1.0', '1'))).toContain(`${Number(c)}万元`);
      },
    );
  });

  describe('published awards', () => {
    const rows = csv('chuzhou_2023_award_rows.csv');
    const titles: readonly [RegExp, string][] = [
      [/挂牌/, 'listed'],
      [/小巨人/, 'giant'],
      [/绿色工厂/, 'green'],
      [/平台/, 'platform'],
      [/智能制造示范工厂/, 'smart'],
    ];
    const due = (item: string): bigint => {
      const title = titles.find(([pattern]) => pattern.test(item))![1];
      const r = evaluate(
        rulebook,
        'chuzhou',
        { facts: { 'cz-title': title }, awards: [] },
        { asOf: day('2023-04-14') },
      );
      return BigInt(r.evaluation!.amountFen);
    };
    it.each(rows.map((r) => [r['seq']!, r['company_as_printed']!, r] as const))(
      'Chuzhou row %s, %s',
      (_n, _c, row) => {
        expect(due(row['item']!)).toBe(BigInt(row['award_10k_yuan']!) * 1_000_000n);
      },
    );
    const totals = csv('aggregate_awards_a.csv');
    const total = (place: RegExp): Record<string, string> => totals.find((r) => place.test(r['notice']!))!;
    it('Chuzhou in all', () => {
      expect(rows.reduce((n, r) => n + due(r['item']!), 0n)).toBe(
        BigInt(total(/滁州/)['published_total_10k_yuan']!) * 1_000_000n,
      );
    });
    it('Ningxia 2018: nineteen leaders of their industries', () => {
      const r = evaluate(
        planBook,
        'benchmark-leader',
        { facts: { 'benchmarking-result': 'leader', events: [] }, awards: [] },
        { asOf: day('2018-09-19') },
      );
      expect(19n * BigInt(r.evaluation!.amountFen)).toBe(
        BigInt(total(/宁夏 2018/)['recomputed_10k_yuan']!) * 1_000_000n,
      );
    });
    it('Yongning 2011: eleven firms within the band add up to the published total', () => {
      const one = (sum: number): bigint => {
        const r = evaluate(
          rulebook,
          'yongning',
          { facts: { 'yn-award': `${sum}万元` } },
          { asOf: day('2011-12-31') },
        );
        return BigInt(r.evaluation!.amountFen);
      };
      const awards = [...Array.from({ length: 8 }, () => 33), ...Array.from({ length: 3 }, () => 32)];
      expect(awards.reduce((n, x) => n + one(x), 0n)).toBe(
        BigInt(total(/永宁/)['published_total_10k_yuan']!) * 1_000_000n,
      );
      expect([one(29), one(41)]).toEqual([0n, 0n]);
    });
    it('Huangpi 2023: city and district halves are the award, to the fen', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), (n) => {
          const r = evaluate(
            rulebook,
            'huangpi',
            {
              facts: {
                'hp-audited': {
                  value: `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`,
                  unit: '元',
                },
              },
            },
            { asOf: day('2023-08-01') },
          );
          const award = BigInt(r.evaluation!.amountFen);
          expect(award).toBe((BigInt(n) * 8n) / 100n);
          const [city = 0n, district = 0n] = allocate(fen(award), [1n, 1n]);
          expect(city + district).toBe(award);
        }),
      );
    });
    it('Ningxia 2018–2020: interest in full at the benchmark rate, as the press said', () => {
      expect(total(/技改/)['rule_as_published']).toContain('按贷款基准利率全额贴息');
      const r = evaluate(
        planBook,
        'upgrade-interest',
        {
          facts: {
            'major-upgrade': true,
            events: [],
            loans: [
              { principal: '1亿元', from: '2018-06-01', to: '2021-06-01', rate: '4.75%', paid: '1000万元' },
            ],
          },
        },
        { asOf: day('2019-09-17') },
      );
      // 2018-06-01 to 2019-01-01 are 214 days: 1亿 × 4.75% × 214 ÷ 360.
      expect(r.evaluation).toMatchObject({
        ruleVersion: 'upgrade-interest@2018-full',
        amountFen: '282361111',
      });
    });
  });
}
