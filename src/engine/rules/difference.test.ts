/** What changed between versions of a rule, as a reader needs it. */
import { describe, expect, it } from 'vitest';
import { schemeDifference, schemeFile, versionDifference } from './index.ts';

const version = (more: object = {}) => ({
  id: '2018',
  from: '2018-09-05',
  issued: '2018-09-05',
  number: '甲文',
  clause: '二',
  source: '本测试',
  mark: 'official',
  conditions: [{ id: 'floor', fact: 'cost', comparator: '>=', value: '100万元' }],
  amount: { mechanism: 'ratioCap', base: 'cost', ratio: '10%', cap: '300万元' },
  ...more,
});
const file = (more: object = {}, versions: readonly object[] = [version()]) =>
  schemeFile.parse({
    id: 's',
    title: { zh: '补助' },
    instrument: '补助',
    facts: { cost: { title: { zh: '投资' }, type: 'money' } },
    versions,
    ...more,
  });
const v = (more: object) => file({}, [version(more)]).versions[0]!;
const short = (list: ReturnType<typeof versionDifference>) =>
  list.map((d) => `${d.part} ${d.path}: ${d.before} → ${d.after}`);

describe('between two versions', () => {
  it('nothing changed is no difference', () => {
    expect(versionDifference(v({}), v({}))).toEqual([]);
    expect(schemeDifference(file(), file())).toEqual([]);
  });

  it('a figure is told with the fact that it is about', () => {
    const list = versionDifference(
      v({}),
      v({
        amount: { mechanism: 'ratioCap', base: 'cost', ratio: '10%', cap: '500万元' },
        from: '2020-01-01',
      }),
    );
    expect(short(list)).toEqual(['term from: 2018-09-05 → 2020-01-01', 'amount cap: 300万元 → 500万元']);
    expect(list[1]!.facts).toEqual(['cost']);
  });

  it('conditions go by their id: one put in before the others is the only new one', () => {
    const list = versionDifference(
      v({}),
      v({
        conditions: [
          { id: 'new', fact: 'other', comparator: '=', value: true },
          { id: 'floor', fact: 'cost', comparator: '>=', value: '200万元' },
        ],
      }),
    );
    expect(list.map((d) => [d.path, d.before === null, d.after === null])).toEqual([
      ['floor.value', false, false],
      ['new', true, false],
    ]);
  });

  it('another kind of formula is one difference, with what the new one pays', () => {
    const list = versionDifference(v({}), v({ amount: { mechanism: 'fixedOnce', amount: '50万元' } }));
    expect(short(list)).toEqual(['amount mechanism: ratioCap → fixedOnce', 'amount amount: null → 50万元']);
  });

  it('words of a document are told by document and clause', () => {
    const [a, b] = ['10%', '12%'].map((x) =>
      v({ passages: [{ document: '甲文', clause: '二', quote: `按${x}` }] }),
    );
    expect(short(versionDifference(a!, b!))).toEqual(['words passages.甲文 二.quote: 按10% → 按12%']);
  });
});

describe('between two publications', () => {
  it('a version that came and one that went, the title, a fact', () => {
    const list = schemeDifference(
      file(),
      file({ title: { zh: '补贴' }, facts: { cost: { title: { zh: '设备投资' }, type: 'money' } } }, [
        { ...version(), id: '2022', from: '2022-01-01', number: '乙文' },
      ]),
    );
    expect(short(list)).toEqual([
      'scheme title.zh: 补助 → 补贴',
      'fact cost.title.zh: 投资 → 设备投资',
      'version : 2018-09-05 甲文 → null',
      'version : null → 2022-01-01 乙文',
    ]);
  });

  it('a scheme that is new, or gone', () => {
    expect(short(schemeDifference(undefined, file()))).toEqual(['scheme : null → 补助']);
    expect(short(schemeDifference(file(), undefined))).toEqual(['scheme : 补助 → null']);
  });
});
