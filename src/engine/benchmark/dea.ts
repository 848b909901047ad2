import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { exactScale } from '#engine/lp';
import { Frontier } from './dea-frontier.ts';
import type { FrontierModel, FrontierPoint } from './dea-frontier.ts';
import type { DeaColumn, DeaInput, DeaResult, DeaUnit, Orientation, ReturnsToScale } from './types.ts';

/** Scores nearer to 1 than this are 1. */
const UNIT_SCORE = 1e-10;

const isNumber = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

interface Checked {
  /** Positions in the input of the units that can serve as reference, in canonical order. */
  readonly kept: number[];
  /** Kept, but without a score of their own (no output to expand). */
  readonly unscored: Set<number>;
  readonly excluded: { id: string; code: string }[];
  readonly findings: Finding[];
}

/**
 * Looks the data over before anything is computed. Codes:
 * - B201 error: nothing to compute (no unit, no input or no output column)
 * - B202 warning: a unit lacks a value (or it is not a finite number) and is left out; column names the first one
 * - B203 error: a column has negative values where the model cannot take them; nothing is computed
 * - B204 info: a column has negative values, harmless here because the model is translation-invariant in it (variable returns; outputs
 *   when inputs contract, inputs when outputs expand)
 * - B205 warning: all inputs of a unit are zero, so it would produce from nothing; left out
 * - B206 warning: all outputs of a unit are zero: nothing to expand, no score (output orientation); info where its score is 0
 *   (input orientation, scale free to shrink)
 * - B207 info: units with exactly the same figures
 * - B208 info: a column has the same value everywhere
 * - B209 warning: fewer units than three times the columns: many units will look efficient
 * - B210 info: one unit only; it is compared with itself
 * - B211 info: super-efficiency of a unit does not exist (the others cannot reach it)
 * - B212 error: an id occurs twice
 * - B213 info: largest and smallest positive value of a column differ by more than 10¹²: small units are at the limit of precision
 */
function check(input: DeaInput): Checked {
  const findings: Finding[] = [];
  const excluded: { id: string; code: string }[] = [];
  const unscored = new Set<number>();
  const { ids, inputs, outputs, rts, orientation } = input;
  const columns = [...inputs, ...outputs];
  for (const column of columns)
    if (column.values.length !== ids.length)
      throw new RangeError(
        `DEA: column ${column.name} has ${column.values.length} values for ${ids.length} units`,
      );
  const nothing = { kept: [], unscored, excluded, findings };
  if (ids.length === 0 || inputs.length === 0 || outputs.length === 0) {
    findings.push(
      finding('B201', 'error', undefined, {
        units: ids.length,
        inputs: inputs.length,
        outputs: outputs.length,
      }),
    );
    return nothing;
  }
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) findings.push(finding('B212', 'error', id, { id }));
    seen.add(id);
  }
  if (findings.length > 0) return nothing;

  let kept: number[] = [];
  for (let u = 0; u < ids.length; u++) {
    const hole = columns.find((column) => !isNumber(column.values[u]));
    if (!hole) kept.push(u);
    else {
      findings.push(finding('B202', 'warning', ids[u], { id: ids[u]!, column: hole.name }));
      excluded.push({ id: ids[u]!, code: 'B202' });
    }
  }
  const side = (column: DeaColumn): 'input' | 'output' => (inputs.includes(column) ? 'input' : 'output');
  let refused = false;
  for (const column of columns) {
    const negative = kept.filter((u) => column.values[u]! < 0);
    if (negative.length === 0) continue;
    const invariant = rts === 'vrs' && side(column) === (orientation === 'in' ? 'output' : 'input');
    findings.push(
      finding(invariant ? 'B204' : 'B203', invariant ? 'info' : 'error', column.name, {
        column: column.name,
        count: negative.length,
        id: ids[negative[0]!]!,
      }),
    );
    refused ||= !invariant;
  }
  if (refused) return nothing;

  // Producing from nothing breaks the model where inputs are scaled, and where small units may be scaled up.
  const free = orientation === 'in' || rts === 'crs' || rts === 'ndrs';
  kept = kept.filter((u) => {
    if (!free || inputs.some((column) => column.values[u] !== 0)) return true;
    findings.push(finding('B205', 'warning', ids[u], { id: ids[u]! }));
    excluded.push({ id: ids[u]!, code: 'B205' });
    return false;
  });
  for (const u of kept) {
    if (outputs.some((column) => column.values[u] !== 0)) continue;
    if (orientation === 'out') {
      unscored.add(u);
      findings.push(finding('B206', 'warning', ids[u], { id: ids[u]! }));
      excluded.push({ id: ids[u]!, code: 'B206' });
    } else if (rts === 'crs' || rts === 'nirs')
      findings.push(finding('B206', 'info', ids[u], { id: ids[u]!, efficiency: 0 }));
  }
  if (kept.length === 0) {
    findings.push(
      finding('B201', 'error', undefined, { units: 0, inputs: inputs.length, outputs: outputs.length }),
    );
    return nothing;
  }
  if (kept.length === 1) findings.push(finding('B210', 'info', ids[kept[0]!], { id: ids[kept[0]!]! }));
  else {
    for (const column of columns) {
      let low = Infinity;
      let high = -Infinity;
      let lowPositive = Infinity;
      for (const u of kept) {
        const value = column.values[u]!;
        low = Math.min(low, value);
        high = Math.max(high, value);
        if (value !== 0) lowPositive = Math.min(lowPositive, Math.abs(value));
      }
      if (low === high)
        findings.push(finding('B208', 'info', column.name, { column: column.name, value: low }));
      if (high / lowPositive > 1e12)
        findings.push(
          finding('B213', 'info', column.name, { column: column.name, smallest: lowPositive, largest: high }),
        );
    }
    if (kept.length < 3 * columns.length)
      findings.push(finding('B209', 'warning', undefined, { units: kept.length, columns: columns.length }));
  }
  // Canonical order: by the figures, then by id. What is computed cannot depend on the order of the rows.
  kept.sort((a, b) => {
    for (const column of columns) {
      const d = column.values[a]! - column.values[b]!;
      if (d !== 0) return d;
    }
    return ids[a]! < ids[b]! ? -1 : 1;
  });
  return { kept, unscored, excluded, findings };
}

interface Prepared {
  readonly model: FrontierModel;
  /** Exact scale per row and which column of the data the row is; −1 for the convexity row. */
  readonly scale: Float64Array;
  readonly columnOfRow: Int32Array;
}

const medianOf = (values: Float64Array): number => {
  const sorted = values.filter((v) => v > 0).sort();
  return sorted.length === 0 ? 1 : sorted[sorted.length >> 1]!;
};

function prepare(
  columns: readonly (readonly number[] | Float64Array)[],
  inputCount: number,
  units: number,
  rts: ReturnsToScale,
  orientation: Orientation,
  slackWeights: 'raw' | 'median',
  passive: readonly number[],
): Prepared {
  const outputs = columns.length - inputCount;
  const convex = rts === 'crs' ? 0 : 1;
  const m = columns.length + convex;
  const heldColumns = orientation === 'in' ? outputs : inputCount;
  const convexity = convex === 1 ? heldColumns : -1;
  const columnOfRow = new Int32Array(m).fill(-1);
  for (let i = 0; i < m; i++) {
    if (i === convexity) continue;
    const k = i < heldColumns ? i : i - convex;
    columnOfRow[i] = orientation === 'in' ? (k < outputs ? inputCount + k : k - outputs) : k;
  }
  const scale = new Float64Array(m).fill(1);
  const slackWeight = new Float64Array(m);
  const data = new Float64Array(units * m);
  const produced = new Float64Array(units);
  const used = new Float64Array(units);
  for (let i = 0; i < m; i++) {
    const c = columnOfRow[i]!;
    if (c < 0) {
      for (let u = 0; u < units; u++) data[u * m + i] = 1;
      continue;
    }
    const values = Float64Array.from(columns[c]!);
    const median = medianOf(values.map(Math.abs));
    const s = exactScale(median);
    scale[i] = s;
    slackWeight[i] = slackWeights === 'raw' ? 1 / s : 1 / (median * s);
    const sign = c < inputCount ? 1 : -1;
    const sum = c < inputCount ? used : produced;
    for (let u = 0; u < units; u++) {
      const value = values[u]! * s;
      data[u * m + i] = sign * value;
      sum[u] = sum[u]! + value;
    }
  }
  // Productive units first: they are the likely corners of the frontier.
  const promise = new Float64Array(units);
  for (let u = 0; u < units; u++) promise[u] = used[u]! > 0 ? produced[u]! / used[u]! : produced[u]!;
  const order = Int32Array.from({ length: units }, (_, u) => u).sort(
    (a, b) => promise[b]! - promise[a]! || a - b,
  );
  return {
    scale,
    columnOfRow,
    model: {
      units,
      rows: m,
      oriented: heldColumns + convex,
      convexity,
      convexitySlack: rts === 'nirs' ? 1 : rts === 'ndrs' ? -1 : 0,
      sense: orientation === 'in' ? 1 : -1,
      columns: data,
      slackWeight,
      order,
      passive,
    },
  };
}

/**
 * Radial data envelopment analysis. Input orientation: the least share θ ≤ 1 of its inputs with which the best practice of the others
 * would still make the unit's outputs (Charnes, Cooper & Rhodes 1978 under constant returns; Banker, Charnes & Cooper 1984 under variable
 * returns). Output orientation: the largest factor φ ≥ 1 by which its outputs could grow. Second stage: with that score fixed, the
 * largest sum of slacks, in the columns' own units or, with slackWeights 'median', in multiples of their medians. Results do not depend
 * on the order of the units.
 */
export function runDea(input: DeaInput): DeaResult {
  const { ids, inputs, outputs, rts, orientation } = input;
  const { kept, unscored, excluded, findings } = check(input);
  const result = (units: DeaUnit[], frontier: string[]): DeaResult => ({
    model: {
      rts,
      orientation,
      inputs: inputs.map((column) => column.name),
      outputs: outputs.map((column) => column.name),
    },
    units,
    frontier,
    excluded,
    findings,
  });
  if (kept.length === 0) return result([], []);

  // Units with the same figures stand side by side in canonical order; the first speaks for all.
  const columns = [...inputs, ...outputs];
  const groups: number[][] = [];
  for (const u of kept) {
    const last = groups.at(-1);
    if (last && columns.every((column) => column.values[last[0]!] === column.values[u])) last.push(u);
    else groups.push([u]);
  }
  for (const group of groups)
    if (group.length > 1)
      findings.push(
        finding('B207', 'info', ids[group[0]!], {
          ids: group.map((u) => ids[u]!).join('、'),
          count: group.length,
        }),
      );
  const data = columns.map((column) => Float64Array.from(groups, (group) => column.values[group[0]!]!));
  const prepared = prepare(
    data,
    inputs.length,
    groups.length,
    rts,
    orientation,
    input.slackWeights ?? 'raw',
    groups.flatMap((group, g) => (unscored.has(group[0]!) ? [g] : [])),
  );
  const frontier = new Frontier(prepared.model);
  frontier.solve();

  const units: (DeaUnit | undefined)[] = ids.map(() => undefined);
  const corners = new Set<number>();
  groups.forEach((group, g) => {
    if (unscored.has(group[0]!)) return;
    const point = frontier.point(g);
    const answer = toUnit(point, prepared, input, data, g, (k) => ids[groups[k]![0]!]!);
    const ownPeer = point.peers.length === 1 && point.peers[0] === g;
    if (ownPeer) corners.add(g);
    for (const u of group) {
      const unit: DeaUnit = { ...answer, id: ids[u]! };
      // A unit with the figures of a frontier unit stands on the frontier itself and is its own peer.
      if (ownPeer && u !== group[0]) unit.peers = [{ id: ids[u]!, lambda: point.lambda[0]! }];
      units[u] = unit;
    }
    if (!input.super) return;
    // Nobody to be measured against, or somebody with the same figures: nothing to compute.
    const score =
      group.length > 1 ? point.tau : groups.length === 1 ? undefined : frontier.withoutItself(g, point.tau);
    for (const u of group) {
      const unit = units[u]!;
      if (score === undefined) {
        unit.superEfficiency = null;
        findings.push(finding('B211', 'info', unit.id, { id: unit.id }));
      } else unit.superEfficiency = Math.abs(score - 1) < UNIT_SCORE ? 1 : Math.max(0, score);
    }
  });
  return result(
    units.filter((unit): unit is DeaUnit => unit !== undefined),
    [...corners].map((g) => ids[groups[g]![0]!]!),
  );
}

function toUnit(
  point: FrontierPoint,
  prepared: Prepared,
  input: DeaInput,
  data: readonly Float64Array[],
  unit: number,
  idOf: (unit: number) => string,
): DeaUnit {
  const { model, scale, columnOfRow } = prepared;
  const columns = [...input.inputs, ...input.outputs];
  const bound = model.sense > 0 ? Math.min(1, point.tau) : Math.max(1, point.tau);
  const efficiency = Math.abs(bound - 1) < UNIT_SCORE ? 1 : Math.max(0, bound);
  const slacks: Record<string, number> = {};
  const targets: Record<string, number> = {};
  const multipliers: Record<string, number> = {};
  const rowOf = new Int32Array(columns.length);
  for (let i = 0; i < model.rows; i++) if (columnOfRow[i]! >= 0) rowOf[columnOfRow[i]!] = i;
  let weak = false;
  columns.forEach((column, c) => {
    const row = rowOf[c]!;
    const values = data[c]!;
    let target = 0;
    const oriented = c < input.inputs.length === (input.orientation === 'in');
    let size = Math.abs(values[unit]! * (oriented ? efficiency : 1));
    point.peers.forEach((peer, k) => {
      const part = point.lambda[k]! * values[peer]!;
      target += part;
      size += Math.abs(part);
    });
    const raw = point.slack[row]! / scale[row]!;
    const slack = raw <= 1e-10 * size ? 0 : raw;
    if (slack > 1e-8 * size) weak = true;
    slacks[column.name] = slack;
    targets[column.name] = Math.abs(target) <= 1e-14 * size ? 0 : target;
    multipliers[column.name] = point.multiplier[row]! * scale[row]!;
  });
  const peers = point.peers
    .map((peer, k) => ({ id: idOf(peer), lambda: point.lambda[k]! }))
    .toSorted((a, b) => b.lambda - a.lambda || (a.id < b.id ? -1 : 1));
  return {
    id: idOf(unit),
    efficiency,
    standing: efficiency !== 1 ? 'inefficient' : weak ? 'weak' : 'strong',
    peers,
    slacks,
    targets,
    multipliers,
    intercept: model.convexity < 0 ? 0 : 0 - point.multiplier[model.convexity]!,
    certificate: { gap: point.gap, primal: point.primalViolation, dual: point.dualViolation },
  };
}
