/** What an application would get today: the same computation as at submission and approval, and nothing is kept. */
import type { z } from 'zod';
import { Problem, type Day } from '#kernel';
import type { Ctx } from '#platform/act';
import type { applicationContentSchema, contract } from './contract.ts';
import { bookOf, calculate, gather } from './rules.ts';
import * as store from './store.ts';

type Quote = z.input<(typeof contract)['quote']['response']>;

export async function quote(
  ctx: Ctx,
  id: string,
  declared: Readonly<Record<string, unknown>> | undefined,
): Promise<Quote> {
  const a = await store.byId(ctx.tx, id);
  if (!a) throw new Problem('funding.unknown');
  const { book } = await bookOf(ctx.tx, a.pack);
  const none = { evaluation: null, amountFen: '0', cutBy: null };
  const facts = declared ?? (a.content as z.output<typeof applicationContentSchema>).facts;
  let gathered;
  try {
    gathered = await gather(
      ctx,
      book,
      { id: a.subjectId, name: a.name },
      { declared: facts, project: a.project, but: a.id, pack: a.pack, year: a.year },
    );
  } catch (e) {
    // While somebody is typing, what cannot be read yet is an answer and no refusal.
    if (e instanceof Problem && e.code === 'funding.bad-facts')
      return { ...none, findings: [...(e.findings ?? [])] };
    throw e;
  }
  const [first] = await store.calculations(ctx.tx, a.subjectId, a.id);
  const others = await store.claimsOf(ctx.tx, a.subjectId, a.pack, a.year, a.id);
  const { calculated, findings } = calculate(book, a.scheme, {
    facts: gathered,
    asOf: (first?.asOf ?? ctx.today) as Day,
    known: ctx.now,
    year: a.year,
    others: others.map((c) => ({ scheme: c.scheme, project: c.project, amountFen: String(c.amount) })),
  });
  if (!calculated) return { ...none, findings: [...findings] };
  return {
    evaluation: calculated.evaluation as unknown as Quote['evaluation'],
    amountFen: calculated.amountFen,
    cutBy: book.overlaps.find((g) => g.id === calculated.cutBy)?.title ?? null,
    findings: [],
  };
}
