import type { OverlapGroup, Rulebook } from './compile.ts';
import type { Award } from './types.ts';

/** What one enterprise is due under one scheme before the schemes are held against each other; fen. */
export interface Claim {
  readonly scheme: string;
  readonly project: string;
  readonly amount: number;
}
export interface Granted extends Claim {
  readonly granted: number;
  /** Group and rule that took something away. */
  readonly group: string | null;
  readonly by: 'exclusive' | 'higher' | 'difference' | 'perYear' | 'lifetime' | null;
}

/**
 * Several claims of one enterprise in one year held against each other and against what was granted before, group by group in the order of the
 * rulebook; claims are taken in their own order. `exclusive`: who has one has no other. `higher`: the highest counts, less what was granted
 * before for the same thing. `difference`: each is paid less what was granted for the group; what a scheme of titles granted before, it takes off itself. `stack`: all. Then the
 * caps of the group.
 */
export function combine(
  rb: Rulebook,
  claims: readonly Claim[],
  awards: readonly Award[],
  year: number,
): readonly Granted[] {
  let out: Granted[] = claims.map(({ scheme, project, amount }) => ({
    scheme,
    project,
    amount,
    granted: amount,
    group: null,
    by: null,
  }));
  for (const g of rb.overlaps) out = withinGroup(rb, g, out, awards, year);
  return out;
}

function withinGroup(
  rb: Rulebook,
  g: OverlapGroup,
  claims: Granted[],
  awards: readonly Award[],
  year: number,
): Granted[] {
  const member = (scheme: string): boolean => g.schemes.includes(scheme);
  if (!claims.some((c) => c.granted > 0 && member(c.scheme))) return claims;
  // The same project, or everything of the enterprise; a claim without a project is a thing of its own kind.
  const key = (x: { readonly project: string }): string => (g.scope === 'enterprise' ? '' : x.project);
  const before = (k: string, but?: string): number =>
    awards.reduce((n, a) => n + (member(a.scheme) && a.scheme !== but && key(a) === k ? a.amount : 0), 0);
  const best = new Map<string, number>();
  claims.forEach((c, i) => {
    const old = best.get(key(c));
    if (member(c.scheme) && c.granted > 0 && (old === undefined || c.granted > claims[old]!.granted))
      best.set(key(c), i);
  });
  const paid = new Map<string, number>();
  let roomYear =
    g.perYear - awards.reduce((n, a) => n + (member(a.scheme) && a.year === year ? a.amount : 0), 0);
  let roomEver = g.lifetime - awards.reduce((n, a) => n + (member(a.scheme) ? a.amount : 0), 0);
  return claims.map((c, i) => {
    if (!member(c.scheme) || c.granted === 0) return c;
    const k = key(c);
    const had = before(k) + (paid.get(k) ?? 0);
    let sum = c.granted;
    let by: Granted['by'] = null;
    const cut = (to: number, why: NonNullable<Granted['by']>): void => {
      const least = Math.max(0, to);
      if (least < sum) [sum, by] = [least, why];
    };
    if (g.strategy === 'exclusive' && had > 0) cut(0, 'exclusive');
    if (g.strategy === 'higher') cut(best.get(k) === i ? sum - before(k) : 0, 'higher');
    if (g.strategy === 'difference') {
      const own = rb.schemes.get(c.scheme)?.grain === 'title' ? c.scheme : undefined;
      cut(sum - before(k, own) - (paid.get(k) ?? 0), 'difference');
    }
    cut(roomYear, 'perYear');
    cut(roomEver, 'lifetime');
    paid.set(k, (paid.get(k) ?? 0) + sum);
    roomYear -= sum;
    roomEver -= sum;
    if (by === null) return c;
    const { scheme, project, amount } = c;
    return { scheme, project, amount, granted: sum, group: g.id, by };
  });
}
