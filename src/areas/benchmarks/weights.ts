/** `score.weights:` of an evaluation: where the weights of its items come from, when they are not simply given. */
import { z } from 'zod';
import { finding, type Finding } from '#kernel';
import {
  ahpWeights,
  criticWeights,
  deviationWeights,
  entropyWeights,
  equalWeights,
  RANDOM_INDEX,
  type CriterionDirection,
} from '#engine/evaluation';
import type { ScoreItem } from '#engine/benchmark';

/** 3, or 1/3 as it is written in judgements. */
const judgement = z.union([
  z.number().positive(),
  z
    .string()
    .regex(/^[1-9]\d*(\/[1-9]\d*)?$/)
    .transform((s) => {
      const [a, b = '1'] = s.split('/');
      return Number(a) / Number(b);
    }),
]);

export const weightsSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('given') }),
  z.strictObject({ method: z.literal('equal') }),
  /** Pairwise judgements in the order of the items. */
  z.strictObject({
    method: z.literal('ahp'),
    matrix: z.array(z.array(judgement)).min(1),
    by: z.enum(['eigenvector', 'geometric-mean', 'column-mean']).optional(),
    randomIndex: z.enum(Object.keys(RANDOM_INDEX) as [keyof typeof RANDOM_INDEX]).optional(),
    /** Judgements less consistent than this are refused; 0.1 unless told. */
    accept: z.number().positive().optional(),
    source: z.string().optional(),
  }),
  /** From the figures of all that are measured in the run, each column placed between its worst and its best first. */
  z.strictObject({
    method: z.enum(['entropy', 'critic', 'standardDeviation']),
    source: z.string().optional(),
  }),
]);
export type Weights = z.infer<typeof weightsSchema>;

/** What is wrong with the weights of an evaluation of so many items. */
export function weightFaults(w: Weights | undefined, items: number, path: string): Finding[] {
  if (w?.method !== 'ahp') return [];
  if (w.matrix.length !== items) return [finding('V133', 'error', path, { count: w.matrix.length, items })];
  try {
    const { consistencyRatio } = ahpWeights(w.matrix, ahpOptions(w));
    const accept = w.accept ?? 0.1;
    return consistencyRatio > accept
      ? [finding('V134', 'error', path, { ratio: consistencyRatio.toFixed(3), accept })]
      : [];
  } catch (e) {
    return [finding('V135', 'error', path, { reason: e instanceof Error ? e.message : '' })];
  }
}

const ahpOptions = (w: Extract<Weights, { method: 'ahp' }>) => ({
  ...(w.by ? { method: w.by } : {}),
  ...(w.randomIndex ? { randomIndex: w.randomIndex } : {}),
});

const PLACES = 1e4;

/**
 * The items with the weights their evaluation asks for, scaled to the full mark that the given ones have together. `table`: figures of the
 * measured enterprises by item, read only by the methods that look at data; whoever lacks one is left out there.
 */
export function weighted(
  w: Weights | undefined,
  items: readonly ScoreItem[],
  table: () => readonly (readonly (number | undefined)[])[] = () => [],
): readonly ScoreItem[] {
  if (w === undefined || w.method === 'given') return items;
  const full = items.reduce((sum, i) => sum + i.weight, 0);
  // Plus and minus items have no weight and get none.
  const places = items.flatMap((i, k) => (i.weight > 0 ? [k] : []));
  const give = (shares: readonly number[]): ScoreItem[] => {
    const own = new Map(places.map((k, at) => [k, Math.round(shares[at]! * full * PLACES) / PLACES]));
    return items.map((i, k) => ({ ...i, weight: own.get(k) ?? 0 }));
  };
  if (w.method === 'equal') return give(equalWeights(places.length));
  if (w.method === 'ahp') return give(ahpWeights(w.matrix, ahpOptions(w)).weights);
  const whole = table()
    .map((row) => places.map((k) => row[k]))
    .filter((row): row is number[] => row.every((v) => v !== undefined));
  // Two enterprises at least, or there is nothing to tell apart.
  if (whole.length < 2) return items;
  const options = {
    normalise: 'min-max' as const,
    directions: places.map((k): CriterionDirection => {
      const { formula } = items[k]!;
      return 'direction' in formula && formula.direction === 'lower' ? 'cost' : 'benefit';
    }),
  };
  const by = { entropy: entropyWeights, critic: criticWeights, standardDeviation: deviationWeights };
  return give(by[w.method](whole, options));
}
