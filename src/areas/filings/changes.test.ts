import { describe, expect, it } from 'vitest';
import { checkAmendment, diffContent } from './changes.ts';
import { contentSchema } from './contract.ts';

const content = (change: (c: ReturnType<typeof contentSchema.parse>) => void = () => {}) => {
  const c = contentSchema.parse({
    leader: { kind: 'named', name: '某先进企业', note: '同产品' },
    items: [
      {
        key: 'i1',
        name: '一次合格率',
        unit: '%',
        baseline: '90',
        benchmark: '98',
        target: '95',
        due: '2022-12-31',
      },
      {
        key: 'i2',
        name: '单位能耗',
        unit: '吨',
        direction: 'down',
        baseline: '9',
        target: '8',
        due: '2022-12-31',
      },
    ],
    measures: [
      {
        key: 'm1',
        title: '更换电机',
        owner: '生产部',
        due: '2022-10-31',
        milestones: [
          { key: 's1', title: '招标', due: '2022-03-31' },
          { key: 's2', title: '安装', due: '2022-09-30' },
        ],
      },
      { key: 'm2', title: '培训', owner: '人事部', due: '2022-10-31' },
    ],
  });
  change(c);
  return c;
};
const changes = (change: Parameters<typeof content>[0]) =>
  diffContent(content(), content(change)).map((c) => [c.field, c.kind, c.before, c.after]);

describe('what differs', () => {
  it('is nothing between the same, and each field once', () => {
    expect(changes(() => {})).toEqual([]);
    expect(
      changes((c) => {
        c.leader!.note = '同产品、同规模';
        c.items[0]!.target = '98';
        c.items[1]!.mandatory = true;
        c.measures[0]!.milestones[1]!.due = '2022-10-15';
      }),
    ).toEqual([
      ['leader.note', 'changed', '同产品', '同产品、同规模'],
      ['items.i1.target', 'changed', '95', '98'],
      ['items.i2.mandatory', 'changed', '', '1'],
      ['measures.m1.milestones.s2.due', 'changed', '2022-09-30', '2022-10-15'],
    ]);
  });

  it('is told by key, so that moved rows are no change; rows added and removed are named', () => {
    expect(changes((c) => void (c.items = c.items.toReversed()))).toEqual([]);
    expect(
      changes((c) => {
        c.items.pop();
        c.measures.push({ ...c.measures[1]!, key: 'm3', title: '改造' });
        c.measures[0]!.milestones.shift();
      }),
    ).toEqual([
      ['items.i2', 'removed', '单位能耗', ''],
      ['measures.m1.milestones.s1', 'removed', '招标', ''],
      ['measures.m3', 'added', '', '改造'],
    ]);
  });
});

describe('an amendment', () => {
  const found = (change: Parameters<typeof content>[0], settled: string[] = []) => {
    const after = content(change);
    return checkAmendment(diffContent(content(), after), after, new Set(settled)).map((f) => [
      f.code,
      f.path,
    ]);
  };

  it('changes targets, dates and measures, and must change something', () => {
    expect(found(() => {})).toEqual([['R327', 'amendment']]);
    expect(
      found((c) => {
        c.items[0]!.target = '94';
        c.items[0]!.due = '2022-06-30';
        c.measures.pop();
        c.measures[0]!.owner = '设备部';
      }),
    ).toEqual([]);
  });

  it('leaves leader, baselines, benchmarks, weights and the list of indicators as they were accepted', () => {
    expect(found((c) => (c.leader!.name = '别的企业'))).toEqual([['R328', 'amendment.leader.name']]);
    expect(found((c) => (c.items[1]!.baseline = '8.5'))).toEqual([['R328', 'amendment.items.1.baseline']]);
    expect(found((c) => (c.items[1]!.weight = '0.1'))).toEqual([['R328', 'amendment.items.1.weight']]);
    expect(found((c) => void c.items.pop())).toEqual([['R328', 'amendment.items']]);
    expect(found((c) => void c.items.push({ ...c.items[0]!, key: 'i9' }))).toEqual([
      ['R328', 'amendment.items.2.name'],
    ]);
  });

  it('touches nothing that was reported as done or verified', () => {
    expect(found((c) => (c.measures[0]!.milestones[0]!.title = '询价'), ['m1.s1'])).toEqual([
      ['R329', 'amendment.measures.0.title'],
    ]);
    expect(found((c) => (c.measures[0]!.milestones[1]!.due = '2022-10-01'), ['m1.s1'])).toEqual([]);
    expect(found((c) => void c.measures.shift(), ['m1.s1'])).toEqual([['R329', 'amendment.measures']]);
    expect(found((c) => (c.measures[0]!.title = '更换风机'), ['m1.s1'])).toEqual([
      ['R329', 'amendment.measures.0.title'],
    ]);
  });
});
