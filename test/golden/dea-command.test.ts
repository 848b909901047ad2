/** `duibiao dea` as a person runs it: a process of its own, a file in a folder, what it prints and the code it ends with. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWorkbook } from '#platform/sheets';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duibiao-dea-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const start = (args: readonly string[]) =>
  spawn(process.execPath, ['--import', 'tsx', main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

const duibiao = (...args: string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = start(args);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (x: string) => (out += x));
    child.stderr.setEncoding('utf8').on('data', (x: string) => (err += x));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

interface Unit {
  id: string;
  efficiency: number;
  peers: { id: string; lambda: number }[];
  slacks: Record<string, number>;
  targets: Record<string, number>;
  superEfficiency?: number | null;
}
interface Answer {
  units: Unit[];
  excluded: { id: string; code: string }[];
  findings: { code: string; severity: string; path?: string; params?: Record<string, string | number> }[];
}
const answerOf = ({ out }: Ended): Answer => JSON.parse(out) as Answer;
const codesOf = (a: Answer): string[] => a.findings.map((f) => f.code);
/** Nothing in an answer may be a figure that is none; JSON would write it as null, which only a super-efficiency may be. */
const NOT_A_NUMBER = /NaN|Infinity/;
const empty = (a: Answer): string[] =>
  a.units.flatMap((u) =>
    [
      u.efficiency,
      ...u.peers.map((p) => p.lambda),
      ...Object.values(u.slacks),
      ...Object.values(u.targets),
    ].every((x) => typeof x === 'number')
      ? []
      : [u.id],
  );

// Coelli (1996), A Guide to DEAP Version 2.1, example 1, under Chinese heads.
const deap = '企业,职工,能耗,产值\n甲,2,5,1\n乙,2,4,2\n丙,6,6,3\n丁,3,2,1\n戊,6,2,2\n';
const asked = ['--id', '企业', '--inputs', '职工,能耗', '--outputs', '产值'];

describe('duibiao dea', () => {
  it('prints JSON in the documented shape', async () => {
    const r = await duibiao('dea', file('deap.csv', deap), ...asked, '--rts', 'crs', '--json');
    expect(r).toMatchObject({ code: 0, err: '' });
    const { units } = answerOf(r);
    for (const u of units) {
      expect(Object.keys(u)).toEqual(['id', 'efficiency', 'peers', 'slacks', 'targets']);
      expect(Object.keys(u.slacks)).toEqual(['职工', '能耗', '产值']);
      expect(Object.keys(u.targets)).toEqual(['职工', '能耗', '产值']);
      for (const p of u.peers) expect(Object.keys(p)).toEqual(['id', 'lambda']);
    }
    expect(units.map((u) => [u.id, u.efficiency.toFixed(3)])).toEqual([
      ['甲', '0.500'],
      ['乙', '1.000'],
      ['丙', '0.833'],
      ['丁', '0.714'],
      ['戊', '1.000'],
    ]);
    expect(units[0]).toEqual({
      id: '甲',
      efficiency: expect.closeTo(0.5, 12) as number,
      peers: [{ id: '乙', lambda: expect.closeTo(0.5, 12) as number }],
      slacks: { 职工: 0, 能耗: expect.closeTo(0.5, 12) as number, 产值: 0 },
      targets: {
        职工: expect.closeTo(1, 12) as number,
        能耗: expect.closeTo(2, 12) as number,
        产值: expect.closeTo(1, 12) as number,
      },
    });
  });

  it('--rts, --orientation and --super choose the model; variable returns when nothing is said', async () => {
    const path = file('deap.csv', deap);
    const ask = async (...more: string[]): Promise<Unit[]> => {
      const r = await duibiao('dea', path, ...asked, ...more, '--json');
      expect(r.code).toBe(0);
      return answerOf(r).units;
    };
    const [plain, nirs, out, beyond] = await Promise.all([
      ask(),
      ask('--rts', 'nirs'),
      ask('--rts', 'crs', '--orientation', 'out'),
      ask('--rts', 'vrs', '--super'),
    ]);
    const scores = (units: Unit[]): number[] => units.map((u) => Number(u.efficiency.toFixed(4)));
    expect(scores(plain)).toEqual([1, 1, 1, 1, 1]);
    expect(scores(nirs)).toEqual([0.5, 1, 1, 0.7143, 1]);
    expect(scores(out)).toEqual([2, 1, 1.2, 1.4, 1]);
    expect(plain[0]).not.toHaveProperty('superEfficiency');
    // Nobody else makes 3: no super-efficiency, and null says so.
    expect(beyond.map((u) => u.superEfficiency === null)).toEqual([false, false, true, false, false]);
    expect(beyond[3]!.superEfficiency).toBeGreaterThan(1);
  });

  it('speaks Chinese to people: table, slacks and targets, remarks, 无解', async () => {
    const r = await duibiao('dea', file('deap.csv', deap), ...asked, '--super', '--slacks');
    expect(r).toMatchObject({ code: 0, err: '' });
    for (const words of ['单位', '效率', '参照单位（权重）', '超效率', '能耗 松弛', '产值 目标', '无解'])
      expect(r.out).toContain(words);
    expect(r.out).toMatch(/^提醒 B209/m);
    expect(r.out).toMatch(/^甲 +1 +乙\(1\.000\) +1$/m);
    expect(r.out).not.toMatch(NOT_A_NUMBER);
    const help = await duibiao('dea', '--help');
    expect(help.out).toMatch(/^用法：/);
    expect(help.out).toContain('规模报酬');
  });

  it('names a column that is not there, in Chinese, with those that are', async () => {
    const args = ['--id', '企业', '--inputs', '职工,电耗', '--outputs', '产值'];
    const [people, machine] = await Promise.all([
      duibiao('dea', file('deap.csv', deap), ...args),
      duibiao('dea', file('deap.csv', deap), ...args, '--json'),
    ]);
    expect(people.code).not.toBe(0);
    expect(people.out).toContain('表里没有“电耗”这一列。有的列：企业、职工、能耗、产值。');
    expect(machine.code).not.toBe(0);
    expect(answerOf(machine)).toEqual({
      units: [],
      excluded: [],
      findings: [
        {
          code: 'B231',
          severity: 'error',
          path: '电耗',
          params: { column: '电耗', columns: '企业、职工、能耗、产值' },
        },
      ],
    });
  });

  it('refuses what it was asked wrongly, in Chinese and without a trace of the program', async () => {
    const path = file('deap.csv', deap);
    const cases: [string[], string][] = [
      [['dea', join(folder, '没有.csv'), ...asked], '没有这个文件'],
      [['dea', folder, ...asked], '这是一个文件夹'],
      [['dea', path, ...asked, '--rts', 'irs'], '应为 crs、vrs、nirs、ndrs 之一'],
      [['dea', path, ...asked, '--orientation', 'up'], '应为 in、out、none 之一'],
      [['dea', path, ...asked, '--sheet', '附表'], '没有工作表“附表”'],
      [['dea', path, '--id', '企业', '--inputs', '职工'], '缺少必需的选项 --outputs'],
    ];
    for (const [r, words] of await Promise.all(
      cases.map(async ([args, words]) => [await duibiao(...args), words] as const),
    )) {
      expect(r.code).toBe(1);
      expect(r.err).toContain(words);
      expect(r.err).not.toMatch(/error:|\n {4}at /);
    }
    const machine = await duibiao('dea', join(folder, '没有.csv'), ...asked, '--json');
    expect(machine.code).toBe(1);
    expect(JSON.parse(machine.out)).toMatchObject({ problem: { code: 'cli.file', findings: [] } });
  });

  it('leaves out what cannot be measured and says why; no figure in the answer is none', async () => {
    const path = file(
      'messy.csv',
      [
        '企业,职工,能耗,产值',
        '甲,2,5,1',
        '乙,2,4,2',
        '缺报,,4,2',
        '横线,—,4,2',
        '文字,三十,4,2',
        '空手,0,0,2',
        '无产出,3,3,0',
        '同乙,2,4,2',
        ',1,1,1',
        '',
        '戊,6,2,2',
      ].join('\n'),
    );
    const r = await duibiao('dea', path, ...asked, '--rts', 'crs', '--super', '--json');
    expect(r.code).toBe(0);
    expect(r.out).not.toMatch(NOT_A_NUMBER);
    const a = answerOf(r);
    expect(empty(a)).toEqual([]);
    expect(a.units.map((u) => u.id)).toEqual(['甲', '乙', '无产出', '同乙', '戊']);
    expect(a.excluded).toEqual([
      { id: '缺报', code: 'B202' },
      { id: '横线', code: 'B202' },
      { id: '文字', code: 'B202' },
      { id: '空手', code: 'B205' },
    ]);
    // Rows are counted as in the sheet, heads included.
    expect(a.findings.find((f) => f.code === 'B232')?.params).toEqual({
      row: 6,
      column: '职工',
      id: '文字',
      text: '三十',
    });
    expect(a.findings.find((f) => f.code === 'B235')?.params).toEqual({ row: 10 });
    expect(codesOf(a)).toEqual(expect.arrayContaining(['B202', 'B205', 'B206', 'B207', 'B209']));
    // Nothing to contract towards: 0, not a division by it. Twins measure each other, nobody is beyond his own double.
    expect(a.units.find((u) => u.id === '无产出')).toMatchObject({ efficiency: 0, peers: [] });
    expect(a.units.find((u) => u.id === '同乙')).toMatchObject({
      efficiency: 1,
      peers: [{ id: '同乙', lambda: 1 }],
      superEfficiency: 1,
    });
    const people = await duibiao('dea', path, ...asked, '--rts', 'crs', '--slacks', '--super');
    expect(people.code).toBe(0);
    expect(people.out).toContain('第 6 行“职工”写的是“三十”，不是数，文字 没有参加计算。');
    expect(people.out).not.toMatch(NOT_A_NUMBER);
  });

  it('the same name twice, the same head twice and negative figures are errors', async () => {
    const cases = [
      ['twice.csv', `${deap}甲,1,1,1\n`, 'B212', '编号重复'],
      ['heads.csv', '企业,职工,能耗,产值,产值\n甲,2,5,1,1\n乙,2,4,2,2\n', 'B234', '“产值”被用了两次'],
      ['loss.csv', `${deap}己,-1,1,1\n`, 'B203', '有负值'],
    ] as const;
    for (const [name, content, code, words] of cases) {
      const path = file(name, content);
      const [machine, people] = await Promise.all([
        duibiao('dea', path, ...asked, '--json'),
        duibiao('dea', path, ...asked),
      ]);
      expect(machine.code).toBe(1);
      expect(answerOf(machine).units).toEqual([]);
      expect(codesOf(answerOf(machine))).toContain(code);
      expect(people.code).toBe(1);
      expect(people.out).toContain(words);
    }
  });

  it('reads xlsx with a title above the heads, and a sheet by its name', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        { name: '说明', columns: [{ title: '本表由园区填报' }], rows: [] },
        {
          name: '数据',
          columns: [{ title: '2018年主要指标' }, { title: '' }, { title: '' }, { title: '' }],
          rows: [
            ['企业', '职工', '能耗', '产值'],
            ...deap
              .trim()
              .split('\n')
              .slice(1)
              .map((line) => {
                const [id, ...figures] = line.split(',');
                return [id!, ...figures.map(Number)];
              }),
            ['己', 9, '三', 1],
          ],
        },
      ],
    });
    const path = file('指标.xlsx', bytes);
    const r = await duibiao('dea', path, ...asked, '--rts', 'crs', '--sheet', '数据', '--json');
    expect(r.code).toBe(0);
    const a = answerOf(r);
    expect(a.units.map((u) => Number(u.efficiency.toFixed(4)))).toEqual([0.5, 1, 0.8333, 0.7143, 1]);
    expect(a.findings.find((f) => f.code === 'B232')?.params).toMatchObject({ row: 8, id: '己' });
    // The first sheet when none is named: it has not a single one of the columns.
    const first = await duibiao('dea', path, ...asked);
    expect(first.code).toBe(1);
    expect(first.out).toContain('表里没有“企业”这一列');
  });

  it('reads a csv in GB 18030 with carriage returns, thousands separators and full-width digits', async () => {
    // "企业,职工,产值" and two rows in GB 18030, as a bureau's own program writes them.
    const bytes = Buffer.from(
      [
        'c6f3d2b5 2c d6b0b9a4 2c b2fad6b5 0d0a',
        'bcd7 2c 32 2c 22312c30303022 0d0a',
        'd2d2 2c a3b4 2c 22312c30303022 0d0a',
      ]
        .join('')
        .replaceAll(' ', ''),
      'hex',
    );
    const r = await duibiao(
      'dea',
      file('gb.csv', bytes),
      '--id',
      '企业',
      '--inputs',
      '职工',
      '--outputs',
      '产值',
      '--rts',
      'crs',
      '--json',
    );
    expect(r.code).toBe(0);
    expect(answerOf(r).units).toMatchObject([
      { id: '甲', efficiency: 1 },
      { id: '乙', efficiency: 0.5, peers: [{ id: '甲', lambda: 1 }], targets: { 职工: 2, 产值: 1000 } },
    ]);
  });

  it('--model chooses free disposal hull or the slacks-based measure; the shape stays', async () => {
    const path = file('deap.csv', deap);
    const ask = (...more: string[]): Promise<Ended> => duibiao('dea', path, ...asked, ...more, '--json');
    const [fdh, sbm, inward, beyond, wrong] = await Promise.all([
      ask('--model', 'fdh', '--orientation', 'out'),
      ask('--model', 'sbm', '--rts', 'crs'),
      ask('--model', 'sbm', '--rts', 'crs', '--orientation', 'in'),
      ask('--model', 'sbm', '--rts', 'crs', '--super'),
      ask('--orientation', 'none'),
    ]);
    for (const r of [fdh, sbm, inward, beyond]) {
      expect(r.code).toBe(0);
      const a = answerOf(r);
      expect(empty(a)).toEqual([]);
      for (const u of a.units)
        expect(Object.keys(u).slice(0, 5)).toEqual(['id', 'efficiency', 'peers', 'slacks', 'targets']);
    }
    // By hand: 乙 uses no more than 甲 of anything and makes twice as much.
    expect(answerOf(fdh).units.map((u) => [u.efficiency, u.peers[0]!.id])).toEqual([
      [2, '乙'],
      [1, '乙'],
      [1, '丙'],
      [1, '丁'],
      [1, '戊'],
    ]);
    const scores = (r: Ended): number[] => answerOf(r).units.map((u) => u.efficiency);
    scores(sbm).forEach((s, k) => expect(s).toBeLessThanOrEqual(scores(inward)[k]! + 1e-12));
    expect(scores(inward).map((s) => s.toFixed(3))).toEqual(['0.450', '1.000', '0.750', '0.667', '1.000']);
    expect(answerOf(beyond).units.map((u) => (u.superEfficiency ?? 0) > 1)).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(wrong.code).toBe(1);
    expect(codesOf(answerOf(wrong))).toEqual(['B311']);
  });

  it('columns nobody can change, classes of conditions and emissions', async () => {
    const path = file(
      'conditions.csv',
      '企业,能耗,面积,产值,排放,类别\n甲,2,4,4,1,1\n乙,4,2,4,2,2\n丙,4,4,4,3,1\n丁,8,8,8,4,2\n',
    );
    const ask = async (...more: string[]): Promise<Answer> => {
      const r = await duibiao(
        'dea',
        path,
        '--id',
        '企业',
        '--inputs',
        '能耗,面积',
        '--outputs',
        '产值',
        ...more,
        '--json',
      );
      expect(r.out).not.toMatch(NOT_A_NUMBER);
      return answerOf(r);
    };
    const [held, classes, emissions, wrong] = await Promise.all([
      ask('--nondiscretionary', '面积'),
      ask('--category', '类别'),
      ask('--undesirable', '排放', '--orientation', 'out'),
      ask('--undesirable', '排放', '--rts', 'crs'),
    ]);
    // 丙 could do with the energy of 甲 on the same area.
    expect(held.units[2]).toMatchObject({ id: '丙', efficiency: 0.5, peers: [{ id: '甲', lambda: 1 }] });
    // 甲 works under the worst conditions and is compared with its own class only; 乙 with both.
    expect(classes.units.map((u) => u.efficiency)).toEqual([1, 1, 1, 1]);
    expect(classes.units[2]!.peers).toEqual([{ id: '甲', lambda: 1 }]);
    expect(emissions.units[2]!.targets['排放']).toBeLessThan(3);
    expect(codesOf(wrong)).toEqual(['B317']);
  });

  it('ends quietly when nobody reads on', async () => {
    const many = Array.from(
      { length: 3000 },
      (_, i) => `企业${i},${2 + (i % 7)},${3 + (i % 11)},${1 + (i % 5)}`,
    );
    const child = start([
      'dea',
      file('many.csv', ['企业,职工,能耗,产值', ...many].join('\n')),
      ...asked,
      '--json',
    ]);
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (x: string) => (err += x));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
