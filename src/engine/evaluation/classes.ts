/**
 * Classes from scores: by share of those ranked or by score, with vetoes and with classes outside the ranking. Shares as published, in per
 * cent of those ranked: 德州 2024 A at most 20, D at least 5; 淮安 2024 A 20, B to 60, C to 95, D the last 5, T not suitable; a prefecture city
 * A 25, B 26–70, C 71–95, D the last 5, 不定等级 treated like B; 南京 2017 A the first 20.
 */

/** How many a class of the share kind takes: share to the nearest whole (half up), atMost rounded down, atLeast rounded up, rest what is left. */
export type Quota =
  | { readonly kind: 'share' | 'at-most' | 'at-least'; readonly percent: number }
  | { readonly kind: 'rest' };

export type Cuts =
  /** Best class first; exactly one takes the rest. */
  | { readonly by: 'share'; readonly classes: readonly { readonly id: string; readonly quota: Quota }[] }
  /** Best class first; `from` is the lowest score of the class, the last one has none. */
  | { readonly by: 'score'; readonly classes: readonly { readonly id: string; readonly from?: number }[] };

/**
 * Equal scores on both sides of a cut: worse puts them all below it, so that "at most" and "at least" hold; better puts them all above.
 */
export type TieRule = 'worse' | 'better';

/** What a veto does: straight to the last class, or no class better than the one after the class it is barred from. */
export type VetoEffect = { readonly kind: 'last' } | { readonly kind: 'barred'; readonly from: string };

export interface ClassRule {
  readonly cuts: Cuts;
  readonly ties?: TieRule;
  /**
   * Those sent straight to the last class: apart (default) leaves them out of the number the shares are taken of, counted lets them fill
   * the last class's share first.
   */
  readonly vetoed?: 'apart' | 'counted';
}

export interface ClassUnit {
  readonly id: string;
  /** Null: no score, hence no class. */
  readonly score: number | null;
  /** A class outside the ranking (T 不参评, 不定等级): the unit takes no place and no share. */
  readonly outside?: string;
  readonly vetoes?: readonly VetoEffect[];
}

export interface ClassAnswer {
  readonly id: string;
  readonly class: string | null;
  /** score or share: the cut decided; veto or barred: a veto did; outside: not ranked; tie: the tie rule moved it; unscored. */
  readonly reason: 'share' | 'score' | 'tie' | 'veto' | 'barred' | 'outside' | 'unscored';
}

/** Whole number from a percentage; a hair of tolerance, so that 33.3% of 1000 is 333. */
const countOf = (quota: Exclude<Quota, { kind: 'rest' }>, n: number): number => {
  const exact = (n * quota.percent) / 100;
  if (quota.kind === 'at-most') return Math.floor(exact + 1e-9);
  if (quota.kind === 'at-least') return Math.ceil(exact - 1e-9);
  return Math.floor(exact + 0.5 + 1e-9);
};

/** Number of each class among n ranked. Promised minimums are filled first from the last class up, then the others from the first down. */
export function classSizes(classes: readonly { readonly quota: Quota }[], n: number): number[] {
  const sizes = classes.map(() => 0);
  let left = n;
  const take = (at: number): void => {
    const { quota } = classes[at]!;
    if (quota.kind === 'rest') return;
    sizes[at] = Math.min(left, countOf(quota, n));
    left -= sizes[at]!;
  };
  const order = classes.map((_, at) => at);
  for (const at of order.toReversed()) if (classes[at]!.quota.kind === 'at-least') take(at);
  for (const at of order) if (classes[at]!.quota.kind !== 'at-least') take(at);
  const rest = classes.findIndex((c) => c.quota.kind === 'rest');
  if (rest >= 0) sizes[rest] = left;
  return sizes;
}

/** Why a class rule cannot be carried out, as one English phrase each; empty when it can. */
export function classRuleFaults(rule: ClassRule, effects: readonly VetoEffect[] = []): string[] {
  const faults: string[] = [];
  const ids = rule.cuts.classes.map((c) => c.id);
  if (ids.length < 2) faults.push('fewer-than-two');
  if (new Set(ids).size < ids.length) faults.push('double-class');
  if (rule.cuts.by === 'share') {
    const { classes } = rule.cuts;
    if (classes.filter((c) => c.quota.kind === 'rest').length !== 1) faults.push('one-rest');
    const total = classes.reduce((sum, c) => sum + (c.quota.kind === 'rest' ? 0 : c.quota.percent), 0);
    if (total > 100 + 1e-9) faults.push('over-100');
  } else {
    const from = rule.cuts.classes.map((c) => c.from);
    if (from.at(-1) !== undefined || from.slice(0, -1).some((f) => f === undefined))
      faults.push('from-missing');
    else if (from.slice(1, -1).some((f, k) => f! >= from[k]!)) faults.push('from-order');
  }
  for (const e of effects)
    if (e.kind === 'barred' && (!ids.includes(e.from) || e.from === ids.at(-1))) faults.push('barred-class');
  return [...new Set(faults)];
}

/** Classes of a set of units that are compared with each other, in the order given. The order of the units does not matter. */
export function classify(rule: ClassRule, units: readonly ClassUnit[]): ClassAnswer[] {
  const ids = rule.cuts.classes.map((c) => c.id);
  const last = ids.length - 1;
  const answers = new Map<string, ClassAnswer>();
  const put = (id: string, at: number, reason: ClassAnswer['reason']): void =>
    void answers.set(id, { id, class: ids[at] ?? null, reason });
  /** The best class a unit may have. */
  const bestOf = (u: ClassUnit): number =>
    Math.max(
      0,
      ...(u.vetoes ?? []).map((v) => (v.kind === 'last' ? last : Math.min(last, ids.indexOf(v.from) + 1))),
    );
  const sentLast = (u: ClassUnit): boolean => (u.vetoes ?? []).some((v) => v.kind === 'last');

  const ranked: { unit: ClassUnit; score: number }[] = [];
  const vetoed: ClassUnit[] = [];
  for (const unit of units) {
    if (unit.outside !== undefined)
      answers.set(unit.id, { id: unit.id, class: unit.outside, reason: 'outside' });
    else if (sentLast(unit)) vetoed.push(unit);
    else if (unit.score === null) answers.set(unit.id, { id: unit.id, class: null, reason: 'unscored' });
    else ranked.push({ unit, score: unit.score });
  }
  for (const unit of vetoed) put(unit.id, last, 'veto');

  if (rule.cuts.by === 'score') {
    const { classes } = rule.cuts;
    for (const { unit, score } of ranked) {
      const own = classes.findIndex((c) => c.from === undefined || score >= c.from);
      const best = bestOf(unit);
      put(unit.id, Math.max(own, best), best > own ? 'barred' : 'score');
    }
    return units.map((u) => answers.get(u.id)!);
  }

  ranked.sort((a, b) => b.score - a.score || (a.unit.id < b.unit.id ? -1 : 1));
  const counted = rule.vetoed === 'counted' ? vetoed.length : 0;
  const sizes = classSizes(rule.cuts.classes, ranked.length + counted);
  // The vetoed fill the places of the last class, and where those do not suffice, of the classes above it.
  for (let at = last, over = counted; at >= 0 && over > 0; at -= 1) {
    const taken = Math.min(over, sizes[at]!);
    sizes[at] = sizes[at]! - taken;
    over -= taken;
  }
  // Cuts stand at fixed places of the order, so that a tie or a bar at one of them moves no other.
  let placed = 0;
  let upTo = 0;
  let waiting = ranked;
  const tied = new Set<string>();
  const barred = new Set<string>();
  for (let at = 0; at <= last; at += 1) {
    upTo += sizes[at]!;
    // Who is barred leaves the place to the next one.
    const may = at === last ? waiting : waiting.filter((w) => bestOf(w.unit) <= at);
    const size = at === last ? may.length : Math.max(0, Math.min(may.length, upTo - placed));
    let chosen = may.slice(0, size);
    const edge = chosen.at(-1)?.score;
    if (edge !== undefined && may[size]?.score === edge) {
      const equals = may.filter((w) => w.score === edge);
      const moved = equals.filter((w) => chosen.includes(w) === (rule.ties !== 'better'));
      for (const w of moved) tied.add(w.unit.id);
      chosen =
        rule.ties === 'better' ? may.filter((w) => w.score >= edge) : may.filter((w) => w.score > edge);
    }
    for (const w of waiting)
      if (edge !== undefined && w.score >= edge && bestOf(w.unit) > at) barred.add(w.unit.id);
    for (const { unit } of chosen)
      put(unit.id, at, barred.has(unit.id) ? 'barred' : tied.has(unit.id) ? 'tie' : 'share');
    placed += chosen.length;
    waiting = waiting.filter((w) => !answers.has(w.unit.id));
  }
  return units.map((u) => answers.get(u.id)!);
}
