import { finding, type Day, type Finding } from '#kernel';
import { compileRulebook, versionAt, type Rulebook } from './compile.ts';
import { amountsOf, momentOf } from './evaluate.ts';
import { knownDay, readAllFacts, readFacts } from './facts.ts';
import { combine, type Claim } from './overlap.ts';
import { ruleParameters, withParameters } from './parameters.ts';
import { encodeDay } from './quantity.ts';
import type { SchemeFiles } from './schema.ts';
import type { Award, Scheme, SchemeVersion, Table } from './types.ts';

/** One figure of one version, turned. `path` as `ruleParameters` gives it. */
export interface SandboxChange {
  readonly scheme: string;
  readonly version: string;
  readonly path: string;
  readonly value: string;
}

/** The rules a trial starts from: plain data, so that it can be kept and computed again. */
export interface SandboxRules {
  readonly files: SchemeFiles;
  readonly number: string;
  readonly questions: readonly {
    readonly id: string;
    readonly options: readonly { readonly id: string; readonly default?: true | undefined }[];
  }[];
  readonly passages: Readonly<Record<string, { readonly clause: string; readonly quote: string }>>;
  /** Answers in force. */
  readonly choices: Readonly<Record<string, string>>;
}

/** What somebody applied for: facts of one project, for one scheme and the year claimed for. */
export interface SandboxClaim {
  readonly scheme: string;
  readonly year: number;
  readonly project: string;
  readonly facts: Readonly<Record<string, unknown>>;
}
export interface SandboxSubject {
  readonly id: string;
  readonly county: string;
  readonly industry: string;
  readonly size: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly claims: readonly SandboxClaim[];
  /** Granted before the years of the trial, as a facts file has it. */
  readonly awards: readonly unknown[];
}
export interface SandboxInput {
  readonly format: 1;
  readonly rules: SandboxRules;
  readonly changes: readonly SandboxChange[];
  /** Answers to open questions tried instead of those in force. */
  readonly answers: Readonly<Record<string, string>>;
  /** Years in which money would be due: rules as they hold on the last day, facts of the year that each scheme claims for. */
  readonly years: readonly number[];
  /** Facts and rules as known at this day or instant. */
  readonly known: string;
  readonly subjects: readonly SandboxSubject[];
  readonly budgets: readonly { readonly scheme: string; readonly year: number; readonly fen: string }[];
}

/** Money now and with the changes; fen as text. */
interface Sums {
  readonly nowFen: string;
  readonly triedFen: string;
}
export interface SandboxGroup extends Sums {
  readonly key: string;
  readonly enterprises: number;
  readonly winners: number;
  readonly losers: number;
  readonly gainFen: string;
  readonly lossFen: string;
}
interface Side {
  /** Version in force, if any, and the open question when it leaves the amount open. */
  readonly version: string | null;
  readonly open: string | null;
  /** Enterprises with an amount, without one for want of facts, and with money. */
  readonly known: number;
  readonly unknown: number;
  readonly due: number;
  /** Granted after schemes are held against each other. */
  readonly fen: string;
  /** Were all of whom facts are missing due the most that one of them can have; null where nothing bounds it. */
  readonly mostFen: string | null;
}
export interface SandboxResult {
  readonly format: 1;
  /** `without`: for no enterprise could any scheme be computed, for want of facts or because amounts are left open. */
  readonly years: readonly (Sums & {
    readonly year: number;
    readonly state: 'computed' | 'without';
    readonly nowDue: number;
    readonly triedDue: number;
  })[];
  readonly schemes: readonly (Sums & {
    readonly scheme: string;
    readonly changed: boolean;
    readonly years: readonly {
      readonly year: number;
      readonly now: Side;
      readonly tried: Side;
      readonly budgetFen: string | null;
    }[];
  })[];
  readonly total: SandboxGroup;
  readonly groups: {
    readonly county: readonly SandboxGroup[];
    readonly industry: readonly SandboxGroup[];
    readonly size: readonly SandboxGroup[];
  };
  /** Those whose sum over the years, or in some year under some scheme, is another one; the largest change first. */
  readonly enterprises: readonly (Sums & {
    readonly id: string;
    readonly changes: readonly (Sums & { readonly scheme: string; readonly year: number })[];
  })[];
  /** Schemes that pay others than enterprises; they are no part of the trial. */
  readonly aside: readonly string[];
}

/**
 * The rulebook with figures turned and questions answered otherwise. F401 where a change names no figure that takes part; otherwise what the
 * compiler finds (a unit that does not fit, an answer nobody knows).
 */
export function sandboxBook(
  rules: SandboxRules,
  changes: readonly SandboxChange[] = [],
  answers: Readonly<Record<string, string>> = {},
): { readonly book: Rulebook; readonly findings: readonly Finding[] } {
  const choices = { ...rules.choices, ...answers };
  const answer = (q: string): string | undefined =>
    choices[q] ?? rules.questions.find((x) => x.id === q)?.options.find((o) => o.default)?.id;
  const unknown: Finding[] = [];
  const turned = new Map<string, Record<string, string>>();
  for (const [i, c] of changes.entries()) {
    const file = rules.files.schemes.find((s) => s.id === c.scheme);
    const at = file?.versions.findIndex((v) => v.id === c.version) ?? -1;
    const found = file?.versions[at] && ruleParameters(file.versions[at], answer);
    if (found?.some((p) => p.path === c.path))
      turned.set(c.scheme, { ...turned.get(c.scheme), [`versions.${at}.${c.path}`]: c.value.trim() });
    else
      unknown.push(
        finding('F401', 'error', `changes.${i}`, { scheme: c.scheme, version: c.version, path: c.path }),
      );
  }
  const files: SchemeFiles = {
    ...rules.files,
    schemes: rules.files.schemes.map((s) => {
      const own = turned.get(s.id);
      return own ? withParameters(s, own) : s;
    }),
  };
  const { rulebook, findings } = compileRulebook(
    files,
    {
      number: rules.number,
      questions: rules.questions,
      passages: new Map(Object.entries(rules.passages)),
    },
    choices,
  );
  return { book: rulebook, findings: [...unknown, ...findings] };
}

/** Columns of the facts of all subjects, or of the claims for one scheme, for one year claimed for. */
interface Rows {
  readonly table: Table;
  /** Row → subject. */
  readonly of: readonly number[];
}

/** What one side (now, or with the changes) has granted each subject so far, in the years of the trial and before. */
type Granted = (readonly Award[])[];

const text = (n: bigint | number): string => String(n);

class Sum {
  now = 0n;
  tried = 0n;
  winners = 0;
  losers = 0;
  enterprises = 0;
  gain = 0n;
  loss = 0n;
  add(now: number, tried: number): void {
    this.enterprises += 1;
    this.now += BigInt(now);
    this.tried += BigInt(tried);
    const d = tried - now;
    if (d > 0) {
      this.winners += 1;
      this.gain += BigInt(d);
    } else if (d < 0) {
      this.losers += 1;
      this.loss += BigInt(-d);
    }
  }
  wire(key: string): SandboxGroup {
    return {
      key,
      nowFen: text(this.now),
      triedFen: text(this.tried),
      enterprises: this.enterprises,
      winners: this.winners,
      losers: this.losers,
      gainFen: text(this.gain),
      lossFen: text(this.loss),
    };
  }
}

/** Facts of the subjects for the years claimed for; facts do not depend on the figures of the rules, so both sides share them. */
class Facts {
  readonly #claims: Finding[] = [];
  readonly #book: Rulebook;
  readonly #input: SandboxInput;
  readonly #read: ReturnType<typeof readAllFacts>;
  readonly #of: readonly number[];
  readonly #tables = new Map<number, Rows>();
  constructor(book: Rulebook, input: SandboxInput) {
    this.#book = book;
    this.#input = input;
    this.#of = input.subjects.map((_, i) => i);
    this.#read = readAllFacts(
      book,
      input.subjects.map((s) => ({ subject: s.id, facts: s.facts, awards: s.awards })),
      input.known,
    );
  }

  get findings(): readonly Finding[] {
    return [...this.#read.findings, ...this.#claims];
  }

  all(year: number): Rows {
    const had = this.#tables.get(year);
    if (had) return had;
    const rows = {
      table: this.#read.tableOf({ asOf: `${year}-12-31` as Day, year }),
      of: this.#of,
    };
    this.#tables.set(year, rows);
    return rows;
  }

  claimed(scheme: string, year: number): Rows | undefined {
    const of: number[] = [];
    const list = this.#input.subjects.flatMap((s, i) =>
      s.claims
        .filter((c) => c.scheme === scheme && c.year === year)
        .map((c) => {
          of.push(i);
          return { subject: s.id, project: c.project, facts: { ...s.facts, ...c.facts } };
        }),
    );
    if (list.length === 0) return undefined;
    const { table, findings } = readFacts(this.#book, list, {
      asOf: `${year}-12-31` as Day,
      known: this.#input.known,
      year,
    });
    this.#claims.push(...findings);
    return { table, of };
  }
}

interface Stand {
  readonly scheme: Scheme;
  readonly version: SchemeVersion | undefined;
  readonly year: number;
}
interface Due {
  readonly side: Omit<Side, 'fen'>;
  /** Subject → what is due before schemes are held against each other; several for several projects. */
  readonly due: Map<number, { readonly project: string; readonly amount: number; readonly level: string }[]>;
}

/** What everybody is due under one scheme in one year on one side. */
function dueUnder(s: Stand, asOf: Day, facts: Facts, granted: Granted, most: number): Due {
  const v = s.version;
  const due: Due['due'] = new Map();
  const side = (known: number, unknown: number, mostFen: string | null): Due => ({
    side: { version: v?.id ?? null, open: v?.amount.open ?? null, known, unknown, due: due.size, mostFen },
    due,
  });
  if (!v || v.amount.open !== undefined) return side(0, 0, '0');
  const base = facts.all(s.year);
  const claims = facts.claimed(s.scheme.id, s.year);
  const withClaims = new Set(claims?.of);
  let known = 0;
  let unknown = 0;
  let sum = 0n;
  for (const rows of claims ? [base, claims] : [base]) {
    const table = {
      ...rows.table,
      asOf: encodeDay(asOf),
      awards: rows.of.map((i) => granted[i]!),
    };
    const amounts = amountsOf(v, table);
    for (const [r, i] of rows.of.entries()) {
      // Who applied is answered by the application, not by what is known without it.
      if (rows === base && withClaims.has(i)) continue;
      const x = amounts[r]!;
      if (x !== x) {
        unknown += 1;
        continue;
      }
      known += 1;
      if (x <= 0) continue;
      sum += BigInt(x);
      const one = {
        project: table.projects?.[r] ?? '',
        amount: x,
        level: v.amount.levelOf?.(table, r) ?? '',
      };
      const list = due.get(i);
      if (list) list.push(one);
      else due.set(i, [one]);
    }
  }
  return side(
    known,
    unknown,
    unknown === 0 ? text(sum) : Number.isFinite(most) ? text(sum + BigInt(unknown) * BigInt(most)) : null,
  );
}

const mostOf = (v: SchemeVersion | undefined): number =>
  v ? Math.min(v.amount.most, v.limits.perYear, v.limits.lifetime) : 0;

/** What is due to one subject held against each other: granted by scheme in the order of the stands, and remembered for the years after. */
function grant(
  book: Rulebook,
  stands: readonly Stand[],
  dues: readonly Due[],
  i: number,
  before: readonly Award[],
): { readonly row: readonly number[]; readonly after: readonly Award[] } {
  const row = stands.map(() => 0);
  const after: Award[] = [];
  for (const year of new Set(stands.map((s) => s.year))) {
    const claims: Claim[] = [];
    const places: { readonly at: number; readonly level: string }[] = [];
    for (const [at, s] of stands.entries()) {
      if (s.year !== year) continue;
      for (const d of dues[at]!.due.get(i) ?? []) {
        // Facts without a project are a thing of their year: another year's grant was not for the same.
        const project = d.project === '' ? String(year) : d.project;
        claims.push({ scheme: s.scheme.id, project, amount: d.amount });
        places.push({ at, level: d.level });
      }
    }
    if (claims.length === 0) continue;
    combine(book, claims, before, year).forEach((g, k) => {
      const { at, level } = places[k]!;
      row[at] = row[at]! + g.granted;
      if (g.granted > 0)
        after.push({
          scheme: g.scheme,
          year,
          amount: g.granted,
          level,
          project: g.project,
          origin: GRANTED,
        });
    });
  }
  return { row, after: after.length === 0 ? before : [...before, ...after] };
}
const GRANTED = { revision: 0 };

/** Whether a subject is due the same on both sides under every scheme. */
const alike = (a: readonly Due[], b: readonly Due[], i: number): boolean =>
  a.every((d, at) => {
    const [x, y] = [d.due.get(i), b[at]!.due.get(i)];
    return (
      x?.length === y?.length &&
      (x === undefined || x.every((one, k) => one.amount === y![k]!.amount && one.level === y![k]!.level))
    );
  });

/**
 * All enterprises over some years under the rules as they are and with figures turned, by the one engine of the rules. What a side grants in one
 * year counts as granted in the next, before the years of the trial what the ledger says. Whole fen, added up without loss; the same input
 * gives the same bytes. `progress` hears the share done. Findings F1xx, F2xx, F401 instead of a result where rules or facts cannot be taken.
 */
export function sandbox(
  input: SandboxInput,
  progress: (share: number) => void = () => undefined,
): { readonly result?: SandboxResult; readonly findings: readonly Finding[] } {
  const base = sandboxBook(input.rules);
  const other = sandboxBook(input.rules, input.changes, input.answers);
  const wrong = [...base.findings, ...other.findings];
  if (wrong.length > 0) return { findings: wrong };
  const [now, tried] = [base.book, other.book];
  const facts = new Facts(now, input);
  const n = input.subjects.length;
  if (facts.findings.length > 0) return { findings: facts.findings };
  const past = facts.all(input.years[0] ?? 1970).table.awards;
  const began = Array.from({ length: n }, (_, r): readonly Award[] => past?.[r] ?? []);
  const granted: readonly [Granted, Granted] = [[...began], [...began]];
  // Answers may change what holds where schemes meet.
  const sameRules = Object.keys(input.answers).length === 0;
  const ids = [...now.schemes.values()].filter((s) => s.payee === 'enterprise' && s.kind === 'money');
  const changed = new Set(input.changes.map((c) => c.scheme));
  for (const s of ids)
    if (s.versions.some((v) => Object.keys(v.choices).some((q) => q in input.answers))) changed.add(s.id);
  const budgets = new Map(input.budgets.map((b) => [`${b.scheme} ${b.year}`, b.fen]));

  const years: SandboxResult['years'][number][] = [];
  const perScheme = ids.map(() => ({
    now: 0n,
    tried: 0n,
    years: [] as SandboxResult['schemes'][number]['years'][number][],
  }));
  const own = [new Float64Array(n), new Float64Array(n)] as const;
  const moved = new Map<number, { scheme: string; year: number; nowFen: string; triedFen: string }[]>();

  for (const [k, year] of input.years.entries()) {
    const asOf = `${year}-12-31` as Day;
    const known = knownDay(input.known);
    const standsOf = (book: Rulebook): Stand[] =>
      ids.map(({ id }) => {
        const scheme = book.schemes.get(id)!;
        return {
          scheme,
          version: versionAt(scheme, asOf, known),
          year: momentOf(scheme, { asOf }).year,
        };
      });
    const stands = [standsOf(now), standsOf(tried)] as const;
    const dues = [0, 1].map((side) =>
      stands[side]!.map((x) => dueUnder(x, asOf, facts, granted[side]!, mostOf(x.version))),
    );
    if (facts.findings.length > 0) return { findings: facts.findings };
    /** Subject → granted by scheme, now and tried. */
    const rows = new Map<number, readonly [readonly number[], readonly number[]]>();
    for (const i of new Set(dues.flatMap((list) => list.flatMap((d) => [...d.due.keys()])))) {
      const [x, y] = [granted[0][i]!, granted[1][i]!];
      const first = grant(now, stands[0], dues[0]!, i, x);
      // Most enterprises are not touched by a change: theirs is computed once.
      const second =
        sameRules && x === y && alike(dues[0]!, dues[1]!, i)
          ? first
          : grant(tried, stands[1], dues[1]!, i, y);
      granted[0][i] = first.after;
      granted[1][i] = second.after;
      rows.set(i, [first.row, second.row]);
    }
    const totals = [0n, 0n];
    const recipients = [0, 0];
    const bySchemes = ids.map(() => [0n, 0n]);
    for (const [i, pair] of rows) {
      for (const [side, row] of pair.entries()) {
        let sum = 0;
        for (const [at, x] of row.entries())
          if (x > 0) {
            sum += x;
            bySchemes[at]![side] = bySchemes[at]![side]! + BigInt(x);
          }
        own[side]![i] = own[side]![i]! + sum;
        totals[side] = totals[side]! + BigInt(sum);
        if (sum > 0) recipients[side] = recipients[side]! + 1;
      }
      const [before, after] = pair;
      if (before === after) continue;
      for (const [at, s] of ids.entries()) {
        const [x, y] = [before[at]!, after[at]!];
        if (x === y) continue;
        const list = moved.get(i) ?? [];
        list.push({ scheme: s.id, year, nowFen: text(x), triedFen: text(y) });
        moved.set(i, list);
      }
    }
    for (const [at, s] of ids.entries()) {
      const p = perScheme[at]!;
      const [x, y] = bySchemes[at]!;
      p.now += x!;
      p.tried += y!;
      p.years.push({
        year,
        now: { ...dues[0]![at]!.side, fen: text(x!) },
        tried: { ...dues[1]![at]!.side, fen: text(y!) },
        budgetFen: budgets.get(`${s.id} ${year}`) ?? null,
      });
    }
    const computed = dues.some((side) => side.some((d) => d.side.known > 0));
    years.push({
      year,
      state: computed ? 'computed' : 'without',
      nowFen: text(totals[0]!),
      triedFen: text(totals[1]!),
      nowDue: recipients[0]!,
      triedDue: recipients[1]!,
    });
    progress((k + 1) / input.years.length);
  }

  const total = new Sum();
  const groups = {
    county: new Map<string, Sum>(),
    industry: new Map<string, Sum>(),
    size: new Map<string, Sum>(),
  };
  const kinds = ['county', 'industry', 'size'] as const;
  for (const [i, s] of input.subjects.entries()) {
    const [x, y] = [own[0][i]!, own[1][i]!];
    total.add(x, y);
    for (const kind of kinds) {
      const sum = groups[kind].get(s[kind]) ?? new Sum();
      groups[kind].set(s[kind], sum);
      sum.add(x, y);
    }
  }
  const sorted = (m: ReadonlyMap<string, Sum>): SandboxGroup[] =>
    [...m].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, s]) => s.wire(key));
  return {
    result: {
      format: 1,
      years,
      schemes: ids.map((s, at) => ({
        scheme: s.id,
        changed: changed.has(s.id),
        nowFen: text(perScheme[at]!.now),
        triedFen: text(perScheme[at]!.tried),
        years: perScheme[at]!.years,
      })),
      total: total.wire(''),
      groups: { county: sorted(groups.county), industry: sorted(groups.industry), size: sorted(groups.size) },
      enterprises: [...moved]
        .map(([i, changes]) => ({ i, d: Math.abs(own[1][i]! - own[0][i]!), changes }))
        .toSorted((a, b) => b.d - a.d || (input.subjects[a.i]!.id < input.subjects[b.i]!.id ? -1 : 1))
        .map(({ i, changes }) => ({
          id: input.subjects[i]!.id,
          nowFen: text(own[0][i]!),
          triedFen: text(own[1][i]!),
          changes,
        })),
      aside: [...now.schemes.values()]
        .filter((s) => s.payee !== 'enterprise' && s.kind === 'money')
        .map((s) => s.id),
    },
    findings: [],
  };
}
