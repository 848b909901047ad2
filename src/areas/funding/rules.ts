/** The rulebook of a pack with the answers in force, the facts an enterprise comes with, and one amount computed from both. */
import { finding, Problem, type Day, type Finding } from '#kernel';
import { rulebookOf, type CompiledPlan } from '#engine/plan';
import { factsInput, versionFor, type FactsInput, type Rulebook, type Scheme } from '#engine/rules';
import { choicesOf, currentPlan, planVersion } from '#areas/plans';
import { knownFacts, platformFacts } from '#areas/schemes';
import type { Ctx, House } from '#platform/act';
import type { Tx } from '#platform/db';

export { calculate, type Calculated, type CalculationInput } from './calculate.ts';

const books = new Map<string, Rulebook>();

export async function bookOf(
  tx: Tx,
  pack: string,
  taken?: Readonly<Record<string, string>>,
): Promise<{ book: Rulebook; hash: string; choices: Readonly<Record<string, string>> }> {
  const { plan, hash } = await currentPlan(tx, pack);
  const choices = { ...Object.fromEntries(await choicesOf(tx, pack)), ...taken };
  return { book: compiled(pack, hash, plan, choices), hash, choices };
}

/** The rulebook as it was published under a hash, with the answers of then: what an amount was computed by. */
export async function frozenBook(
  tx: Tx,
  pack: string,
  hash: string,
  choices: Readonly<Record<string, string>>,
): Promise<Rulebook> {
  return compiled(pack, hash, (await planVersion(tx, pack, hash)).plan, choices);
}

function compiled(
  pack: string,
  hash: string,
  plan: CompiledPlan,
  choices: Readonly<Record<string, string>>,
): Rulebook {
  const key = `${pack} ${hash} ${JSON.stringify(choices)}`;
  let book = books.get(key);
  if (!book) {
    book = rulebookOf(plan, choices);
    // A handful of packs with a few sets of answers.
    if (books.size > 20) books.clear();
    books.set(key, book);
  }
  return book;
}

export function schemeIn(book: Rulebook, id: string): Scheme {
  const s = book.schemes.get(id);
  if (!s) throw new Problem('funding.unknown-scheme', { params: { scheme: id } });
  return s;
}
export const titleOf = (book: Rulebook, id: string) => book.schemes.get(id)?.title ?? { zh: id };

/** What one scheme asks for on a day, in the order of the rulebook. */
export function askedFacts(
  house: Pick<House, 'contentDir'>,
  book: Rulebook,
  scheme: string,
  asOf: Day,
  known: string,
) {
  const authoritative = platformFacts(house);
  const { version } = versionFor(book, scheme, { asOf, known });
  return (version?.slots ?? []).map((slot) => {
    const d = book.defs[slot]!;
    return {
      id: d.id,
      title: d.title,
      type: d.type,
      unit: d.unit,
      yearly: d.yearly,
      options: [...d.options],
      authoritative: authoritative.has(d.id),
    };
  });
}

/** Facts of the platform and of the ledger, with what the enterprise declares beside them (G303 for what is not its to declare). */
export async function gather(
  ctx: Ctx,
  book: Rulebook,
  who: { id: string; name: string },
  more: {
    declared: Readonly<Record<string, unknown>>;
    project: string;
    /** The application itself: what was granted under it is not granted before. */
    but: string | null;
    pack: string;
    year: number;
  },
): Promise<FactsInput> {
  const authoritative = platformFacts(ctx.house);
  const own = Object.keys(more.declared).filter((k) => {
    const slot = book.slots.get(k) ?? book.defs.findIndex((d) => d.title.zh === k);
    return authoritative.has(book.defs[slot]?.id ?? '');
  });
  const form = factsInput({ facts: more.declared });
  const wrong: Finding[] = [
    ...form.findings,
    ...own.map((k) => finding('G303', 'error', `content.facts.${k}`)),
  ];
  if (wrong.length > 0)
    throw new Problem('funding.bad-facts', { params: { count: wrong.length }, findings: wrong });
  const known = await knownFacts(ctx, book, who.id, more);
  return {
    subject: who.name,
    ...(more.project === '' ? {} : { project: more.project }),
    facts: { ...more.declared, ...known.facts },
    awards: known.awards,
  };
}
