import { rulebookOf, type CompiledPlan } from '#engine/plan';
import type { Rulebook } from '#engine/rules';
import { choicesOf, currentPlan } from '#areas/plans';
import type { Tx } from '#platform/db';

export interface Book {
  readonly plan: CompiledPlan;
  /** Hash of the published version. */
  readonly hash: string;
  readonly choices: ReadonlyMap<string, string>;
  readonly rules: Rulebook;
}
const books = new Map<string, Rulebook>();

/** The rulebook of the plan in force with the answers in force. */
export async function bookOf(tx: Tx, pack: string): Promise<Book> {
  const { plan, hash } = await currentPlan(tx, pack);
  const choices = await choicesOf(tx, pack);
  const key = `${pack} ${hash} ${JSON.stringify([...choices])}`;
  const rules = books.get(key) ?? rulebookOf(plan, Object.fromEntries(choices));
  if (books.size > 20) books.clear();
  books.set(key, rules);
  return { plan, hash, choices, rules };
}
