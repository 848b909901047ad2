import { finding, type Finding } from '#kernel';
import { versionAt, type Rulebook } from './compile.ts';
import { amountsOf, momentOf, type Question } from './evaluate.ts';
import { isMoment, knownDay, readFacts, type FactsInput } from './facts.ts';
import type { RuleFinding } from './check.ts';

/**
 * What the enterprises on file are due in the year of a question, scheme by scheme (F308), with the one that is due most as witness. Whole fen, added
 * up without loss. Findings F2xx where a file cannot be taken.
 */
export function spendOnFile(
  rb: Rulebook,
  inputs: readonly FactsInput[],
  q: Question,
): { readonly findings: readonly RuleFinding[]; readonly refused: readonly Finding[] } {
  const known = q.known ?? q.asOf;
  if (!isMoment(known))
    return {
      findings: [],
      refused: [finding('F211', 'error', 'known', { fact: 'known', key: 'known', value: known })],
    };
  const findings: RuleFinding[] = [];
  const reads = new Map<number, ReturnType<typeof readFacts>>();
  for (const s of rb.schemes.values()) {
    const v = versionAt(s, q.asOf, knownDay(known));
    if (!v || v.amount.open !== undefined || (s.payee !== 'enterprise' && s.payee !== 'place')) continue;
    const m = momentOf(s, q);
    const read = reads.get(m.year) ?? readFacts(rb, inputs, m);
    reads.set(m.year, read);
    if (read.findings.length > 0) return { findings: [], refused: read.findings };
    const sums = amountsOf(v, read.table);
    let [due, unknown, sum, top] = [0, 0, 0n, 0];
    for (const [i, x] of sums.entries()) {
      if (x !== x) unknown += 1;
      else if (x > 0) {
        due += 1;
        sum += BigInt(x);
        if (!(sums[top]! >= x)) top = i;
      }
    }
    findings.push({
      ...finding('F308', 'info', `schemes/${s.id}.yaml#${v.id}`, {
        scheme: s.title.zh,
        count: inputs.length,
        due,
        unknown,
        sum: String(sum),
      }),
      witness:
        due === 0
          ? []
          : [
              {
                scheme: s.id,
                asOf: q.asOf,
                known: knownDay(known),
                year: m.year,
                input: inputs[top]!,
                amountFen: String(sums[top]),
              },
            ],
    });
  }
  return { findings, refused: [] };
}
