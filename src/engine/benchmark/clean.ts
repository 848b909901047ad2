import { finding } from '#kernel';
import type { Finding } from '#kernel';
import type { DeaColumn } from './types.ts';

/** What every model measures: units, what they use (inputs) and what they make (outputs). */
export interface ModelData {
  readonly ids: readonly string[];
  readonly inputs: readonly DeaColumn[];
  readonly outputs: readonly DeaColumn[];
}

/** What a model can take; the defaults suit a model that divides by its inputs and takes no negative figure. */
export interface CleanRules {
  /** Further columns the model needs for every unit (prices, categories). */
  readonly also?: readonly DeaColumn[];
  /** Columns that may be negative because the model does not change when a constant is added to them. */
  readonly negativeAllowed?: readonly string[];
  /** A unit whose inputs are all zero may stay. */
  readonly nothingUsed?: boolean;
}

/** Figures that can be computed with. Columns hold one value per group; a group is units with exactly the same figures. */
export interface CleanData {
  /** Positions in the input, in canonical order: by the figures, then by id. Empty when nothing can be computed. */
  readonly groups: readonly (readonly number[])[];
  /** Name of each group: its first id. */
  readonly names: readonly string[];
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  readonly also: readonly Float64Array[];
  readonly excluded: { id: string; code: string }[];
  readonly findings: Finding[];
}

const isNumber = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/**
 * Looks the data of a model over, drops what it cannot take and puts the rest into an order that does not depend on the order of the
 * rows. Codes as in `runDea`: B201 nothing to compute, B202 value missing, B203 and B204 negative values, B205 nothing used, B207 same
 * figures, B208 same everywhere, B209 few units, B210 one unit, B212 id twice.
 */
export function cleanData(data: ModelData, rules: CleanRules = {}): CleanData {
  const { ids, inputs, outputs } = data;
  const also = rules.also ?? [];
  const model = [...inputs, ...outputs];
  const columns = [...model, ...also];
  const findings: Finding[] = [];
  const excluded: { id: string; code: string }[] = [];
  const nothing = { groups: [], names: [], inputs: [], outputs: [], also: [], excluded, findings };
  for (const column of columns)
    if (column.values.length !== ids.length)
      throw new RangeError(
        `DEA: column ${column.name} has ${column.values.length} values for ${ids.length} units`,
      );
  const empty = (units: number): Finding =>
    finding('B201', 'error', undefined, { units, inputs: inputs.length, outputs: outputs.length });
  if (ids.length === 0 || inputs.length === 0 || outputs.length === 0) {
    findings.push(empty(ids.length));
    return nothing;
  }
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) findings.push(finding('B212', 'error', id, { id }));
    seen.add(id);
  }
  if (findings.length > 0) return nothing;
  const leaveOut = (u: number, code: string, params: Record<string, string | number>): void => {
    findings.push(finding(code, 'warning', ids[u], { id: ids[u]!, ...params }));
    excluded.push({ id: ids[u]!, code });
  };
  let kept: number[] = [];
  for (let u = 0; u < ids.length; u++) {
    const hole = columns.find((column) => !isNumber(column.values[u]));
    if (hole) leaveOut(u, 'B202', { column: hole.name });
    else kept.push(u);
  }
  let refused = false;
  for (const column of model) {
    const negative = kept.filter((u) => column.values[u]! < 0);
    if (negative.length === 0) continue;
    const allowed = rules.negativeAllowed?.includes(column.name) ?? false;
    findings.push(
      finding(allowed ? 'B204' : 'B203', allowed ? 'info' : 'error', column.name, {
        column: column.name,
        count: negative.length,
        id: ids[negative[0]!]!,
      }),
    );
    refused ||= !allowed;
  }
  if (refused) return nothing;
  kept = kept.filter((u) => {
    if (rules.nothingUsed || inputs.some((column) => column.values[u] !== 0)) return true;
    leaveOut(u, 'B205', {});
    return false;
  });
  if (kept.length === 0) {
    findings.push(empty(0));
    return nothing;
  }
  if (kept.length === 1) findings.push(finding('B210', 'info', ids[kept[0]!], { id: ids[kept[0]!]! }));
  else {
    for (const column of model)
      if (kept.every((u) => column.values[u] === column.values[kept[0]!]))
        findings.push(
          finding('B208', 'info', column.name, { column: column.name, value: column.values[kept[0]!]! }),
        );
    if (kept.length < 3 * model.length)
      findings.push(finding('B209', 'warning', undefined, { units: kept.length, columns: model.length }));
  }
  const compare = (a: number, b: number): number => {
    for (const column of columns) {
      const d = column.values[a]! - column.values[b]!;
      if (d !== 0) return d;
    }
    return 0;
  };
  kept.sort((a, b) => compare(a, b) || (ids[a]! < ids[b]! ? -1 : 1));
  const groups: number[][] = [];
  for (const u of kept) {
    const last = groups.at(-1);
    if (last && compare(last[0]!, u) === 0) last.push(u);
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
  const take = (column: DeaColumn): Float64Array =>
    Float64Array.from(groups, (group) => column.values[group[0]!]!);
  return {
    groups,
    names: groups.map((group) => ids[group[0]!]!),
    inputs: inputs.map(take),
    outputs: outputs.map(take),
    also: also.map(take),
    excluded,
    findings,
  };
}

/**
 * Answers per group → answers per unit, in the order of the input. A unit with the figures of a frontier unit stands on the frontier
 * itself and is its own peer.
 */
export function spread<U extends { id: string; peers: { id: string; lambda: number }[] }>(
  ids: readonly string[],
  clean: CleanData,
  answers: readonly (U | undefined)[],
): U[] {
  const units: (U | undefined)[] = ids.map(() => undefined);
  clean.groups.forEach((group, g) => {
    const answer = answers[g];
    if (!answer) return;
    const own = answer.peers.length === 1 && answer.peers[0]!.id === clean.names[g];
    for (const u of group) {
      const peers = own ? [{ id: ids[u]!, lambda: answer.peers[0]!.lambda }] : answer.peers;
      units[u] = { ...answer, id: ids[u]!, peers };
    }
  });
  return units.filter((unit): unit is U => unit !== undefined);
}
