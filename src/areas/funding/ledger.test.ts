import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenConstraint, type Database } from '#platform/db';
import { testDb } from '#test/db';
import { legsOf } from './legs.ts';
import { book, budgetById, insertBudget, insertOrder, transactions, type MoneyKind } from './store/ledger.ts';

const now = '2026-11-25T00:00:00.000Z';
const all = { kind: 'all' } as const;
const kinds: readonly MoneyKind[] = [
  'appropriation',
  'reduction',
  'commitment',
  'release',
  'payment',
  'recovery',
];
let db: Database;
let line = 0;

beforeAll(async () => {
  db = await testDb();
});
afterAll(() => db.close());

const newBudget = async (): Promise<string> => {
  const id = randomUUID();
  line += 1;
  await db.tx(all, (tx) =>
    insertBudget(tx, { id, pack: 'p', fund: `资金${line}`, scheme: 's', year: 2026, by: 't' }, now),
  );
  return id;
};
/** One act booked in a transaction of its own; the name of the constraint when the database refuses. */
const put = async (budgetId: string, kind: MoneyKind, amount: bigint): Promise<string> => {
  try {
    await db.tx(all, async (tx) => {
      const order = randomUUID();
      const common = { budgetId, kind, amount, subjectId: null, applicationId: null, reference: '字1号' };
      await insertOrder(
        tx,
        { ...common, id: order, reason: '', state: 'proposed', by: null, byName: 't', ruleHash: 'h' },
        now,
      );
      await book(tx, { ...common, id: randomUUID(), orderId: order, byName: 't' }, legsOf(kind, amount), now);
    });
    return '';
  } catch (e) {
    const broken = brokenConstraint(e);
    if (!broken) throw e;
    return broken.constraint;
  }
};
const balances = async (id: string): Promise<Record<string, bigint>> => {
  const b = await db.tx(all, (tx) => budgetById(tx, id));
  return Object.fromEntries(Object.entries(b!.balances).map(([k, v]) => [k, BigInt(v)]));
};
const total = (b: Record<string, bigint>): bigint => Object.values(b).reduce((n, x) => n + x, 0n);

describe('the ledger', () => {
  it('moves fen through its accounts and keeps more than a float could', async () => {
    const id = await newBudget();
    expect(await put(id, 'appropriation', 9_007_199_254_740_993n)).toBe('');
    expect(await put(id, 'commitment', 300_000_000n)).toBe('');
    expect(await put(id, 'payment', 200_000_000n)).toBe('');
    expect(await put(id, 'release', 100_000_000n)).toBe('');
    expect(await put(id, 'recovery', 50_000_000n)).toBe('');
    expect(await balances(id)).toEqual({
      source: -9_007_199_254_740_993n,
      available: 9_007_199_254_740_993n - 200_000_000n,
      committed: 0n,
      paid: 150_000_000n,
      recovered: 50_000_000n,
    });
  });

  it('covers every act: one fen more is refused and leaves nothing behind', async () => {
    const id = await newBudget();
    await put(id, 'appropriation', 100n);
    for (const [kind, most] of [
      ['commitment', 100n],
      ['payment', 100n],
      ['recovery', 100n],
    ] as const) {
      expect(await put(id, kind, most + 1n)).toBe('fund_balance_covered');
      expect(await put(id, kind, most)).toBe('');
    }
    expect(await put(id, 'reduction', 1n)).toBe('fund_balance_covered');
    expect((await db.tx(all, (tx) => transactions(tx, { budget: id }))).map((t) => t.kind)).toHaveLength(4);
    expect(await put(id, 'commitment', 0n)).toBe('fund_order_amount_positive');
    expect(await put(id, 'commitment', -5n)).toBe('fund_order_amount_positive');
  });

  it('takes no voucher without its two legs, and changes none', async () => {
    const id = await newBudget();
    await put(id, 'appropriation', 1000n);
    const wrong = (legs: { account: string; amount: bigint }[]) =>
      db
        .tx(all, async (tx) => {
          const order = randomUUID();
          const common = {
            budgetId: id,
            kind: 'commitment' as const,
            amount: 10n,
            subjectId: null,
            applicationId: null,
            reference: '字1号',
          };
          await insertOrder(
            tx,
            { ...common, id: order, reason: '', state: 'proposed', by: null, byName: 't', ruleHash: 'h' },
            now,
          );
          await book(tx, { ...common, id: randomUUID(), orderId: order, byName: 't' }, legs, now);
        })
        .then(
          () => '',
          (e: unknown) => brokenConstraint(e)?.constraint,
        );
    expect(await wrong([])).toBe('fund_posting_balances');
    expect(await wrong([{ account: 'available', amount: -10n }])).toBe('fund_posting_balances');
    expect(
      await wrong([
        { account: 'available', amount: -10n },
        { account: 'committed', amount: 9n },
      ]),
    ).toBe('fund_posting_balances');
    // Balanced, but not what a commitment is.
    expect(
      await wrong([
        { account: 'source', amount: -10n },
        { account: 'paid', amount: 10n },
      ]),
    ).toBe('fund_posting_balances');
    expect(await wrong([...legsOf('commitment', 10n)])).toBe('');
    for (const statement of ['update fund_posting set amount = 1', 'delete from fund_transaction'])
      for (const run of [
        (): Promise<unknown> => db.tx(all, (tx) => sql.raw(statement).execute(tx)),
        (): Promise<unknown> => db.system((tx) => sql.raw(statement).execute(tx)),
      ])
        await expect(run()).rejects.toThrow(/permission denied|append-only/);
    await expect(
      db.tx(all, (tx) => sql.raw('update fund_balance set balance = 0').execute(tx)),
    ).rejects.toThrow(/permission denied/);
  });

  it('property: whatever many clients do at once, every account but the source is covered, all sum to zero, balances are the postings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt(1n, 2000n),
        fc.array(fc.tuple(fc.constantFrom(...kinds), fc.bigInt(1n, 700n)), { minLength: 8, maxLength: 24 }),
        async (start, acts) => {
          const id = await newBudget();
          await put(id, 'appropriation', start);
          // At once: the server's pool runs them in parallel, the embedded database one after the other.
          const answers = await Promise.all(acts.map(([kind, amount]) => put(id, kind, amount)));
          expect(answers.filter((a) => a !== '' && a !== 'fund_balance_covered')).toEqual([]);
          const b = await balances(id);
          expect(total(b)).toBe(0n);
          for (const [account, balance] of Object.entries(b))
            if (account !== 'source') expect(balance >= 0n, account).toBe(true);
          const done = acts.filter((_, n) => answers[n] === '');
          const sum = (...of: MoneyKind[]): bigint =>
            done.reduce((n, [k, a]) => n + (of.includes(k) ? a : 0n), 0n);
          const appropriated = start + sum('appropriation') - sum('reduction');
          expect(-b['source']!).toBe(appropriated);
          // Committed for good: what was committed and not released never exceeds what was appropriated.
          expect(sum('commitment') - sum('release') <= appropriated).toBe(true);
          const posted = await db.system(
            async (tx) =>
              (
                await sql<{
                  account: string;
                  n: string;
                }>`select account, sum(amount)::text as n from fund_posting
                  where budget_id = ${id}::uuid group by account`.execute(tx)
              ).rows,
          );
          for (const p of posted) expect(BigInt(p.n)).toBe(b[p.account]);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('of fifty clients that each want a tenth, exactly ten get it', async () => {
    const id = await newBudget();
    await put(id, 'appropriation', 1000n);
    const answers = await Promise.all(Array.from({ length: 50 }, () => put(id, 'commitment', 100n)));
    expect(answers.filter((a) => a === '')).toHaveLength(10);
    expect((await balances(id))['available']).toBe(0n);
  });
});
