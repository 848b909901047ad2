/** What a filing says, looked at field by field: what must be there before it is submitted, and what a follow-up must bring. */
import type { z } from 'zod';
import {
  compareDecimal,
  finding,
  formatDecimal,
  parseDay,
  parseDecimal,
  parsePeriod,
  periodStart,
  type Day,
  type Finding,
  type Period,
} from '#kernel';
import {
  enterpriseCompletion,
  indicatorCompletion,
  type EnterpriseRules,
  type IndicatorCompletion,
} from '#engine/benchmark';
import type { contentSchema, progressSchema, filingSchema } from './contract.ts';

export type Content = z.output<typeof contentSchema>;
export type Item = Content['items'][number];
export type Measure = Content['measures'][number];
export type Progress = z.output<typeof progressSchema>;
export type FiledIndicator = z.output<typeof filingSchema>['indicators'][number];
export interface Window {
  readonly from: string;
  readonly to: string;
}

const error = (code: string, path: string, params?: Finding['params']): Finding =>
  finding(code, 'error', `content.${path}`, params);

function checkItem(
  i: Item,
  at: string,
  o: { window: Window; files: ReadonlySet<string>; proof: Readings['proof'] },
  known: ReadonlyMap<string, FiledIndicator>,
): Finding[] {
  const out: Finding[] = [];
  const indicator = i.indicator === null ? undefined : known.get(i.indicator);
  if (i.indicator !== null && !indicator)
    out.push(error('R317', `${at}.indicator`, { indicator: i.indicator }));
  if (i.name === '') out.push(error('R303', `${at}.name`));
  if (i.unit === '') out.push(error('R304', `${at}.unit`));
  else if (indicator && indicator.unit !== i.unit)
    out.push(error('R325', `${at}.unit`, { indicator: indicator.title.zh, unit: indicator.unit }));
  const figures = { baseline: i.baseline, benchmark: i.benchmark, target: i.target };
  for (const [name, text] of Object.entries(figures))
    if (!parseDecimal(text)) out.push(error('R305', `${at}.${name}`));
  const [baseline, target] = [parseDecimal(i.baseline), parseDecimal(i.target)];
  // Equal is a promise to hold the level.
  if (baseline && target && compareDecimal(target, baseline) === (i.direction === 'up' ? -1 : 1))
    out.push(error(i.direction === 'up' ? 'R306' : 'R307', `${at}.target`, { baseline: i.baseline }));
  if (i.benchmarkKind === null) out.push(error('R326', `${at}.benchmarkKind`));
  if (!dueIn(i.due, o.window)) out.push(error('R308', `${at}.due`, { ...o.window }));
  const weight = parseDecimal(i.weight);
  if (!weight || weight.units <= 0n) out.push(error('R315', `${at}.weight`));
  // What is only to be known: said at the evidence, whichever kind is missing.
  const evidence = evidenceOf(i, o.files);
  if (evidence === 'none' || (evidence === 'text' && o.proof === 'fileOrRun'))
    out.push(finding(evidence === 'none' ? 'R316' : 'R330', 'warning', `content.${at}.evidence`));
  return out;
}

const dueIn = (text: string, w: Window): boolean =>
  parseDay(text) !== undefined && text >= w.from && text <= w.to;

function checkMeasure(m: Measure, at: string, window: Window): Finding[] {
  const out: Finding[] = [];
  if (m.link === null) out.push(error('R312', `${at}.link`));
  if (m.title === '') out.push(error('R310', `${at}.title`));
  if (m.owner === '') out.push(error('R311', `${at}.owner`));
  if (!dueIn(m.due, window)) out.push(error('R308', `${at}.due`, { ...window }));
  for (const [n, s] of m.milestones.entries()) {
    if (s.title === '') out.push(error('R313', `${at}.milestones.${n}.title`));
    if (!dueIn(s.due, window)) out.push(error('R308', `${at}.milestones.${n}.due`, { ...window }));
    else if (parseDay(m.due) && s.due > m.due)
      out.push(error('R314', `${at}.milestones.${n}.due`, { due: m.due }));
  }
  return out;
}

/** Errors stand against submitting; warnings are only to be known. Paths are `content.items.0.target`: the row by its place, as the form has it. */
export function checkContent(
  c: Content,
  o: {
    subjectId: string;
    name: string;
    window: Window;
    indicators: readonly FiledIndicator[];
    /** Fields with an attached file. */
    files: ReadonlySet<string>;
    proof: Readings['proof'];
  },
): Finding[] {
  const out: Finding[] = [];
  const known = new Map(o.indicators.map((i) => [i.id, i]));
  if (c.leader) {
    if (c.leader.name === '') out.push(error('R301', 'leader.name'));
    if (c.leader.subjectId === o.subjectId || c.leader.name === o.name)
      out.push(error('R302', 'leader.name'));
  }
  const seen = new Set<string>();
  for (const [n, i] of c.items.entries()) {
    out.push(...checkItem(i, `items.${n}`, o, known));
    const same = i.indicator ?? i.name;
    if (same !== '' && seen.has(same)) out.push(error('R309', `items.${n}.name`));
    seen.add(same);
  }
  for (const [n, m] of c.measures.entries()) out.push(...checkMeasure(m, `measures.${n}`, o.window));
  return out;
}

/** Fields a remark may be about: `leader`, `items`, `measures`, or one field of a row by its key. */
export function knowsField(c: Content, field: string): boolean {
  const [part, key, name] = field.split('.');
  if (part === 'leader') return key === undefined || ['kind', 'name', 'note'].includes(key);
  const row =
    part === 'items'
      ? c.items.find((i) => i.key === key)
      : part === 'measures'
        ? c.measures.find((m) => m.key === key)
        : undefined;
  if (key === undefined) return part === 'items' || part === 'measures';
  return row !== undefined && (name === undefined || name in row);
}

/** Quarters of the filing's time that have begun by `today` and are not in `reported`, oldest first. */
export function openQuarters(year: number, to: string, today: Day, reported: ReadonlySet<string>): string[] {
  const out: string[] = [];
  for (let y = year; `${y}-01-01` <= to; y += 1)
    for (const q of [1, 2, 3, 4]) {
      const period = `${y}-Q${q}`;
      if (
        periodStart(period as Period) <= today &&
        periodStart(period as Period) <= to &&
        !reported.has(period)
      )
        out.push(period);
    }
  return out;
}

/** A follow-up against the filing and the one before it. */
export function checkProgress(
  p: Progress,
  c: Content,
  o: {
    before: Progress | null;
    reported: ReadonlySet<string>;
    open: readonly string[];
    final: boolean;
  },
): Finding[] {
  const out: Finding[] = [];
  const bad = (code: string, path: string, params?: Finding['params']): void => {
    out.push(finding(code, 'error', `progress.${path}`, params));
  };
  if (!parsePeriod(p.quarter) || !o.open.includes(p.quarter))
    // The last quarter may be reported and then evaluated; nothing is filed twice.
    bad(o.reported.has(p.quarter) ? 'R319' : 'R320', 'quarter', { quarter: p.quarter });
  const rows = new Map(p.measures.map((m) => [m.key, m]));
  for (const [n, m] of c.measures.entries()) {
    const row = rows.get(m.key);
    const percent = row?.percent ?? null;
    if (percent === null) bad('R321', `measures.${n}.percent`);
    const before = o.before?.measures.find((x) => x.key === m.key)?.percent ?? 0;
    const text = row?.text ?? '';
    if (text === '' && percent !== null && percent < before)
      bad('R324', `measures.${n}.text`, { before, now: percent });
    else if (text === '' && !(percent === 100 && before === 100)) bad('R322', `measures.${n}.text`);
  }
  const values = new Map(p.values.map((v) => [v.key, v.now]));
  for (const [n, i] of c.items.entries()) {
    const now = values.get(i.key) ?? '';
    if (now !== '' && !parseDecimal(now)) bad('R305', `values.${n}.now`);
    else if (now === '' && o.final) bad('R323', `values.${n}.now`);
  }
  return out;
}

/** Only rows of the filing, once each, in its order: what else came with a follow-up is nobody's. */
export const fitProgress = (p: Progress, c: Content): Progress => ({
  quarter: p.quarter,
  measures: c.measures.map(
    (m) => p.measures.find((x) => x.key === m.key) ?? { key: m.key, percent: null, text: '' },
  ),
  values: c.items.map((i) => p.values.find((x) => x.key === i.key) ?? { key: i.key, now: '' }),
});

/** The milestone of a measure that has none of its own: the whole of it. */
const WHOLE = 'whole';

/** Milestones of a measure; one that names none is verified as a whole. */
export const milestonesOf = (m: Measure): Measure['milestones'] =>
  m.milestones.length > 0 ? m.milestones : [{ key: WHOLE, title: m.title, due: m.due }];

/** Milestones keep the key they have and are given one where they have none, the lowest that is free. */
export const withKeys = (c: Content): Content => ({
  ...c,
  measures: c.measures.map((m) => {
    const had = new Set(m.milestones.map((s) => s.key));
    let n = 0;
    const next = (): string => {
      do n += 1;
      while (had.has(`s${n}`));
      return `s${n}`;
    };
    return { ...m, milestones: m.milestones.map((s) => (s.key === '' ? { ...s, key: next() } : s)) };
  }),
});

/** Fields that a file may stand at: an indicator, a measure, a milestone. */
export function filePlaces(c: Content): ReadonlySet<string> {
  return new Set([
    ...c.items.map((i) => `items.${i.key}`),
    ...c.measures.flatMap((m) => [
      `measures.${m.key}`,
      ...milestonesOf(m).map((s) => `measures.${m.key}.${s.key}`),
    ]),
  ]);
}

/** What is known about a filing besides what it says. */
export interface Known {
  /** Fields with an attached file. */
  readonly files: ReadonlySet<string>;
  /** `<measure>.<milestone>` that were verified. */
  readonly verified: ReadonlySet<string>;
  /** Indicator id → value of the newest run of the filing's year or later. */
  readonly measured: ReadonlyMap<string, string>;
}

/** How the plan is read: what an enterprise must reach, which values count, what proves a benchmark. */
export interface Readings {
  readonly enterprise: EnterpriseRules;
  readonly values: 'measuredFirst' | 'declared';
  readonly proof: 'fileOrRun' | 'text';
}

const evidenceOf = (i: Item, files: ReadonlySet<string>): 'file' | 'run' | 'text' | 'none' =>
  files.has(`items.${i.key}`) ? 'file' : i.run !== null ? 'run' : i.evidence === '' ? 'none' : 'text';

/** A measure is finished when every milestone is verified; what a follow-up says of it is only said. */
export const finishedOf = (c: Content, verified: ReadonlySet<string>): number =>
  c.measures.filter((m) => milestonesOf(m).every((s) => verified.has(`${m.key}.${s.key}`))).length;

/**
 * Completion now. The value of an indicator is what the platform measured, else what the latest follow-up declared (or the declared one alone, as
 * the plan is read); an item whose benchmark is not proved is declared only and does not count.
 */
export function completionOf(c: Content, p: Progress | null, known: Known, readings: Readings) {
  const declared = new Map((p?.values ?? []).map((v) => [v.key, v.now]));
  const zero = parseDecimal('0')!;
  const items = c.items.map((i) => {
    const said = parseDecimal(declared.get(i.key) ?? '') ?? null;
    const found =
      parseDecimal((i.indicator === null ? undefined : known.measured.get(i.indicator)) ?? '') ?? null;
    const source =
      readings.values === 'measuredFirst' && found
        ? ('measured' as const)
        : said
          ? ('declared' as const)
          : null;
    const now = source === 'measured' ? found : said;
    const [start, target] = [parseDecimal(i.baseline), parseDecimal(i.target)];
    const done: IndicatorCompletion =
      start && target
        ? indicatorCompletion({ start, target, now, direction: i.direction })
        : { raw: null, rate: null, basis: 'missing' };
    const evidence = evidenceOf(i, known.files);
    const counts =
      evidence === 'file' || evidence === 'run' || (evidence === 'text' && readings.proof === 'text');
    return { item: i, said, found, source, now, done, evidence, counts };
  });
  const counted = items.filter((x) => x.counts);
  const total = enterpriseCompletion(
    counted.map((x) => ({
      weight: parseDecimal(x.item.weight) ?? zero,
      rate: x.done.rate,
      mandatory: x.item.mandatory,
    })),
    { filed: c.measures.length, finished: finishedOf(c, known.verified) },
    readings.enterprise,
  );
  return {
    total,
    wire: {
      indicators: formatDecimal(total.indicators),
      measures: formatDecimal(total.measures),
      total: formatDecimal(total.total),
      complete: total.complete,
      missing: total.missing,
      declared: items.length - counted.length,
      values: readings.values,
      proof: readings.proof,
      items: items.map((x) => ({
        key: x.item.key,
        now: x.now && formatDecimal(x.now),
        raw: x.done.raw && formatDecimal(x.done.raw),
        rate: x.done.rate && formatDecimal(x.done.rate),
        basis: x.done.basis,
        counts: x.counts,
        declared: x.said && formatDecimal(x.said),
        measured: x.found && formatDecimal(x.found),
        source: x.source,
        evidence: x.evidence,
      })),
      work: c.measures.map((m) => {
        const stages = milestonesOf(m);
        const verified = stages.filter((s) => known.verified.has(`${m.key}.${s.key}`)).length;
        return {
          key: m.key,
          percent: p?.measures.find((x) => x.key === m.key)?.percent ?? 0,
          milestones: stages.length,
          verified,
          finished: verified === stages.length,
        };
      }),
    },
  };
}
