import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface Project {
  id: string;
  code: string;
  name: string;
  place: string;
  from: string;
  to: string | null;
  version: number;
}
const columns = sql`id::text as id, code, name, place, from_period as "from", to_period as "to", version`;

export const projectsOf = async (tx: Tx, subjectId: string): Promise<Project[]> =>
  (
    await sql<Project>`select ${columns} from report_project where subject_id = ${subjectId}::uuid order by to_period nulls first, name`.execute(
      tx,
    )
  ).rows;

export const projectById = async (tx: Tx, subjectId: string, id: string): Promise<Project | undefined> =>
  (
    await sql<Project>`select ${columns} from report_project where subject_id = ${subjectId}::uuid and id::text = ${id}`.execute(
      tx,
    )
  ).rows[0];

type Fields = Omit<Project, 'id' | 'version'>;

export async function insertProject(
  tx: Tx,
  p: Fields & { id: string; subjectId: string; by: string },
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into report_project (subject_id, id, code, name, place, from_period, to_period, created_at, created_by)
    values (${p.subjectId}::uuid, ${p.id}::uuid, ${p.code}, ${p.name}, ${p.place}, ${p.from}, ${p.to}, ${now}::timestamptz, ${p.by})
    on conflict (subject_id, name) do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export async function updateProject(
  tx: Tx,
  p: Fields & { id: string; subjectId: string; version: number },
): Promise<boolean> {
  const r =
    await sql`update report_project set code = ${p.code}, name = ${p.name}, place = ${p.place}, from_period = ${p.from}, to_period = ${p.to},
      version = version + 1 where subject_id = ${p.subjectId}::uuid and id = ${p.id}::uuid and version = ${p.version}`.execute(
      tx,
    );
  return Number(r.numAffectedRows ?? 0n) === 1;
}
