import { finding, type Finding } from '#kernel';
import { versionAt, type Rulebook } from './compile.ts';
import { evaluateRow, momentOf, type Evaluation, type Question } from './evaluate.ts';
import { isMoment, knownDay, readFacts, type FactsInput } from './facts.ts';
import { combine, type Granted } from './overlap.ts';

/** All that one applicant is due on a day: scheme by scheme, and what is left of it where schemes meet. */
export interface Entitlements {
  readonly evaluations: readonly Evaluation[];
  /** Of the schemes under which something is due, what is granted once they are held against each other; fen as numbers. */
  readonly granted: readonly Granted[];
  readonly totalFen: string;
}

/**
 * Evaluates every scheme that was in force for one applicant, and combines what is due (`combine`). Facts of all schemes come in one input; what
 * a scheme does not find is missing there. Schemes of other payees are told apart by `payee`. Findings as for `evaluate`.
 */
export function entitlements(
  rb: Rulebook,
  input: FactsInput,
  q: Question,
  payee = 'enterprise',
): { readonly entitlements?: Entitlements; readonly findings: readonly Finding[] } {
  const known = q.known ?? q.asOf;
  if (!isMoment(known))
    return { findings: [finding('F211', 'error', 'known', { fact: 'known', key: 'known', value: known })] };
  const evaluations: Evaluation[] = [];
  const claims: { scheme: string; project: string; amount: number; year: number }[] = [];
  const reads = new Map<number, ReturnType<typeof readFacts>>();
  for (const s of rb.schemes.values()) {
    const v = s.payee === payee ? versionAt(s, q.asOf, knownDay(known)) : undefined;
    if (!v) continue;
    const m = momentOf(s, q);
    const read = reads.get(m.year) ?? readFacts(rb, [input], m);
    reads.set(m.year, read);
    if (read.findings.length > 0) return { findings: read.findings };
    const e = evaluateRow(rb, s, v, read.table, 0, m, input);
    evaluations.push(e);
    if (e.eligible && e.open === null)
      claims.push({ scheme: s.id, project: input.project ?? '', amount: Number(e.amountFen), year: m.year });
  }
  const granted = [...new Set(claims.map((c) => c.year))].flatMap((year) => {
    const before = reads.get(year)!.table.awards?.[0] ?? [];
    return combine(
      rb,
      claims.filter((c) => c.year === year),
      before,
      year,
    );
  });
  return {
    entitlements: {
      evaluations,
      granted,
      totalFen: String(granted.reduce((n, g) => n + g.granted, 0)),
    },
    findings: [],
  };
}
