/** The quarterly bulletin as LibreOffice lays it out: GB/T 9704-2012 with its tables, from a small province whose numbers can be added up by hand. */
import { describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { writeOfficial } from '#platform/documents';
import { rendered } from '#test/office';
import { bulletinFigures, bulletinPaper, type PeriodInput } from '../../src/areas/supervision/bulletin.ts';

const entry = (n: number, light: string, gap: number) => ({
  id: `e${n}`,
  revision: 1,
  owner: n % 2 === 0 ? '自治区工业和信息化厅' : '银川市',
  title: `第${n}项任务：建立对标企业申报备案和综合评价机制`,
  light,
  percent: 50 + gap,
  gap,
  faults: light === 'green' ? [] : ['behind'],
  problem: light === 'red' ? '资金到位较晚' : '',
  asked: '',
  cells: [],
});
const owner = (kind: 'agency' | 'region', n: number, red: number, yellow: number, green: number) => ({
  code: `${kind}${n}`,
  kind,
  name: kind === 'agency' ? `自治区某某厅${n}` : `某某市${n}`,
  entries: red + yellow + green,
  red,
  yellow,
  green,
  unreported: 0,
  rate: Math.round((1000 * green) / (red + yellow + green)) / 10,
  rank: n,
});
const input: PeriodInput = {
  pack: 'p',
  planHash: 'h',
  planTitle: '宁夏回族自治区工业对标提升转型发展行动方案',
  plan: '对标提升转型发展行动',
  period: '2020-Q2',
  year: 2020,
  month: 6,
  due: 5,
  asOf: '2020-06-30',
  simulated: false,
  head: {
    organ: '自治区经济运行协调领导小组办公室',
    signer: '自治区经济运行协调领导小组办公室',
    office: '自治区经济运行协调领导小组办公室',
    addressee: '各市、县（区）党委和人民政府，自治区各有关部门',
    copies: '自治区党委督查室',
  },
  targets: [
    {
      provision: 'N086',
      title: '国家级高新技术企业数',
      goal: '>=200家',
      value: '178',
      unit: '家',
      period: '2019',
      light: 'yellow',
      owners: ['科技厅'],
      facts: 3,
    },
  ],
  entries: [
    entry(1, 'red', -30),
    entry(2, 'red', -20),
    entry(3, 'yellow', -5),
    entry(4, 'green', 5),
    entry(5, 'green', 9),
  ],
  owners: [
    ...Array.from({ length: 8 }, (_, n) => owner('agency', n + 1, 1, 0, 1)),
    ...Array.from({ length: 12 }, (_, n) => owner('region', n + 1, 0, 1, 3)),
  ],
  cases: [
    {
      id: 'c1',
      title: '尽快下达资金',
      owner: '自治区财政厅',
      state: '办理中',
      done: false,
      deadline: '2020-06-19',
      left: -6,
      events: 4,
    },
    {
      id: 'c2',
      title: '核实产值',
      owner: '银川市',
      state: '已销号',
      done: true,
      deadline: '2020-05-19',
      left: null,
      events: 9,
    },
  ],
};

describe('the quarterly bulletin', () => {
  it('adds up, and each number says where it comes from', () => {
    const f = new Map(bulletinFigures(input).map((x) => [x.id, x]));
    const value = (id: string): number => Number(f.get(id)!.value);
    expect(value('ledger.green') + value('ledger.yellow') + value('ledger.red')).toBe(value('ledger.total'));
    expect([value('cases.open'), value('cases.done'), value('cases.late')]).toEqual([1, 1, 1]);
    expect(f.get('target.N086')).toMatchObject({ value: '178', unit: '家', source: 'provision:N086@2019' });
    expect(f.get('entry.e1')).toMatchObject({ value: '20', source: 'entry:e1#1' });
    expect([...f.values()].every((x) => x.source !== '')).toBe(true);
  });

  it('stands inside the type area, in the order of an official document', async () => {
    const { pages, lines } = rendered(
      await writeOfficial(bulletinPaper(input, '宁对标督〔2020〕2号', day('2020-07-10'))),
    );
    expect(pages).toBe(4);
    for (const l of lines.filter((x) => !/^—\d+—$/.test(x.text))) {
      expect(l.x, l.text).toBeGreaterThan(27);
      expect(l.right, l.text).toBeLessThan(185);
      expect(l.y, l.text).toBeGreaterThan(35);
      expect(l.y, l.text).toBeLessThan(264);
    }
    // Full lines of the body hold 28 characters.
    const full = lines.filter((l) => l.x < 28.6 && l.right > 182 && l.text.length > 20);
    expect(full.length).toBeGreaterThan(0);
    for (const l of full) expect([...l.text].length, l.text).toBeLessThanOrEqual(29);
    const text = lines.map((l) => l.text).join('\n');
    const order = [
      '宁对标督〔2020〕2号',
      '关于2020年第二季度',
      '各市、县（区）党委和人民政府',
      '一、总体情况',
      '二、主要目标进展',
      '三、各单位落实情况',
      '四、督办事项办理情况',
      '五、存在的主要问题',
      '六、下一步要求',
      '2020年7月10日',
      '抄送',
    ];
    const at = order.map((x) => text.indexOf(x));
    expect(at).not.toContain(-1);
    expect(at.toSorted((a, b) => a - b)).toEqual(at);
    expect(lines.filter((l) => /^—\d+—$/.test(l.text)).map((l) => l.text)).toEqual([
      '—1—',
      '—2—',
      '—3—',
      '—4—',
    ]);
  });
});
