/** Everybody who has to do with funding, at their desks: what the tests of applications, reviews and money do again and again. */
import { randomUUID } from 'node:crypto';
import type { TestHouse, Api, Refused } from './house.ts';
import { openTestHouse } from './house.ts';

export type Application = Awaited<ReturnType<Api['funding']['application']>>;
export type Order = Awaited<ReturnType<Api['funding']['propose']>>;

const DAY = 86_400_000;
export const SCHEME = 'comprehensive-award';
/** 10% of 9 million yuan. */
export const DUE = '90000000';
export const facts = {
  'own-upgrade-investment': '1200万元',
  'upgrade-equipment': '900万元',
  'award-ratio': '10%',
};
export const opinion = { reason: '情况属实，同意上报' };
export const key = (): string => randomUUID();
/** A document by its signature, different each time. */
export const pdf = (): Uint8Array => new TextEncoder().encode(`%PDF-1.4\n% ${key()}\n%%EOF`);

export interface Refusal {
  code: string;
  findings: string[];
  paths: (string | undefined)[];
  status: number;
}
export const refusal = async (what: Promise<unknown>): Promise<Refusal> => {
  try {
    await what;
  } catch (e) {
    const { problem, status } = e as Refused;
    const list = problem.findings ?? [];
    return { code: problem.code, findings: list.map((f) => f.code), paths: list.map((f) => f.path), status };
  }
  return { code: 'none', findings: [], paths: [], status: 200 };
};

const desks = {
  enterprise: 'ent-demo',
  county: 'entcounty-demo',
  countyFinance: 'entfinance-demo',
  otherCounty: 'county-demo',
  department: 'dept-demo',
  office: 'office-demo',
  finance: 'finance-demo',
  expert: 'expert-demo',
} as const;
type Desk = keyof typeof desks;

export type FundingDesk = Awaited<ReturnType<typeof fundingDesk>>;

/** A house on a day with a version of the scheme in force and published working days around it. */
export async function fundingDesk() {
  const h: TestHouse = await openTestHouse();
  h.later(Date.parse('2024-07-01T02:00:00Z') - Date.now());
  const at = {} as Record<Desk, Api>;
  /** Sessions end while the clock is set forward: everybody signs in again. */
  const signIn = async (): Promise<void> => {
    for (const [who, name] of Object.entries(desks))
      at[who as Desk] = (await h.as(name, { fresh: true })).api;
  };
  await signIn();
  const later = (days: number): string =>
    new Date(Date.parse(h.house.now()) + days * DAY).toISOString().slice(0, 10);
  const today = (): string => later(0);
  const content = (over: object = {}) => ({
    facts,
    note: '',
    commitment: { signer: '王厂长', day: today() },
    payee: { name: '演示企业', bank: '某银行石嘴山支行', account: '6222 0000 1234 5678' },
    ...over,
  });
  const read = (api: Api, id: string): Promise<Application> => api.funding.application({ params: { id } });
  const act = async (api: Api, id: string, name: string, more: object = {}): Promise<Application> => {
    const { version } = await read(api, id);
    return api.funding.act({ params: { id }, body: { act: name, version, key: key(), ...more } });
  };
  const save = async (id: string, over: object = {}): Promise<Application> => {
    const { version } = await read(at.enterprise, id);
    return at.enterprise.funding.save({ params: { id }, body: { version, content: content(over) as never } });
  };
  const attach = (api: Api, id: string, document: string, more: object = {}): Promise<Application> =>
    api.funding.attach({
      params: { id },
      body: { document, ...more },
      upload: { name: '材料.pdf', bytes: pdf() },
    });
  const draft = async (notice: string, project: string, over: object = {}): Promise<string> => {
    const { id } = await at.enterprise.funding.create({ body: { notice, project } });
    await attach(at.enterprise, id, 'invoices');
    await save(id, over);
    return id;
  };
  const publish = async (over: object = {}): Promise<string> => {
    const id = key();
    await at.department.funding.publish({
      body: {
        id,
        scheme: SCHEME,
        year: 2023,
        title: '自有资金技改综合奖补申报通知',
        opens: today(),
        closes: later(30),
        ...over,
      },
    });
    return id;
  };
  const propose = (api: Api, over: object): Promise<Order> =>
    api.funding.propose({
      body: { id: key(), kind: 'payment', amountFen: '1', reference: '宁财指标1号', ...over },
    });
  const release = (o: Order): Promise<Order> =>
    at.finance.funding.decide({ params: { id: o.id }, body: { act: 'release', version: o.version } });
  const newBudget = async (fund: string, fen?: string, scheme = SCHEME): Promise<string> => {
    const b = await at.finance.funding.openBudget({ body: { fund, scheme, year: 2024 } });
    if (fen !== undefined)
      await release(await propose(at.department, { kind: 'appropriation', amountFen: fen, budget: b.id }));
    return b.id;
  };
  /** Experts without an account: their marks come on paper. */
  const addExperts = async (
    names: readonly string[],
    over: (n: number) => object = () => ({}),
  ): Promise<string[]> => {
    const ids = [];
    for (const [n, name] of names.entries()) {
      const body = {
        name,
        organisation: '某大学',
        fields: [],
        conflicts: [],
        username: null,
        active: true,
        ...over(n),
      };
      ids.push((await at.department.awards.addExpert({ body: body as never })).id);
    }
    return ids;
  };
  const enter = async (seat: string, grade: string, final = true) => {
    const s = await at.department.funding.paperSheet({ params: { id: seat } });
    return at.department.funding.enterPaper({
      params: { id: seat },
      body: {
        revision: s.revision,
        ratings: Object.fromEntries(s.criteria.map((c) => [c.id, grade])) as never,
        note: '',
        final,
      },
    });
  };
  const visit = (over: object = {}) => ({
    reason: '现场与申报一致',
    entries: {
      site: {
        day: today(),
        inspectors: [
          { name: '李某', organisation: '自治区工信厅' },
          { name: '张某', organisation: '某事务所' },
        ],
        items: [{ item: '设备与发票', agrees: true }],
        conclusion: 'agrees',
        ...over,
      },
    },
  });
  /** From `experts` to `deliberation`; needs three experts without an account in the register. */
  const judged = async (id: string): Promise<void> => {
    const drawn = await act(at.department, id, 'draw');
    for (const s of drawn.panel!.seats.filter((x) => x.paper)) await enter(s.seat, 'B');
    await act(at.department, id, 'opine', { reason: '专家组评审通过' });
    await attach(at.department, id, 'site-record');
    await act(at.department, id, 'inspect', visit());
  };
  const recommended = async (id: string): Promise<void> => {
    await act(at.county, id, 'recommend', opinion);
    await act(at.countyFinance, id, 'recommend-finance', opinion);
  };
  /** From the draft to where the money begins; the office approves, for the department checked. */
  const noticed = async (notice: string, project: string): Promise<string> => {
    const id = await draft(notice, project);
    await act(at.enterprise, id, 'submit');
    await recommended(id);
    await act(at.department, id, 'accept');
    await judged(id);
    await act(at.office, id, 'approve', { reason: '会议审议通过' });
    return id;
  };
  return {
    h,
    at,
    signIn,
    wait: async (days: number): Promise<void> => {
      h.later(days * DAY);
      await signIn();
    },
    later,
    today,
    content,
    read,
    act,
    save,
    attach,
    draft,
    publish,
    propose,
    release,
    newBudget,
    addExperts,
    enter,
    visit,
    judged,
    recommended,
    noticed,
  };
}
