/** One amount from its kept input. Pure: the server, its threads and a recomputation years later run the same. */
import type { Day, Finding } from '#kernel';
import {
  combine,
  evaluate,
  momentOf,
  readFacts,
  versionFor,
  type Award,
  type Evaluation,
  type FactsInput,
  type Rulebook,
} from '#engine/rules';

/** What an amount was computed from; kept with it, so that it can be computed again. */
export interface CalculationInput {
  readonly facts: FactsInput;
  readonly asOf: string;
  readonly known: string;
  readonly year: number;
  /** Answers to open questions in force then, by which the rulebook was compiled. */
  readonly choices: Readonly<Record<string, string>>;
  /** Other claims of the enterprise for the year that nothing was committed for yet; fen as text. */
  readonly others: readonly {
    readonly scheme: string;
    readonly project: string;
    readonly amountFen: string;
  }[];
}
/** The part of it that the house knows of the enterprise. */
export type CalculationQuestion = Omit<CalculationInput, 'choices'>;
export interface Calculated {
  readonly evaluation: Evaluation;
  readonly amountFen: string;
  /** Group of schemes that took something away. */
  readonly cutBy: string | null;
  /** Level of the title that the amount is for; empty without levels. */
  readonly level: string;
}

/** The amount due under a scheme, held against the enterprise's other claims and what it was granted before. Pure. */
export function calculate(
  book: Rulebook,
  scheme: string,
  input: CalculationQuestion,
): { calculated?: Calculated; findings: readonly Finding[] } {
  const { evaluation, findings } = evaluate(book, scheme, input.facts, {
    asOf: input.asOf as Day,
    known: input.known,
    year: input.year,
  });
  if (!evaluation) return { findings };
  const project = input.facts.project ?? '';
  const before = (input.facts.awards ?? []).map((a): Award => {
    const x = a as { scheme: string; year: number; amount: string; project: string; level?: string };
    return {
      scheme: x.scheme,
      year: x.year,
      // Written by `yuan`: two decimals, always.
      amount: Number(x.amount.replace(/[.元]/g, '')),
      level: x.level ?? '',
      project: x.project,
      origin: { revision: 0 },
    };
  });
  const q = { asOf: input.asOf as Day, known: input.known, year: input.year };
  const { scheme: held, version } = versionFor(book, scheme, q);
  const { table } = readFacts(book, [input.facts], momentOf(held!, q));
  const granted = combine(
    book,
    [
      ...input.others.map((o) => ({ scheme: o.scheme, project: o.project, amount: Number(o.amountFen) })),
      { scheme, project, amount: evaluation.eligible ? Number(evaluation.amountFen) : 0 },
    ],
    before,
    input.year,
  ).at(-1)!;
  return {
    calculated: {
      evaluation,
      amountFen: String(granted.granted),
      cutBy: granted.group,
      level: version?.amount.levelOf?.(table, 0) ?? '',
    },
    findings: [],
  };
}
