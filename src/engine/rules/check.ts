import { day, finding, yearOf, type Day, type Finding } from '#kernel';
import { versionAt, type Rulebook } from './compile.ts';
import { amountOf, breaksOf, momentOf, withFigure } from './evaluate.ts';
import { readFacts, type FactsInput } from './facts.ts';
import { combine, type Claim } from './overlap.ts';
import { dayText, encodeDay, factValue, moneyText, valueText } from './quantity.ts';
import type { SchemeFiles } from './schema.ts';
import type { Award, FundingEvent, Item, Loan, Scheme, SchemeVersion, Table } from './types.ts';

/** One run that shows what a finding says: evaluate the scheme with these facts and the amount comes out. */
export interface WitnessRun {
  readonly scheme: string;
  readonly asOf: Day;
  readonly known: Day;
  readonly year: number;
  readonly input: FactsInput;
  /** Null: it is refused, there is no rule in force. */
  readonly amountFen: string | null;
}
export interface RuleFinding extends Finding {
  readonly witness: readonly WitnessRun[];
}
/** How many there are of each payee, for the most that a year can cost. */
export type Headcount = Readonly<Record<Scheme['payee'], number>>;

interface Stand {
  readonly scheme: Scheme;
  readonly version: SchemeVersion;
  readonly asOf: Day;
  readonly known: Day;
  readonly year: number;
  readonly rows: readonly Table[];
}

const YUAN = 100;
const BUDGET = 3000;

/** Facts of a row in the form of a facts file. */
export function factsOf(rb: Rulebook, slots: readonly number[], t: Table): FactsInput {
  const money = { type: 'money', unit: '元', options: [] } as const;
  const facts: Record<string, unknown> = {};
  for (const slot of slots) {
    const def = rb.defs[slot]!;
    const list = t.lists[slot] === null ? [] : t.lists[slot]?.[0];
    if (def.type === 'series') {
      const s = t.series[slot];
      if (s)
        facts[def.id] = s.columns.flatMap((c, y) =>
          Number.isNaN(c[0]!)
            ? []
            : [{ period: String(s.first + y), ...(factValue(c[0]!, money) as object) }],
        );
    } else if (def.type === 'loans') {
      if (list)
        facts[def.id] = (list as readonly Loan[]).map((l) => ({
          principal: factValue(l.principal, money),
          from: dayText(l.from),
          to: dayText(l.to),
          rate: factValue(l.rate, { type: 'ratio', unit: '%', options: [] }),
          ...(Number.isNaN(l.paid) ? {} : { paid: factValue(l.paid, money) }),
        }));
    } else if (def.type === 'items') {
      if (list) facts[def.id] = (list as readonly Item[]).map((x) => factValue(x.value, money));
    } else if (def.type === 'events') {
      if (list)
        facts[def.id] = (list as readonly FundingEvent[]).map((e) => ({
          kind: e.kind,
          day: dayText(e.day),
          ...(Number.isFinite(e.repaired) ? { repaired: dayText(e.repaired) } : {}),
        }));
    } else {
      const n = t.scalars[slot]?.[0];
      if (n !== undefined && !Number.isNaN(n)) facts[def.id] = factValue(n, def);
    }
  }
  const awards = t.awards?.[0] ?? [];
  return {
    facts,
    ...(t.projects?.[0] ? { project: t.projects[0] } : {}),
    awards: awards.map((a) => ({
      scheme: a.scheme,
      year: a.year,
      amount: factValue(a.amount, money),
      ...(a.level === '' ? {} : { level: a.level }),
      ...(a.project === '' ? {} : { project: a.project }),
    })),
  };
}

/** A plausible enterprise for a version: everything in order, sums of ten million yuan. */
function plausible(rb: Rulebook, v: SchemeVersion, asOf: Day, year: number): Table {
  const facts: Record<string, unknown> = {};
  for (const slot of v.slots) {
    const def = rb.defs[slot]!;
    switch (def.type) {
      case 'flag':
        facts[def.id] = true;
        break;
      case 'text':
        facts[def.id] = def.options[0]!.id;
        break;
      case 'day':
        facts[def.id] = asOf;
        break;
      case 'ratio':
        facts[def.id] = '10%';
        break;
      case 'count':
      case 'quantity':
        facts[def.id] = { value: '1', unit: def.unit };
        break;
      case 'series':
        facts[def.id] = [
          { period: String(year - 1), value: '1000', unit: '万元' },
          { period: String(year), value: '2000', unit: '万元' },
        ];
        break;
      case 'items':
        facts[def.id] = ['20万元', '50万元'];
        break;
      case 'loans':
        facts[def.id] = [
          {
            principal: '5000万元',
            from: `${year - 1}-06-01`,
            to: `${year + 2}-06-01`,
            rate: '4.9%',
            paid: '240万元',
          },
        ];
        break;
      case 'events':
        facts[def.id] = [];
        break;
      default:
        facts[def.id] = '1000万元';
    }
  }
  return readFacts(rb, [{ facts, awards: [], project: 'P1' }], { asOf, known: asOf, year }).table;
}

/** Rows around a seed: every fact in turn, then two at a time, at the figures where the rule turns. */
function around(rb: Rulebook, v: SchemeVersion, seed: Table): Table[] {
  const breaks = breaksOf(v);
  const values = (slot: number): number[] => {
    const def = rb.defs[slot]!;
    if (def.type === 'flag') return [0, 1];
    if (def.type === 'text') return def.options.map((_, i) => i);
    if (def.type === 'day') return [seed.asOf, seed.asOf - 200, seed.asOf - 400];
    const at = breaks.get(slot) ?? [];
    const ends = def.type === 'money' || def.type === 'series' ? [0, 100_000_000_000] : [];
    return [...new Set([...at.flatMap((n) => [Math.max(0, n - 1), n, n + 1]), ...ends])];
  };
  const slots = v.slots.filter((s) => !['items', 'loans', 'events'].includes(rb.defs[s]!.type));
  const out = [seed];
  const singles = slots.flatMap((s) => values(s).map((n) => [s, n] as const));
  for (const [s, n] of singles) out.push(withFigure(seed, 0, s, n));
  for (const [i, [s, n]] of singles.entries())
    for (const [s2, n2] of singles.slice(i + 1)) {
      if (out.length >= BUDGET) return out;
      if (s !== s2) out.push(withFigure(withFigure(seed, 0, s, n), 0, s2, n2));
    }
  return out;
}

/** A day and a moment on which the version is the one that holds; undefined when there is none. */
function momentFor(s: Scheme, v: SchemeVersion): { asOf: Day; known: Day } | undefined {
  const days = [v.from > v.issued ? v.from : v.issued, v.from, v.to].filter((d) => d !== undefined);
  for (const asOf of days.filter((d) => d >= v.from && (v.to === undefined || d <= v.to)))
    for (const known of [asOf > v.issued ? asOf : v.issued, v.issued])
      if (versionAt(s, asOf, known) === v) return { asOf, known };
  return undefined;
}

function standsOf(rb: Rulebook, files: SchemeFiles, findings: RuleFinding[]): Stand[] {
  return [...rb.schemes.values()].flatMap((s) => {
    const examples = files.schemes.find((f) => f.id === s.id)?.examples ?? [];
    return s.versions.flatMap((v): Stand[] => {
      const m = momentFor(s, v);
      if (!m) {
        findings.push({
          ...finding('F303', 'warning', `schemes/${s.id}.yaml#${v.id}`, { scheme: s.title.zh, what: v.id }),
          witness: [],
        });
        return [];
      }
      const { year } = momentOf(s, m);
      const seeds = [
        ...examples
          .filter((e) => e.expect.eligible && e.asOf >= v.from && (v.to === undefined || e.asOf <= v.to))
          .slice(0, 2)
          .map(
            (e) =>
              readFacts(rb, [{ facts: e.facts, awards: e.awards ?? [], project: e.project ?? 'P1' }], {
                asOf: m.asOf,
                known: e.known ?? '2999-12-31',
                year: e.year ?? yearOf(e.asOf as Day) - (s.claims === 'this-year' ? 0 : 1),
              }).table,
          )
          .map((t) => ({ ...t, asOf: encodeDay(m.asOf) })),
        plausible(rb, v, m.asOf, year),
      ];
      const rows = seeds.flatMap((t) => around(rb, v, t));
      return [{ scheme: s, version: v, ...m, year, rows }];
    });
  });
}

const dayAfter = (d: Day, n: number): Day => day(dayText(encodeDay(d) + n));

/**
 * Looks for what a rulebook should not hold, with an enterprise as witness for each: gaps (F301), overlaps (F302), branches that nobody reaches
 * (F303), cliffs (F304), double funding of one project (F305), an order that matters (F306), and the most a year can cost (F307). A search along
 * the figures at which conditions and amounts turn: what it reports is true of its witness; silence proves nothing between those figures.
 */
export function checkRulebook(rb: Rulebook, files: SchemeFiles, heads: Headcount): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const stands = standsOf(rb, files, findings);
  const run = (s: Stand, t: Table, amount: number, at: Partial<WitnessRun> = {}): WitnessRun => ({
    scheme: s.scheme.id,
    asOf: s.asOf,
    known: s.known,
    year: t.year,
    input: factsOf(rb, s.version.slots, t),
    amountFen: String(amount),
    ...at,
  });
  const found = (
    code: string,
    severity: Finding['severity'],
    s: Stand,
    params: Record<string, string | number>,
    witness: readonly WitnessRun[],
  ): void => {
    findings.push({
      code,
      severity,
      path: `schemes/${s.scheme.id}.yaml#${s.version.id}`,
      params: { scheme: s.scheme.title.zh, ...params },
      witness,
    });
  };

  for (const s of stands) {
    const { version: v } = s;
    const amounts = s.rows.map((t) => amountOf(v, t, 0));
    const top = amounts.reduce((best, x, i) => (x > (amounts[best] ?? -1) ? i : best), 0);

    gapsInTime(s, run, found);
    if (v.amount.open === undefined) {
      nothingForAll(s, amounts, run, found);
      cliffs(rb, s, amounts, run, found);
    }
    // A condition that no row meets, or a branch that no row takes.
    for (const c of v.conditions)
      if (!s.rows.some((t) => c.test(t, 0) === 1))
        found('F303', 'warning', s, { what: c.title }, [run(s, s.rows[0]!, amounts[0]!)]);
    for (const b of v.amount.branches ?? [])
      if (!s.rows.some((t) => amountOf(v, t, 0) > 0 && b.taken(t, 0)))
        found('F303', 'warning', s, { what: b.title }, [run(s, s.rows[top]!, amounts[top]!)]);
    branchesMeet(s, run, found);
    if (v.amount.open === undefined && amounts[top]! > 0) {
      const most = Math.min(v.amount.most, v.limits.perYear);
      const n = heads[s.scheme.payee];
      found(
        'F307',
        Number.isFinite(most) ? 'info' : 'warning',
        s,
        Number.isFinite(most)
          ? { count: n, each: moneyText(most), sum: moneyText(most * n) }
          : { count: n, each: '没有上限', sum: '没有上限' },
        [run(s, s.rows[top]!, amounts[top]!)],
      );
      twiceOverYears(rb, s, s.rows[top]!, amounts[top]!, run, found);
    }
  }
  versionsMeet(stands, run, found);
  twiceOverSchemes(rb, stands, run, found);
  orderMatters(rb, stands, run, found);
  return findings;
}

type Run = (s: Stand, t: Table, amount: number, at?: Partial<WitnessRun>) => WitnessRun;
type Found = (
  code: string,
  severity: Finding['severity'],
  s: Stand,
  params: Record<string, string | number>,
  witness: readonly WitnessRun[],
) => void;

/** Days after a version ends on which none holds although another one follows. */
function gapsInTime(s: Stand, run: Run, found: Found): void {
  const { scheme, version } = s;
  if (version.to === undefined) return;
  const after = dayAfter(version.to, 1);
  const next = scheme.versions
    .map((v) => v.from)
    .filter((d) => d > version.to!)
    .toSorted()[0];
  const known = scheme.versions.reduce((d, v) => (v.issued > d ? v.issued : d), after);
  if (next === undefined || versionAt(scheme, after, known) !== undefined) return;
  found('F301', 'warning', s, { what: `${after}—${dayAfter(next, -1)}` }, [
    run(s, s.rows[0]!, 0, { asOf: after, known, amountFen: null }),
  ]);
}

/** Who meets every condition and has nothing, though some with more and some with less of a fact have something. */
function nothingForAll(s: Stand, amounts: readonly number[], run: Run, found: Found): void {
  const { version: v } = s;
  for (const [slot, at] of breaksOf(v)) {
    const seed = s.rows.find((_, i) => amounts[i]! > 0);
    if (!seed) return;
    const points = [...new Set(at.flatMap((n) => [Math.max(0, n - 1), n, n + 1]))].toSorted((a, b) => a - b);
    const sums = points.map((n) => amountOf(v, withFigure(seed, 0, slot, n), 0));
    const first = sums.findIndex((x) => x > 0);
    const last = sums.findLastIndex((x) => x > 0);
    const hole = sums.findIndex((x, i) => x === 0 && i > first && i < last);
    if (first < 0 || hole < 0) continue;
    const t = withFigure(seed, 0, slot, points[hole]!);
    found('F301', 'warning', s, { what: String(points[hole]) }, [run(s, t, 0)]);
  }
}

/** One yuan more of a fact and the amount falls. */
function cliffs(rb: Rulebook, s: Stand, amounts: readonly number[], run: Run, found: Found): void {
  const { version: v } = s;
  const seen = new Set<string>();
  for (const [slot, at] of breaksOf(v)) {
    const def = rb.defs[slot]!;
    if (def.type !== 'money' && def.type !== 'series') continue;
    for (const [i, seed] of s.rows.entries()) {
      if (!(amounts[i]! > 0) || i > 200) continue;
      for (const b of at)
        for (const x of [b - YUAN, b - 1, b, b + 1]) {
          if (x < 0 || seen.has(`${slot}:${b}`)) continue;
          const [low, high] = [withFigure(seed, 0, slot, x), withFigure(seed, 0, slot, x + YUAN)];
          const [a, c] = [amountOf(v, low, 0), amountOf(v, high, 0)];
          if (!(c < a)) continue;
          seen.add(`${slot}:${b}`);
          found(
            'F304',
            'warning',
            s,
            {
              fact: def.title.zh,
              at: valueText(x, def) ?? '',
              before: moneyText(a),
              after: moneyText(c),
              loss: moneyText(a - c),
            },
            [run(s, low, a), run(s, high, c)],
          );
        }
    }
  }
}

/** Two branches hold at once; the first in the file wins. */
function branchesMeet(s: Stand, run: Run, found: Found): void {
  for (const [i, a] of (s.version.amount.whens ?? []).entries())
    for (const b of (s.version.amount.whens ?? []).slice(i + 1)) {
      const t = s.rows.find((x) => a.test(x, 0) === 1 && b.test(x, 0) === 1 && amountOf(s.version, x, 0) > 0);
      if (t)
        found('F302', 'warning', s, { first: a.title, second: b.title }, [
          run(s, t, amountOf(s.version, t, 0)),
        ]);
    }
}

/** Two versions claim the same day; the one issued last holds, and by what was known before the other did. */
function versionsMeet(stands: readonly Stand[], run: Run, found: Found): void {
  for (const [i, a] of stands.entries())
    for (const b of stands.slice(i + 1)) {
      if (a.scheme !== b.scheme) continue;
      const from = a.version.from > b.version.from ? a.version.from : b.version.from;
      const ended = [a.version.to, b.version.to].some((to) => to !== undefined && to < from);
      if (ended) continue;
      const known = a.version.issued > b.version.issued ? a.version.issued : b.version.issued;
      const holds = versionAt(a.scheme, from, known);
      const stand = stands.find((x) => x.version === holds);
      if (!holds || !stand) continue;
      const t = { ...stand.rows[0]!, asOf: encodeDay(from) };
      const sum = amountOf(holds, t, 0);
      const amount = holds.amount.open === undefined && sum > 0 ? sum : 0;
      found('F302', 'info', a, { first: a.version.id, second: b.version.id }, [
        run(stand, t, amount, { asOf: from, known }),
      ]);
    }
}

/** The same project claims again a year later with the same facts, and is granted again. */
function twiceOverYears(rb: Rulebook, s: Stand, t: Table, amount: number, run: Run, found: Found): void {
  const { scheme, version: v } = s;
  const yearly = v.slots.some((slot) => {
    const def = rb.defs[slot]!;
    return def.yearly || def.type === 'series' || def.type === 'loans';
  });
  if (scheme.grain !== 'project' || yearly) return;
  const award: Award = {
    scheme: scheme.id,
    year: t.year,
    amount,
    level: '',
    project: t.projects?.[0] ?? '',
    origin: { revision: 0 },
  };
  const next = { ...t, year: t.year + 1, awards: [[...(t.awards?.[0] ?? []), award]] };
  const again = amountOf(v, next, 0);
  if (again > 0)
    found('F305', 'warning', s, { other: scheme.title.zh, sum: moneyText(amount + again) }, [
      run(s, t, amount),
      run(s, next, again),
    ]);
}

/** Rows of two stands with the facts of both, on a day on which both hold. */
function together(
  a: Stand,
  b: Stand,
): { readonly asOf: Day; readonly known: Day; readonly year: number } | undefined {
  const asOf = a.asOf > b.asOf ? a.asOf : b.asOf;
  const known = a.known > b.known ? a.known : b.known;
  if (versionAt(a.scheme, asOf, known) !== a.version || versionAt(b.scheme, asOf, known) !== b.version)
    return undefined;
  return { asOf, known, year: momentOf(a.scheme, { asOf }).year };
}

function joined(
  rb: Rulebook,
  a: Stand,
  b: Stand,
): { t: Table; m: { asOf: Day; known: Day; year: number } } | undefined {
  const m = together(a, b);
  if (!m) return undefined;
  const best = (s: Stand): Table | undefined =>
    s.rows
      .slice(0, 400)
      .reduce<Table | undefined>(
        (x, t) => (amountOf(s.version, t, 0) > (x ? amountOf(s.version, x, 0) : 0) ? t : x),
        undefined,
      );
  const [x, y] = [best(a), best(b)];
  if (!x || !y) return undefined;
  const facts = { ...factsOf(rb, b.version.slots, y).facts, ...factsOf(rb, a.version.slots, x).facts };
  const { table, findings } = readFacts(rb, [{ facts, awards: [], project: 'P1' }], m);
  return findings.length > 0 ? undefined : { t: table, m };
}

/** Two schemes take the same fact as their base, both pay, and no overlap rule settles it. */
function twiceOverSchemes(rb: Rulebook, stands: readonly Stand[], run: Run, found: Found): void {
  const bases = (s: Stand): number[] =>
    s.version.slots.filter((x) => ['money', 'items', 'loans'].includes(rb.defs[x]!.type));
  for (const [i, a] of stands.entries())
    for (const b of stands.slice(i + 1)) {
      if (a.scheme === b.scheme || a.scheme.payee !== b.scheme.payee) continue;
      if (a.version.amount.open !== undefined || b.version.amount.open !== undefined) continue;
      const group = rb.overlaps.find(
        (g) => g.schemes.includes(a.scheme.id) && g.schemes.includes(b.scheme.id),
      );
      const shared = bases(a).some((x) => bases(b).includes(x));
      if (group ? group.strategy !== 'stack' : !shared) continue;
      const both = joined(rb, a, b);
      if (!both) continue;
      const [x, y] = [amountOf(a.version, both.t, 0), amountOf(b.version, both.t, 0)];
      if (!(x > 0 && y > 0)) continue;
      found('F305', 'warning', a, { other: b.scheme.title.zh, sum: moneyText(x + y) }, [
        run(a, both.t, x, both.m),
        run(b, both.t, y, both.m),
      ]);
    }
}

/** Two claims of a group paid in one order and in the other, with different sums. */
function orderMatters(rb: Rulebook, stands: readonly Stand[], run: Run, found: Found): void {
  for (const g of rb.overlaps)
    for (const [i, a] of stands.entries())
      for (const b of stands.slice(i + 1)) {
        if (a.scheme === b.scheme || !g.schemes.includes(a.scheme.id) || !g.schemes.includes(b.scheme.id))
          continue;
        if (a.version.amount.open !== undefined || b.version.amount.open !== undefined) continue;
        const both = joined(rb, a, b);
        if (!both) continue;
        const claims: Claim[] = [a, b].map((s) => ({
          scheme: s.scheme.id,
          project: 'P1',
          amount: amountOf(s.version, both.t, 0),
        }));
        if (claims.some((c) => !(c.amount > 0))) continue;
        // One application after the other, each decided with what was granted before.
        const inTurn = (order: readonly Claim[]): number => {
          const awards: Award[] = [];
          for (const c of order)
            for (const x of combine(rb, [c], awards, both.m.year))
              awards.push({ ...x, year: both.m.year, amount: x.granted, level: '', origin: { revision: 0 } });
          return awards.reduce((n, x) => n + x.amount, 0);
        };
        const [one, other] = [inTurn(claims), inTurn(claims.toReversed())];
        if (one !== other)
          found(
            'F306',
            'warning',
            a,
            { other: b.scheme.title.zh, group: g.title.zh, one: moneyText(one), two: moneyText(other) },
            [run(a, both.t, claims[0]!.amount, both.m), run(b, both.t, claims[1]!.amount, both.m)],
          );
      }
}
