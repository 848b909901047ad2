import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { sortedBy } from './dea-order.ts';
import type { DeaColumn, DeaInput } from './types.ts';

const isNumber = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export interface Checked {
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
export function check(input: DeaInput): Checked {
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
  if (new Set(ids).size < ids.length) {
    const seen = new Set<string>();
    for (const id of ids) {
      if (seen.has(id)) findings.push(finding('B212', 'error', id, { id }));
      seen.add(id);
    }
  }
  if (findings.length > 0) return nothing;

  const hole = new Int32Array(ids.length).fill(-1);
  for (let c = columns.length - 1; c >= 0; c--) markHoles(columns[c]!.values, c, hole);
  let kept: number[] = [];
  for (let u = 0; u < ids.length; u++) {
    if (hole[u]! < 0) kept.push(u);
    else {
      const column = columns[hole[u]!]!.name;
      findings.push(finding('B202', 'warning', ids[u], { id: ids[u]!, column }));
      excluded.push({ id: ids[u]!, code: 'B202' });
    }
  }
  let ranges = columns.map((column) => rangeOf(column.values, kept));
  const side = (column: DeaColumn): 'input' | 'output' => (inputs.includes(column) ? 'input' : 'output');
  let refused = false;
  for (const [c, column] of columns.entries()) {
    if (!(ranges[c]!.low < 0)) continue;
    const negative = kept.filter((u) => column.values[u]! < 0);
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
  const zero = (column: DeaColumn, u: number): boolean => column.values[u] === 0;
  const reachesZero = (range: Range): boolean => range.low <= 0 && range.high >= 0;
  if (
    (orientation === 'in' || rts === 'crs' || rts === 'ndrs') &&
    ranges.slice(0, inputs.length).every(reachesZero)
  ) {
    kept = kept.filter((u) => {
      if (!inputs.every((column) => zero(column, u))) return true;
      findings.push(finding('B205', 'warning', ids[u], { id: ids[u]! }));
      excluded.push({ id: ids[u]!, code: 'B205' });
      return false;
    });
    ranges = columns.map((column) => rangeOf(column.values, kept));
  }
  if (ranges.slice(inputs.length).every(reachesZero))
    for (const u of kept) {
      if (!outputs.every((column) => zero(column, u))) continue;
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
    for (const [c, column] of columns.entries()) {
      const { low, high, least } = ranges[c]!;
      if (low === high)
        findings.push(finding('B208', 'info', column.name, { column: column.name, value: low }));
      if (high / least > 1e12)
        findings.push(
          finding('B213', 'info', column.name, { column: column.name, smallest: least, largest: high }),
        );
    }
    if (kept.length < 3 * columns.length)
      findings.push(finding('B209', 'warning', undefined, { units: kept.length, columns: columns.length }));
  }
  return { kept: canonical(ids, columns, kept), unscored, excluded, findings };
}

/** Marks the units a column has no number for. */
function markHoles(values: DeaColumn['values'], column: number, hole: Int32Array): void {
  for (let u = 0; u < hole.length; u++) if (!isNumber(values[u])) hole[u] = column;
}

interface Range {
  low: number;
  high: number;
  /** Smallest size but zero. */
  least: number;
}

function rangeOf(values: DeaColumn['values'], units: readonly number[]): Range {
  let low = Infinity;
  let high = -Infinity;
  let least = Infinity;
  for (let k = 0; k < units.length; k++) {
    const value = values[units[k]!]!;
    if (value < low) low = value;
    if (value > high) high = value;
    const size = value < 0 ? -value : value;
    if (size > 0 && size < least) least = size;
  }
  return { low, high, least };
}

/** Canonical order: by the figures, then by id. What is computed cannot depend on the order of the rows. */
function canonical(ids: readonly string[], columns: readonly DeaColumn[], kept: readonly number[]): number[] {
  const leading = new Float64Array(kept.length);
  gather(columns[0]!.values, kept, leading);
  const order = sortedBy(leading);
  const sorted: number[] = [];
  for (let k = 0; k < order.length; k++) sorted.push(kept[order[k]!]!);
  for (let k = 0; k + 1 < order.length; k++) {
    const value = leading[order[k]!]!;
    if (leading[order[k + 1]!] !== value) continue;
    const start = k;
    while (k + 1 < order.length && value === leading[order[k + 1]!]) k++;
    const tied = sorted.slice(start, k + 1).sort((a, b) => {
      for (let c = 1; c < columns.length; c++) {
        const d = columns[c]!.values[a]! - columns[c]!.values[b]!;
        if (d !== 0) return d;
      }
      return ids[a]! < ids[b]! ? -1 : 1;
    });
    for (let t = 0; t < tied.length; t++) sorted[start + t] = tied[t]!;
  }
  return sorted;
}

/** Values of the units named, one after the other. */
export function gather(
  values: DeaColumn['values'],
  units: readonly number[] | Int32Array,
  out: Float64Array,
): void {
  for (let k = 0; k < out.length; k++) out[k] = values[units[k]!]!;
}
