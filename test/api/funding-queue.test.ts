import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

let h: TestHouse;
const api: Record<'enterprise' | 'county' | 'elsewhere' | 'department' | 'finance', Api> = {} as never;
const DAY = 86_400_000;
const SCHEME = 'comprehensive-award';
const facts = { 'own-upgrade-investment': '1200万元', 'upgrade-equipment': '900万元', 'award-ratio': '10%' };
let notice: string;
let id: string;

const signIn = async (): Promise<void> => {
  for (const [who, name] of [
    ['enterprise', 'ent-demo'],
    ['county', 'entcounty-demo'],
    ['elsewhere', 'city-demo'],
    ['department', 'dept-demo'],
    ['finance', 'finance-demo'],
  ] as const)
    api[who] = (await h.as(name, { fresh: true })).api;
};

beforeAll(async () => {
  h = await openTestHouse();
  h.later(Date.parse('2024-07-01T02:00:00Z') - Date.now());
  await signIn();
  notice = randomUUID();
  await api.department.funding.publish({
    body: {
      id: notice,
      scheme: SCHEME,
      year: 2023,
      title: '综合奖补申报通知',
      opens: '2024-07-01',
      closes: '2024-07-31',
      // Nothing to come with: this test is about the queue.
      documents: [],
    },
  });
  ({ id } = await api.enterprise.funding.create({ body: { notice, project: '一号线技术改造' } }));
});
afterAll(() => h.close());

const quote = (declared?: Record<string, string>) =>
  api.enterprise.funding.quote({ params: { id }, body: declared ? { facts: declared } : {} });
const rowsOf = async (sheet: number, call: Promise<unknown>): Promise<string[][]> =>
  (await readWorkbookSafely(fileOf(await call).bytes, 'x.xlsx')).sheets[sheet]!.rows.map((r) =>
    r.map((c) => c.text),
  );

describe('a quote', () => {
  it('computes by the rules what is typed, says what is missing, and keeps nothing', async () => {
    const empty = await quote();
    expect(empty.evaluation?.eligible).toBe(false);
    expect(empty.evaluation?.missing.length).toBeGreaterThan(0);
    expect((await quote(facts)).amountFen).toBe('90000000');
    const wrong = await quote({ ...facts, 'upgrade-equipment': '900台' });
    expect(wrong.evaluation).toBeNull();
    expect(wrong.findings.length).toBeGreaterThan(0);
    const a = await api.enterprise.funding.application({ params: { id } });
    expect(a.content.facts).toEqual({});
    expect(a.calculations).toEqual([]);
  });

  it('is not for those outside the scope', async () => {
    await expect(api.elsewhere.funding.quote({ params: { id }, body: {} })).rejects.toMatchObject({
      problem: { code: 'funding.unknown' },
    } satisfies Partial<{ problem: Partial<Refused['problem']> }>);
  });
});

describe('the queue', () => {
  it('tells everybody what waits for him, and what is late', async () => {
    expect((await api.enterprise.funding.queue()).waiting).toBe(1);
    // A draft is nobody's business but the enterprise's.
    expect((await api.county.funding.queue()).total).toBe(0);
    expect((await api.county.funding.list()).total).toBe(0);
    expect((await api.enterprise.funding.list()).total).toBe(1);
    const { version } = await api.enterprise.funding.application({ params: { id } });
    await api.enterprise.funding.save({
      params: { id },
      body: {
        version,
        content: {
          facts,
          note: '',
          commitment: { signer: '王厂长', day: '2024-07-01' },
          payee: { name: '演示企业', bank: '某银行石嘴山支行', account: '6222 0000 1234 5678' },
        },
      },
    });
    // Without facts of its own a quote is of the application as it stands.
    expect((await quote()).amountFen).toBe('90000000');
    await api.enterprise.funding.act({
      params: { id },
      body: { act: 'submit', version: version + 1, key: randomUUID() },
    });
    expect((await api.enterprise.funding.queue()).waiting).toBe(0);
    const county = await api.county.funding.queue();
    expect([county.waiting, county.late, county.total]).toEqual([1, 0, 1]);
    expect(county.states.find((s) => s.id === 'submitted')?.count).toBe(1);
    expect((await api.elsewhere.funding.queue()).total).toBe(0);
    expect((await api.department.funding.queue()).waiting).toBe(0);
    h.later(30 * DAY);
    await signIn();
    expect((await api.county.funding.queue()).late).toBe(1);
  });

  it('filters, sorts and exports the same rows', async () => {
    const total = async (query: object): Promise<number> =>
      (await api.department.funding.list({ query: query as never })).total;
    expect(await total({ q: '一号线', scheme: SCHEME, year: 2023, due: 'late', sort: '-claimed' })).toBe(1);
    expect(await total({ q: '二号线' })).toBe(0);
    expect(await total({ year: 2022 })).toBe(0);
    expect(await total({ waiting: 'me' })).toBe(0);
    expect((await api.county.funding.list({ query: { waiting: 'me' } })).total).toBe(1);
    expect(await total({ region: '640000' })).toBe(1);
    const rows = await rowsOf(0, api.county.funding.exportList({ query: { due: 'late' } }));
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual(expect.arrayContaining(['一号线技术改造', '900000']));
    expect(await rowsOf(0, api.elsewhere.funding.exportList({ query: {} }))).toHaveLength(1);
  });
});

describe('the ledger', () => {
  it('adds up by scheme, place and enterprise to the same sum, and a workbook has it line by line', async () => {
    for (const by of ['scheme', 'place', 'enterprise'] as const) {
      const { items, sum } = await api.finance.funding.ledger({ query: { by } });
      expect(items).toHaveLength(1);
      expect(sum).toMatchObject({ applications: 1, claimedFen: '90000000', approvedFen: '0', paidFen: '0' });
    }
    expect((await api.elsewhere.funding.ledger({ query: {} })).total).toBe(0);
    const detail = await rowsOf(1, api.finance.funding.exportLedger({ query: { by: 'enterprise' } }));
    expect(detail[1]).toEqual(expect.arrayContaining(['一号线技术改造', '900000', '0']));
    await expect(api.enterprise.funding.ledger({ query: {} })).rejects.toMatchObject({ status: 403 });
  });
});
