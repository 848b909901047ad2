/** A run by pieces: however the input is cut, and however little of it is at hand, every enterprise gets the row it gets from the whole. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Prng } from '#kernel';
import { readPack } from '#areas/plans';
import { computeBenchmark, Run } from './compute.ts';
import { indicatorsFor } from './definition.ts';
import { readEvaluation } from './evaluation-check.ts';
import type { BenchmarkInput, InputPiece } from './input.ts';
import type { OutputRow } from './payload.ts';
import { scoreTablesOf } from './services/score-tables.ts';

const contentDir = join(import.meta.dirname, '../../../content');
const { plan } = readPack(contentDir, 'ningxia-2018');
const raw = plan.evaluations.find((e) => e.id === 'benchmarking')!;
const evaluation = readEvaluation(plan, raw, raw.id, () => scoreTablesOf({ contentDir })).evaluation!;
const indicators = indicatorsFor(plan, evaluation);
const base = indicators.filter((i) => i.formula === null && !i.levels);

/** 180 enterprises of a large industry, a middling one and some that stand alone; every seventh lacks a figure. */
const random = new Prng(7, 0, 0);
const industries = ['3011', '3011', '3021', '1511', '2614', '4411'];
const subjects = Array.from({ length: 180 }, (_, n) => ({
  id: `e${String(n).padStart(4, '0')}`,
  code: `9164${n}`,
  name: `企业${n}`,
  regionCode: '640100',
  parkCode: null,
  industryCode: n % 60 === 0 ? `17${10 + n / 60}` : industries[n % industries.length]!,
  simulated: true,
})).toSorted((a, b) => (a.industryCode < b.industryCode ? -1 : a.industryCode > b.industryCode ? 1 : 0));
const facts = subjects.map((_, n) =>
  base
    .filter((i) => n % 7 !== 3 || i.id !== 'employees')
    .map((i) => ({
      indicator: i.id,
      period: '2018',
      revision: 1,
      value: (100 * random.factor(0.8)).toFixed(2),
      unit: i.unit,
      status: 'filed',
      source: 's',
    })),
);
const inputOf = (within: 'group' | 'all'): BenchmarkInput => ({
  format: 1,
  pack: plan.id,
  ruleHash: '',
  year: 2018,
  knownAt: '',
  evaluation: {
    ...evaluation,
    classes: { ...evaluation.classes!, within },
    sensitivity: { ...evaluation.sensitivity!, draws: 20 },
  },
  rts: ['crs', 'vrs'],
  orientation: ['out'],
  indicators,
  energy: [],
  industries: { '30': '非金属矿物制品业', '301': '水泥、石灰和石膏制造' },
  sources: [],
  subjects,
  facts,
});

describe('a run by pieces', () => {
  it.each(['group', 'all'] as const)('classes within %s: is the run over the whole', (within) => {
    const input = inputOf(within);
    const whole = computeBenchmark(input);
    // Three enterprises a piece: sixty pieces, more than are kept at hand.
    const pieces: InputPiece[] = [];
    for (let i = 0; i < subjects.length; i += 3)
      pieces.push({ subjects: subjects.slice(i, i + 3), facts: facts.slice(i, i + 3), sources: [] });
    const run = new Run(input);
    for (const p of pieces) run.add(p);
    const rows: OutputRow[] = [];
    const heard: number[] = [];
    let asked = 0;
    const steps = run.measure(input.industries, (share) => heard.push(share));
    let step = steps.next();
    while (!step.done) {
      if ('rows' in step.value) {
        rows.push(...step.value.rows);
        step = steps.next();
      } else {
        asked += 1;
        step = steps.next(pieces[step.value.read]);
      }
    }
    expect(asked).toBeGreaterThan(20);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.at(-1)).toBe(1);
    const known = new Map(whole.rows.map((r) => [r.subject_id, canonicalJson(r)]));
    expect(rows).toHaveLength(subjects.length);
    for (const r of rows) expect(canonicalJson(r)).toBe(known.get(r.subject_id));
    const codes = rows.map((r) => r.group_code);
    expect(codes).toEqual(codes.toSorted());
    expect(new Set(codes).size).toBeGreaterThan(4);
    expect(step.value.groups).toEqual(whole.groups);
    expect(step.value.findings).toEqual(whole.findings);
    expect(rows.filter((r) => r.efficiency !== null)).toHaveLength(step.value.evaluated);
  });
});
