/** Who moved between two runs: places and efficiencies of the same enterprises in two years. */

export interface Standing {
  readonly id: string;
  readonly group: string;
  /** Place in the group, 1 is best; null when not measured. */
  readonly rank: number | null;
  /** Between 0 and 1; null when not measured. */
  readonly efficiency: number | null;
  readonly score: number | null;
}

/** entered: measured only in the later run; left: only in the earlier one; regrouped: in both, but among others. */
export type MoveKind = 'stayed' | 'entered' | 'left' | 'regrouped';

export interface Move {
  readonly id: string;
  readonly kind: MoveKind;
  readonly before: Standing | null;
  readonly after: Standing | null;
  /** Places won (positive) or lost; null unless both places are among the same enterprises. */
  readonly rank: number | null;
  /** Later minus earlier; each is a distance to the frontier of its own year, so a falling frontier lifts everybody. */
  readonly efficiency: number | null;
  readonly score: number | null;
}

const measured = (s: Standing | undefined): s is Standing =>
  s !== undefined && (s.rank !== null || s.efficiency !== null);

const minus = (a: number | null | undefined, b: number | null | undefined): number | null =>
  typeof a === 'number' && typeof b === 'number' ? a - b : null;

/** Pairs two lists by id; enterprises measured in neither are left out. In order of ids, whatever the order given. */
export function movers(before: readonly Standing[], after: readonly Standing[]): Move[] {
  const was = new Map(before.map((s) => [s.id, s]));
  const is = new Map(after.map((s) => [s.id, s]));
  const out: Move[] = [];
  for (const id of [...new Set([...was.keys(), ...is.keys()])].toSorted()) {
    const a = was.get(id);
    const b = is.get(id);
    const old = measured(a) ? a : null;
    const now = measured(b) ? b : null;
    if (!old && !now) continue;
    const kind: MoveKind = !old
      ? 'entered'
      : !now
        ? 'left'
        : old.group === now.group
          ? 'stayed'
          : 'regrouped';
    const same = kind === 'stayed';
    out.push({
      id,
      kind,
      before: old,
      after: now,
      rank: same ? minus(old?.rank, now?.rank) : null,
      efficiency: same ? minus(now?.efficiency, old?.efficiency) : null,
      score: same ? minus(now?.score, old?.score) : null,
    });
  }
  return out;
}
