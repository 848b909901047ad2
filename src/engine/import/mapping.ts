import { stripSpace, toHalfWidth } from '#kernel';
import type { Column, ColumnMapping, Target } from './types.ts';

/** Keys a row may carry besides figures. */
export const keyTargets: readonly Target[] = [
  {
    id: 'creditCode',
    title: '统一社会信用代码',
    synonyms: [
      '社会信用代码',
      '信用代码',
      '统一信用代码',
      '统一代码',
      '纳税人识别号',
      '企业代码',
      '单位代码',
    ],
    unit: null,
    kind: 'creditCode',
  },
  {
    id: 'name',
    title: '企业名称',
    synonyms: [
      '单位名称',
      '单位详细名称',
      '企业',
      '名称',
      '公司名称',
      '电厂名称',
      'company_name',
      'name',
      '企业全称',
    ],
    unit: null,
    kind: 'name',
  },
  {
    id: 'period',
    title: '期间',
    synonyms: ['报告期', '统计期间', '月份', '时间', '所属期', '报告期别'],
    unit: null,
    kind: 'period',
  },
  { id: 'year', title: '年份', synonyms: ['年度', '年', 'year', '统计年度'], unit: null, kind: 'year' },
  {
    id: 'region',
    title: '地区代码',
    synonyms: ['行政区划代码', '地区', '县区', '所在县区', '所属地区', '所在地', '区划代码'],
    unit: null,
    kind: 'region',
  },
  {
    id: 'industry',
    title: '行业代码',
    synonyms: ['国民经济行业代码', '行业小类', '行业', '行业小类代码', '所属行业'],
    unit: null,
    kind: 'industry',
  },
];

/** A name without what does not name: width, blanks, brackets, marks, 其中 and the like. */
export const normalName = (s: string): string =>
  stripSpace(toHalfWidth(s))
    .toLowerCase()
    .replace(/[(【[][^)】\]]*[)】\]]?/g, '')
    .replace(/^(?:其中|#|\*|\d+[.、]):?/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^(?:本年|本期|当年|全年|年末|期末|本月)/, '');

const bigrams = (s: string): Set<string> =>
  new Set(Array.from({ length: Math.max(0, s.length - 1) }, (_, i) => s.slice(i, i + 2)));
/** Dice coefficient of the pairs of neighbouring characters. */
function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const [x, y] = [bigrams(a), bigrams(b)];
  if (x.size === 0 || y.size === 0) return 0;
  let common = 0;
  for (const g of x) if (y.has(g)) common += 1;
  return (2 * common) / (x.size + y.size);
}
const SIMILAR = 0.6;

/** Proposes what each column is. Each target is given once, to the column that fits it best; earlier columns win ties. */
export function mapColumns(
  columns: readonly Column[],
  targets: readonly Target[],
  remembered: Readonly<Record<string, { readonly target: string; readonly unit: string | null }>> = {},
): ColumnMapping[] {
  const names = targets.map((t) => ({
    t,
    title: normalName(t.title),
    synonyms: (t.synonyms ?? []).map(normalName),
  }));
  const known = new Set(targets.map((t) => t.id));
  const out = new Map<string, ColumnMapping>();
  const taken = new Set<string>();
  for (const c of columns) {
    const r = remembered[c.letter];
    if (!r || !(r.target === 'ignore' || (known.has(r.target) && !taken.has(r.target)))) continue;
    out.set(c.letter, {
      letter: c.letter,
      target: r.target,
      unit: c.unit ?? r.unit,
      confidence: 1,
      reason: 'remembered',
    });
    taken.add(r.target);
  }
  const candidates: (ColumnMapping & { order: number })[] = [];
  for (const [order, c] of columns.entries()) {
    if (out.has(c.letter)) continue;
    // The innermost head names the column; the whole path is the second try.
    for (const name of new Set([normalName(c.path.at(-1) ?? ''), normalName(c.path.join(''))])) {
      if (name === '') continue;
      for (const { t, title, synonyms } of names) {
        const exact = name === title;
        const synonym = synonyms.includes(name);
        const best = exact
          ? 1
          : synonym
            ? 0.95
            : Math.max(similarity(name, title), ...synonyms.map((s) => similarity(name, s))) * 0.9;
        if (best < SIMILAR) continue;
        candidates.push({
          letter: c.letter,
          target: t.id,
          unit: c.unit,
          confidence: best,
          reason: exact ? 'exact' : synonym ? 'synonym' : 'similar',
          order,
        });
      }
    }
  }
  for (const { order: _, ...m } of candidates.toSorted(
    (a, b) => b.confidence - a.confidence || a.order - b.order,
  )) {
    if (out.has(m.letter) || taken.has(m.target)) continue;
    out.set(m.letter, { ...m, confidence: Math.round(m.confidence * 100) / 100 });
    taken.add(m.target);
  }
  return columns.map(
    (c) =>
      out.get(c.letter) ?? {
        letter: c.letter,
        target: 'ignore',
        unit: c.unit,
        confidence: 0,
        reason: 'none',
      },
  );
}
