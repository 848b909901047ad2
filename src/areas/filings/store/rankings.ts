/** Rankings of parks that were made final: kept whole with what they were made from. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface RankingRow {
  id: string;
  pack: string;
  year: number;
  createdAt: string;
  createdBy: string;
  ruleHash: string;
  engine: string;
  inputHash: string;
  resultHash: string;
  simulated: boolean;
  result: unknown;
}

const columns = sql`id::text as id, pack, year, created_at as "createdAt", created_by as "createdBy", rule_hash as "ruleHash", engine,
  input_hash as "inputHash", result_hash as "resultHash", simulated, result`;

/** Newest first. */
export const rankingsOf = async (tx: Tx, pack: string, year: number): Promise<RankingRow[]> =>
  (
    await sql<RankingRow>`select ${columns} from park_ranking where pack = ${pack} and year = ${year}
      order by created_at desc, id desc`.execute(tx)
  ).rows;

export const rankingById = async (tx: Tx, id: string): Promise<RankingRow | undefined> =>
  (await sql<RankingRow>`select ${columns} from park_ranking where id = ${id}::uuid`.execute(tx)).rows[0];

export const rankingInput = async (tx: Tx, id: string): Promise<unknown> =>
  (
    await sql<{
      input: unknown;
    }>`select input from park_ranking_input where ranking_id = ${id}::uuid`.execute(tx)
  ).rows[0]?.input;

export async function saveRanking(
  tx: Tx,
  r: Omit<RankingRow, 'createdAt'> & { input: unknown },
  now: string,
): Promise<void> {
  await sql`insert into park_ranking (id, pack, year, created_at, created_by, rule_hash, engine, input_hash, result_hash, simulated, result)
    values (${r.id}::uuid, ${r.pack}, ${r.year}, ${now}::timestamptz, ${r.createdBy}, ${r.ruleHash}, ${r.engine}, ${r.inputHash}, ${r.resultHash},
      ${r.simulated}, ${JSON.stringify(r.result)}::jsonb)`.execute(tx);
  await sql`insert into park_ranking_input (ranking_id, input) values (${r.id}::uuid, ${JSON.stringify(r.input)}::jsonb)`.execute(
    tx,
  );
}
