/** A year of applications for the demonstration: simulated enterprises and figures, made by the acts anybody would do. */
import { addDays, day, instant, yearOf, type Day, type Role } from '#kernel';
import { readCalendar } from '#areas/subjects';
import type { Ctx, House } from '#platform/act';
import type { Tx } from '#platform/db';
import { keepUpload } from '#platform/files';
import { create, present, save } from './applications.ts';
import { perform } from './acts.ts';
import { addFile } from './documents.ts';
import { publish } from './notices.ts';
import { decide, openBudget, propose } from './orders.ts';
import { score } from './panel.ts';
import { accountsNamed, enterprisesFrom, type DemoEnterpriseRow } from './store/demo.ts';

const PACK = 'ningxia-2018';
const SCHEME = 'comprehensive-award';

const sittings = {
  county: { username: 'entcounty-demo', role: 'locality' },
  countyFinance: { username: 'entfinance-demo', role: 'finance' },
  department: { username: 'dept-demo', role: 'department' },
  office: { username: 'office-demo', role: 'office' },
  finance: { username: 'finance-demo', role: 'finance' },
  release: { username: 'finance2-demo', role: 'finance' },
  expert: { username: 'expert-demo', role: 'expert' },
} as const satisfies Record<string, { username: string; role: Role }>;
type Sitting = keyof typeof sittings | 'enterprise';

/** The way in order; each step with the day on which it is done, counted from the submission. */
const way = [
  ['submit', 0],
  ['recommend', 4],
  ['recommend-finance', 5],
  ['accept', 8],
  ['draw', 9],
  ['opine', 18],
  ['inspect', 24],
  ['approve', 30],
  ['close-notice', 48],
  ['commitment', 50],
  ['payment', 54],
  ['self-assess', 80],
  ['evaluate', 90],
  ['settle', 95],
] as const;
type Step = (typeof way)[number][0];

interface Case {
  readonly project: string;
  /** Ten thousand yuan: all that was invested, and of it the equipment. */
  readonly invested: string;
  readonly equipment: string;
  /** Ratio by the authority, per cent. */
  readonly ratio: string;
  /** Days before the demonstration's day on which it was handed in. */
  readonly begun: number;
  /** The last step that was done, or `return`. */
  readonly until: Step | 'return';
}
/** The first is the demonstration enterprise's own; its notice has just run out. */
const cases: readonly Case[] = [
  {
    project: '一号炉余热回收改造',
    invested: '960',
    equipment: '720',
    ratio: '10',
    begun: 52,
    until: 'approve',
  },
  {
    project: '原料破碎线自动化改造',
    invested: '1500',
    equipment: '1240',
    ratio: '12',
    begun: 120,
    until: 'settle',
  },
  {
    project: '循环水系统节能改造',
    invested: '800',
    equipment: '610',
    ratio: '10',
    begun: 75,
    until: 'payment',
  },
  {
    project: '包装车间机器人改造',
    invested: '1320',
    equipment: '1105.5',
    ratio: '15',
    begun: 58,
    until: 'commitment',
  },
  { project: '智能仓储改造', invested: '2600', equipment: '2300', ratio: '20', begun: 31, until: 'approve' },
  { project: '焙烧炉控制系统升级', invested: '1180', equipment: '930', ratio: '8', begun: 12, until: 'draw' },
  {
    project: '压铸单元更新',
    invested: '700',
    equipment: '520',
    ratio: '10',
    begun: 7,
    until: 'recommend-finance',
  },
  { project: '污水深度处理改造', invested: '900', equipment: '640', ratio: '10', begun: 30, until: 'submit' },
  { project: '检测中心设备更新', invested: '560', equipment: '410', ratio: '10', begun: 6, until: 'return' },
];

const paper = (text: string): Uint8Array => new TextEncoder().encode(`%PDF-1.4\n% ${text}\n%%EOF`);

/** Today, or the last day from which all that is done lies in years whose working days are published. */
function dayOf(house: House): Day {
  const today = day(house.now().slice(0, 10));
  const last = Math.max(...readCalendar(house).keys());
  return yearOf(today) <= last ? today : day(`${last}-12-01`);
}

export async function loadDemoFunding(house: House): Promise<void> {
  const shown = dayOf(house);
  await house.db.system(async (tx) => {
    const accounts = new Map(
      (await accountsNamed(tx, ['ent-demo', ...Object.values(sittings).map((s) => s.username)])).map((a) => [
        a.username,
        a,
      ]),
    );
    const own = accounts.get('ent-demo');
    // Without the demonstration's sign-ins there is nobody to act.
    if (!own?.subjectId || Object.values(sittings).some((s) => !accounts.has(s.username))) return;
    const enterprises = await enterprisesFrom(tx, own.subjectId, cases.length);
    const as = actors(house, tx, accounts);
    const start = addDays(shown, -130);

    const budget = await openBudget(as('finance', start), {
      pack: PACK,
      fund: '演示·工业转型升级专项资金',
      scheme: SCHEME,
      year: yearOf(shown),
    });
    let numbered = 0;
    const pay = async (
      on: Day,
      kind: Parameters<typeof propose>[1]['kind'],
      fen: string,
      application: string | null,
    ) => {
      const o = await propose(as('finance', on), {
        id: house.newId(),
        kind,
        amountFen: fen,
        budget: budget.id,
        application,
        reference: `演示〔${yearOf(on)}〕${(numbered += 1)}号`,
        reason: '',
      });
      await decide(as('release', on), o.id, { act: 'release', version: o.version, reason: '' });
    };
    await pay(start, 'appropriation', '3000000000', null);

    const notice = house.newId();
    await publish(as('department', start), {
      id: notice,
      pack: PACK,
      scheme: SCHEME,
      year: yearOf(shown),
      route: 'funding',
      title: '演示：自有资金技术改造综合奖补申报通知',
      text: '申报说明\n企业用自有资金实施技术改造，投入500万元以上的，按项目申报。本通知及其下的申报均为演示。',
      opens: start,
      closes: addDays(shown, 20),
      budget: budget.id,
      documents: [],
    });
    for (const [n, c] of cases.entries()) {
      const e = enterprises[n];
      if (e) await run(house, as, notice, e, c, addDays(shown, -c.begun), pay);
    }
  });
}

type As = (who: Sitting, on: Day, e?: DemoEnterpriseRow) => Ctx;

function actors(
  house: House,
  tx: Tx,
  accounts: ReadonlyMap<string, { id: string; name: string; body: string | null; subjectId: string | null }>,
): As {
  return (who, on, e) => {
    const { username, role } =
      who === 'enterprise' ? { username: 'ent-demo', role: 'enterprise' as const } : sittings[who];
    const account = accounts.get(username)!;
    const other = who === 'enterprise' && e !== undefined && e.id !== account.subjectId;
    return {
      house,
      actor: {
        // Other enterprises of the demonstration have nobody who signs in.
        accountId: other ? null : account.id,
        name: other ? '演示·企业填报员' : account.name,
        role,
        body: other ? e.name : account.body,
        permissions: new Set(['funding.money', 'funding.panel']),
        scope:
          who === 'enterprise'
            ? { kind: 'subject', subjectId: e!.id }
            : who === 'county' || who === 'countyFinance'
              ? { kind: 'regions', paths: [e!.regionPath] }
              : { kind: 'all' },
        sessionId: null,
      },
      now: instant(`${on}T02:00:00.000Z`),
      today: on,
      ip: '',
      requestId: 'demo',
      tx,
      newId: () => house.newId(),
      session: () => undefined,
    };
  };
}

/** One application, as far as it has come. */
async function run(
  house: House,
  as: As,
  notice: string,
  e: DemoEnterpriseRow,
  c: Case,
  begun: Day,
  pay: (on: Day, kind: 'commitment' | 'payment', fen: string, application: string) => Promise<void>,
): Promise<void> {
  const { id } = await create(as('enterprise', begun, e), { notice, project: c.project });
  // What every act answers: the next one is done on it.
  let last = await save(as('enterprise', begun, e), id, 1, {
    facts: {
      'own-upgrade-investment': { value: c.invested, unit: '万元' },
      'upgrade-equipment': { value: c.equipment, unit: '万元' },
      'award-ratio': { value: c.ratio, unit: '%' },
    },
    note: `演示：${c.project}，已投入使用。`,
    commitment: { signer: '演示·负责人', day: begun },
    payee: { name: e.name, bank: '演示银行', account: '6200 0000 0000 0000' },
  });
  const act = async (
    who: Sitting,
    on: Day,
    name: string,
    more: Partial<Parameters<typeof perform>[2]> = {},
  ) => {
    last = await perform(as(who, on, e), id, {
      act: name,
      version: last.version,
      key: house.newId(),
      reason: '',
      remarks: [],
      entries: {},
      ...more,
    });
  };
  /** A money act moves the application on as well. */
  const paid = async (on: Day, kind: 'commitment' | 'payment'): Promise<void> => {
    await pay(on, kind, last.approvedFen!, id);
    last = await present(as('finance', on), id);
  };
  /** Sheets of those drawn; the one with an account hands in his own, the others come on paper. */
  const mark = async (on: Day): Promise<void> => {
    for (const [n, seat] of last.panel!.seats.entries())
      await score(
        as(seat.paper ? 'department' : 'expert', on),
        seat.seat,
        {
          revision: 0,
          ratings: {
            policy: 'A',
            genuine: n % 2 === 0 ? 'A' : 'B',
            advanced: 'B',
            effect: n % 3 === 0 ? 'C' : 'B',
          },
          note: '演示：材料齐全，投入与产出对得上。',
          final: true,
        },
        seat.paper,
      );
  };
  const steps: Readonly<Record<Step, (on: Day) => Promise<unknown>>> = {
    submit: (on) => act('enterprise', on, 'submit'),
    recommend: (on) => act('county', on, 'recommend', { reason: '演示：材料齐全，项目真实，同意上报。' }),
    'recommend-finance': (on) =>
      act('countyFinance', on, 'recommend-finance', { reason: '演示：没有重复申报，同意。' }),
    accept: (on) => act('department', on, 'accept'),
    draw: (on) => act('department', on, 'draw'),
    opine: async (on) => {
      await mark(on);
      await act('department', on, 'opine', { reason: '演示：专家组同意支持。' });
    },
    inspect: async (on) => {
      const kept = await keepUpload(house.files, {
        name: '现场核查记录.pdf',
        bytes: paper(`演示 ${c.project}`),
      });
      await addFile(as('department', on), id, { document: 'site-record' }, kept);
      await act('department', on, 'inspect', {
        reason: '演示：设备在用，与申报一致。',
        entries: {
          site: {
            day: on,
            inspectors: [
              { name: '演示·核查一', organisation: '演示·自治区工业和信息化厅' },
              { name: '演示·核查二', organisation: '演示·第三方机构' },
            ],
            items: [{ item: `设备和软件投入 ${c.equipment} 万元`, agrees: true, found: '' }],
            conclusion: 'agrees',
          },
        },
      });
    },
    approve: (on) => act('office', on, 'approve', { reason: '演示：集体审议同意。' }),
    'close-notice': (on) => act('department', on, 'close-notice'),
    commitment: (on) => paid(on, 'commitment'),
    payment: (on) => paid(on, 'payment'),
    'self-assess': (on) =>
      act('enterprise', on, 'self-assess', {
        entries: {
          assessment: {
            goals: [{ goal: '设备投用', target: '全部投用', actual: '全部投用' }],
            points: 92,
            summary: '演示：项目按期建成，设备全部投用，达到预期。',
          },
        },
      }),
    evaluate: (on) =>
      act('department', on, 'evaluate', {
        reason: '演示：评价通过。',
        entries: { evaluation: { points: 90, text: '演示：目标完成，资金使用合规。' } },
      }),
    settle: (on) => act('finance', on, 'settle', { reason: '演示：同意结清。' }),
  };
  const until = c.until === 'return' ? 'submit' : c.until;
  for (const [step, after] of way) {
    await steps[step](addDays(begun, after));
    if (step === until) break;
  }
  if (c.until === 'return')
    await act('county', addDays(begun, 4), 'return', {
      remarks: [{ field: 'facts.upgrade-equipment', text: '演示：软件投入没有发票，请补充或扣除。' }],
    });
}
