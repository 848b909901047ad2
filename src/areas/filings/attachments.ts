/** Evidence on filings: files at an indicator, a measure or a milestone. Who sees the filing may read them. */
import { Problem } from '#kernel';
import type { Ctx, Env } from '#platform/act';
import type { FileAnswer, Upload } from '#platform/api';
import type { Tx } from '#platform/db';
import { keepUpload, recordUpload, uploadAnswer, type Kept } from '#platform/files';
import { filePlaces, withKeys, type Content } from './content.ts';
import { knownOf } from './known.ts';
import { actorOn, marksOf, milestoneReviewOf, reviewOf } from './review.ts';
import * as store from './store.ts';
import { attach, attached, detach, type AttachedFile } from './store/attachments.ts';

const MOST_FILES = 100;
const MOST_MEGABYTES = 300;

const contentOf = (f: store.FilingRow): Content => withKeys(f.content as Content);

/** What the own enterprise may do with files now: everything while it writes; in execution it adds evidence of what it does. */
async function mayAttach(
  ctx: Pick<Ctx, 'tx' | 'actor'>,
  f: store.FilingRow,
): Promise<'all' | 'add' | undefined> {
  const { review } = await reviewOf(ctx.tx, f.pack);
  const actor = await actorOn(ctx, f);
  if (actor?.role !== 'enterprise' || actor.level !== 'own') return undefined;
  const marks = marksOf(review, f.state);
  return marks.includes('editable') ? 'all' : marks.includes('milestones') ? 'add' : undefined;
}

/** Files as the reader sees them; those at rows that are no more are not shown. */
export async function filesOf(
  ctx: Pick<Ctx, 'tx' | 'actor'>,
  f: store.FilingRow,
  settled: ReadonlySet<string>,
) {
  const may = await mayAttach(ctx, f);
  const places = filePlaces(contentOf(f));
  const files = (await attached(ctx.tx, f.subjectId, f.id)).filter((x) => places.has(x.field));
  return {
    attachable: may !== undefined,
    files: files.map((x) => ({
      id: x.id,
      field: x.field,
      name: x.name,
      type: x.type,
      size: x.size,
      at: x.at,
      by: x.by,
      removable: removable(may, f, x, settled),
    })),
  };
}

/** In execution only what was added in execution, and not once somebody has been asked to rely on it. */
const removable = (
  may: 'all' | 'add' | undefined,
  f: store.FilingRow,
  x: AttachedFile,
  settled: ReadonlySet<string>,
): boolean =>
  may === 'all' || (may === 'add' && x.state === f.state && !settled.has(x.field.replace(/^measures\./, '')));

async function need(tx: Tx, id: string): Promise<store.FilingRow> {
  const f = await store.byId(tx, id);
  if (!f) throw new Problem('filings.unknown');
  return f;
}

const refuseUnless = (may: unknown, f: store.FilingRow, field: string): void => {
  if (may === undefined) throw new Problem('filings.files-closed');
  if (!filePlaces(contentOf(f)).has(field)) throw new Problem('filings.unknown-field', { params: { field } });
};

/** Asked before the file is looked at and kept, so that nobody fills the disk at somebody else's filing. */
export async function prepareAttach(
  env: Env,
  id: string,
  field: string,
  upload: Upload | undefined,
): Promise<Kept> {
  await env.house.db.tx(env.actor.scope, async (tx) => {
    const f = await need(tx, id);
    refuseUnless(await mayAttach({ tx, actor: env.actor }, f), f, field);
  });
  if (!upload) throw new Problem('files.empty');
  return keepUpload(env.house.files, upload);
}

export async function addFile(ctx: Ctx, id: string, field: string, kept: Kept): Promise<void> {
  await store.lock(ctx.tx, id);
  const f = await need(ctx.tx, id);
  refuseUnless(await mayAttach(ctx, f), f, field);
  const there = await attached(ctx.tx, f.subjectId, f.id);
  // Sent twice it is there once.
  if (there.some((x) => x.field === field && x.sha256 === kept.sha256)) return;
  const size = there.reduce((n, x) => n + x.size, kept.size);
  if (there.length >= MOST_FILES || size > MOST_MEGABYTES * 1024 * 1024)
    throw new Problem('filings.too-many-files', {
      params: { limit: MOST_FILES, total: MOST_MEGABYTES },
    });
  const uploadId = ctx.newId();
  await recordUpload(
    ctx.tx,
    { ...kept, id: uploadId, subjectId: f.subjectId, byAccount: ctx.actor.accountId, by: ctx.actor.name },
    ctx.now,
  );
  await attach(ctx.tx, { subjectId: f.subjectId, filingId: f.id, uploadId, field, state: f.state });
}

async function settledOf(tx: Tx, f: store.FilingRow): Promise<ReadonlySet<string>> {
  return (await knownOf(tx, [f.id], await milestoneReviewOf(tx, f.pack)))(f.id).settled;
}

export async function removeFile(ctx: Ctx, id: string, fileId: string): Promise<void> {
  await store.lock(ctx.tx, id);
  const f = await need(ctx.tx, id);
  const file = (await attached(ctx.tx, f.subjectId, f.id)).find((x) => x.id === fileId);
  if (!file) throw new Problem('files.unknown');
  if (!removable(await mayAttach(ctx, f), f, file, await settledOf(ctx.tx, f)))
    throw new Problem('filings.files-closed');
  await detach(
    ctx.tx,
    { subjectId: f.subjectId, filingId: f.id, uploadIds: [fileId], by: ctx.actor.name },
    ctx.now,
  );
}

/** A row that goes takes its files with it: a key that is used again must not inherit them. */
export async function dropStrays(ctx: Ctx, f: store.FilingRow, content: Content): Promise<void> {
  const places = filePlaces(content);
  const strays = (await attached(ctx.tx, f.subjectId, f.id)).filter((x) => !places.has(x.field));
  if (strays.length > 0)
    await detach(
      ctx.tx,
      { subjectId: f.subjectId, filingId: f.id, uploadIds: strays.map((x) => x.id), by: ctx.actor.name },
      ctx.now,
    );
}

/** The file as a download, for whoever sees the filing. */
export async function readFile(ctx: Ctx, id: string, fileId: string): Promise<FileAnswer> {
  const f = await need(ctx.tx, id);
  const file = (await attached(ctx.tx, f.subjectId, f.id)).find((x) => x.id === fileId);
  if (!file) throw new Problem('files.unknown');
  return uploadAnswer(ctx.house.files, file);
}
