import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { cleanData, spread } from './clean.ts';
import type { CleanData, ModelData } from './clean.ts';
import { rounded, scoreOf, solveEnvelopment } from './program.ts';
import type { Envelopment, EnvelopmentRow } from './program.ts';
import type { DeaColumn, DeaUnit, Orientation, ReturnsToScale } from './types.ts';

/** lower ≤ weight of `column` ÷ weight of `to` ≤ upper; both inputs or both outputs (assurance region of type I). */
export interface WeightBound {
  readonly column: string;
  readonly to: string;
  readonly lower?: number;
  readonly upper?: number;
}

export interface RadialInput extends ModelData {
  readonly rts: ReturnsToScale;
  readonly orientation: Orientation;
  /** Columns nobody in the unit can change (area, altitude, age of the plant): they limit the comparison but are not asked to improve. */
  readonly nonDiscretionary?: readonly string[];
  /** Class of conditions, a larger number for better ones: a unit is compared only with units of its own or a worse class. */
  readonly category?: DeaColumn;
  readonly weightBounds?: readonly WeightBound[];
  /** Also measure each unit against the others without itself. */
  readonly super?: boolean;
}

/** Answers of a model; units in the order of the input. */
export interface ModelResult<U = DeaUnit> {
  readonly units: U[];
  /** Units that are their own and only peer, in canonical order. */
  readonly frontier: string[];
  readonly excluded: { id: string; code: string }[];
  readonly findings: Finding[];
}

/** One row per column for unit g: contracting inputs (in) or expanding outputs (out), the others held. */
export function radialRows(
  clean: Pick<CleanData, 'inputs' | 'outputs'>,
  data: Pick<ModelData, 'inputs' | 'outputs'>,
  orientation: Orientation,
  own: (column: Float64Array) => number,
  fixed: ReadonlySet<string> = new Set(),
): EnvelopmentRow[] {
  const row = (name: string, values: Float64Array, used: boolean): EnvelopmentRow => {
    const held = fixed.has(name);
    const moves = !held && used === (orientation === 'in');
    const value = own(values);
    return {
      name,
      values,
      slack: used ? 1 : -1,
      drive: moves ? -value : 0,
      rhs: moves ? 0 : value,
      weight: held ? 0 : 1,
    };
  };
  return [
    ...data.inputs.map((column, i) => row(column.name, clean.inputs[i]!, true)),
    ...data.outputs.map((column, r) => row(column.name, clean.outputs[r]!, false)),
  ];
}

/** Bounds as rows of Σ bound·w ≤ 0; undefined and a finding B305 when one cannot be meant. */
function boundRows(input: RadialInput, findings: Finding[]): number[][] {
  const inputs = input.inputs.map((c) => c.name);
  const names = [...inputs, ...input.outputs.map((c) => c.name)];
  return (input.weightBounds ?? []).flatMap((bound) => {
    const { column, to, lower = 0, upper = Infinity } = bound;
    const known = names.includes(column) && names.includes(to) && column !== to;
    if (!known || inputs.includes(column) !== inputs.includes(to) || !(lower >= 0 && lower <= upper)) {
      findings.push(finding('B305', 'error', column, { column, to, lower, upper: String(upper) }));
      return [];
    }
    const row = (a: number, b: number): number[] =>
      names.map((name) => (name === column ? a : name === to ? b : 0));
    return [...(lower > 0 ? [row(-1, lower)] : []), ...(upper < Infinity ? [row(1, -upper)] : [])];
  });
}

/**
 * Radial data envelopment analysis with conditions, one linear program per unit. For scores alone `runDea` is the faster engine; without
 * conditions both give the same. min θ: Σλx + s = θ·x_o, Σλy − s = y_o (in); max φ: Σλx + s = x_o, Σλy − s = φ·y_o (out); λ, s ≥ 0.
 * - nonDiscretionary (Banker & Morey 1986, Operations Research 34): the column's row keeps the unit's own figure, Σλz ≤ z_o (inputs) or
 *   ≥ z_o (outputs), under any returns; its slack is shown and counts for nothing.
 * - category (Banker & Morey 1986, Management Science 32): the reference set of a unit is the units whose class number is not above its own.
 * - weightBounds (Thompson, Singleton, Thrall & Smith 1986; assurance region, type I): lower ≤ w_column ÷ w_to ≤ upper in the multiplier
 *   program; in the envelopment program one more column per bound. Targets are Σλ·peer.
 * Codes beside those of `cleanData`: B206 all outputs zero, B211 no super-efficiency, B303 all that
 * could move is zero, B304 a column to be held that the model does not
 * have, or every column that should move is held, B305 a weight bound that cannot be meant, B306 no solution for a unit.
 */
export function runRadial(input: RadialInput): ModelResult {
  const { orientation, rts } = input;
  const names = [...input.inputs, ...input.outputs].map((c) => c.name);
  const moving = (orientation === 'in' ? input.inputs : input.outputs).map((c) => c.name);
  const clean = cleanData(input, {
    ...(input.category ? { also: [input.category] } : {}),
    nothingUsed: orientation === 'out' && (rts === 'vrs' || rts === 'nirs'),
    negativeAllowed:
      rts === 'vrs' ? (orientation === 'in' ? input.outputs : input.inputs).map((c) => c.name) : [],
  });
  const { findings, excluded } = clean;
  const fixed = new Set(input.nonDiscretionary ?? []);
  for (const name of fixed)
    if (!names.includes(name)) findings.push(finding('B304', 'error', name, { column: name }));
  if (moving.length > 0 && moving.every((name) => fixed.has(name)))
    findings.push(finding('B304', 'error', moving[0], { column: moving.join('、') }));
  const bounds = boundRows(input, findings);
  if (findings.some((f) => f.severity === 'error')) return { units: [], frontier: [], excluded, findings };

  const category = clean.also[0];
  const all = clean.groups.map((_, g) => g);
  const frontier: string[] = [];
  const answers = all.map((g): DeaUnit | undefined => {
    const group = clean.groups[g]!;
    const ids = group.map((u) => input.ids[u]!);
    if (moving.every((name) => fixed.has(name) || valueOf(clean, names, name, g) === 0)) {
      // Nothing to move: no outputs to expand, or no inputs that could contract.
      const code = fixed.size === 0 && orientation === 'out' ? 'B206' : 'B303';
      for (const id of ids) {
        findings.push(finding(code, 'warning', id, { id }));
        excluded.push({ id, code });
      }
      return undefined;
    }
    const program: Envelopment = {
      sense: orientation === 'in' ? 'min' : 'max',
      rts,
      rows: radialRows(clean, input, orientation, (column) => column[g]!, fixed),
      reference: category ? all.filter((k) => category[k]! <= category[g]!) : all,
      ...(bounds.length > 0 ? { bounds } : {}),
    };
    const solved = solveEnvelopment(program, (k) => clean.names[k]!, g);
    if (!solved) {
      for (const id of ids) {
        findings.push(finding('B306', 'warning', id, { id }));
        excluded.push({ id, code: 'B306' });
      }
      return undefined;
    }
    if (solved.peers.length === 1 && solved.peers[0]!.id === clean.names[g]) frontier.push(clean.names[g]!);
    const unit: DeaUnit = { id: clean.names[g]!, ...solved };
    if (input.super) {
      // Somebody with the same figures: nobody can be beyond his double.
      const others = program.reference.filter((k) => k !== g);
      const score =
        group.length > 1
          ? solved.efficiency
          : others.length === 0
            ? undefined
            : scoreOf({ ...program, reference: others });
      unit.superEfficiency = score === undefined ? null : rounded(score);
      if (score === undefined) for (const id of ids) findings.push(finding('B211', 'info', id, { id }));
    }
    return unit;
  });
  return { units: spread(input.ids, clean, answers), frontier, excluded, findings };
}

function valueOf(clean: CleanData, names: readonly string[], name: string, g: number): number {
  const at = names.indexOf(name);
  const inputs = clean.inputs.length;
  return (at < inputs ? clean.inputs[at]! : clean.outputs[at - inputs]!)[g]!;
}
