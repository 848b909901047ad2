import { finding } from '#kernel';
import { cleanData, spread } from './clean.ts';
import type { ModelData } from './clean.ts';
import { runDea } from './dea.ts';
import { solveEnvelopment } from './program.ts';
import type { EnvelopmentRow } from './program.ts';
import type { ModelResult } from './radial.ts';
import type { DeaColumn, DeaResult, DeaUnit, Orientation, ReturnsToScale } from './types.ts';

export interface UndesirableInput extends ModelData {
  /** What is made and should not be: emissions, waste. Not among `outputs`. */
  readonly undesirable: readonly DeaColumn[];
}

export interface TranslatedInput extends UndesirableInput {
  readonly orientation: Orientation;
  /** The constant each undesirable column is taken from; its largest value + 1 unless told. */
  readonly translation?: Readonly<Record<string, number>>;
  /** Also measure each unit against the others without itself. */
  readonly super?: boolean;
}

export interface DirectionalInput extends UndesirableInput {
  /** Constant in Chung, Färe & Grosskopf (1997); with others the λ are bound, and abatement is not (Kuosmanen 2005 shows the difference). */
  readonly rts: ReturnsToScale;
  /**
   * weak (default): emissions fall only with output, their row is an equation; strong: they may also be lower for nothing, Σλb ≤ (1 − β)·b_o,
   * which never rewards a unit for emitting more.
   */
  readonly disposal?: 'weak' | 'strong';
}

export interface DirectionalUnit extends DeaUnit {
  /** Share by which good outputs can grow while undesirable ones fall by the same share; 0 on the frontier. `efficiency` is 1 ÷ (1 + β). */
  beta: number;
}

/**
 * Undesirable outputs by translation (Seiford & Zhu 2002, European Journal of Operational Research 142): b' = w − b is an output like any
 * other, under variable returns, where adding a constant to an output does not move the frontier. Expanding (out) depends on w, because
 * φ multiplies b': state w, or take the default, the column's largest value + 1. Slacks, targets of undesirable columns are given in the
 * figures of the column: what emission could fall by, and to.
 * Codes: those of `runDea`, B307 a translation that leaves a figure below zero: nothing is computed.
 */
export function runTranslated(input: TranslatedInput): DeaResult {
  const constants = new Map<string, number>();
  const low: DeaResult['findings'] = [];
  const turned = input.undesirable.map((column): DeaColumn => {
    const known = [...column.values].filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
    const largest = known.reduce((a, b) => Math.max(a, b), 0);
    const w = input.translation?.[column.name] ?? largest + 1;
    if (!(w >= largest) || known.some((v) => v < 0))
      low.push(finding('B307', 'error', column.name, { column: column.name, translation: w, largest }));
    constants.set(column.name, w);
    return {
      name: column.name,
      values: [...column.values].map((v) => (typeof v === 'number' && Number.isFinite(v) ? w - v : null)),
    };
  });
  const model = {
    rts: 'vrs',
    orientation: input.orientation,
    inputs: input.inputs.map((c) => c.name),
    outputs: [...input.outputs, ...turned].map((c) => c.name),
  } as const;
  if (low.length > 0) return { model: { ...model }, units: [], frontier: [], excluded: [], findings: low };
  const result = runDea({
    ids: input.ids,
    inputs: input.inputs,
    outputs: [...input.outputs, ...turned],
    rts: 'vrs',
    orientation: input.orientation,
    ...(input.super ? { super: true } : {}),
  });
  for (const unit of result.units)
    for (const [name, w] of constants) unit.targets = { ...unit.targets, [name]: w - unit.targets[name]! };
  return result;
}

/**
 * Directional distance with weak disposability (Chung, Färe & Grosskopf 1997, Journal of Environmental Management 51): emissions cannot be
 * thrown away for nothing, so their row has no slack (unless disposal is strong). max β: Σλx ≤ x_o, Σλy ≥ (1 + β)·y_o, Σλb = (1 − β)·b_o, λ ≥ 0.
 * Units-invariant, because the direction is the unit's own (y_o, b_o). Codes: those of `cleanData` (B203 for a negative emission), B206 no
 * output and no emission, B306.
 */
export function runDirectional(input: DirectionalInput): ModelResult<DirectionalUnit> {
  const clean = cleanData({ ...input, outputs: [...input.outputs, ...input.undesirable] });
  const { findings, excluded } = clean;
  const all = clean.groups.map((_, g) => g);
  const good = input.outputs.length;
  const frontier: string[] = [];
  const answers = all.map((g): DirectionalUnit | undefined => {
    const outputs = clean.outputs.map((values, r): EnvelopmentRow => {
      const bad = r >= good;
      const own = values[g]!;
      const name = (bad ? input.undesirable[r - good] : input.outputs[r])!.name;
      const slack = !bad ? -1 : input.disposal === 'strong' ? 1 : 0;
      return { name, values, slack, drive: bad ? own : -own, rhs: own, weight: slack === 0 ? 0 : 1 };
    });
    const inputs = clean.inputs.map((values, i): EnvelopmentRow => ({
      name: input.inputs[i]!.name,
      values,
      slack: 1,
      drive: 0,
      rhs: values[g]!,
      weight: 1,
    }));
    const still = outputs.every((row) => row.drive === 0);
    const solved = still
      ? undefined
      : solveEnvelopment(
          { sense: 'max', rts: input.rts, rows: [...inputs, ...outputs], reference: all, onFrontier: 0 },
          (k) => clean.names[k]!,
          g,
        );
    if (!solved) {
      for (const u of clean.groups[g]!) {
        const id = input.ids[u]!;
        const code = still ? 'B206' : 'B306';
        findings.push(finding(code, 'warning', id, { id }));
        excluded.push({ id, code });
      }
      return undefined;
    }
    const beta = solved.efficiency;
    if (solved.peers.length === 1 && solved.peers[0]!.id === clean.names[g]) frontier.push(clean.names[g]!);
    return { ...solved, id: clean.names[g]!, efficiency: 1 / (1 + beta), beta };
  });
  return { units: spread(input.ids, clean, answers), frontier, excluded, findings };
}
