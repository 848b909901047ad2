import type { Link, Rating } from './schema.ts';
import type { Mark, Qualitative, Spread } from './types.ts';

/** What marks are put together by; the items marked are the links of an award scheme, or the criteria of a panel. */
interface Rule<L extends string> {
  readonly minimum: number;
  readonly ratings: Readonly<Record<Rating, string>>;
  readonly links: readonly { readonly id: L; readonly weight: number }[];
}
/** Points from the others' median beyond which a mark is shown as far off. A proposal: one and a half grades on all six links. */
export const FAR_OFF = 30;

const median = (sorted: readonly number[]): number => {
  const m = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[m]! : (sorted[m - 1]! + sorted[m]!) / 2;
};
const ascending = (a: number, b: number): number => a - b;

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted(ascending);
  const mean = sorted.reduce((s, v) => s + v, 0) / sorted.length;
  const squares = sorted.reduce((s, v) => s + (v - mean) ** 2, 0);
  return {
    count: sorted.length,
    mean,
    median: median(sorted),
    spread: sorted.length < 2 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
    lowest: sorted[0]!,
    highest: sorted.at(-1)!,
  };
}

/** One expert's score, 0–100: weighted grades; null while a link is open. */
export function markScore<L extends string = Link>(
  ratings: Mark<L>['ratings'],
  rule: Pick<Rule<L>, 'ratings' | 'links'>,
): number | null {
  let [sum, weight] = [0, 0];
  for (const l of rule.links) {
    const grade = ratings[l.id];
    if (grade === undefined) return null;
    sum += l.weight * Number(rule.ratings[grade]);
    weight += l.weight;
  }
  return (100 * sum) / weight;
}

/**
 * Marks of one candidate put together: the mean over experts (企业综合绩效评价 of 2006: sum of weight × grade of every expert ÷ experts),
 * null below the minimum. Nothing is dropped; what lies far off is named. Marks of experts in any order.
 */
export function qualitativeOf<L extends string = Link>(
  candidate: string,
  marks: readonly Mark<L>[],
  rule: Rule<L>,
): Qualitative<L> {
  const complete = marks
    .flatMap((m) => {
      const score = markScore(m.ratings, rule);
      return score === null ? [] : [{ ...m, score }];
    })
    .toSorted((a, b) => (a.expert < b.expert ? -1 : 1));
  const scores = complete.map((m) => m.score);
  const total = spreadOf(scores);
  const gradeOf = (link: L, m: Mark<L>): number => 100 * Number(rule.ratings[m.ratings[link] as Rating]);
  return {
    candidate,
    score: complete.length >= rule.minimum && total ? total.mean : null,
    experts: complete.length,
    total,
    links: rule.links.map((l) => ({ link: l.id, spread: spreadOf(complete.map((m) => gradeOf(l.id, m))) })),
    marks: complete.map((m, n) => {
      const others = scores.filter((_, k) => k !== n).toSorted(ascending);
      return {
        expert: m.expert,
        score: m.score,
        outlier: others.length >= 3 && Math.abs(m.score - median(others)) > FAR_OFF + 1e-9,
      };
    }),
  };
}
