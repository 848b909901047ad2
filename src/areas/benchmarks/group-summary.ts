/** What is shown of a group over all its enterprises, gathered while their rows are written. */
import type { OutputGroup, OutputRow } from './payload.ts';

const LEADERS = 5;
const BINS = 10;

/** Quantile of sorted values by straight lines between neighbours (type 7 of Hyndman & Fan, as spreadsheets do). */
const quantile = (sorted: readonly number[], q: number): number => {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
};

export class GroupSummary {
  #subjects = 0;
  readonly #efficiencies: number[] = [];
  readonly #members = new Set<string>();
  readonly #classes: Record<string, number> = {};
  #leaders: OutputGroup['leaders'] = [];
  readonly #code: string;
  readonly #title: string;

  constructor(code: string, title: string) {
    this.#code = code;
    this.#title = title;
  }

  add(r: OutputRow): void {
    const { summary, class: own } = r.payload;
    this.#subjects += 1;
    this.#members.add(summary.industryCode.slice(0, 3));
    if (r.efficiency !== null) this.#efficiencies.push(r.efficiency);
    if (own) this.#classes[own.id] = (this.#classes[own.id] ?? 0) + 1;
    if (!summary.leader) return;
    const leader = { id: r.subject_id, name: summary.name, efficiency: r.efficiency ?? 1, score: r.score };
    this.#leaders = [...this.#leaders, leader]
      .toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1) || (a.id < b.id ? -1 : 1))
      .slice(0, LEADERS);
  }

  get evaluated(): number {
    return this.#efficiencies.length;
  }

  result(): OutputGroup {
    const values = this.#efficiencies.toSorted((a, b) => a - b);
    const histogram = Array.from({ length: BINS }, () => 0);
    for (const v of values) {
      // 1 belongs to the highest class, and so does a 0.7 that floating point left just below it.
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor(v * BINS + 1e-9)));
      histogram[bin] = histogram[bin]! + 1;
    }
    return {
      code: this.#code,
      title: this.#title,
      members: [...this.#members].toSorted(),
      subjects: this.#subjects,
      evaluated: values.length,
      leaders: this.#leaders,
      efficiency:
        values.length === 0
          ? null
          : {
              minimum: values[0]!,
              quartile1: quantile(values, 0.25),
              median: quantile(values, 0.5),
              quartile3: quantile(values, 0.75),
              maximum: values.at(-1)!,
              mean: values.reduce((a, b) => a + b, 0) / values.length,
            },
      histogram,
      classes: this.#classes,
    };
  }
}
