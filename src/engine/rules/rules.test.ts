import { describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { commonFile, compileRulebook, evaluate, overlapsFile, schemeFile, type Rulebook } from './index.ts';

const plan = {
  number: '宁党办〔2018〕75号',
  passages: new Map([
    ['N137', { clause: '二（七）1', quote: '按设备投资额的１０％，给予最高３００万元的补助' }],
  ]),
  questions: [],
};
export const book = (...files: object[]): Rulebook => {
  const { rulebook, findings } = compileRulebook(
    {
      common: commonFile.parse({}),
      overlaps: overlapsFile.parse({ groups: [] }),
      schemes: files.map((f) => schemeFile.parse(f)),
    },
    plan,
  );
  expect(findings).toEqual([]);
  return rulebook;
};
const smart = {
  id: 'smart',
  title: { zh: '智能工厂补助' },
  instrument: '补助',
  facts: {
    equipment: { title: { zh: '设备投资额' }, type: 'money' },
    recognised: { title: { zh: '已认定' }, type: 'flag' },
  },
  versions: [
    {
      id: '2018',
      from: '2018-09-05',
      to: '2022-12-31',
      issued: '2018-09-05',
      number: '宁党办〔2018〕75号',
      clause: '二（七）1',
      provisions: ['N137'],
      source: '方案',
      mark: 'official',
      vetoes: 'none',
      conditions: [{ id: 'recognised', fact: 'recognised', comparator: '=', value: true }],
      amount: { mechanism: 'ratioCap', base: 'equipment', ratio: '10%', cap: '300万元' },
    },
  ],
};

describe('a ratio up to a cap', () => {
  const rb = book(smart);
  const ask = (facts: Record<string, unknown>, asOf = '2020-06-30') =>
    evaluate(rb, 'smart', { facts }, { asOf: day(asOf) });
  it('is exact, to the fen, and stops at the cap', () => {
    const at = (value: string): string | undefined =>
      ask({ equipment: { value, unit: '万元' }, recognised: true }).evaluation?.amountFen;
    expect(at('1234.567895')).toBe('123456789');
    expect(at('3000')).toBe('300000000');
    expect(at('99999')).toBe('300000000');
  });
  it('names what is missing and what it would be worth', () => {
    expect(ask({ equipment: '100万元', recognised: false }).evaluation).toMatchObject({
      eligible: false,
      amountFen: '0',
      worthFen: '10000000',
      missing: [{ condition: 'recognised', have: '否', need: '是' }],
    });
    expect(ask({ recognised: true }).evaluation).toMatchObject({
      outcome: 'unknown',
      missing: [{ fact: 'equipment' }],
    });
  });
  it('has no answer outside its dates', () => {
    expect(ask({}, '2018-09-04').findings.map((f) => f.code)).toEqual(['F212']);
  });
});
