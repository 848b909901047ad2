/** What one enterprise is due under one scheme without asking it anything. Pure: the nightly thread and the release run the same. */
import { createHash } from 'node:crypto';
import { canonicalJson, type Day } from '#kernel';
import {
  evaluateRow,
  momentOf,
  readFacts,
  versionFor,
  type FactsInput,
  type Missing,
  type Rulebook,
} from '#engine/rules';
import { calculate, type Calculated, type CalculationQuestion } from './calculate.ts';

export interface DirectQuestion {
  readonly subjectId: string;
  readonly scheme: string;
  readonly year: number;
  /** The day whose rule holds. */
  readonly asOf: string;
  readonly known: string;
  /** Vetoes are looked up on this day too: who is barred today is not paid for last year either. */
  readonly today: string;
  readonly facts: FactsInput;
  /** With figures beside them that nobody has verified; left out when there are none. */
  readonly reported?: FactsInput | undefined;
  readonly others: CalculationQuestion['others'];
}

export type Outcome = 'owed' | 'barred' | 'near' | 'none';
export interface DirectAnswer {
  readonly subjectId: string;
  readonly scheme: string;
  readonly year: number;
  readonly asOf: string;
  readonly outcome: Outcome;
  readonly basis: 'authoritative' | 'reported';
  readonly amountFen: string;
  readonly ruleVersion: string;
  /** Of the facts and what was granted, not of the moment: the same facts on another night have the same hash. */
  readonly inputHash: string;
  readonly missing: readonly Missing[];
  readonly input: CalculationQuestion;
  readonly result: Calculated;
}

/** Share of a figure from which somebody who lacks only that counts as near; our own default. */
const NEAR = 0.8;
const figure = (s: string | null): { n: number; unit: string } | undefined => {
  const m = /^[≥>]?(\d+(?:\.\d+)?)(.*)$/.exec(s ?? '');
  return m ? { n: Number(m[1]), unit: m[2]! } : undefined;
};
function isNear(m: Missing): boolean {
  const [have, need] = [figure(m.have), figure(m.need)];
  return have !== undefined && need !== undefined && have.unit === need.unit && have.n >= NEAR * need.n;
}

const hashOf = (scheme: string, i: CalculationQuestion): string =>
  createHash('sha256')
    .update(
      canonicalJson(
        JSON.parse(JSON.stringify({ scheme, year: i.year, facts: i.facts, others: i.others })) as never,
      ),
    )
    .digest('hex');

/** Conditions on offences that fail on a day, under the version that held on another. */
function barredOn(book: Rulebook, q: DirectQuestion, day: string): readonly Missing[] {
  const { scheme, version } = versionFor(book, q.scheme, { asOf: q.asOf as Day, known: q.known });
  if (!scheme || !version) return [];
  const m = momentOf(scheme, { asOf: day as Day, known: q.known, year: q.year });
  const { table } = readFacts(book, [q.facts], m);
  return evaluateRow(book, scheme, version, table, 0, m).missing.filter((x) => isVeto(book, x));
}
const isVeto = (book: Rulebook, m: Missing): boolean =>
  m.fact !== null && !m.unknown && book.defs[book.slots.get(m.fact) ?? -1]?.type === 'events';

/** Undefined when no version was in force, or a fact cannot be taken. */
export function answer(book: Rulebook, q: DirectQuestion): DirectAnswer | undefined {
  const ask = (facts: FactsInput) => {
    const input: CalculationQuestion = {
      facts,
      asOf: q.asOf,
      known: q.known,
      year: q.year,
      others: q.others,
    };
    const { calculated } = calculate(book, q.scheme, input);
    return calculated && { input, calculated };
  };
  const due = (c: Calculated): boolean =>
    c.evaluation.eligible && c.evaluation.open === null && c.amountFen !== '0';
  const first = ask(q.facts);
  const second = first && !due(first.calculated) && q.reported ? ask(q.reported) : undefined;
  const taken = second ?? first;
  if (!taken) return undefined;
  const { input, calculated } = taken;
  const of = (outcome: Outcome, missing: readonly Missing[]): DirectAnswer => ({
    subjectId: q.subjectId,
    scheme: q.scheme,
    year: q.year,
    asOf: q.asOf,
    outcome,
    basis: second ? 'reported' : 'authoritative',
    amountFen: outcome === 'owed' ? calculated.amountFen : '0',
    ruleVersion: calculated.evaluation.ruleVersion,
    inputHash: hashOf(q.scheme, input),
    missing,
    input,
    result: calculated,
  });
  const { missing, worthFen, open } = calculated.evaluation;
  if (due(calculated)) {
    const barred = q.today === q.asOf ? [] : barredOn(book, q, q.today);
    return barred.length > 0 ? of('barred', barred) : of('owed', []);
  }
  if (open !== null || worthFen === null || worthFen === '0') return of('none', missing);
  if (missing.length > 0 && missing.every((m) => isVeto(book, m))) return of('barred', missing);
  if (missing.length === 1 && isNear(missing[0]!)) return of('near', missing);
  return of('none', missing);
}
