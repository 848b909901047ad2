import type { z } from 'zod';
import { parseDay, Problem, type Day } from '#kernel';
import { versionFor, type Rulebook } from '#engine/rules';
import type { Ctx } from '#platform/act';
import type { contract, noticeSchema } from './contract.ts';
import { reviewOf } from './review.ts';
import { bookOf, schemeIn, titleOf } from './rules.ts';
import * as store from './store.ts';
import { budgetById } from './store/ledger.ts';

export const isOpen = (n: store.NoticeRow, today: string): boolean =>
  !n.withdrawn && !n.unasked && n.opens <= today && today <= n.closes;

export const noticeWire = (
  n: store.NoticeRow,
  book: Rulebook,
  today: string,
): z.output<typeof noticeSchema> => ({
  id: n.id,
  pack: n.pack,
  scheme: n.scheme,
  schemeTitle: titleOf(book, n.scheme),
  year: n.year,
  route: n.route,
  title: n.title,
  text: n.text,
  opens: n.opens,
  closes: n.closes,
  budget: n.budgetId,
  documents: n.documents,
  withdrawn: n.withdrawn,
  open: isOpen(n, today),
});

export async function notices(ctx: Ctx, pack: string) {
  const { book } = await bookOf(ctx.tx, pack);
  return { items: (await store.notices(ctx.tx, pack)).map((n) => noticeWire(n, book, ctx.today)) };
}

export async function publish(ctx: Ctx, b: z.output<(typeof contract)['publish']['body']>) {
  const { book } = await bookOf(ctx.tx, b.pack);
  const scheme = schemeIn(book, b.scheme);
  if (scheme.kind !== 'money' || scheme.payee !== 'enterprise')
    throw new Problem('funding.not-for-enterprises', { params: { scheme: scheme.title.zh } });
  const { review, plan } = await reviewOf(ctx.tx, b.pack, b.route);
  const asked = plan.rules?.schemes.find((s) => s.id === b.scheme)?.documents?.list ?? [];
  const documents = b.documents ?? asked.map((d) => ({ ...d, note: d.note ?? null }));
  const handling = review.documents?.map((d) => d.id) ?? [];
  const ids = documents.map((d) => d.id);
  const twice = ids.find((x, n) => ids.indexOf(x) !== n || handling.includes(x));
  if (twice !== undefined) throw new Problem('funding.document-twice', { params: { document: twice } });
  if (b.opens > b.closes || !parseDay(b.opens) || !parseDay(b.closes))
    throw new Problem('funding.window', { params: { opens: b.opens, closes: b.closes } });
  // Both ends of the window need a rule that holds.
  for (const day of [b.opens, b.closes]) {
    const { version, findings } = versionFor(book, b.scheme, { asOf: day as Day, known: ctx.now });
    if (!version)
      throw new Problem('funding.no-rule', { params: { scheme: scheme.title.zh, day }, findings });
  }
  if (b.budget !== null) {
    const budget = await budgetById(ctx.tx, b.budget);
    if (!budget) throw new Problem('funding.unknown-budget');
    if (budget.scheme !== b.scheme || budget.pack !== b.pack)
      throw new Problem('funding.other-budget', { params: { fund: budget.fund } });
  }
  const added = await store.insertNotice(
    ctx.tx,
    {
      id: b.id,
      pack: b.pack,
      scheme: b.scheme,
      year: b.year,
      route: b.route,
      title: b.title,
      text: b.text,
      opens: b.opens,
      closes: b.closes,
      budgetId: b.budget,
      documents,
    },
    ctx.actor.name,
    ctx.now,
  );
  if (!added) {
    // The same press arriving again; anything else under the id is another notice.
    const n = await store.noticeById(ctx.tx, b.id);
    if (n?.title !== b.title || n.scheme !== b.scheme || n.year !== b.year)
      throw new Problem('funding.changed');
  }
  return { id: b.id };
}

export async function withdrawNotice(ctx: Ctx, id: string) {
  if (!(await store.noticeById(ctx.tx, id))) throw new Problem('funding.unknown-notice');
  await store.withdrawNotice(ctx.tx, id, ctx.actor.name, ctx.now);
  return { id };
}
