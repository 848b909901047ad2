/** Half a year of 2020 for the demonstration: simulated reports, orders and a meeting, made by the acts anybody would do. */
import { instant, Prng, type Day } from '#kernel';
import type { Ctx, House } from '#platform/act';
import * as cases from './cases.ts';
import { issue } from './documents.ts';
import { create, isCounted } from './ledger.ts';
import * as meetings from './meetings.ts';
import { policy } from './policy.ts';
import * as store from './store.ts';
import { registerId } from '#areas/subjects';

const PACK = 'ningxia-2018';
const YEAR = 2020;
const MONTHS = 6;

const problems = [
  '项目用地手续办理较慢',
  '企业配套资金到位晚于计划',
  '受疫情影响开工推迟',
  '数据口径与统计部门尚未对齐',
];
const asks = ['请协调加快用地审批', '请财政部门明确资金下达时间', '请统计部门提供核定口径'];

/** One month of one task: most keep the pace, some fall behind, a few stand still or are not reported. */
function reportsOf(house: House, e: store.EntryRow, n: number) {
  const random = new Prng(YEAR, n, 0);
  const pace = 0.9 + 0.35 * random.next();
  const slow = random.next();
  const out = [];
  let percent = 0;
  for (let month = 1; month <= MONTHS; month += 1) {
    const stands = slow < 0.05 && month > 3;
    if (!stands) percent = Math.round((slow < 0.16 ? 0.62 : pace) * (100 / 12) * month * 10) / 10;
    if (slow > 0.97 && month > 4) continue;
    const behind = percent < (100 / 12) * month - 8;
    const value = isCounted(e) ? String(Math.round((Number(e.target) * percent) / 100)) : null;
    out.push({
      subjectId: e.owner.id,
      entryId: e.id,
      month,
      revision: 1,
      key: house.newId(),
      value,
      percent:
        value === null
          ? String(percent)
          : String(Math.round((10_000 * Number(value)) / Number(e.target)) / 100),
      progress: stands ? '较上月无变化' : `按计划推进，累计完成约${Math.round(percent)}%`,
      problem: behind ? problems[n % problems.length]! : '',
      asked: behind && month === MONTHS && n % 9 === 0 ? asks[(n / 9) % asks.length]! : '',
      next: '继续推进，按月报送',
      reason: '',
      at: `${YEAR}-${String(month + 1).padStart(2, '0')}-0${n % 7 === 0 ? 9 : 3}T02:00:00.000Z`,
    });
  }
  return out;
}

export async function loadDemoSupervision(house: House): Promise<void> {
  await house.db.system(async (tx) => {
    const ids = new Map((await store.deskAccounts(tx)).map((a) => [a.name, a.id]));
    const people = {
      department: { name: '演示·厅处室经办', body: '演示·自治区工业和信息化厅' },
      office: { name: '演示·对标办经办', body: '演示·对标提升行动办公室' },
      finance: { name: '演示·财政经办', body: '演示·自治区财政厅' },
    } as const;
    // Without the demonstration's sign-ins there is nobody to act.
    if (Object.values(people).some((p) => !ids.has(p.name))) return;
    const as = (role: keyof typeof people, on: Day): Ctx => ({
      house,
      actor: {
        accountId: ids.get(people[role].name)!,
        name: people[role].name,
        role,
        body: people[role].body,
        permissions: new Set(Object.entries(policy).flatMap(([p, who]) => (who.includes(role) ? [p] : []))),
        scope: { kind: 'all' },
        sessionId: null,
      },
      now: instant(`${on}T02:00:00.000Z`),
      today: on,
      ip: '',
      requestId: 'demo',
      tx,
      newId: () => house.newId(),
      session: () => undefined,
    });
    await create(as('office', '2020-01-06' as Day), PACK, YEAR, true);
    const agency = (code: string): string => registerId('agency', code);
    const region = (code: string): string => registerId('region', code);
    for (const [code, name] of [
      ['gxt', people.department.name],
      ['czt', people.finance.name],
      ['leading-group-office', people.office.name],
    ] as const)
      await store.setDesk(tx, agency(code), [ids.get(name)!], '演示', house.now());
    await store.addReports(
      tx,
      (await store.entries(tx, PACK, YEAR)).flatMap((e, n) => reportsOf(house, e, n)),
      { account: null, by: '演示·模拟填报' },
    );

    const act = async (
      id: string,
      role: keyof typeof people,
      on: string,
      name: string,
      reason = '',
      day: string | null = null,
    ) => {
      const ctx = as(role, on as Day);
      const { version } = await cases.present(ctx, id);
      await cases.perform(ctx, id, { act: name, version, key: house.newId(), reason, day });
    };
    const draft = async (owner: string, on: string, title: string, requirement: string, deadline: string) => {
      const id = house.newId();
      await cases.create(
        as('office', on as Day),
        {
          id,
          pack: PACK,
          owner,
          source: 'instruction',
          sourceRef: '',
          title,
          requirement,
          sourceText: '演示：自治区领导批示要求督办',
          cooperating: '',
          deadline,
        },
        true,
      );
      await act(id, 'office', on, 'register');
      await act(id, 'department', on, 'assign');
      return id;
    };
    // One of each colour: in time, close to its last day, just past it, long past it; and one that waits to be signed for.
    const finance = await draft(
      agency('czt'),
      '2020-05-06',
      '尽快下达2020年综合奖补资金',
      '会同有关部门下达资金计划，并反馈到位情况。',
      '2020-06-19',
    );
    await act(finance, 'finance', '2020-05-07', 'sign');
    await act(finance, 'office', '2020-06-22', 'urge', '已过办结时限，请抓紧办理并说明原因。');
    const upgrade = await draft(
      agency('gxt'),
      '2020-05-20',
      '重大技改项目开工率偏低问题整改',
      '逐项目查明原因，列出开工时间表。',
      '2020-06-29',
    );
    await act(upgrade, 'department', '2020-05-21', 'sign');
    await act(upgrade, 'department', '2020-06-12', 'feedback', '已逐项目走访，7个项目明确了开工时间。');
    const county = await draft(
      region('640202'),
      '2020-06-01',
      '完成规上企业对标备案补报',
      '对未备案的规上企业逐户指导，补齐备案。',
      '2020-07-31',
    );
    await draft(
      region('640100'),
      '2020-06-24',
      '核实停滞任务并报送整改措施',
      '对连续两月没有进展的任务逐条说明原因和措施。',
      '2020-07-02',
    );
    const yinchuan = await draft(
      region('640100'),
      '2020-04-08',
      '园区产值数据核实',
      '会同统计部门核实一季度园区产值。',
      '2020-06-26',
    );
    void [county, yinchuan];
    await meetings.add(as('office', '2020-06-28' as Day), {
      id: house.newId(),
      pack: PACK,
      title: '自治区经济运行协调领导小组2020年第2次会议（演示）',
      heldOn: '2020-06-28',
      chair: '演示·领导小组组长',
      attendees: '领导小组各成员单位，各市、宁东基地管委会',
      note: '听取上半年对标提升行动进展，研究滞后任务。',
      resolutions: [
        {
          text: '工业和信息化厅牵头，7月底前提出滞后目标的追赶方案',
          owner: agency('gxt'),
          deadline: '2020-07-31',
        },
        { text: '财政厅按月通报资金下达和拨付进度', owner: agency('czt'), deadline: '2020-12-31' },
      ],
    });
    await issue(as('office', '2020-04-10' as Day), {
      id: house.newId(),
      pack: PACK,
      kind: 'bulletin',
      period: '2020-Q1',
    });
  });
}
