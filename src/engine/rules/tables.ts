import type { Passage } from './types.ts';

/** A published series that rules look up, such as LPR: the day from which each value holds, and the value in grains. */
export interface CompiledTable {
  readonly id: string;
  readonly title: string;
  readonly from: readonly number[];
  readonly values: readonly number[];
  readonly passage: Passage;
}

/** Value in force on a day; not a number before the first. */
export function lookUpTable(t: CompiledTable, day: number): number {
  let at = -1;
  for (let i = 0; i < t.from.length && t.from[i]! <= day; i += 1) at = i;
  return at < 0 ? Number.NaN : t.values[at]!;
}
