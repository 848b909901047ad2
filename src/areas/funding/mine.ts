/** What one enterprise could get on what the house itself knows, the ledger included, and under which open notice. Trials with declared facts are the schemes area's. */
import type { z } from 'zod';
import { Problem, yearOf, type Day } from '#kernel';
import { entitlements } from '#engine/rules';
import type { Ctx } from '#platform/act';
import type { contract } from './contract.ts';
import { isOpen } from './notices.ts';
import { askedFacts, bookOf, gather, schemeIn } from './rules.ts';
import * as store from './store.ts';

type Mine = z.input<(typeof contract)['mine']['response']>;
type Wire = Mine['items'][number]['evaluation'];

/** The enterprise asked about: one's own, or one within the scope. */
async function enterpriseOf(ctx: Ctx, asked: string | undefined): Promise<store.EnterpriseRow> {
  const id = ctx.actor.scope.kind === 'subject' ? ctx.actor.scope.subjectId : asked;
  const found =
    id === undefined || (asked !== undefined && asked !== id)
      ? undefined
      : await store.enterprise(ctx.tx, id);
  if (!found) throw new Problem('funding.unknown-enterprise');
  return found;
}

export async function mine(
  ctx: Ctx,
  q: { pack: string; subject?: string | undefined; asOf?: string | undefined },
): Promise<Mine> {
  const who = await enterpriseOf(ctx, q.subject);
  const asOf = (q.asOf ?? ctx.today) as Day;
  const { book } = await bookOf(ctx.tx, q.pack);
  const facts = await gather(ctx, book, who, {
    declared: {},
    project: '',
    but: null,
    pack: q.pack,
    year: yearOf(asOf),
  });
  const { entitlements: due, findings } = entitlements(book, facts, { asOf, known: ctx.now });
  if (!due) throw new Problem('funding.bad-facts', { params: { count: findings.length }, findings });
  const open = (await store.notices(ctx.tx, q.pack)).filter((n) => isOpen(n, ctx.today));
  const applications = await store.liveOf(ctx.tx, who.id, q.pack);
  return {
    asOf,
    totalFen: due.totalFen,
    items: due.evaluations.map((e) => {
      const granted = due.granted.find((g) => g.scheme === e.scheme);
      return {
        evaluation: e as unknown as Wire,
        instrument: schemeIn(book, e.scheme).instrument,
        facts: askedFacts(ctx.house, book, e.scheme, asOf, ctx.now),
        grantedFen: granted ? String(granted.granted) : null,
        cutBy: granted?.group ?? null,
        notice: open.find((n) => n.scheme === e.scheme)?.id ?? null,
        application: applications.find((a) => a.scheme === e.scheme)?.id ?? null,
      };
    }),
  };
}
