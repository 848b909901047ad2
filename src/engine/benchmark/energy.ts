import { compareDecimal, type Decimal } from '#kernel';

/** gb-limit: mandatory limits in levels 1 (advanced), 2 (entry), 3 (limit). ndrc: 标杆水平 and 基准水平, which are not those levels. */
export type EnergyFamily = 'gb-limit' | 'ndrc';

/** One line of a table of levels; less is better. A level that the edition does not set is null. */
export interface EnergyLevels<N = string> {
  readonly family: EnergyFamily;
  /** Year of the edition. */
  readonly edition: string;
  readonly product: string;
  readonly process: string;
  readonly indicator: string;
  readonly unit: string;
  readonly benchmark: N | null;
  readonly baseline: N | null;
  readonly level1: N | null;
  readonly level2: N | null;
  readonly level3: N | null;
  /** Day from which it holds; null where that could not be found out. */
  readonly effective: string | null;
}

/**
 * level1 … level3: the best level reached; beyond: above the limit of level 3. benchmark: 标杆水平 reached; baseline: between 基准水平 and
 * 标杆水平; below: worse than 基准水平.
 */
export type EnergyStanding = 'level1' | 'level2' | 'level3' | 'beyond' | 'benchmark' | 'baseline' | 'below';

/** Day from which an edition is applied: as stated, else the first day of the year after the edition. */
export const appliesFrom = (row: Pick<EnergyLevels, 'effective' | 'edition'>): string =>
  row.effective ?? `${Number(row.edition) + 1}-01-01`;

/** Of the lines of one family the one in force on a day: the latest that applies by then; undefined when none does yet. */
export function inForce<R extends EnergyLevels<unknown>>(rows: readonly R[], day: string): R | undefined {
  return rows
    .filter((r) => appliesFrom(r) <= day)
    .toSorted((a, b) =>
      appliesFrom(a) < appliesFrom(b) || (appliesFrom(a) === appliesFrom(b) && a.edition < b.edition)
        ? 1
        : -1,
    )[0];
}

/** Where a value stands. Equal to a level means the level is reached (the standards say "no more than"). */
export function standingOf(value: Decimal, row: EnergyLevels<Decimal>): EnergyStanding | null {
  const within = (level: Decimal | null): boolean => level !== null && compareDecimal(value, level) <= 0;
  if (row.family === 'ndrc') {
    if (row.benchmark === null || row.baseline === null) return null;
    return within(row.benchmark) ? 'benchmark' : within(row.baseline) ? 'baseline' : 'below';
  }
  if (row.level1 === null && row.level2 === null && row.level3 === null) return null;
  if (within(row.level1)) return 'level1';
  if (within(row.level2)) return 'level2';
  if (within(row.level3)) return 'level3';
  return row.level3 === null ? null : 'beyond';
}

/** The best value the line names: what there is to reach. */
export const bestOf = <N>(row: EnergyLevels<N>): N | null =>
  row.family === 'ndrc' ? row.benchmark : (row.level1 ?? row.level2 ?? row.level3);
