/** Rows of the ledger. Balances are kept by the database; a row that does not fit is refused there (migration 0009). */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export type MoneyKind = 'appropriation' | 'reduction' | 'commitment' | 'release' | 'payment' | 'recovery';

export interface BudgetRow {
  id: string;
  pack: string;
  fund: string;
  scheme: string;
  year: number;
  /** Account → fen; of `source` what was appropriated, below zero. */
  balances: Record<string, string>;
}

const budgetColumns = sql`b.id::text as id, b.pack, b.fund, b.scheme, b.year,
  (select jsonb_object_agg(x.account, x.balance::text) from fund_balance x where x.budget_id = b.id) as balances`;

export const budgets = async (tx: Tx, pack: string, year: number | undefined): Promise<BudgetRow[]> =>
  (
    await sql<BudgetRow>`select ${budgetColumns} from fund_budget b
      where b.pack = ${pack} and (${year ?? null}::int is null or b.year = ${year ?? null}) order by b.year desc, b.fund, b.scheme`.execute(
      tx,
    )
  ).rows;

export const budgetById = async (tx: Tx, id: string): Promise<BudgetRow | undefined> =>
  (await sql<BudgetRow>`select ${budgetColumns} from fund_budget b where b.id = ${id}::uuid`.execute(tx))
    .rows[0];

export async function insertBudget(
  tx: Tx,
  b: { id: string; pack: string; fund: string; scheme: string; year: number; by: string },
  now: string,
): Promise<void> {
  await sql`insert into fund_budget (id, pack, fund, scheme, year, created_at, created_by)
    values (${b.id}::uuid, ${b.pack}, ${b.fund}, ${b.scheme}, ${b.year}, ${now}::timestamptz, ${b.by})`.execute(
    tx,
  );
}

export interface OrderRow {
  id: string;
  budgetId: string;
  pack: string;
  fund: string;
  scheme: string;
  year: number;
  kind: MoneyKind;
  amount: bigint;
  subjectId: string | null;
  subjectName: string | null;
  applicationId: string | null;
  reference: string;
  reason: string;
  state: string;
  version: number;
  proposedAt: string;
  proposedBy: string | null;
  proposedName: string;
  decidedAt: string | null;
  decidedName: string | null;
  decidedReason: string;
}

const orderColumns = sql`o.id::text as id, o.budget_id::text as "budgetId", b.pack, b.fund, b.scheme, b.year, o.kind, o.amount,
  o.subject_id::text as "subjectId", s.name as "subjectName", o.application_id::text as "applicationId", o.reference, o.reason, o.state, o.version,
  o.proposed_at as "proposedAt", o.proposed_by::text as "proposedBy", o.proposed_name as "proposedName", o.decided_at as "decidedAt",
  o.decided_name as "decidedName", o.decided_reason as "decidedReason"`;
const orderFrom = sql`fund_order o join fund_budget b on b.id = o.budget_id left join subject s on s.id = o.subject_id`;

export const orderById = async (tx: Tx, id: string): Promise<OrderRow | undefined> =>
  (await sql<OrderRow>`select ${orderColumns} from ${orderFrom} where o.id = ${id}::uuid`.execute(tx))
    .rows[0];

/** Holds the order for this transaction: of two who release it at once the second sees that it is done. */
export async function lockOrder(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from fund_order where id = ${id}::uuid for update`.execute(tx);
}

export async function listOrders(
  tx: Tx,
  f: { state?: string | undefined; budget?: string | undefined },
  limit: number,
  offset: number,
): Promise<{ total: number; items: OrderRow[] }> {
  const where = sql`(${f.state ?? null}::text is null or o.state = ${f.state ?? null})
    and (${f.budget ?? null}::uuid is null or o.budget_id = ${f.budget ?? null}::uuid)`;
  const n = await sql<{ n: number }>`select count(*)::int as n from fund_order o where ${where}`.execute(tx);
  const r =
    await sql<OrderRow>`select ${orderColumns} from ${orderFrom} where ${where} order by o.proposed_at desc, o.id desc
      limit ${limit} offset ${offset}`.execute(tx);
  return { total: n.rows[0]?.n ?? 0, items: r.rows };
}

/** False when the id is taken. */
export async function insertOrder(
  tx: Tx,
  o: {
    id: string;
    budgetId: string;
    kind: MoneyKind;
    amount: bigint;
    subjectId: string | null;
    applicationId: string | null;
    reference: string;
    reason: string;
    state: string;
    by: string | null;
    byName: string;
    ruleHash: string;
  },
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into fund_order (id, budget_id, kind, amount, subject_id, application_id, reference, reason, state, proposed_at, proposed_by,
      proposed_name, rule_hash)
    values (${o.id}::uuid, ${o.budgetId}::uuid, ${o.kind}, ${String(o.amount)}::bigint, ${o.subjectId}::uuid, ${o.applicationId}::uuid, ${o.reference},
      ${o.reason}, ${o.state}, ${now}::timestamptz, ${o.by}::uuid, ${o.byName}, ${o.ruleHash})
    on conflict (id) do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export async function decideOrder(
  tx: Tx,
  id: string,
  version: number,
  d: { state: string; by: string | null; byName: string; reason: string },
  now: string,
): Promise<boolean> {
  const r =
    await sql`update fund_order set state = ${d.state}, version = version + 1, decided_at = ${now}::timestamptz, decided_by = ${d.by}::uuid,
      decided_name = ${d.byName}, decided_reason = ${d.reason} where id = ${id}::uuid and version = ${version}`.execute(
      tx,
    );
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export interface Leg {
  readonly account: string;
  readonly amount: bigint;
}

/** One voucher with its postings; throws the database's refusal (23514) when it is not covered. */
export async function book(
  tx: Tx,
  t: {
    id: string;
    budgetId: string;
    orderId: string;
    kind: MoneyKind;
    amount: bigint;
    subjectId: string | null;
    applicationId: string | null;
    reference: string;
    byName: string;
  },
  legs: readonly Leg[],
  now: string,
): Promise<void> {
  await sql`insert into fund_transaction (id, budget_id, order_id, kind, amount, subject_id, application_id, reference, at, by_name)
    values (${t.id}::uuid, ${t.budgetId}::uuid, ${t.orderId}::uuid, ${t.kind}, ${String(t.amount)}::bigint, ${t.subjectId}::uuid,
      ${t.applicationId}::uuid, ${t.reference}, ${now}::timestamptz, ${t.byName})`.execute(tx);
  for (const l of legs)
    await sql`insert into fund_posting (transaction_id, budget_id, account, amount)
      values (${t.id}::uuid, ${t.budgetId}::uuid, ${l.account}, ${String(l.amount)}::bigint)`.execute(tx);
}

export interface TransactionRow {
  id: string;
  kind: MoneyKind;
  amount: bigint;
  subjectId: string | null;
  subjectName: string | null;
  applicationId: string | null;
  reference: string;
  at: string;
  by: string;
  postings: { account: string; amount: string }[] | null;
}

export const transactions = async (
  tx: Tx,
  of: { budget?: string; application?: string },
): Promise<TransactionRow[]> =>
  (
    await sql<TransactionRow>`select t.id::text as id, t.kind, t.amount, t.subject_id::text as "subjectId", s.name as "subjectName",
        t.application_id::text as "applicationId", t.reference, t.at, t.by_name as by,
        (select jsonb_agg(jsonb_build_object('account', p.account, 'amount', p.amount::text) order by p.amount) from fund_posting p
          where p.transaction_id = t.id) as postings
      from fund_transaction t left join subject s on s.id = t.subject_id
      where (${of.budget ?? null}::uuid is null or t.budget_id = ${of.budget ?? null}::uuid)
        and (${of.application ?? null}::uuid is null or t.application_id = ${of.application ?? null}::uuid)
      order by t.at desc, t.id desc limit 5000`.execute(tx)
  ).rows;
