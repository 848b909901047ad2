import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { check, gather } from './dea-check.ts';
import { Frontier } from './dea-frontier.ts';
import type { FrontierAnswer } from './dea-frontier.ts';
import { prepare } from './dea-model.ts';
import type { Prepared } from './dea-model.ts';
import type { DeaColumn, DeaInput, DeaPeer, DeaResult, DeaUnit } from './types.ts';

/** Scores nearer to 1 than this are 1. */
const UNIT_SCORE = 1e-10;

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

  // Units with the same figures stand side by side in canonical order; the first speaks for all.
  const lead = new Int32Array(kept.length + 1);
  const group = new Int32Array(ids.length).fill(-1);
  const groups = groupEqual(columns, kept, lead, group);
  if (groups < kept.length)
    for (let g = 0; g < groups; g++)
      if (lead[g + 1]! - lead[g]! > 1) {
        const same = kept.slice(lead[g], lead[g + 1]);
        findings.push(
          finding('B207', 'info', ids[same[0]!], {
            ids: same.map((u) => ids[u]!).join('、'),
            count: same.length,
          }),
        );
      }
  const leaders = new Int32Array(groups);
  for (let g = 0; g < groups; g++) leaders[g] = kept[lead[g]!]!;
  const data = columns.map((column) => {
    const values = new Float64Array(groups);
    gather(column.values, leaders, values);
    return values;
  });
  const passive: number[] = [];
  if (unscored.size > 0) for (let g = 0; g < groups; g++) if (unscored.has(leaders[g]!)) passive.push(g);
  for (const u of unscored) group[u] = -1;
  const at = inGroups(group);
  const answers = new Answers(at, columns.length);
  const superEfficiency = input.super ? new Float64Array(at.length) : undefined;
  const frontier: string[] = [];

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
    const program = new Frontier(prepared.model);
    program.solve();
    const reader = new Reader(prepared, data, inputs.length, ids, leaders, answers);
    const corner = new Uint8Array(groups);
    // The loop is the array's own: one of ours would be compiled again while it runs, with all it calls.
    at.forEach((u, r) => {
      const g = group[u]!;
      const point = program.answer(g);
      if (reader.read(point, g, u, r)) corner[g] = 1;
      if (superEfficiency) {
        const { tau } = point;
        const many = lead[g + 1]! - lead[g]! > 1;
        // Nobody to be measured against, or somebody with the same figures: nothing to compute.
        const exact = many ? tau : groups === 1 ? undefined : program.withoutItself(g, tau);
        superEfficiency[r] =
          exact === undefined ? Number.NaN : Math.abs(exact - 1) < UNIT_SCORE ? 1 : Math.max(0, exact);
      }
    });
    for (let g = 0; g < groups; g++) if (corner[g] === 1) frontier.push(ids[leaders[g]!]!);
    if (superEfficiency) unreached(ids, kept, at, superEfficiency, findings);
  }
  return {
    model: {
      rts,
      orientation,
      inputs: inputs.map((column) => column.name),
      outputs: outputs.map((column) => column.name),
    },
    ...answers.columns(),
    ...(superEfficiency ? { superEfficiency } : {}),
    frontier,
    excluded,
    findings,
  };
}

/** Where the groups of units with the same figures start, and the group of every unit; returns how many groups there are. */
function groupEqual(
  columns: readonly DeaColumn[],
  kept: readonly number[],
  lead: Int32Array,
  group: Int32Array,
): number {
  let groups = 0;
  for (let k = 0; k < kept.length; k++) {
    const u = kept[k]!;
    if (k === 0 || !sameFigures(columns, kept[k - 1]!, u)) lead[groups++] = k;
    group[u] = groups - 1;
  }
  lead[groups] = kept.length;
  return groups;
}

/** Units that belong to a group, ascending. */
function inGroups(group: Int32Array): Int32Array {
  const at = new Int32Array(group.length);
  let count = 0;
  for (let u = 0; u < group.length; u++) if (group[u]! >= 0) at[count++] = u;
  return at.slice(0, count);
}

function sameFigures(columns: readonly DeaColumn[], a: number, b: number): boolean {
  for (let c = 0; c < columns.length; c++) if (columns[c]!.values[a] !== columns[c]!.values[b]) return false;
  return true;
}

/** Tells, in canonical order, whom the others cannot reach. */
function unreached(
  ids: readonly string[],
  kept: readonly number[],
  at: Int32Array,
  superEfficiency: Float64Array,
  findings: Finding[],
): void {
  const missing = new Set(at.filter((_, r) => Number.isNaN(superEfficiency[r]!)));
  for (const u of kept) if (missing.has(u)) findings.push(finding('B211', 'info', ids[u], { id: ids[u]! }));
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
  const units = Array.from(at, (u, r): DeaUnit => {
    const peers: DeaPeer[] = [];
    for (let p = peerStart[r]!; p < peerStart[r + 1]!; p++)
      peers.push({ id: ids[table.peers[p]!]!, lambda: lambda[p]! });
    const unit: DeaUnit = {
      id: ids[u]!,
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
    return unit;
  });
  const { frontier, excluded, findings } = table;
  return { model, units, frontier, excluded, findings };
}

/** Where the answers are collected, unit after unit. */
class Answers {
  readonly at: Int32Array;
  readonly efficiency: Float64Array;
  readonly standing: DeaUnit['standing'][];
  readonly slacks: Float64Array;
  readonly targets: Float64Array;
  readonly multipliers: Float64Array;
  readonly intercept: Float64Array;
  readonly certificate: Float64Array;
  readonly peerStart: Int32Array;
  peers: Int32Array;
  lambda: Float64Array;

  constructor(at: Int32Array, width: number) {
    const units = at.length;
    this.at = at;
    this.efficiency = new Float64Array(units);
    this.standing = Array.from<DeaUnit['standing']>({ length: units }).fill('inefficient');
    this.slacks = new Float64Array(units * width);
    this.targets = new Float64Array(units * width);
    this.multipliers = new Float64Array(units * width);
    this.intercept = new Float64Array(units);
    this.certificate = new Float64Array(units * 3);
    this.peerStart = new Int32Array(units + 1);
    this.peers = new Int32Array(4 * units);
    this.lambda = new Float64Array(4 * units);
  }

  /** Makes room for so many peers in all. */
  reserve(count: number): void {
    if (count <= this.peers.length) return;
    const peers = new Int32Array(2 * count);
    peers.set(this.peers);
    this.peers = peers;
    const lambda = new Float64Array(2 * count);
    lambda.set(this.lambda);
    this.lambda = lambda;
  }

  columns(): Pick<
    DeaTable,
    | 'at'
    | 'efficiency'
    | 'standing'
    | 'slacks'
    | 'targets'
    | 'multipliers'
    | 'intercept'
    | 'peerStart'
    | 'peers'
    | 'lambda'
    | 'certificate'
  > {
    const count = this.peerStart[this.at.length]!;
    return { ...this, peers: this.peers.slice(0, count), lambda: this.lambda.slice(0, count) };
  }
}

/** Turns answers of the frontier (scaled rows) into figures of the columns. */
class Reader {
  private readonly rowOf: Int32Array;
  private readonly convexity: number;
  private readonly scale: Float64Array;
  private readonly sense: 1 | -1;
  private readonly data: readonly Float64Array[];
  private readonly inputs: number;
  private readonly ids: readonly string[];
  private readonly leaders: Int32Array;
  private readonly answers: Answers;

  constructor(
    prepared: Prepared,
    data: readonly Float64Array[],
    inputs: number,
    ids: readonly string[],
    leaders: Int32Array,
    answers: Answers,
  ) {
    const { rows, sense, convexity } = prepared.model;
    this.rowOf = new Int32Array(data.length);
    for (let i = 0; i < rows; i++)
      if (prepared.columnOfRow[i]! >= 0) this.rowOf[prepared.columnOfRow[i]!] = i;
    this.convexity = convexity;
    this.scale = prepared.scale;
    this.sense = sense;
    this.data = data;
    this.inputs = inputs;
    this.ids = ids;
    this.leaders = leaders;
    this.answers = answers;
  }

  /** Writes the answer of unit u, whose figures are those of group g, as entry r; whether it is its own and only peer. */
  read(point: FrontierAnswer, g: number, u: number, r: number): boolean {
    const { answers } = this;
    const bound = this.sense > 0 ? Math.min(1, point.tau) : Math.max(1, point.tau);
    const efficiency = Math.abs(bound - 1) < UNIT_SCORE ? 1 : Math.max(0, bound);
    const weak = this.readColumns(point, g, r, efficiency);
    answers.efficiency[r] = efficiency;
    if (efficiency === 1) answers.standing[r] = weak ? 'weak' : 'strong';
    answers.intercept[r] = this.convexity < 0 ? 0 : 0 - point.multiplier[this.convexity]!;
    answers.certificate[3 * r] = point.gap;
    answers.certificate[3 * r + 1] = point.primalViolation;
    answers.certificate[3 * r + 2] = point.dualViolation;
    return this.readPeers(point, g, u, r);
  }

  /** Slacks, targets and multipliers; whether slack is left. */
  private readColumns(point: FrontierAnswer, g: number, r: number, efficiency: number): boolean {
    const { data, scale, rowOf, inputs } = this;
    const { slacks, targets, multipliers } = this.answers;
    const { slack, multiplier, reached, reachedSize } = point;
    const oriented = this.sense > 0 ? efficiency : 1;
    const held = this.sense > 0 ? 1 : efficiency;
    let weak = false;
    for (let c = 0, at = r * data.length; c < data.length; c++, at++) {
      const i = rowOf[c]!;
      const factor = scale[i]!;
      const share = c < inputs ? oriented : held;
      const size = Math.abs(data[c]![g]! * share) + reachedSize[i]! / factor;
      const left = slack[i]! / factor;
      if (left > 1e-10 * size) {
        slacks[at] = left;
        if (left > 1e-8 * size) weak = true;
      }
      const target = (c < inputs ? reached[i]! : -reached[i]!) / factor;
      if (Math.abs(target) > 1e-14 * size) targets[at] = target;
      multipliers[at] = multiplier[i]! * factor;
    }
    return weak;
  }

  /** Peers heaviest first, by id where they weigh the same. A unit with the figures of a frontier unit stands on the frontier itself. */
  private readPeers(point: FrontierAnswer, g: number, u: number, r: number): boolean {
    const { answers, leaders, ids } = this;
    const { count } = point;
    const start = answers.peerStart[r]!;
    answers.reserve(start + count);
    const { peers, lambda } = answers;
    const own = count === 1 && point.peers[0] === g;
    for (let p = 0; p < count; p++) {
      const peer = leaders[point.peers[p]!]!;
      const weight = point.lambda[p]!;
      let q = start + p;
      for (; q > start; q--) {
        const before = lambda[q - 1]!;
        if (before > weight || (before === weight && ids[peers[q - 1]!]! < ids[peer]!)) break;
        lambda[q] = before;
        peers[q] = peers[q - 1]!;
      }
      lambda[q] = weight;
      peers[q] = peer;
    }
    if (own) peers[start] = u;
    answers.peerStart[r + 1] = start + count;
    return own;
  }
}
