import { compareDecimal, divDecimal, roundDecimal, subDecimal, type Decimal } from '#kernel';

/** gb-limit: mandatory limits in levels 1 (advanced), 2 (entry), 3 (limit). ndrc: 标杆水平 and 基准水平, which are not those levels. */
export type EnergyFamily = 'gb-limit' | 'ndrc';

export type LevelName = 'benchmark' | 'baseline' | 'level1' | 'level2' | 'level3';

/** The levels a family has, the best first; whether they are monotonic is up to the standard. */
export const levelNames: Readonly<Record<EnergyFamily, readonly LevelName[]>> = {
  ndrc: ['benchmark', 'baseline'],
  'gb-limit': ['level1', 'level2', 'level3'],
};

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

/** The levels of one line: exact; null where the edition sets none; `incomplete` where what it depends on is not known. */
export type KnownLevels = Pick<EnergyLevels<Decimal | 'incomplete'>, 'family' | LevelName>;

/**
 * level1 … level3: the best level reached; beyond: above the limit of level 3. benchmark: 标杆水平 reached; baseline: between 基准水平 and
 * 标杆水平; below: worse than 基准水平. incomplete: a level that decides is not known.
 */
export type EnergyStanding =
  | 'level1'
  | 'level2'
  | 'level3'
  | 'beyond'
  | 'benchmark'
  | 'baseline'
  | 'below'
  | 'incomplete';

/** Places to which figures and levels are rounded, half to even (GB/T 8170), before they are compared. */
export const LEVEL_PLACES = 6;
export const roundLevel = (d: Decimal): Decimal => roundDecimal(d, LEVEL_PLACES, 'halfEven');

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

/**
 * Where a value stands, both sides rounded to six places. Equal to a level means the level is reached (the standards say "no more than"). Levels
 * are asked from the best: one that is not set is passed over, one that is not known leaves the question open.
 */
export function standingOf(value: Decimal, row: KnownLevels): EnergyStanding | null {
  const own = roundLevel(value);
  if (row.family === 'ndrc' && (row.benchmark === null || row.baseline === null)) return null;
  const names = levelNames[row.family];
  if (names.every((n) => row[n] === null)) return null;
  for (const name of names) {
    const level = row[name];
    if (level === null) continue;
    if (level === 'incomplete') return 'incomplete';
    if (compareDecimal(own, roundLevel(level)) <= 0) return name;
  }
  if (row.family === 'ndrc') return 'below';
  return row.level3 === null ? null : 'beyond';
}

/** The best value the line names: what there is to reach. */
export const bestOf = <N>(row: Pick<EnergyLevels<N>, 'family' | LevelName>): N | null =>
  row.family === 'ndrc' ? row.benchmark : (row.level1 ?? row.level2 ?? row.level3);

/** How far a value is from each level that is known, in the unit of the line: positive is still to go, negative is ahead. */
export interface LevelDistance {
  readonly level: LevelName;
  readonly by: Decimal;
}
/** Between two neighbouring levels: 0 at the better one, 1 at the worse one. */
export interface LevelShare {
  readonly better: LevelName;
  readonly worse: LevelName;
  readonly share: Decimal;
}

/**
 * Distances instead of per cents: a level may be zero or negative (a converter gives more energy than it takes), where a per cent says nothing.
 * `between` is null where no two known neighbours lie on either side of the value.
 */
export function distancesOf(
  value: Decimal,
  row: KnownLevels,
): { readonly distances: readonly LevelDistance[]; readonly between: LevelShare | null } {
  const own = roundLevel(value);
  const known = levelNames[row.family].flatMap((name) => {
    const level = row[name];
    return level === null || level === 'incomplete' ? [] : [{ name, at: roundLevel(level) }];
  });
  let between: LevelShare | null = null;
  for (const [i, worse] of known.entries()) {
    const better = known[i - 1];
    if (!better || compareDecimal(better.at, worse.at) >= 0) continue;
    if (compareDecimal(own, better.at) < 0 || compareDecimal(own, worse.at) > 0) continue;
    const share = divDecimal(subDecimal(own, better.at), subDecimal(worse.at, better.at), 4, 'halfEven');
    between ??= { better: better.name, worse: worse.name, share };
  }
  return { distances: known.map((k) => ({ level: k.name, by: subDecimal(own, k.at) })), between };
}
