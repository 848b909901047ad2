/** What was done about the milestones of filings; where one stands is the target of its last event. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface MilestoneEvent {
  seq: number;
  key: string;
  measure: string;
  milestone: string;
  act: string;
  to: string;
  at: string;
  byAccount: string | null;
  by: string;
  reason: string;
}

export const milestoneEvents = async (
  tx: Tx,
  subjectId: string,
  filingId: string,
): Promise<MilestoneEvent[]> =>
  (
    await sql<MilestoneEvent>`select seq, key::text as key, measure, milestone, act, to_state as "to", at, by_account::text as "byAccount",
        by_name as by, reason
      from filing_milestone_event where subject_id = ${subjectId}::uuid and filing_id = ${filingId}::uuid order by seq`.execute(
      tx,
    )
  ).rows;

/** `<measure>.<milestone>` → state, for many filings at once; milestones nobody touched are not in it. */
export async function milestoneStates(
  tx: Tx,
  filingIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const r = await sql<{ id: string; place: string; to: string }>`
    select distinct on (filing_id, measure, milestone) filing_id::text as id, measure || '.' || milestone as place, to_state as "to"
    from filing_milestone_event where filing_id = any(${filingIds as string[]}::uuid[])
    order by filing_id, measure, milestone, seq desc`.execute(tx);
  const out = new Map<string, Map<string, string>>();
  for (const x of r.rows) {
    const own = out.get(x.id) ?? new Map<string, string>();
    own.set(x.place, x.to);
    out.set(x.id, own);
  }
  return out;
}

export async function addMilestoneEvent(
  tx: Tx,
  e: {
    subjectId: string;
    filingId: string;
    seq: number;
    key: string;
    measure: string;
    milestone: string;
    act: string;
    from: string;
    to: string;
    at: string;
    byAccount: string | null;
    byName: string;
    byRole: string;
    reason: string;
    ruleHash: string;
  },
): Promise<void> {
  await sql`insert into filing_milestone_event (subject_id, filing_id, seq, key, measure, milestone, act, from_state, to_state, at, by_account,
      by_name, by_role, reason, rule_hash)
    values (${e.subjectId}::uuid, ${e.filingId}::uuid, ${e.seq}, ${e.key}::uuid, ${e.measure}, ${e.milestone}, ${e.act}, ${e.from}, ${e.to},
      ${e.at}::timestamptz, ${e.byAccount}::uuid, ${e.byName}, ${e.byRole}, ${e.reason}, ${e.ruleHash})`.execute(
    tx,
  );
}
