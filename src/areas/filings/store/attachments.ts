/** Attachments of filings: which upload stands at which field. The upload itself is the house's. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { UploadRow } from '#platform/files';

export interface AttachedFile extends UploadRow {
  readonly field: string;
  /** State of the filing when it was attached. */
  readonly state: string;
}

const columns = sql`x.upload_id::text as id, x.subject_id::text as "subjectId", x.field, x.state, u.sha256, u.name, u.type, u.size,
  u.created_at as at, u.by_name as by`;
const from = sql`filing_file x join upload u on u.subject_id = x.subject_id and u.id = x.upload_id`;

export const attached = async (tx: Tx, subjectId: string, filingId: string): Promise<AttachedFile[]> =>
  (
    await sql<AttachedFile>`select ${columns} from ${from}
      where x.subject_id = ${subjectId}::uuid and x.filing_id = ${filingId}::uuid and x.removed_at is null
      order by u.created_at, u.id`.execute(tx)
  ).rows;

/** Fields that have a file, for many filings at once. */
export async function fieldsWithFiles(
  tx: Tx,
  filingIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const r = await sql<{
    id: string;
    fields: string[];
  }>`select filing_id::text as id, array_agg(distinct field) as fields
    from filing_file where filing_id = any(${filingIds as string[]}::uuid[]) and removed_at is null group by filing_id`.execute(
    tx,
  );
  return new Map(r.rows.map((x) => [x.id, new Set(x.fields)]));
}

export async function attach(
  tx: Tx,
  f: { subjectId: string; filingId: string; uploadId: string; field: string; state: string },
): Promise<void> {
  await sql`insert into filing_file (subject_id, filing_id, upload_id, field, state)
    values (${f.subjectId}::uuid, ${f.filingId}::uuid, ${f.uploadId}::uuid, ${f.field}, ${f.state})`.execute(
    tx,
  );
}

export async function detach(
  tx: Tx,
  f: { subjectId: string; filingId: string; uploadIds: readonly string[]; by: string },
  now: string,
): Promise<void> {
  await sql`update filing_file set removed_at = ${now}::timestamptz, removed_by = ${f.by}
    where subject_id = ${f.subjectId}::uuid and filing_id = ${f.filingId}::uuid and upload_id = any(${f.uploadIds as string[]}::uuid[])
      and removed_at is null`.execute(tx);
}
