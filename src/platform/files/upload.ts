/** Uploads as rows of the house. Whoever refers to one decides who may read it: ask for the referring row first. */
import { sql } from 'kysely';
import { Problem } from '#kernel';
import type { FileAnswer, Upload } from '#platform/api';
import type { Tx } from '#platform/db';
import { inspectUpload, uploadTypes, type UploadType } from './inspect.ts';
import type { FileStore } from './store.ts';

/** Looked at and kept, not yet written down; kept twice it is there once. */
export interface Kept {
  readonly sha256: string;
  readonly name: string;
  readonly type: UploadType;
  readonly size: number;
}

export interface UploadRow extends Kept {
  readonly id: string;
  readonly subjectId: string;
  readonly at: string;
  readonly by: string;
}

/** Outside any transaction: the file is on the disk before a row says that it is. */
export async function keepUpload(files: FileStore, upload: Upload): Promise<Kept> {
  const { name, type, bytes } = await inspectUpload(upload);
  return { sha256: await files.put(bytes), name, type, size: bytes.length };
}

/** The row, in the transaction that also writes the row which refers to it. */
export async function recordUpload(
  tx: Tx,
  u: Kept & { id: string; subjectId: string; byAccount: string | null; by: string },
  now: string,
): Promise<void> {
  await sql`insert into upload (subject_id, id, sha256, name, type, size, created_at, by_account, by_name)
    values (${u.subjectId}::uuid, ${u.id}::uuid, ${u.sha256}, ${u.name}, ${u.type}, ${u.size}, ${now}::timestamptz, ${u.byAccount}::uuid,
      ${u.by})`.execute(tx);
}

/** The file itself as a download. The caller has found the row that refers to it in the reader's scope. */
export async function uploadAnswer(
  files: FileStore,
  u: Pick<UploadRow, 'sha256' | 'name' | 'type'>,
): Promise<FileAnswer> {
  const bytes = await files.get(u.sha256);
  if (!bytes) throw new Problem('files.unknown');
  return { name: u.name, type: uploadTypes[u.type].mime, bytes };
}
