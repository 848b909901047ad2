/**
 * The plan packs and registers as content: what they state is in the document, in the list of provisions and in the tables they were taken
 * from. Those lie outside the repository (#test/reference-data); where they are not, the tests that need them are not defined.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { periodEnd, period, stripSpace } from '#kernel';
import { compilePlan, exportProvisions, type CompiledPlan } from '#engine/plan';
import { readRegister } from '#areas/subjects';
import { loadFolder, parseYaml } from '#platform/content';
import { referenceDomain, referenceSeed } from '#test/reference-data';
import { readCsvFile } from './data.ts';

const root = resolve(import.meta.dirname, '../..');
const contentDir = join(root, 'content');
interface Loaded {
  readonly plan: CompiledPlan;
  readonly text: string;
}
const load = (pack: string): Loaded => {
  const folder = loadFolder(join(contentDir, 'plans', pack));
  const text = folder.texts['source.txt']!;
  const { plan, findings } = compilePlan(folder.yaml, text);
  if (!plan) throw new Error(JSON.stringify(findings));
  return { plan, text };
};
const packs = readdirSync(join(contentDir, 'plans')).map((id) => [id, load(id)] as const);
const { plan: plan2018, text: text2018 } = load('ningxia-2018');
const { plan: plan2023 } = load('ningxia-2023');
const regions = new Set(readRegister({ contentDir }, 'gbt2260-ningxia').rows.map((r) => r['code']));

/** Rows of a comma-separated file outside the repository; nothing where there is no such file. */
const table = (folder: string | undefined, name: string): Record<string, string>[] | undefined => {
  const file = join(folder ?? '', name);
  return folder !== undefined && existsSync(file) ? readCsvFile(file).records : undefined;
};

/** `１００` → `100`; 千家, 万台 and 零的突破 are the numbers that the document writes in words. */
const digits = (text: string): string =>
  text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll('〇', '0');

const plainNames = new Set([
  'green-parks',
  'green-factories',
  'entrepreneur-forums',
  'policy-briefings',
  'special-inspections',
]);
describe.each(packs)('%s', (_id, { plan, text }) => {
  it('quotes the text at its spans, clauses and responsibilities too', () => {
    for (const x of [
      ...plan.provisions,
      ...plan.clauses,
      ...plan.clauses.flatMap((c) => c.responsibility ?? []),
    ])
      expect(stripSpace(text.slice(...x.span))).toBe(x.quote);
  });

  it('names every indicator in both languages, no name twice', () => {
    const names = plan.indicators
      .filter((i) => plan.provisions.some((p) => p.indicator === i.id) || i.basis === 'parameter')
      .map((i) => [i.id, i.title.zh, i.title.en ?? ''] as const);
    for (const [id, zh, en] of names) {
      expect(zh, id).toMatch(/\p{Script=Han}/u);
      // The key with its hyphens taken out is not a name, but for what is called nothing else.
      if (!plainNames.has(id)) expect(en.toLowerCase(), id).not.toBe(id.replaceAll('-', ' '));
      expect(en, id).toMatch(/^[A-Z].*[A-Za-z)]$/);
    }
    for (const k of [1, 2] as const) expect(new Set(names.map((n) => n[k])).size).toBe(names.length);
  });

  it('marks, dates and sources every option; a question that has a default can be decided otherwise', () => {
    for (const q of plan.questions) {
      expect(q.provisions.length, q.id).toBeGreaterThan(0);
      expect(q.options.filter((o) => o.default).length, q.id).toBeLessThanOrEqual(1);
      for (const o of q.options) {
        expect(o.source, `${q.id}.${o.id}`).toMatch(/\p{Script=Han}{2}/u);
        expect(['verified', 'default', 'proposal'], `${q.id}.${o.id}`).toContain(o.mark);
        expect(Number.isNaN(Date.parse(o.dated)), `${q.id}.${o.id}`).toBe(false);
        // What a document of a later day says must name it; our own readings carry the day of the plan.
        if (o.mark === 'verified') expect(o.source, `${q.id}.${o.id}`).not.toMatch(/^本系统提议|推定$/);
        if (o.source.endsWith('本系统提议')) expect(o.mark, `${q.id}.${o.id}`).toBe('proposal');
        if (o.unit !== undefined) expect(o.value, `${q.id}.${o.id}`).toBeDefined();
      }
    }
  });

  it('has a source, a day, a region and an indicator for every published figure', () => {
    const indicators = new Map(plan.indicators.map((i) => [i.id, i]));
    const seen = new Map<string, typeof plan.facts>();
    for (const f of plan.facts) {
      const at = `${f.indicator} ${f.subject} ${f.period}`;
      const indicator = indicators.get(f.indicator);
      expect(indicator, at).toBeDefined();
      expect(indicator!.basis, at).not.toBe('parameter');
      expect(regions, at).toContain(f.subject);
      expect(f.source, at).toMatch(/\p{Script=Han}{2}/u);
      expect(f.source, at).not.toMatch(/模拟|演示/);
      // A figure cannot be published before its period has begun.
      expect(f.dated! >= `${f.period.slice(0, 4)}-01-01`, at).toBe(true);
      // What is published before the period is over, or was worked out here, says so.
      if (f.mark === 'derived' || f.dated! < periodEnd(period(f.period)))
        expect(f.note ?? '', at).not.toBe('');
      expect(['verified', 'derived'], at).toContain(f.mark);
      seen.set(at, [...(seen.get(at) ?? []), f]);
    }
    for (const [at, same] of seen) {
      expect(new Set(same.map((f) => f.source)).size, at).toBe(same.length);
      if (same.length > 1) expect(same.filter((f) => f.prefer).length, at).toBe(1);
    }
  });
});

describe('the pack of 2018', () => {
  it('has its 227 provisions, of the kinds the document has', () => {
    expect(plan2018.provisions).toHaveLength(227);
    const kinds: Record<string, number> = {};
    for (const p of plan2018.provisions) kinds[p.kind] = (kinds[p.kind] ?? 0) + 1;
    expect(kinds).toEqual({
      goal: 20,
      indicator: 44,
      mechanism: 65,
      funding: 34,
      pool: 5,
      duty: 43,
      cadence: 16,
    });
  });

  it('sets no number that its quote does not hold', () => {
    // Counts of what a sentence lists, months and quarters of a year, and a number from the last line of the notice.
    const counted = /^(类|项|级|环节|部门|次\/年)$/;
    const words: Record<string, string> = { N070: '零的突破', N130: '千家', N131: '万台', N156: '千亿元' };
    const checked: string[] = [];
    for (const p of plan2018.provisions) {
      const t = p.target;
      if (!t || t.value === null || counted.test(t.unit) || p.id === 'N004') continue;
      const quote = digits(p.quote);
      if (/逐年增长|稳定增长/.test(quote)) expect([t.comparator, t.value], p.id).toEqual(['>', '0']);
      else if (words[p.id]) expect(quote, p.id).toContain(words[p.id]);
      else
        for (const v of [t.value, t.valueTo ?? t.value])
          expect(quote, p.id).toMatch(new RegExp(`(?<![0-9])${v}(?![0-9])`));
      const years = t.when.kind === 'by' || t.when.kind === 'year' ? [t.when.year] : [];
      // The year may stand once for a list, before the quote begins.
      const from = Math.max(0, p.span[0] - 120);
      for (const y of years)
        expect(digits(stripSpace(text2018.slice(from, p.span[1]))), p.id).toContain(String(y));
      checked.push(p.id);
    }
    expect(checked.length).toBeGreaterThan(50);
  });

  it('says what 左右 allows wherever the document says 左右', () => {
    const about = plan2018.questions.find((q) => q.id === 'about-tolerance')!.provisions;
    expect([...about].toSorted()).toEqual(
      plan2018.provisions
        .filter((p) => p.target?.comparator === '≈')
        .map((p) => p.id)
        .toSorted(),
    );
    for (const id of about) expect(plan2018.provisions.find((p) => p.id === id)!.quote, id).toContain('左右');
  });

  it('leaves no fund without a number or an open question', () => {
    for (const p of plan2018.provisions.filter((x) => x.kind === 'funding'))
      expect(p.open.length > 0 || (p.target !== null && p.target.value !== null), p.id).toBe(true);
  });

  it('knows who took over from the bodies that the reform of 2018 ended', () => {
    const agency = (id: string) => plan2018.agencies.find((a) => a.id === id)!;
    for (const [from, to, day] of [
      ['jxw', '自治区工业和信息化厅', '2018-12-01'],
      ['hbt', '自治区生态环境厅', '2018-10-01'],
      ['gtt', '自治区自然资源厅', '2018-11-01'],
    ] as const) {
      const a = agency(from);
      expect(a.to).toBe(day);
      expect(agency(a.successor!)).toMatchObject({ name: { zh: to }, from: day });
    }
    for (const a of plan2018.agencies.filter((x) => !x.group)) {
      expect(a.source, a.id).not.toBe('');
      expect(a.successor === null, a.id).toBe(a.to === null);
    }
  });

  it('carries the published figures of the register of macro figures', () => {
    const macro = readRegister({ contentDir }, 'macro-ningxia').rows;
    for (const [indicator, at, name] of [
      ['hightech-enterprises', '2017', '国家高新技术企业'],
      ['hightech-enterprises', '2018', '国家高新技术企业'],
      ['hightech-enterprises', '2021', '国家高新技术企业'],
      ['industrial-profit-growth', '2018', '规上工业企业利润增速'],
      ['rd-share-of-revenue', '2020', '规上工业企业研发投入强度 (R&D / 营业收入)'],
      ['consolidated-parks', '2018', '整合后的工业园区（整合前33个）'],
    ] as const) {
      const row = macro.find((r) => r['period'] === at && r['area'] === '宁夏' && r['indicator'] === name);
      expect(row, name).toBeDefined();
      const own = plan2018.facts.filter(
        (f) => f.indicator === indicator && f.period === at && f.subject === '640000',
      );
      expect(
        own.map((f) => f.value),
        name,
      ).toContain(row!['value']);
    }
  });
});

it('the pack of 2023 holds the targets of the register of macro figures', () => {
  const macro = readRegister({ contentDir }, 'macro-ningxia').rows.filter((r) => r['period'] === '2027目标');
  const numbers = (id: string) => {
    const t = plan2023.provisions.find((p) => p.id === id)!.target!;
    return [t.comparator, t.value, t.unit];
  };
  const of = (name: string) => macro.find((r) => r['indicator'] === name);
  for (const [id, name] of [
    ['G01', '规上工业增加值（以上）'],
    ['G02', '制造业占规上工业增加值的比重'],
    ['G03', '数字化研发设计工具普及率'],
    ['G04', '关键工序数控化率'],
  ] as const)
    expect(numbers(id), id).toEqual(['>=', of(name)!['value'], of(name)!['unit']]);
});

const inventory = table(referenceDomain, 'plan-inventory.csv');
if (inventory)
  describe('against the list of provisions', () => {
    const rows = new Map(exportProvisions(plan2018).map((r) => [r.id, r]));
    const indicators = new Map(plan2018.indicators.map((i) => [i.id, i]));
    const plain = (text: string): string => text.replaceAll('（', '(').replaceAll('）', ')');

    it('has the same provisions of the same clause and kind', () => {
      expect([...rows.values()].map((r) => [r.id, r.clause, r.kind])).toEqual(
        inventory.map((r) => [r['id'], r['section'], r['kind']]),
      );
    });

    it('sets the same numbers, years and scopes', () => {
      for (const want of inventory) {
        const own = rows.get(want['id']!)!;
        const [value = '', valueTo = ''] = want['value'] === '全国平均' ? [] : want['value']!.split('-');
        const shown = (n: number | null): string => (n === null ? '' : String(n));
        expect([shown(own.value), shown(own.valueTo)], own.id).toEqual([value, valueTo]);
        // The year of N001 is that of the document number; 6 links that end in 等 are stated as six.
        if (own.id !== 'N001') expect(shown(own.year), own.id).toBe(want['year']);
        if (own.id !== 'N026') expect(own.comparator ?? '', own.id).toBe(want['comparator']);
        if (want['unit'] !== '') expect(own.unit, own.id).toBe(want['unit']);
        // Where nothing is measured there is no scope either.
        if (own.unit !== null) expect(own.scope ?? '', own.id).toBe(want['scope']);
        const provision = plan2018.provisions.find((p) => p.id === own.id)!;
        expect(provision.target?.reference?.title.zh ?? '', own.id).toBe(
          want['value'] === '全国平均' ? '全国平均水平' : '',
        );
      }
    });

    it('measures what the list names, under that name or with it as a synonym', () => {
      for (const want of inventory) {
        const id = plan2018.provisions.find((p) => p.id === want['id'])!.indicator;
        if (want['unit'] !== '') expect(id, want['id']).not.toBeNull();
        if (id === null) continue;
        const i = indicators.get(id)!;
        expect([i.title.zh, ...i.synonyms].map(plain), want['id']).toContain(plain(want['indicator']!));
      }
    });

    it('names the same bodies', () => {
      const issuers = ['自治区党委办公厅', '自治区人民政府办公厅'];
      for (const want of inventory) {
        const own = rows.get(want['id']!)!;
        const list = (text: string): string[] => (text === '' ? [] : text.split('；'));
        // The notice has no bracket of responsibilities: its issuers answer for it, its recipients for carrying it out.
        const lead =
          want['section'] !== '通知'
            ? list(want['lead_agencies']!)
            : want['id'] === 'N003'
              ? ['各收文单位']
              : issuers;
        expect(own.lead, own.id).toEqual(lead);
        const cooperating = list(want['cooperating_agencies']!);
        // N180 names its departments in short.
        if (own.id === 'N180') expect(own.cooperate).toHaveLength(cooperating.length);
        else expect(own.cooperate, own.id).toEqual(cooperating);
      }
    });

    it('quotes the passage that the list points at', () => {
      const whole = stripSpace(text2018);
      for (const want of inventory) {
        const p = plan2018.provisions.find((x) => x.id === want['id'])!;
        // A key runs along a printed line, so it may begin before the promise or go on after it; that of a bracket of responsibilities is
        // the end of the sentence before.
        const gap = p.quote.startsWith('（牵头') ? 12 : 3;
        const key = stripSpace(want['source_quote_key']!);
        const before = stripSpace(text2018.slice(0, p.span[0])).length;
        const hits: number[] = [];
        for (let at = whole.indexOf(key); at >= 0; at = whole.indexOf(key, at + 1)) hits.push(at);
        const near = hits.some(
          (at) => at <= before + p.quote.length + gap && at + key.length + gap >= before,
        );
        expect(near, `${p.id} ${key}`).toBe(true);
      }
    });
  });

const seedFolder = referenceSeed;
if (seedFolder !== undefined)
  it('the source of 2018 is the document, byte for byte', () => {
    const [seed] = readdirSync(seedFolder).filter((n) => n.endsWith('.txt'));
    const own = readFileSync(join(contentDir, 'plans/ningxia-2018/source.txt'));
    expect(own.equals(readFileSync(join(seedFolder, seed!)))).toBe(true);
  });

const originals = {
  'macro-ningxia': table(referenceDomain, 'macro-ningxia.csv'),
  'five-level-values': table(referenceDomain, 'performance-standard-values.csv'),
  'ningxia-parks': table(referenceDomain, 'ningxia-parks.csv'),
  'gbt2260-ningxia': table(referenceDomain, 'ningxia-divisions.csv'),
  'gbt4754-2017': table(referenceDomain, 'gbt4754-2017-industry.csv'),
};
/** Columns that are figures, codes or names, by their names in the register and in the table it was taken from. */
const copied: Record<keyof typeof originals, readonly (readonly [own: string, original: string])[]> = {
  'macro-ningxia': [
    ['area', 'area'],
    ['value', 'value'],
    ['unit', 'unit'],
  ],
  'five-level-values': [
    ...['year', 'indicator', 'excellent', 'good', 'average', 'low', 'poor', 'weight'].map(
      (c) => [c, c] as const,
    ),
    ['singleStandard', 'single_standard'],
  ],
  'ningxia-parks': [
    ['name', 'name'],
    ['leadingIndustries', 'leading_industries'],
  ],
  'gbt2260-ningxia': [
    ['name', 'name'],
    ['parent', 'parent_code'],
  ],
  'gbt4754-2017': [
    ['code', 'code'],
    ['name', 'name'],
  ],
};
for (const [id, original] of Object.entries(originals) as [keyof typeof originals, typeof inventory][])
  if (original)
    it(`the register ${id} is copied without a slip`, () => {
      const own = readRegister({ contentDir }, id).rows;
      const pick = (rows: readonly Readonly<Record<string, string>>[], side: 0 | 1) =>
        rows.map((r) => copied[id].map((c) => r[c[side]] ?? ''));
      expect(pick(own, 0)).toEqual(pick(original, 1));
      // What was not verified in the table is not verified here.
      if (id === 'ningxia-parks')
        expect(own.map((r) => r['verified'] === 'yes')).toEqual(
          original.map((r) => r['verified']!.startsWith('verified')),
        );
    });

describe('what people read in Chinese', () => {
  /** Three English words in a row are a sentence; a name of a firm is not. */
  const english = /[A-Za-z][a-z'-]+(?:[ ,;]+[A-Za-z][A-Za-z'-]*){2,}/;
  const proper = /S&P Global Commodity Insights/g;
  // Keys that the simulation looks figures up by; their meaning stands in the note of the row.
  const keys = new Set(['macro-ningxia.yaml:indicator']);

  const texts = (value: unknown, path: string): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (Array.isArray(value)) return value.flatMap((v, i) => texts(v, `${path}.${i}`));
    if (value !== null && typeof value === 'object')
      return Object.entries(value)
        .filter(([k]) => k !== 'en')
        .flatMap(([k, v]) => texts(v, `${path}.${k}`));
    return [];
  };
  const files = loadFolder(contentDir).yaml.filter((f) => !f.name.startsWith('demo/'));
  it.each(files.map((f) => [f.name, f.value] as const))('%s holds no sentence in English', (name, value) => {
    const rows = (value as { columns?: string[]; rows?: unknown[][] } | null)?.rows;
    const columns = (value as { columns?: string[] } | null)?.columns;
    const all =
      rows && columns
        ? rows.flatMap((r, n) =>
            r.flatMap((cell, c) =>
              keys.has(`${name.split('/').at(-1)}:${columns[c]}`)
                ? []
                : texts(cell, `${name} ${n + 1} ${columns[c]}`),
            ),
          )
        : texts(value, name);
    expect(all.filter(([, text]) => english.test(text.replace(proper, '')))).toEqual([]);
  });

  it('notices one', () => {
    expect('runs the model of a committee').toMatch(english);
    expect(parseYaml('a: 已核', 'x.yaml').value).toEqual({ a: '已核' });
    expect('GB/T 36132-2018 与 CM Group').not.toMatch(english);
  });
});
