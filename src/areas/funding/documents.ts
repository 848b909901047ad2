/** Documents of an application: what its notice asks for, what its handling brings; the files under each, and who may add or take down one. */
import type { z } from 'zod';
import { finding, Problem, type Finding, type Text } from '#kernel';
import { documentsNow, type Review, type ReviewActor } from '#engine/review';
import type { Ctx, Env } from '#platform/act';
import type { FileAnswer, Upload } from '#platform/api';
import { keepUpload, recordUpload, uploadAnswer, type Kept } from '#platform/files';
import type { documentSchema } from './contract-review.ts';
import { actorOn, marksOf, reviewOf } from './review.ts';
import * as store from './store.ts';
import { add, files, takeDown, type FundFile } from './store/files.ts';

type Wire = z.output<typeof documentSchema>;

const MOST_FILES = 200;
const MOST_MEGABYTES = 500;

interface Document {
  readonly id: string;
  readonly title: Text;
  readonly note: Text | null;
  readonly required: boolean;
  readonly most: number;
  readonly kind: 'applicant' | 'handling';
  readonly internal: boolean;
}

/** Ids of the review come after those of the notice, which the enterprise answers to. */
const documentsOf = (notice: store.NoticeRow, review: Review): Document[] => [
  ...notice.documents.map((d): Document => ({ ...d, kind: 'applicant', internal: false })),
  ...(review.documents ?? []).map((d): Document => {
    const required = review.acts.some((a) => a.requires.documents.includes(d.id));
    return {
      id: d.id,
      title: d.title,
      note: d.note ?? null,
      most: d.most,
      kind: 'handling',
      internal: d.internal,
      required,
    };
  }),
];

/** Documents that the actor may change now. */
function openTo(
  notice: store.NoticeRow,
  review: Review,
  state: string,
  actor: ReviewActor | undefined,
): ReadonlySet<string> {
  if (!actor) return new Set();
  const own = actor.level === 'own' && marksOf(review, state).includes('editable') ? notice.documents : [];
  return new Set([...own, ...documentsNow(review, { state }, actor)].map((d) => d.id));
}

/** What was handed in or relied on: files that some act came with. */
const handedIn = (events: readonly store.EventRow[]): ReadonlySet<string> =>
  new Set(events.flatMap((e) => e.files.map((f) => f.id)));

const standing = (all: readonly FundFile[]): FundFile[] => all.filter((f) => f.removedAt === null);

/** How many files there are of each document: what the review machine asks. */
export async function counted(
  ctx: Pick<Ctx, 'tx'>,
  a: store.ApplicationRow,
): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  for (const f of standing(await files(ctx.tx, a.subjectId, a.id)))
    out[f.document] = (out[f.document] ?? 0) + 1;
  return out;
}

/** Required documents without a file, each at its place (G305). */
export const lacking = (notice: store.NoticeRow, count: Readonly<Record<string, number>>): Finding[] =>
  notice.documents
    .filter((d) => d.required && (count[d.id] ?? 0) === 0)
    .map((d) => finding('G305', 'error', `documents.${d.id}`, { title: d.title.zh }));

/** Files that go with an act: all of the application's when it is handed in, else those of the handling that no act came with yet. */
export async function withAct(
  ctx: Pick<Ctx, 'tx'>,
  a: store.ApplicationRow,
  notice: store.NoticeRow,
  events: readonly store.EventRow[],
  handsOver: boolean,
): Promise<store.EventRow['files']> {
  const before = handedIn(events);
  const own = new Set(notice.documents.map((d) => d.id));
  return standing(await files(ctx.tx, a.subjectId, a.id))
    .filter((f) => (own.has(f.document) ? handsOver : !handsOver && !before.has(f.id)))
    .map((f) => ({ document: f.document, id: f.id, name: f.name, sha256: f.sha256 }));
}

/** Documents as the reader sees them. What was taken down before it was ever handed in is nobody's business. */
export async function documentsWire(
  ctx: Ctx,
  a: store.ApplicationRow,
  notice: store.NoticeRow,
  review: Review,
  events: readonly store.EventRow[],
  actor: ReviewActor | undefined,
): Promise<Wire[]> {
  const all = await files(ctx.tx, a.subjectId, a.id);
  const used = handedIn(events);
  const open = openTo(notice, review, a.state, actor);
  return documentsOf(notice, review)
    .filter((d) => !d.internal || actor?.level !== 'own')
    .map((d) => {
      const own = all.filter((f) => f.document === d.id && (f.removedAt === null || used.has(f.id)));
      return {
        ...d,
        attachable: open.has(d.id) && own.filter((f) => f.removedAt === null).length < d.most,
        files: own.map((f) => ({
          id: f.id,
          name: f.name,
          type: f.type,
          size: f.size,
          at: f.at,
          by: f.by,
          removable: mayTakeDown(d, f, open, used),
          removed: f.removedAt === null ? null : { at: f.removedAt, by: f.removedBy ?? '' },
        })),
      };
    });
}

/** The enterprise changes its papers while it may change anything; of the handling only what no act has come with. */
const mayTakeDown = (
  d: Document,
  f: FundFile,
  open: ReadonlySet<string>,
  used: ReadonlySet<string>,
): boolean => f.removedAt === null && open.has(d.id) && (d.kind === 'applicant' || !used.has(f.id));

async function setting(ctx: Pick<Ctx, 'tx' | 'actor'>, id: string) {
  const a = await store.byId(ctx.tx, id);
  const notice = a && (await store.noticeById(ctx.tx, a.noticeId));
  if (!a || !notice) throw new Problem('funding.unknown');
  const { review } = await reviewOf(ctx.tx, a.pack, a.route);
  return { a, notice, review, actor: await actorOn(ctx, a) };
}

function mayAdd(c: Awaited<ReturnType<typeof setting>>, document: string): Document {
  const d = documentsOf(c.notice, c.review).find((x) => x.id === document);
  if (!d) throw new Problem('funding.unknown-document', { params: { document } });
  if (!openTo(c.notice, c.review, c.a.state, c.actor).has(document))
    throw new Problem('funding.files-closed', { params: { document: d.title.zh } });
  return d;
}

/** Asked before the file is looked at and kept, so that nobody fills the disk at somebody else's application. */
export async function prepareFile(
  env: Env,
  id: string,
  document: string,
  upload: Upload | undefined,
): Promise<Kept> {
  await env.house.db.tx(env.actor.scope, async (tx) => {
    mayAdd(await setting({ tx, actor: env.actor }, id), document);
  });
  if (!upload) throw new Problem('files.empty');
  return keepUpload(env.house.files, upload);
}

export async function addFile(
  ctx: Ctx,
  id: string,
  to: { document: string; replaces?: string | undefined },
  kept: Kept,
): Promise<void> {
  await store.lock(ctx.tx, id);
  const c = await setting(ctx, id);
  const d = mayAdd(c, to.document);
  if (to.replaces !== undefined) await removeFile(ctx, id, to.replaces);
  const there = standing(await files(ctx.tx, c.a.subjectId, c.a.id));
  const own = there.filter((f) => f.document === d.id);
  // Sent twice it is there once.
  if (own.some((f) => f.sha256 === kept.sha256)) return;
  if (own.length >= d.most)
    throw new Problem('funding.document-full', { params: { document: d.title.zh, limit: d.most } });
  const size = there.reduce((n, f) => n + f.size, kept.size);
  if (there.length >= MOST_FILES || size > MOST_MEGABYTES * 1024 * 1024)
    throw new Problem('funding.too-many-files', { params: { limit: MOST_FILES, total: MOST_MEGABYTES } });
  const uploadId = ctx.newId();
  await recordUpload(
    ctx.tx,
    { ...kept, id: uploadId, subjectId: c.a.subjectId, byAccount: ctx.actor.accountId, by: ctx.actor.name },
    ctx.now,
  );
  await add(ctx.tx, {
    subjectId: c.a.subjectId,
    applicationId: c.a.id,
    uploadId,
    document: d.id,
    state: c.a.state,
    internal: d.internal,
  });
}

export async function removeFile(ctx: Ctx, id: string, fileId: string): Promise<void> {
  await store.lock(ctx.tx, id);
  const c = await setting(ctx, id);
  const f = standing(await files(ctx.tx, c.a.subjectId, c.a.id)).find((x) => x.id === fileId);
  if (!f) throw new Problem('files.unknown');
  const d = documentsOf(c.notice, c.review).find((x) => x.id === f.document);
  const used = handedIn(await store.events(ctx.tx, c.a.subjectId, c.a.id));
  if (!d || !mayTakeDown(d, f, openTo(c.notice, c.review, c.a.state, c.actor), used))
    throw new Problem('funding.files-closed', { params: { document: d?.title.zh ?? f.document } });
  await takeDown(
    ctx.tx,
    { subjectId: c.a.subjectId, applicationId: c.a.id, uploadId: fileId, by: ctx.actor.name },
    ctx.now,
  );
}

/** The file as a download, for whoever sees the application; what was replaced after it was handed in, too. */
export async function readFile(ctx: Ctx, id: string, fileId: string): Promise<FileAnswer> {
  const c = await setting(ctx, id);
  const shown = await documentsWire(
    ctx,
    c.a,
    c.notice,
    c.review,
    await store.events(ctx.tx, c.a.subjectId, c.a.id),
    c.actor,
  );
  const f = (await files(ctx.tx, c.a.subjectId, c.a.id)).find((x) => x.id === fileId);
  if (!f || !shown.some((d) => d.files.some((x) => x.id === fileId))) throw new Problem('files.unknown');
  return uploadAnswer(ctx.house.files, f);
}

/** The papers of the applicant, for those who judge them without seeing the application itself. */
export async function applicantFiles(
  ctx: Pick<Ctx, 'tx'>,
  a: store.ApplicationRow,
  notice: store.NoticeRow,
): Promise<{ id: string; title: Text; files: FundFile[] }[]> {
  const all = standing(await files(ctx.tx, a.subjectId, a.id));
  return notice.documents.map((d) => ({
    id: d.id,
    title: d.title,
    files: all.filter((f) => f.document === d.id),
  }));
}
