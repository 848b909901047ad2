/** Files of applications: which upload stands for which document. The upload itself is the house's. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { UploadRow } from '#platform/files';

export interface FundFile extends UploadRow {
  readonly document: string;
  /** State of the application when it was added. */
  readonly state: string;
  readonly internal: boolean;
  readonly removedAt: string | null;
  readonly removedBy: string | null;
}

/** In the reader's scope, those taken down included. */
export const files = async (tx: Tx, subjectId: string, applicationId: string): Promise<FundFile[]> =>
  (
    await sql<FundFile>`select x.upload_id::text as id, x.subject_id::text as "subjectId", x.document, x.state, x.internal,
        x.removed_at as "removedAt", x.removed_by as "removedBy", u.sha256, u.name, u.type, u.size, u.created_at as at, u.by_name as by
      from fund_file x join upload u on u.subject_id = x.subject_id and u.id = x.upload_id
      where x.subject_id = ${subjectId}::uuid and x.application_id = ${applicationId}::uuid order by u.created_at, u.id`.execute(
      tx,
    )
  ).rows;

export async function add(
  tx: Tx,
  f: {
    subjectId: string;
    applicationId: string;
    uploadId: string;
    document: string;
    state: string;
    internal: boolean;
  },
): Promise<void> {
  await sql`insert into fund_file (subject_id, application_id, upload_id, document, state, internal)
    values (${f.subjectId}::uuid, ${f.applicationId}::uuid, ${f.uploadId}::uuid, ${f.document}, ${f.state}, ${f.internal})`.execute(
    tx,
  );
}

export async function takeDown(
  tx: Tx,
  f: { subjectId: string; applicationId: string; uploadId: string; by: string },
  now: string,
): Promise<void> {
  await sql`update fund_file set removed_at = ${now}::timestamptz, removed_by = ${f.by}
    where subject_id = ${f.subjectId}::uuid and application_id = ${f.applicationId}::uuid and upload_id = ${f.uploadId}::uuid
      and removed_at is null`.execute(tx);
}
