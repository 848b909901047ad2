import { finding, parseDay, type Finding } from '#kernel';
import { compileRulebook, type PlanWords, type Rulebook } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { encode, moneyText, splitQuantity } from './quantity.ts';
import type { SchemeFiles } from './schema.ts';

/** Runs the worked examples of all schemes; F114 for each that does not come out. The rules have compiled without errors. */
export function runExamples(
  files: SchemeFiles,
  plan: PlanWords,
): { readonly count: number; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const books = new Map<string, Rulebook>();
  let count = 0;
  for (const s of files.schemes)
    for (const [i, e] of s.examples.entries()) {
      count += 1;
      const key = JSON.stringify(e.choices ?? {});
      const rb = books.get(key) ?? compileRulebook(files, plan, e.choices ?? {}).rulebook;
      books.set(key, rb);
      const asOf = parseDay(e.asOf);
      const r = asOf
        ? evaluate(
            rb,
            s.id,
            { facts: e.facts, awards: e.awards, project: e.project },
            { asOf, known: e.known, year: e.year },
          )
        : { findings: [] };
      const sum = e.expect.amount === undefined ? undefined : splitQuantity(e.expect.amount);
      const fen = sum && encode(sum.value, sum.unit, { type: 'money', unit: '元' }).n;
      const x = r.evaluation;
      const good = e.expect.refused
        ? e.expect.refused.every((code) => r.findings.some((f) => f.code === code))
        : x !== undefined &&
          x.eligible === e.expect.eligible &&
          (fen === undefined || x.amountFen === String(fen)) &&
          (e.expect.missing ?? []).every((m) => x.missing.some((y) => y.condition === m || y.fact === m));
      if (good) continue;
      findings.push(
        finding('F114', 'error', `schemes/${s.id}.yaml#examples.${i}`, {
          example: e.title,
          expected: e.expect.amount ?? (e.expect.eligible ? '符合' : '不符合'),
          actual: x
            ? `${x.outcome} ${moneyText(Number(x.amountFen))} ${x.missing.map((m) => m.condition).join('、')}`
            : r.findings.map((f) => `${f.code} ${f.path ?? ''}`).join('、'),
        }),
      );
    }
  return { count, findings };
}
