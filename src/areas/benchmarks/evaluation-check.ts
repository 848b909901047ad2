/** Reads an evaluation of a pack: its form, what its form alone does not show, and the items of the scheme it names. V110 to V149. */
import type { z } from 'zod';
import { finding, hasErrors, Problem, type Finding } from '#kernel';
import { schemeItems, type SchemeRule, type SchemeValue } from '#engine/benchmark';
import type { CompiledPlan } from '#engine/plan';
import { classFaults } from './classes.ts';
import { evaluationSchema, toScoreItem, type Evaluation, type Item } from './definition.ts';
import { weightFaults } from './weights.ts';

/** The tables of the content that schemes and standard values stand in. */
export interface ScoreTables {
  readonly rules: readonly SchemeRule[];
  readonly values: readonly (SchemeValue & Readonly<Record<string, string>>)[];
}

const FULL = 100;

/** The items of a named scheme in the words of a pack, under the indicators the evaluation says they are. */
function itemsOfScheme(
  scheme: NonNullable<Evaluation['score']['scheme']>,
  tables: ScoreTables,
  path: string,
): { items: Item[]; findings: Finding[] } {
  const { name, year } = scheme;
  const bad = (
    code: string,
    params: Record<string, string | number>,
  ): { items: Item[]; findings: Finding[] } => ({
    items: [],
    findings: [finding(code, 'error', path, { scheme: name, year, ...params })],
  });
  const source = `${name}（${year}）`;
  const ruled = tables.rules.some((r) => r.scheme === name && r.year === year);
  const levelled = tables.values.filter((v) => v.scheme === name && v.year === year && v['excellent'] !== '');
  const names = ruled
    ? tables.rules.filter((r) => r.scheme === name && r.year === year).map((r) => r.indicator)
    : [...new Set(levelled.map((v) => v.indicator))];
  if (names.length === 0) return bad('V136', {});
  const unmapped = names.filter((n) => scheme.indicators[n] === undefined);
  const foreign = Object.keys(scheme.indicators).filter((n) => !names.includes(n));
  if (unmapped.length > 0) return bad('V137', { names: unmapped.join('、') });
  if (foreign.length > 0) return bad('V138', { names: foreign.join('、') });
  if (!ruled) {
    const weightless = names.filter((n) => scheme.weights?.[n] === undefined);
    if (weightless.length > 0) return bad('V139', { names: weightless.join('、') });
    return {
      items: names.map((n) => ({
        indicator: scheme.indicators[n]!,
        weight: scheme.weights![n]!,
        method: 'fiveLevel',
        standard: { scheme: name, year, indicator: n, size: scheme.size ?? '全行业' },
        source,
      })),
      findings: [],
    };
  }
  try {
    const items = schemeItems(name, year, tables.rules, tables.values).map((i): Item => {
      const own = {
        indicator: scheme.indicators[i.indicator]!,
        weight: scheme.weights?.[i.indicator] ?? i.weight,
        negative: i.negative === 'as-is' ? ('asIs' as const) : ('zero' as const),
        source,
      };
      const bound = (x: number | null | undefined, key: 'cap' | 'floor') =>
        x === undefined ? {} : { [key]: x };
      const f = i.formula;
      if (f.kind === 'ratio' && typeof f.base === 'number')
        return {
          ...own,
          method: 'ratioToBase',
          base: f.base,
          ...bound(f.cap, 'cap'),
          ...bound(f.floor, 'floor'),
        };
      if (f.kind === 'limit')
        return { ...own, method: 'limit', full: f.full, zeroAt: f.zero, ...bound(f.floor, 'floor') };
      throw new RangeError(i.indicator);
    });
    return { items, findings: [] };
  } catch (e) {
    return bad('V140', { reason: e instanceof Error ? e.message : '' });
  }
}

/** What is wrong with the items, besides what any one of them lacks. */
function itemFaults(e: Evaluation, plan: CompiledPlan, tables: ScoreTables, path: string): Finding[] {
  const findings: Finding[] = [];
  const known = new Map(plan.indicators.map((i) => [i.id, i]));
  const unknown = (ids: readonly string[], at: string): void => {
    for (const [n, id] of ids.entries())
      if (!known.has(id)) findings.push(finding('V141', 'error', `${path}#${at}.${n}`, { indicator: id }));
  };
  const { items, parts = [], method = 'weightedSum' } = e.score;
  unknown(e.dea.inputs, 'dea.inputs');
  unknown(e.dea.outputs, 'dea.outputs');
  for (const [n, i] of items.entries()) {
    const at = `${path}#score.items.${n}`;
    const params = { indicator: known.get(i.indicator)?.title.zh ?? i.indicator };
    if (!known.has(i.indicator))
      findings.push(finding('V141', 'error', `${at}.indicator`, { indicator: i.indicator }));
    if (items.findIndex((x) => x.indicator === i.indicator) < n)
      findings.push(finding('V142', 'error', `${at}.indicator`, params));
    if (parts.length > 0 ? !parts.some((p) => p.id === i.part) : i.part !== undefined)
      findings.push(finding('V143', 'error', `${at}.part`, { ...params, part: i.part ?? '' }));
    const fixed = typeof i.missing === 'object' || i.zero !== undefined || !(i.weight > 0);
    if (method === 'topsis' ? i.method !== 'criterion' || fixed : i.method === 'criterion')
      findings.push(finding('V144', 'error', at, params));
    try {
      toScoreItem(i, 'higher');
    } catch (error) {
      findings.push(finding('V110', 'error', at, { reason: error instanceof Error ? error.message : '' }));
    }
    const down = (i.direction ?? known.get(i.indicator)?.direction) === 'down';
    if (i.levels && i.method === 'fiveLevel' && !inOrder(i.levels, down))
      findings.push(finding('V145', 'error', `${at}.levels`, params));
    if (i.standard) {
      const { scheme, year } = i.standard;
      const name = standardName(i, plan);
      const lines = tables.values.filter((v) => v.scheme === scheme);
      const size = i.standard.size;
      if (lines.length === 0) findings.push(finding('V136', 'error', `${at}.standard`, { scheme, year }));
      else if (
        !lines.some((v) => v.year === year && v.indicator === name && v['size'] === size && levelsOf(v))
      )
        findings.push(
          finding('V146', i.base === undefined ? 'error' : 'info', `${at}.standard`, {
            ...params,
            scheme,
            year,
          }),
        );
    }
  }
  for (const [n, p] of parts.entries()) {
    if (
      method === 'topsis' ||
      parts.findIndex((x) => x.id === p.id) < n ||
      !items.some((i) => i.part === p.id)
    )
      findings.push(finding('V147', 'error', `${path}#score.parts.${p.id}`, { part: p.title.zh }));
  }
  // Weights that are worked out keep the sum of those written, whatever each of them is.
  const total = items.reduce((sum, i) => sum + i.weight, 0);
  const full = e.score.full ?? FULL;
  if (items.length > 0 && Math.abs(total - full) > 1e-9)
    findings.push(finding('V148', 'error', `${path}#score.items`, { total: Number(total.toFixed(6)), full }));
  return findings;
}

type Levels = NonNullable<Item['levels']>;
const inOrder = (l: Levels, down: boolean): boolean => {
  const list = [l.excellent, l.good, l.average, l.low, l.poor];
  return list.every((x, k) => k === 0 || (down ? x >= list[k - 1]! : x <= list[k - 1]!));
};

/** The name an item has in the table of standard values. */
export const standardName = (
  i: Pick<Item, 'indicator' | 'standard'>,
  plan: Pick<CompiledPlan, 'indicators'>,
): string =>
  i.standard?.indicator || (plan.indicators.find((x) => x.id === i.indicator)?.title.zh ?? i.indicator);

/** The five values of a line; undefined where one is not known: what lies between is not guessed. */
export function levelsOf(line: Readonly<Record<string, string>>): Levels | undefined {
  const names = ['excellent', 'good', 'average', 'low', 'poor'] as const;
  const values = names.map((n) => (line[n] ?? '').trim());
  if (values.some((v) => v === '' || !Number.isFinite(Number(v)))) return undefined;
  return Object.fromEntries(names.map((n, k) => [n, Number(values[k])])) as Levels;
}

/** The evaluation, as far as it can be read, and everything that is wrong with it. `path`: the file, before the # of a place in it. */
export function readEvaluation(
  plan: CompiledPlan,
  raw: unknown,
  path: string,
  tables: () => ScoreTables,
): { evaluation: Evaluation | undefined; findings: Finding[] } {
  const parsed: z.ZodSafeParseResult<Evaluation> = evaluationSchema.safeParse(raw);
  if (!parsed.success)
    return {
      evaluation: undefined,
      findings: parsed.error.issues.map((i) =>
        finding('V110', 'error', `${path}#${i.path.join('.')}`, { reason: i.message }),
      ),
    };
  let e = parsed.data;
  const findings: Finding[] = [];
  const { method, scheme } = e.score;
  if (
    (method === 'scheme') !== (scheme !== undefined) ||
    (method === 'scheme') !== (e.score.items.length === 0)
  )
    return { evaluation: e, findings: [finding('V149', 'error', `${path}#score`, {})] };
  if (e.score.topsis && method !== 'topsis')
    findings.push(finding('V110', 'error', `${path}#score.topsis`, { reason: 'method: topsis' }));
  if (scheme) {
    const made = itemsOfScheme(scheme, tables(), `${path}#score.scheme`);
    findings.push(...made.findings);
    e = { ...e, score: { ...e.score, items: made.items } };
  }
  // The name in the table is settled here, so that a run does not depend on a title that may change.
  if (e.score.items.some((i) => i.standard))
    e = {
      ...e,
      score: {
        ...e.score,
        items: e.score.items.map((i) =>
          i.standard ? { ...i, standard: { ...i.standard, indicator: standardName(i, plan) } } : i,
        ),
      },
    };
  const indicators = new Set(plan.indicators.map((i) => i.id));
  findings.push(
    ...itemFaults(
      e,
      plan,
      e.score.items.some((i) => i.standard) ? tables() : { rules: [], values: [] },
      path,
    ),
    ...(e.classes ? classFaults(e.classes, `${path}#classes`, (i) => indicators.has(i)) : []),
    ...weightFaults(
      e.score.weights,
      e.score.items.filter((i) => i.weight > 0).length,
      `${path}#score.weights`,
    ),
  );
  return { evaluation: e, findings };
}

/** The evaluation of a published plan, its scheme filled in; refused with findings when it cannot be carried out. */
export function evaluationOf(
  plan: CompiledPlan,
  pack: string,
  id: string,
  tables: () => ScoreTables,
): Evaluation {
  const raw = plan.evaluations.find((e) => e.id === id);
  if (!raw) throw new Problem('benchmarks.unknown-evaluation', { params: { pack, evaluation: id } });
  const { evaluation, findings } = readEvaluation(plan, raw, `evaluations/${id}`, tables);
  if (evaluation && !hasErrors(findings)) return evaluation;
  throw new Problem('benchmarks.broken-definition', {
    params: { evaluation: id, count: findings.length },
    findings,
  });
}
