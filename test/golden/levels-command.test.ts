/** `duibiao levels` as a person runs it: no server, no database. */
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const duibiao = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', main, 'levels', ...args], (e, out, err) =>
      done({ code: e ? 1 : 0, out, err }),
    );
  });

interface Line {
  readonly standard: string;
  readonly inForce: boolean;
  readonly standing: string | null;
  readonly levels: readonly {
    readonly name: string;
    readonly value: string | null;
    readonly steps: unknown[];
  }[];
  readonly findings: readonly { readonly code: string }[];
}

describe('duibiao levels', { timeout: 60_000 }, () => {
  it('prints levels, edition, standard and trace', async () => {
    const given = ['--set', '熟料比例=80%', '--set', '海拔=1100', '--value', '90', '--as-of', '2024-12-31'];
    const { out } = await duibiao('水泥', '--indicator', '单位产品综合能耗', ...given, '--json');
    const { asOf, lines } = JSON.parse(out) as { asOf: string; lines: Line[] };
    expect(asOf).toBe('2024-12-31');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      standard: 'GB 16780-2021',
      inForce: true,
      standing: 'level2',
      findings: [],
    });
    expect(lines[0]!.levels.map((l) => l.value)).toEqual(['85.5', '92.75', '100']);
    expect(lines[0]!.levels[2]!.steps).toHaveLength(2);
  });

  it('says what is missing, and shows an edition to come as a preview', async () => {
    const { out } = await duibiao('焦炭', '--process', '顶装焦炉', '--as-of', '2025-12-31');
    expect(out).toContain('预告：自 2026-05-01 起施行，未用于判定');
    expect(out).toContain('资料不全：缺混合煤气加热时间比例（顶装焦炉）');
  });

  it('opens the expression in words and figures', async () => {
    const { out } = await duibiao('水泥', '--set', '熟料比例=80', '--as-of', '2024-12-31');
    expect(out).toContain('80 + 1.1 × (水泥熟料比例 80 − 75) ＝ 85.5');
  });

  it.each([
    [['盐'], '能效水平表里没有“盐”'],
    [['水泥', '--set', '熟料比例80'], '应写成 名称=数值'],
    [['水泥', '--set', '湿度=3'], '没有参数“湿度”'],
    [['水泥', '--as-of', '2024-02-30'], '应为日期'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { code, err } = await duibiao(...args);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
