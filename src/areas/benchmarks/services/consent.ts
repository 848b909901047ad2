/** 同意公开 / 撤回: how much of itself an enterprise lets others of its group see. Each word of it is kept; the last one counts. */
import { Problem } from '#kernel';
import type { Ctx } from '#platform/act';
import { addConsent, history, seen, type Share } from '../store/disclosure.ts';
import { DEFAULT_SHARE } from './disclosure.ts';
import type { Tx } from '#platform/db';

export async function consent(tx: Tx, subject: string) {
  if (!(await seen(tx, [subject])).has(subject)) throw new Problem('benchmarks.unknown-subject');
  const said = await history(tx, subject);
  return {
    share: said[0]?.share ?? DEFAULT_SHARE,
    byDefault: said.length === 0,
    history: said.map((c) => ({ share: c.share, at: c.at, by: c.by })),
  };
}

export async function setConsent(ctx: Ctx, subject: string, share: Share) {
  const { tx, actor, now } = ctx;
  if (!(await seen(tx, [subject])).has(subject)) throw new Problem('benchmarks.unknown-subject');
  const [last] = await history(tx, subject);
  // Saying the same again changes nothing and need not fill the list.
  if ((last?.share ?? DEFAULT_SHARE) !== share)
    await addConsent(tx, {
      subject,
      seq: (last?.seq ?? 0) + 1,
      share,
      at: now,
      account: actor.accountId,
      by: actor.name,
    });
  return consent(tx, subject);
}
