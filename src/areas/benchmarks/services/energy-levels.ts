import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { finding, hasErrors, Problem, type Finding } from '#kernel';
import { checkLines, checkParameters, parametersOf, type LevelParameter } from '#engine/benchmark';
import type { CompiledPlan } from '#engine/plan';
import type { House } from '#platform/act';
import { madeOf, parseYaml } from '#platform/content';
import { readRegister } from '#areas/subjects';
import { toInputIndicator } from '../definition.ts';
import type { InputEnergy, InputIndicator, InputLevels, LevelsKey } from '../input.ts';

type Place = Pick<House, 'contentDir'>;
const text = z.strictObject({ zh: z.string().min(1), en: z.string().optional() });
const name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
const level = z.enum(['benchmark', 'baseline', 'level1', 'level2', 'level3']);
const step = z.strictObject({
  title: text,
  of: z.array(level).min(1).optional(),
  when: z
    .array(
      z.strictObject({
        parameter: name,
        over: z.string().optional(),
        from: z.string().optional(),
        upTo: z.string().optional(),
        under: z.string().optional(),
        is: z.string().optional(),
      }),
    )
    .min(1)
    .optional(),
  constants: z
    .record(
      name,
      z.strictObject({
        unit: z.string(),
        value: z.string().optional(),
        benchmark: z.string().optional(),
        baseline: z.string().optional(),
        level1: z.string().optional(),
        level2: z.string().optional(),
        level3: z.string().optional(),
      }),
    )
    .optional(),
  curve: z
    .strictObject({
      parameter: name,
      unit: z.string(),
      points: z.array(z.tuple([z.string(), z.string()])).min(2),
    })
    .optional(),
  level: z.string().optional(),
  value: z.string().optional(),
  unknown: text.optional(),
});
const file = z.looseObject({
  parameters: z.array(
    z.strictObject({
      id: name,
      title: text,
      unit: z.string(),
      min: z.string().optional(),
      max: z.string().optional(),
      choices: z
        .array(z.strictObject({ value: z.string(), title: text }))
        .min(1)
        .optional(),
    }),
  ),
  corrections: z.array(
    z.strictObject({
      standard: z.string(),
      clause: z.string(),
      lines: z
        .array(z.strictObject({ product: z.string(), process: z.string(), indicator: z.string() }))
        .min(1),
      steps: z.array(step).min(1),
    }),
  ),
});

const FILE = 'standards/energy-corrections.yaml';
const orNull = (s: string | undefined): string | null => (s === undefined || s === '' ? null : s);
const keyOf = (k: LevelsKey): string => [k.product, k.process, k.indicator].join('\n');

function toLevels(r: Readonly<Record<string, string>>): InputLevels {
  return {
    family: r['family'] === 'ndrc' ? 'ndrc' : 'gb-limit',
    edition: r['edition']!,
    product: r['product']!,
    process: r['process']!,
    indicator: r['indicator']!,
    unit: r['unit']!,
    benchmark: orNull(r['benchmark']),
    baseline: orNull(r['baseline']),
    level1: orNull(r['level1']),
    level2: orNull(r['level2']),
    level3: orNull(r['level3']),
    effective: orNull(r['effective']),
    standard: r['standard']!,
    table: r['table']!,
    correction: r['correction']!,
    source: r['source']!,
    verified: r['verified']!,
  };
}

export interface EnergyTable {
  readonly lines: readonly InputLevels[];
  readonly parameters: ReadonlyMap<string, LevelParameter>;
  /** Remarks that keep nobody from using it: words that are not steps yet. */
  readonly findings: readonly Finding[];
}

/** Lines and corrections of a content folder with all findings, errors included: for checks. */
export const inspectEnergyTable = (house: Place): EnergyTable =>
  madeOf(
    'energy-levels',
    ['standards/energy-levels.yaml', FILE].map((f) => join(house.contentDir, f)),
    () => readEnergyTable(house),
  );

function readEnergyTable(house: Place): EnergyTable {
  const lines = readRegister(house, 'energy-levels').rows.map(toLevels);
  const { value, findings } = parseYaml(readFileSync(join(house.contentDir, FILE), 'utf8'), FILE);
  const parsed = file.safeParse(value);
  if (!parsed.success) {
    const broken = parsed.error.issues.map((i) =>
      finding('V510', 'error', `${FILE}#${i.path.join('.')}`, { reason: i.message }),
    );
    return { lines, parameters: new Map(), findings: findings.length > 0 ? findings : broken };
  }
  const { parameters, corrections } = parsed.data;
  const known = new Map(parameters.map((p) => [p.id, p as LevelParameter]));
  const steps = new Map<string, Pick<InputLevels, 'steps' | 'clause'>>();
  const strays: Finding[] = [];
  const place = (standard: string, k: LevelsKey): string => `${standard}\n${keyOf(k)}`;
  const there = new Set(lines.map((l) => place(l.standard, l)));
  for (const c of corrections)
    for (const k of c.lines) {
      const at = place(c.standard, k);
      if (!there.has(at) || steps.has(at))
        strays.push(
          finding('V511', 'error', FILE, {
            line: [c.standard, k.product, k.process, k.indicator].filter((x) => x !== '').join(' '),
          }),
        );
      steps.set(at, { steps: c.steps as InputLevels['steps'] & object, clause: c.clause });
    }
  const corrected = lines.map((l) => ({ ...l, ...steps.get(place(l.standard, l)) }));
  return {
    lines: corrected,
    parameters: known,
    findings: [
      ...checkParameters(parameters as LevelParameter[]),
      ...strays,
      ...checkLines(corrected, known),
    ],
  };
}

/** The table; refused with findings when its corrections are broken, because a level must not be half right. */
export function energyTable(house: Place): EnergyTable {
  const table = inspectEnergyTable(house);
  if (hasErrors(table.findings))
    throw new Problem('content.broken', { params: { name: FILE }, findings: [...table.findings] });
  return table;
}

/** The lines of the table that the indicators name, every edition of them, with the parameters they ask for. */
export function energyOf(house: Place, indicators: readonly InputIndicator[]): InputEnergy[] {
  if (!indicators.some((i) => i.levels)) return [];
  const table = energyTable(house);
  const lines = new Map<string, InputLevels[]>();
  for (const row of table.lines) lines.set(keyOf(row), [...(lines.get(keyOf(row)) ?? []), row]);
  return indicators.flatMap((i) => {
    if (!i.levels) return [];
    const levels = i.levels.flatMap((k) => lines.get(keyOf(k)) ?? []);
    const parameters = [...new Set(levels.flatMap((l) => parametersOf(l)))].map((id) =>
      table.parameters.get(id)!,
    );
    return [{ indicator: i.id, levels, parameters }];
  });
}

/** The indicators of a run and those of the plan that the levels depend on, in a settled order. */
export function withParameters(
  plan: CompiledPlan,
  indicators: readonly InputIndicator[],
  energy: readonly InputEnergy[],
): InputIndicator[] {
  const had = new Set(indicators.map((i) => i.id));
  const wanted = new Set(energy.flatMap((e) => (e.parameters ?? []).map((p) => p.id)));
  const more = plan.indicators.filter((i) => wanted.has(i.id) && !had.has(i.id) && i.formula === null);
  return [...indicators, ...more.map(toInputIndicator)].toSorted((a, b) =>
    a.id < b.id ? -1 : a.id > b.id ? 1 : 0,
  );
}
