import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { exactScale } from '#engine/lp';
import { Frontier } from './dea-frontier.ts';
import type { FrontierAnswer, FrontierModel } from './dea-frontier.ts';
import { sortedBy } from './dea-order.ts';
import type {
  DeaColumn,
  DeaInput,
  DeaPeer,
  DeaResult,
  DeaUnit,
  Orientation,
  ReturnsToScale,
} from './types.ts';

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
    let hole: DeaColumn | undefined;
    for (let c = 0; c < columns.length && hole === undefined; c++)
      if (!isNumber(columns[c]!.values[u])) hole = columns[c];
    if (!hole) kept.push(u);
    else {
      findings.push(finding('B202', 'warning', ids[u], { id: ids[u]!, column: hole.name }));
      excluded.push({ id: ids[u]!, code: 'B202' });
    }
  }
  const side = (column: DeaColumn): 'input' | 'output' => (inputs.includes(column) ? 'input' : 'output');
  let refused = false;
  for (const column of columns) {
    let count = 0;
    let first = -1;
    for (const u of kept) {
      if (column.values[u]! >= 0) continue;
      if (first < 0) first = u;
      count++;
    }
    if (count === 0) continue;
    const invariant = rts === 'vrs' && side(column) === (orientation === 'in' ? 'output' : 'input');
    findings.push(
      finding(invariant ? 'B204' : 'B203', invariant ? 'info' : 'error', column.name, {
        column: column.name,
        count,
        id: ids[first]!,
      }),
    );
    refused ||= !invariant;
  }
  if (refused) return nothing;

  // Producing from nothing breaks the model where inputs are scaled, and where small units may be scaled up.
  const free = orientation === 'in' || rts === 'crs' || rts === 'ndrs';
  kept = kept.filter((u) => {
    if (!free) return true;
    for (let c = 0; c < inputs.length; c++) if (inputs[c]!.values[u] !== 0) return true;
    findings.push(finding('B205', 'warning', ids[u], { id: ids[u]! }));
    excluded.push({ id: ids[u]!, code: 'B205' });
    return false;
  });
  for (const u of kept) {
    let idle = true;
    for (let c = 0; c < outputs.length && idle; c++) idle = outputs[c]!.values[u] === 0;
    if (!idle) continue;
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
  const leading = new Float64Array(kept.length);
  for (let k = 0; k < kept.length; k++) leading[k] = columns[0]!.values[kept[k]!]!;
  const order = sortedBy(leading);
  const sorted = Array.from(order, (k) => kept[k]!);
  for (let k = 0, end = 0; k < sorted.length; k = end) {
    for (end = k + 1; end < sorted.length && leading[order[end]!] === leading[order[k]!];) end++;
    if (end === k + 1) continue;
    const tied = sorted.slice(k, end).sort((a, b) => {
      for (let c = 1; c < columns.length; c++) {
        const d = columns[c]!.values[a]! - columns[c]!.values[b]!;
        if (d !== 0) return d;
      }
      return ids[a]! < ids[b]! ? -1 : 1;
    });
    for (let t = 0; t < tied.length; t++) sorted[k + t] = tied[t]!;
  }
  return { kept: sorted, unscored, excluded, findings };
}

interface Prepared {
  readonly model: FrontierModel;
  /** Exact scale per row and which column of the data the row is; −1 for the convexity row. */
  readonly scale: Float64Array;
  readonly columnOfRow: Int32Array;
}

function medianOf(values: Float64Array): number {
  const sizes = new Float64Array(values.length);
  let count = 0;
  for (let u = 0; u < values.length; u++) {
    const size = Math.abs(values[u]!);
    if (size > 0) sizes[count++] = size;
  }
  return count === 0 ? 1 : sizes.subarray(0, count).sort()[count >> 1]!;
}

function prepare(
  columns: readonly Float64Array[],
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
    const values = columns[c]!;
    const median = medianOf(values);
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
  for (let u = 0; u < units; u++) promise[u] = used[u]! > 0 ? -produced[u]! / used[u]! : -produced[u]!;
  const order = sortedBy(promise);
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

/** The answers of many units column by column: a nation fits into memory that way. Entry k is about unit `at[k]` of the input. */
export interface DeaTable {
  readonly model: DeaResult['model'];
  /** Scored units, ascending. */
  readonly at: Int32Array;
  readonly efficiency: Float64Array;
  readonly standing: readonly DeaUnit['standing'][];
  /** One entry per unit and column (inputs, then outputs), unit after unit. */
  readonly slacks: Float64Array;
  readonly targets: Float64Array;
  readonly multipliers: Float64Array;
  readonly intercept: Float64Array;
  /** Reference units of entry k, heaviest first: peers and lambda from peerStart[k] to peerStart[k + 1]; positions in the input. */
  readonly peerStart: Int32Array;
  readonly peers: Int32Array;
  readonly lambda: Float64Array;
  /** Gap, primal and dual violation, entry after entry. */
  readonly certificate: Float64Array;
  /** Only when asked for; NaN where the others cannot reach the unit. */
  readonly superEfficiency?: Float64Array;
  readonly frontier: string[];
  readonly excluded: { id: string; code: string }[];
  readonly findings: Finding[];
}

/** The answer at hand, for one set of figures. */
interface Row {
  efficiency: number;
  standing: DeaUnit['standing'];
  readonly slacks: Float64Array;
  readonly targets: Float64Array;
  readonly multipliers: Float64Array;
  readonly peers: Int32Array;
  readonly lambda: Float64Array;
}

/** A list that grows; only `length` entries of `data` hold. */
class Peers {
  length = 0;
  at: Int32Array;
  lambda: Float64Array;

  constructor(room: number) {
    this.at = new Int32Array(room);
    this.lambda = new Float64Array(room);
  }

  push(at: number, lambda: number): void {
    if (this.length === this.at.length) {
      const wider = new Int32Array(2 * this.length + 8);
      wider.set(this.at);
      this.at = wider;
      const more = new Float64Array(2 * this.length + 8);
      more.set(this.lambda);
      this.lambda = more;
    }
    this.at[this.length] = at;
    this.lambda[this.length++] = lambda;
  }
}

/**
 * Radial data envelopment analysis. Input orientation: the least share θ ≤ 1 of its inputs with which the best practice of the others
 * would still make the unit's outputs (Charnes, Cooper & Rhodes 1978 under constant returns; Banker, Charnes & Cooper 1984 under variable
 * returns). Output orientation: the largest factor φ ≥ 1 by which its outputs could grow. Second stage: with that score fixed, the
 * largest sum of slacks, in the columns' own units or, with slackWeights 'median', in multiples of their medians. Results do not depend
 * on the order of the units. Here as columns; `runDea` gives the same as one record per unit.
 */
export function deaTable(input: DeaInput): DeaTable {
  const { ids, inputs, outputs, rts, orientation } = input;
  const { kept, unscored, excluded, findings } = check(input);
  const columns = [...inputs, ...outputs];
  const width = columns.length;

  // Units with the same figures stand side by side in canonical order; the first speaks for all.
  const lead = new Int32Array(kept.length + 1);
  let groups = 0;
  for (let k = 0; k < kept.length; k++)
    if (k === 0 || !sameFigures(columns, kept[k - 1]!, kept[k]!)) lead[groups++] = k;
  lead[groups] = kept.length;
  for (let g = 0; g < groups; g++)
    if (lead[g + 1]! - lead[g]! > 1) {
      const group = kept.slice(lead[g], lead[g + 1]);
      findings.push(
        finding('B207', 'info', ids[group[0]!], {
          ids: group.map((u) => ids[u]!).join('、'),
          count: group.length,
        }),
      );
    }
  const data = columns.map((column) => {
    const values = new Float64Array(groups);
    for (let g = 0; g < groups; g++) values[g] = column.values[kept[lead[g]!]!]!;
    return values;
  });
  const passive: number[] = [];
  if (unscored.size > 0) for (let g = 0; g < groups; g++) if (unscored.has(kept[lead[g]!]!)) passive.push(g);

  const rank = new Int32Array(ids.length).fill(-1);
  for (const u of kept) if (!unscored.has(u)) rank[u] = 0;
  let scored = 0;
  for (let u = 0; u < ids.length; u++) if (rank[u] === 0) rank[u] = scored++;
  const at = new Int32Array(scored);
  for (let u = 0; u < ids.length; u++) if (rank[u]! >= 0) at[rank[u]!] = u;
  const efficiency = new Float64Array(scored);
  const standing: DeaUnit['standing'][] = Array.from({ length: scored }, () => 'inefficient');
  const slacks = new Float64Array(scored * width);
  const targets = new Float64Array(scored * width);
  const multipliers = new Float64Array(scored * width);
  const intercept = new Float64Array(scored);
  const certificate = new Float64Array(scored * 3);
  const above = input.super ? new Float64Array(scored) : undefined;
  const corners: string[] = [];
  // Answers come in canonical order; where the peers of each unit are, until they are put in the order of the units.
  const found = new Peers(4 * scored);
  const from = new Int32Array(scored);
  const length = new Int32Array(scored + 1);

  if (groups > 0) {
    const prepared = prepare(
      data,
      inputs.length,
      groups,
      rts,
      orientation,
      input.slackWeights ?? 'raw',
      passive,
    );
    const { convexity } = prepared.model;
    const frontier = new Frontier(prepared.model);
    frontier.solve();
    const reader = new Reader(prepared, data, inputs.length, (g) => ids[kept[lead[g]!]!]!);
    const corner = new Uint8Array(groups);
    const resting = new Set(passive);
    for (let g = 0; g < groups; g++) {
      if (resting.has(g)) continue;
      const point = frontier.answer(g);
      const row = reader.read(point, g);
      const own = point.count === 1 && row.peers[0] === g;
      if (own) corner[g] = 1;
      let score = 0;
      if (above) {
        const { tau } = point;
        const many = lead[g + 1]! - lead[g]! > 1;
        // Nobody to be measured against, or somebody with the same figures: nothing to compute.
        const exact = many ? tau : groups === 1 ? undefined : frontier.withoutItself(g, tau);
        score = exact === undefined ? Number.NaN : Math.abs(exact - 1) < UNIT_SCORE ? 1 : Math.max(0, exact);
      }
      for (let k = lead[g]!; k < lead[g + 1]!; k++) {
        const u = kept[k]!;
        const r = rank[u]!;
        efficiency[r] = row.efficiency;
        standing[r] = row.standing;
        for (let c = 0, t = r * width; c < width; c++, t++) {
          slacks[t] = row.slacks[c]!;
          targets[t] = row.targets[c]!;
          multipliers[t] = row.multipliers[c]!;
        }
        intercept[r] = convexity < 0 ? 0 : 0 - point.multiplier[convexity]!;
        certificate[3 * r] = point.gap;
        certificate[3 * r + 1] = point.primalViolation;
        certificate[3 * r + 2] = point.dualViolation;
        from[r] = found.length;
        length[r + 1] = point.count;
        // A unit with the figures of a frontier unit stands on the frontier itself and is its own peer.
        for (let p = 0; p < point.count; p++)
          found.push(own ? u : kept[lead[row.peers[p]!]!]!, row.lambda[p]!);
        if (above) above[r] = score;
      }
    }
    for (let g = 0; g < groups; g++) {
      if (corner[g] === 1) corners.push(ids[kept[lead[g]!]!]!);
      if (!above) continue;
      for (let k = lead[g]!; k < lead[g + 1]!; k++) {
        const u = kept[k]!;
        if (Number.isNaN(above[rank[u]!]!)) findings.push(finding('B211', 'info', ids[u], { id: ids[u]! }));
      }
    }
  }
  for (let r = 0; r < scored; r++) length[r + 1] = length[r + 1]! + length[r]!;
  const peers = new Int32Array(found.length);
  const lambda = new Float64Array(found.length);
  for (let r = 0; r < scored; r++)
    for (let p = length[r]!, q = from[r]!; p < length[r + 1]!; p++, q++) {
      peers[p] = found.at[q]!;
      lambda[p] = found.lambda[q]!;
    }
  return {
    model: {
      rts,
      orientation,
      inputs: inputs.map((column) => column.name),
      outputs: outputs.map((column) => column.name),
    },
    at,
    efficiency,
    standing,
    slacks,
    targets,
    multipliers,
    intercept,
    peerStart: length,
    peers,
    lambda,
    certificate,
    ...(above ? { superEfficiency: above } : {}),
    frontier: corners,
    excluded,
    findings,
  };
}

function sameFigures(columns: readonly DeaColumn[], a: number, b: number): boolean {
  for (let c = 0; c < columns.length; c++) if (columns[c]!.values[a] !== columns[c]!.values[b]) return false;
  return true;
}

/** `deaTable` with one record per unit. */
export function runDea(input: DeaInput): DeaResult {
  const table = deaTable(input);
  const { ids } = input;
  const { model, at, efficiency, standing, intercept, certificate, superEfficiency, peerStart, lambda } =
    table;
  const names = [...model.inputs, ...model.outputs];
  // Copying a record of the right shape is quicker than growing one name by name; a fraction, so that the shape is one of fractions.
  const shape: Record<string, number> = {};
  for (const name of names) shape[name] = 0.5;
  const record = (values: Float64Array, from: number): Record<string, number> => {
    const made = { ...shape };
    for (let c = 0; c < names.length; c++) made[names[c]!] = values[from + c]!;
    return made;
  };
  const units: DeaUnit[] = [];
  for (let r = 0; r < at.length; r++) {
    const peers: DeaPeer[] = [];
    for (let p = peerStart[r]!; p < peerStart[r + 1]!; p++)
      peers.push({ id: ids[table.peers[p]!]!, lambda: lambda[p]! });
    const unit: DeaUnit = {
      id: ids[at[r]!]!,
      efficiency: efficiency[r]!,
      standing: standing[r]!,
      peers,
      slacks: record(table.slacks, r * names.length),
      targets: record(table.targets, r * names.length),
      multipliers: record(table.multipliers, r * names.length),
      intercept: intercept[r]!,
      certificate: {
        gap: certificate[3 * r]!,
        primal: certificate[3 * r + 1]!,
        dual: certificate[3 * r + 2]!,
      },
    };
    if (superEfficiency)
      unit.superEfficiency = Number.isNaN(superEfficiency[r]!) ? null : superEfficiency[r]!;
    units.push(unit);
  }
  const { frontier, excluded, findings } = table;
  return { model, units, frontier, excluded, findings };
}

/** Turns answers of the frontier (scaled rows) into figures of the columns. */
class Reader {
  private readonly row: Row;
  private readonly rowOf: Int32Array;
  private readonly scale: Float64Array;
  private readonly sense: 1 | -1;
  private readonly data: readonly Float64Array[];
  private readonly inputs: number;
  private readonly idOf: (unit: number) => string;

  constructor(
    prepared: Prepared,
    data: readonly Float64Array[],
    inputs: number,
    idOf: (unit: number) => string,
  ) {
    const { rows, sense } = prepared.model;
    this.rowOf = new Int32Array(data.length);
    for (let i = 0; i < rows; i++)
      if (prepared.columnOfRow[i]! >= 0) this.rowOf[prepared.columnOfRow[i]!] = i;
    this.scale = prepared.scale;
    this.sense = sense;
    this.data = data;
    this.inputs = inputs;
    this.idOf = idOf;
    this.row = {
      efficiency: Number.NaN,
      standing: 'inefficient',
      slacks: new Float64Array(data.length),
      targets: new Float64Array(data.length),
      multipliers: new Float64Array(data.length),
      peers: new Int32Array(rows),
      lambda: new Float64Array(rows),
    };
  }

  /** The row is overwritten by the next call. */
  read(point: FrontierAnswer, unit: number): Row {
    const { row, data, scale } = this;
    const bound = this.sense > 0 ? Math.min(1, point.tau) : Math.max(1, point.tau);
    const efficiency = Math.abs(bound - 1) < UNIT_SCORE ? 1 : Math.max(0, bound);
    let weak = false;
    for (let c = 0; c < data.length; c++) {
      const i = this.rowOf[c]!;
      const values = data[c]!;
      let target = 0;
      const oriented = c < this.inputs === this.sense > 0;
      let size = Math.abs(values[unit]! * (oriented ? efficiency : 1));
      for (let p = 0; p < point.count; p++) {
        const part = point.lambda[p]! * values[point.peers[p]!]!;
        target += part;
        size += Math.abs(part);
      }
      const raw = point.slack[i]! / scale[i]!;
      const slack = raw <= 1e-10 * size ? 0 : raw;
      if (slack > 1e-8 * size) weak = true;
      row.slacks[c] = slack;
      row.targets[c] = Math.abs(target) <= 1e-14 * size ? 0 : target;
      row.multipliers[c] = point.multiplier[i]! * scale[i]!;
    }
    row.efficiency = efficiency;
    row.standing = efficiency !== 1 ? 'inefficient' : weak ? 'weak' : 'strong';
    // Heaviest first, by id where they weigh the same.
    for (let p = 0; p < point.count; p++) {
      const peer = point.peers[p]!;
      const lambda = point.lambda[p]!;
      let q = p;
      for (; q > 0; q--) {
        const before = row.lambda[q - 1]!;
        if (before > lambda || (before === lambda && this.idOf(row.peers[q - 1]!) < this.idOf(peer))) break;
        row.lambda[q] = before;
        row.peers[q] = row.peers[q - 1]!;
      }
      row.lambda[q] = lambda;
      row.peers[q] = peer;
    }
    return row;
  }
}
