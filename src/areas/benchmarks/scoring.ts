/**
 * How the scores of a run come about: the weighted sum of the items, in parts where the evaluation has parts, or TOPSIS over whole groups. One
 * place for the score, for what it would be with other figures, and for the weight that makes two equal, so that the three never disagree.
 */
import {
  roundTo,
  scoreGroup,
  totalScore,
  totalsOver,
  type GroupScoring,
  type ItemTrace,
  type RunUnit,
  type ScoreFormula,
  type ScoreItem,
  type ScoreTrace,
  type TotalsOver,
} from '#engine/benchmark';
import {
  topsis,
  topsisSwaps,
  weightSwaps,
  type CriterionDirection,
  type WeightChange,
} from '#engine/evaluation';
import type { Evaluation } from './definition.ts';
import type { InputStandard } from './input.ts';

export interface Scorer {
  /** The items as they are scored in a group: standard values differ between industries. */
  readonly itemsOf: (group: string) => readonly ScoreItem[];
  readonly scores: GroupScoring;
  /** How n rows of a group are scored from one column of values for each item; NaN is missing, or unscored. */
  readonly totals: (group: string, n: number) => TotalsOver;
  /** Weights at which two of a group are equal; none where the method or what is missing leaves no single weight to change. */
  readonly swaps: (group: string, one: ScoreTrace, other: ScoreTrace) => readonly WeightChange[];
  /** Whether the total is the sum of the items, so that one item can be exchanged in it. */
  readonly additive: boolean;
}

/** The levels that hold for a group of that name: of its own industry, of the division above it, or of all industry. */
export function standardFor(
  lines: readonly InputStandard[],
  of: { readonly scheme: string; readonly year: string; readonly indicator: string; readonly size: string },
  group: string,
  industries: Readonly<Record<string, string>>,
): InputStandard | undefined {
  const own = lines.filter(
    (l) => l.scheme === of.scheme && l.year === of.year && l.indicator === of.indicator && l.size === of.size,
  );
  for (const name of [group, industries[group], group.slice(0, 2), industries[group.slice(0, 2)], '全部工业'])
    for (const l of own) if (name !== undefined && name !== '' && l.industry === name) return l;
  return undefined;
}

/** Points that no weight touches: plus and minus items. */
const addedTo = (s: ScoreTrace): number =>
  s.items.reduce((sum, i) => sum + (i.weight === 0 && i.counted ? (i.points ?? 0) : 0), 0);

/** Points of each item as a share of its weight; null where it does not count. */
const sharesOf = (s: ScoreTrace): (number | null)[] =>
  s.items.map((i) => (i.counted && i.points !== null && i.weight > 0 ? i.points / i.weight : null));

export function scorerOf(
  evaluation: Evaluation,
  items: readonly ScoreItem[],
  given: {
    readonly standards?: readonly InputStandard[];
    readonly industries?: Readonly<Record<string, string>>;
  } = {},
): Scorer {
  const { score } = evaluation;
  const decimals = score.decimals;
  const special = score.items.some((i) => i.standard !== undefined);
  const known = new Map<string, readonly ScoreItem[]>();
  const itemsOf = (group: string): readonly ScoreItem[] => {
    if (!special) return items;
    let own = known.get(group);
    if (!own) {
      own = items.map((item, k): ScoreItem => {
        const written = score.items[k]!;
        if (written.standard === undefined) return item;
        const line = standardFor(given.standards ?? [], written.standard, group, given.industries ?? {});
        if (!line) return item;
        const direction = 'direction' in item.formula ? item.formula.direction : undefined;
        return {
          ...item,
          formula: { kind: 'five-level', levels: line.levels, ...(direction ? { direction } : {}) },
        };
      });
      known.set(group, own);
    }
    return own;
  };
  /** An item that waits for standard values its group has none of is out of the total, whatever the figure. */
  const waits = (item: ScoreItem, k: number): boolean =>
    score.items[k]?.standard !== undefined && item.formula.kind === 'criterion';

  if (score.method === 'topsis') return wholeRows(evaluation, items);

  const parts = score.parts ?? [];
  const places = parts.map((p) => score.items.flatMap((i, k) => (i.part === p.id ? [k] : [])));
  const scoreRows = (group: string, values: readonly RunUnit['values'][]): ScoreTrace[] => {
    const own = itemsOf(group);
    const out = own.flatMap((i, k) => (waits(i, k) ? [i.indicator] : []));
    const rows =
      out.length === 0
        ? values
        : values.map((v) => ({ ...v, ...Object.fromEntries(out.map((i) => [i, null])) }));
    const traces = scoreGroup(own, rows, decimals);
    if (parts.length === 0) return traces;
    return traces.map((trace) => {
      const totals = places.map(
        (at) =>
          totalScore(
            at.map((k) => trace.items[k]!),
            decimals,
          ).total,
      );
      const whole = totals.every((t) => t !== null);
      return {
        ...trace,
        total: whole
          ? roundTo(
              totals.reduce<number>((a, t) => a + t!, 0),
              decimals,
            )
          : null,
        parts: Object.fromEntries(parts.map((p, n) => [p.id, totals[n]!])),
      };
    });
  };
  return {
    itemsOf,
    scores: scoreRows,
    totals: (group, n) => {
      const own = itemsOf(group);
      const none = new Float64Array(n).fill(Number.NaN);
      const waiting = own.map(waits);
      const read = (columns: readonly Float64Array[]) => columns.map((c, k) => (waiting[k]! ? none : c));
      if (parts.length === 0) {
        const over = totalsOver(own, n, decimals);
        return (columns, quick) => over(read(columns), quick);
      }
      const over = places.map((at) =>
        totalsOver(
          at.map((k) => own[k]!),
          n,
          decimals,
        ),
      );
      const sum = new Float64Array(n);
      return (columns, quick) => {
        const all = read(columns);
        sum.fill(0);
        for (const [p, at] of places.entries()) {
          const part = over[p]!(
            at.map((k) => all[k]!),
            quick,
          );
          for (let u = 0; u < n; u += 1) sum[u] = sum[u]! + part[u]!;
        }
        for (let u = 0; u < n; u += 1) sum[u] = roundTo(sum[u]!, decimals);
        return sum;
      };
    },
    swaps: (group, one, other) => {
      const [a, b] = [sharesOf(one), sharesOf(other)];
      const weights = itemsOf(group).map((i) => i.weight);
      // In parts, what is missing is made up for inside its part, and the totals are no longer ratios of straight lines.
      if (parts.length > 0 && weights.some((w, k) => w > 0 && (a[k] === null || b[k] === null))) return [];
      return weightSwaps(weights, a, b, addedTo(one) - addedTo(other));
    },
    additive: true,
  };
}

const FULL = 100;
const directionOf = (f: ScoreFormula): CriterionDirection =>
  'direction' in f && f.direction === 'lower' ? 'cost' : 'benefit';

/** TOPSIS over each group: closeness to its best and distance from its worst, out of 100. */
function wholeRows(evaluation: Evaluation, items: readonly ScoreItem[]): Scorer {
  const { score } = evaluation;
  const options = score.topsis ?? {};
  const weights = items.map((i) => i.weight);
  const directions = items.map((i) => directionOf(i.formula));
  /** Values as they enter, NaN where the enterprise cannot be scored; by item. */
  const entered = (columns: readonly Float64Array[]): Float64Array[] =>
    columns.map((column, k) => {
      const there = column.filter((x) => Number.isFinite(x));
      const rule = items[k]!.missing ?? 'zero';
      // No points for a missing figure: here the worst of the group.
      const instead =
        there.length === 0 || rule === 'exclude'
          ? Number.NaN
          : rule === 'group-mean'
            ? there.reduce((a, b) => a + b, 0) / there.length
            : directions[k] === 'cost'
              ? Math.max(...there)
              : Math.min(...there);
      const negative = items[k]!.negative === 'zero';
      return column.map((x) => (Number.isFinite(x) ? (negative && x < 0 ? 0 : x) : instead));
    });
  const measured = (columns: readonly Float64Array[]) => {
    const table = entered(columns);
    const n = columns[0]?.length ?? 0;
    const rows = Array.from({ length: n }, (_, u) => u).filter((u) =>
      table.every((c) => !Number.isNaN(c[u]!)),
    );
    if (rows.length === 0) return { rows, answer: undefined };
    const matrix = rows.map((u) => table.map((c) => c[u]!));
    return { rows, answer: topsis(matrix, weights, directions, options) };
  };
  const columnsOf = (values: readonly RunUnit['values'][]): Float64Array[] =>
    items.map((i) => Float64Array.from(values, (v) => v[i.indicator] ?? Number.NaN));
  const share = (w: number): number => w / weights.reduce((a, b) => a + b, 0);
  return {
    itemsOf: () => items,
    additive: false,
    scores: (_group, values) => {
      const { rows, answer } = measured(columnsOf(values));
      const at = new Map(rows.map((u, n) => [u, n]));
      return values.map((v, u): ScoreTrace => {
        const n = at.get(u);
        const traced = items.map((item, k): ItemTrace => {
          const value = v[item.indicator] ?? null;
          const head = {
            indicator: item.indicator,
            formula: item.formula.kind,
            weight: item.weight,
            value,
            ...(value === null ? { rule: 'missing' as const } : {}),
          };
          if (n === undefined || !answer)
            return { ...head, parameters: { weight: item.weight }, steps: {}, points: null, counted: false };
          const [own, ideal, anti] = [answer.weighted[n]![k]!, answer.ideal[k]!, answer.antiIdeal[k]!];
          const way = ideal === anti ? 1 : (own - anti) / (ideal - anti);
          return {
            ...head,
            parameters: { weight: share(item.weight), ideal, antiIdeal: anti },
            steps: {
              weighted: own,
              toIdeal: Math.abs(own - ideal),
              toAntiIdeal: Math.abs(own - anti),
              share: way,
            },
            points: item.weight * way,
            counted: true,
          };
        });
        return {
          total: n === undefined || !answer ? null : roundTo(answer.closeness[n]! * FULL, score.decimals),
          weight: FULL,
          coverage:
            v && traced.length > 0 ? traced.filter((i) => i.value !== null).length / traced.length : 0,
          items: traced,
          ...(n === undefined || !answer
            ? {}
            : {
                steps: {
                  toIdeal: answer.toIdeal[n]!,
                  toAntiIdeal: answer.toAntiIdeal[n]!,
                  closeness: answer.closeness[n]!,
                },
              }),
        };
      });
    },
    totals: () => (columns) => {
      const { rows, answer } = measured(columns);
      const out = new Float64Array(columns[0]?.length ?? 0).fill(Number.NaN);
      rows.forEach((u, n) => {
        if (answer) out[u] = roundTo(answer.closeness[n]! * FULL, score.decimals);
      });
      return out;
    },
    swaps: (_group, one, other) => {
      const steps = (s: ScoreTrace) => ({
        toIdeal: s.items.map((i) => i.steps['toIdeal'] ?? Number.NaN),
        toAntiIdeal: s.items.map((i) => i.steps['toAntiIdeal'] ?? Number.NaN),
      });
      const [a, b] = [steps(one), steps(other)];
      return a.toIdeal.concat(b.toIdeal).some(Number.isNaN)
        ? []
        : topsisSwaps(weights, a, b, options.distance ?? 'euclidean');
    },
  };
}
