/** Thread of the nightly run: a piece of the enterprises against the schemes. */
import { rulebookOf, type CompiledPlan } from '#engine/plan';
import { answerTask } from '#platform/calc';
import { answer, type DirectAnswer, type DirectQuestion } from './direct-evaluate.ts';

export interface Piece {
  /** Of the plan, what a rulebook is made from. */
  readonly plan: Pick<CompiledPlan, 'number' | 'questions' | 'provisions' | 'rules'>;
  readonly choices: Readonly<Record<string, string>>;
  readonly questions: readonly DirectQuestion[];
}

answerTask({
  answers: ({ plan, choices, questions }: Piece, progress): DirectAnswer[] => {
    const book = rulebookOf(plan as CompiledPlan, choices);
    return questions.flatMap((q, n) => {
      if (n % 500 === 499) progress((100 * n) / questions.length);
      const a = answer(book, q);
      return a ? [a] : [];
    });
  },
});
