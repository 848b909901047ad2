/** `duibiao score` on tables as people have them: published answers, and a sentence in Chinese for what cannot be scored. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Config } from '#platform/config';
import { scoreCommand } from '../../src/cli/score.ts';
import { dataFolder, hasData } from './data.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duibiao-score-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const config = { contentDir: join(import.meta.dirname, '../../content') } as Config;
/** What the command prints, as JSON; what it refuses is thrown with its sentence. */
async function score(method: string, data: string, ...more: string[]): Promise<Record<string, unknown>> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  scoreCommand(program, () => config);
  let out = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((x) => {
    out += String(x);
    return true;
  });
  try {
    await program.parseAsync([
      'node',
      'duibiao',
      'score',
      '--method',
      method,
      '--data',
      data,
      '--json',
      ...more,
    ]);
  } finally {
    spy.mockRestore();
  }
  return JSON.parse(out) as Record<string, unknown>;
}
const near = (xs: readonly number[], digits: number) => xs.map((x) => expect.closeTo(x, digits));

describe('published answers from a file', () => {
  // Tzeng & Huang (2011), Multiple Attribute Decision Making, CRC Press.
  const TZENG = '方案,C1,C2,C3\n甲,5,8,4\n乙,7,6,8\n丙,8,8,6\n丁,7,4,6\n';
  it('TOPSIS: closeness and places', async () => {
    const { units } = await score('topsis', file('t.csv', TZENG), '--weights', '0.3,0.4,0.3');
    expect(units).toMatchObject([
      { id: '甲', closeness: expect.closeTo(0.5037, 4), rank: 3 },
      { id: '乙', closeness: expect.closeTo(0.6581, 4), rank: 2 },
      { id: '丙', closeness: expect.closeTo(0.7482, 4), rank: 1 },
      { id: '丁', closeness: expect.closeTo(0.334, 4), rank: 4 },
    ]);
  });
  it('TOPSIS with costs: turning a column round and calling it a cost is the same under min–max', async () => {
    const turned = TZENG.replace(/^(.),(\d),/gm, (_, n: string, x: string) => `${n},${10 - Number(x)},`);
    const one = await score('topsis', file('a.csv', TZENG), '--weights', '3,4,3', '--normalise', 'min-max');
    const other = await score(
      'topsis',
      file('b.csv', turned),
      '--weights',
      '3,4,3',
      '--normalise',
      'min-max',
      '--cost',
      'C1',
    );
    const closeness = (r: Record<string, unknown>) =>
      (r['units'] as { closeness: number }[]).map((u) => u.closeness);
    expect(closeness(other)).toEqual(near(closeness(one), 12));
  });
  it('TOPSIS with costs as reciprocals is TOPSIS of the reciprocals', async () => {
    const w = ['--weights', '3,4,3'];
    const inverted = TZENG.replace(/^(.),(\d),/gm, (_, n: string, x: string) => `${n},${1 / Number(x)},`);
    const one = await score('topsis', file('a.csv', inverted), ...w);
    const other = await score(
      'topsis',
      file('b.csv', TZENG),
      ...w,
      '--cost',
      'C1',
      '--cost-as',
      'reciprocal',
    );
    const closeness = (r: Record<string, unknown>) =>
      (r['units'] as { closeness: number }[]).map((u) => u.closeness);
    expect(closeness(other)).toEqual(near(closeness(one), 9));
    const zero = file('0.csv', TZENG.replace('甲,5', '甲,0'));
    await expect(score('topsis', zero, ...w, '--cost', 'C1', '--cost-as', 'reciprocal')).rejects.toThrow(
      '取倒数的逆向指标必须大于零',
    );
  });
  it('CRITIC: Diakoulaki, Mavrotas & Papayannakis (1995), with losses', async () => {
    const matrix = [
      [61, 1.08, 4.33],
      [20.7, 0.26, 4.34],
      [16.3, 1.98, 2.53],
      [9, 3.29, 1.65],
      [5.4, 2.77, 2.33],
      [4, 4.12, 1.21],
      [-6.1, 3.52, 2.1],
      [-34.6, 3.31, 0.98],
    ];
    const { weights } = await score('critic', file('c.json', JSON.stringify({ matrix })));
    expect(weights).toEqual(near([0.20222554, 0.48090173, 0.31687273], 7));
  });
  it('AHP: fractions as they are written; a judgement that is not reciprocal is named', async () => {
    const good = file('ahp.csv', '1,2,4\n1/2,1,3\n1/4,1/3,1\n');
    const a = await score('ahp', good);
    expect(a['weights']).toEqual(near([0.558, 0.32, 0.122], 3));
    expect(a['accepted']).toBe(true);
    await expect(score('ahp', file('bad.csv', '1,2\n2,1\n'))).rejects.toThrow(
      '第 1 行第 2 列与第 2 行第 1 列应互为倒数',
    );
    const b = await score('ahp', file('circle.csv', '1,9,1/9\n1/9,1,9\n9,1/9,1\n'));
    expect(b['accepted']).toBe(false);
  });
  it('five levels: at excellent full, at poor a fifth, below nothing, rising standards for an indicator of which less is better', async () => {
    const { items, total } = await score(
      'five-level',
      file(
        'five.csv',
        '指标,实际值,权重,优秀值,良好值,平均值,较低值,较差值\n净资产收益率,8,20,14.5,9.5,1.7,-3,-8\n满分,15,10,15,12,9,6,3\n较差,3,10,15,12,9,6,3\n更差,2.99,10,15,12,9,6,3\n能耗,1.5,10,1,2,3,4,5\n',
      ),
    );
    expect((items as { points: number }[]).map((i) => i.points)).toEqual(near([15.2308, 10, 2, 0, 9], 4));
    expect(total).toBeCloseTo(36.2308, 4);
  });
  it('the classic item, and the composite index of a release', async () => {
    const classic = file('classic.csv', '指标,实际值,满意值,不允许值\n总资产贡献率,5.81,12,6\n');
    expect((await score('five-level', classic))['total']).toBeCloseTo(58.73, 2);
    // 广东省统计局, 2004年1–8月, 全省总计.
    const index = file(
      'index.csv',
      '地区,总资产贡献率,资本保值增值率,资产负债率,流动资产周转率,成本费用利润率,全员劳动生产率,产品销售率\n全省总计,10.7,109.5,58.0,2.3,5.2,"83,176",97.7%\n',
    );
    const { units } = await score('composite', index);
    expect((units as { index: number }[])[0]!.index).toBeCloseTo(152.56, 2);
  });
});

describe('edges', () => {
  const three = (column: (n: number) => number) =>
    file(
      'e.csv',
      `企业,甲,乙,丙\n${[1, 2, 3, 4].map((n) => `企${n},${n},${5 - n + (n === 2 ? 2 : 0)},${column(n)}`).join('\n')}\n`,
    );
  it.each(['entropy', 'critic', 'sd'])(
    '%s: a constant column gets nothing and changes nothing for the others',
    async (method) => {
      const without = (
        await score(
          method,
          three(() => 1),
          '--columns',
          '甲,乙',
        )
      )['weights'] as number[];
      for (const c of [0, 7, 0.1]) {
        const w = (
          await score(
            method,
            three(() => c),
          )
        )['weights'] as number[];
        expect(w).toEqual(near([...without, 0], 12));
      }
    },
  );
  it('entropy: 0 ln 0 is 0; columns that are all alike share equally', async () => {
    const zeros = file('z.csv', 'a,b\n0,1\n0,1\n5,1\n');
    expect((await score('entropy', zeros))['weights']).toEqual(near([1, 0], 12));
    expect((await score('entropy', file('y.csv', 'a,b\n0.1,3\n0.1,3\n0.1,3\n')))['weights']).toEqual([
      0.5, 0.5,
    ]);
  });
  it.each<[string, string, string, readonly string[], string]>([
    ['topsis', 't.csv', '企业,甲\nA,1\n', [], '请用 --weights'],
    ['topsis', 't.csv', '企业,甲\nA,1\n', ['--weights', '1,2'], '权重有 2 个，所用的列有 1 列'],
    ['topsis', 't.csv', '企业,甲\nA,1\nB,2\n', ['--weights', '-1'], '权重不能为负'],
    [
      'topsis',
      't.csv',
      '企业,甲\nA,1\nB,2\n',
      ['--weights', '1', '--cost', '丁'],
      '--cost 写的“丁”不在所用的列里',
    ],
    ['sd', 't.csv', '企业,甲\nA,1\nB,\n', [], '“B”没有“甲”的数'],
    ['sd', 't.csv', '企业,甲\nA,1\nB,约2\n', ['--columns', '甲'], '“B”的“甲”写的是“约2”，不是数'],
    ['sd', 't.csv', '企业,甲\nA,1\n', ['--columns', '乙'], '表里没有“乙”这一列'],
    ['entropy', 't.csv', '企业,甲\nA,1\n', [], '至少要有两行数据'],
    ['entropy', 't.csv', '企业,甲\nA,1\nB,-1\n', [], '熵权法不能有负数'],
    ['five-level', 't.csv', '指标,实际值\nA,1\n', [], '表里缺“权重”这一列'],
    [
      'five-level',
      't.csv',
      '指标,实际值,权重,优秀,良好,平均,较低,较差\nA,1,10,5,4,3,2,\n',
      [],
      '较差值不是数，不能计分，也不推定',
    ],
    [
      'five-level',
      't.csv',
      '指标,实际值,权重,优秀,良好,平均,较低,较差\nA,1,10,5,4,3,9,1\n',
      [],
      '没有由优到差排列',
    ],
    ['composite', 't.csv', '地区,资产负债率\nA,60\n', [], '表里缺“总资产贡献率”'],
    ['ahp', 't.csv', '1,2,3\n1/2,1,2\n', [], '行数和列数应相等'],
    ['critic', 't.json', '{"matrix": [[1,2],[3]]}', [], '没有“C2”的数'],
    ['critic', 't.json', '{"matrix"', [], '不是完整的 JSON'],
  ])('%s %s %j %j', async (method, name, content, more, sentence) => {
    await expect(score(method, file(name, content), ...more)).rejects.toThrow(sentence);
  });
  it('ends with 1 and says why', () => {
    const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
    const args = ['--import', 'tsx', main, 'score', '--method', 'topsis', '--data', join(folder, 'none.csv')];
    const r = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(r.stderr).toContain('没有这个文件');
    expect(r.status).toBe(1);
  });
});

if (hasData('evaluation', 'mcda_published_a.json'))
  describe('every case of the file', () => {
    const published = join(dataFolder!, 'evaluation', 'mcda_published_a.json');
    const cases = JSON.parse(readFileSync(published, 'utf8')) as {
      case: string;
      method: string;
      expected: number[];
      tolerance: number;
    }[];
    it.each(cases.map((c) => [c.case, c] as const))('%s', async (name, c) => {
      const method = {
        TOPSIS: 'topsis',
        CRITIC: 'critic',
        'entropy weights': 'entropy',
        'standard-deviation weights': 'sd',
      }[c.method]!;
      const r = await score(method, published, '--case', name);
      const found = (r['weights'] as number[] | undefined) ?? [];
      const answer =
        method === 'topsis' ? (r['units'] as { closeness: number }[]).map((u) => u.closeness) : found;
      expect(answer).toHaveLength(c.expected.length);
      answer.forEach((x, k) => expect(Math.abs(x - c.expected[k]!)).toBeLessThanOrEqual(c.tolerance));
    });
  });
