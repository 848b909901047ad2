/** `duibiao rules` as a person runs it: what it prints, the code it ends with, and that a witness of the check can be run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duibiao-rules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const duibiao = (...args: string[]): { code: number | null; out: string; err: string } => {
  const r = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { encoding: 'utf8' });
  return { code: r.status, out: r.stdout, err: r.stderr };
};
const evaluate = (facts: unknown, ...more: string[]): ReturnType<typeof duibiao> => {
  const path = join(folder, 'facts.json');
  writeFileSync(path, JSON.stringify(facts));
  return duibiao('rules', 'eval', 'ningxia-2018', 'smart-factory', '--facts', path, ...more);
};
const facts = {
  subject: '示例企业',
  facts: {
    'smart-recognised': true,
    'equipment-investment': [
      { value: '2000', unit: '万元', known: '2020-03-01', revision: 1 },
      { value: '1500', unit: '万元', known: '2020-07-10', revision: 2, source: '审计核减' },
    ],
    events: [],
  },
  awards: [],
};

describe('duibiao rules eval', () => {
  it('answers by what was known, and replays to the same bytes', () => {
    const ask = (known: string): string =>
      evaluate(facts, '--as-of', '2020-06-30', '--known', known, '--json').out;
    const before = JSON.parse(ask('2020-06-30')) as Record<string, unknown>;
    expect(before).toMatchObject({
      eligible: true,
      amountFen: '200000000',
      missing: [],
      ruleVersion: 'smart-factory@2018',
      clause: '宁党办〔2018〕75号 二（七）1',
    });
    expect(before['trace']).toMatchObject({ kind: 'result' });
    const after = ask('2020-07-15');
    expect(JSON.parse(after)).toMatchObject({ amountFen: '150000000' });
    expect(ask('2020-07-15')).toBe(after);
  }, 60_000);

  it('reads the answer out in Chinese', () => {
    const r = evaluate(facts, '--as-of', '2020-06-30');
    expect(r.code).toBe(0);
    expect(r.out).toContain('符合条件，应得 200万元。');
    expect(r.out).toContain('按设备投资额的１０％，给予最高３００万元的补助');
  }, 60_000);

  it.each<[string, string, unknown, string[]]>([
    ['a day outside the scheme', 'F212', facts, ['--as-of', '2017-01-01']],
    ['missing facts', 'F205', { facts: { 'smart-recognised': true } }, ['--as-of', '2020-06-30']],
  ])(
    'refuses %s with %s, in Chinese, and ends with 1',
    (_what, code, input, args) => {
      const r = evaluate(input, ...args, '--json');
      expect(r.code).toBe(1);
      const { problem, refusal } = JSON.parse(r.out) as {
        problem: { code: string; findings: { code: string }[] };
        refusal: { message: string }[];
      };
      expect(problem.code).toBe('rules.refused');
      expect(problem.findings.map((f) => f.code)).toContain(code);
      expect(refusal[0]!.message).toMatch(/[\u4E00-\u9FFF]/);
    },
    60_000,
  );
});

describe('duibiao rules check', () => {
  it('writes witnesses that rules eval computes', () => {
    const r = duibiao('rules', 'check', 'ningxia-2018', '--witness', join(folder, 'w'), '--json');
    expect(r.code).toBe(0);
    const { findings } = JSON.parse(r.out) as {
      findings: {
        code: string;
        witness: { scheme: string; asOf: string; known: string; year: number; amountFen: string }[];
      }[];
    };
    const i = findings.findIndex((f) => f.code === 'F307' && f.witness[0]!.scheme === 'smart-factory');
    const w = findings[i]!.witness[0]!;
    expect(readdirSync(join(folder, 'w'))).toContain(`F307-${i + 1}-1.json`);
    const again = duibiao(
      'rules',
      'eval',
      'ningxia-2018',
      w.scheme,
      '--facts',
      join(folder, 'w', `F307-${i + 1}-1.json`),
      '--as-of',
      w.asOf,
      '--known',
      w.known,
      '--year',
      String(w.year),
      '--json',
    );
    expect(JSON.parse(again.out)).toMatchObject({ amountFen: w.amountFen });
  }, 60_000);

  it('list and show say what there is, and the shown template can be computed', () => {
    const list = JSON.parse(duibiao('rules', 'list', 'ningxia-2018', '--json').out) as {
      schemes: { scheme: string }[];
    };
    expect(new Set(list.schemes.map((s) => s.scheme)).size).toBe(21);
    const shown = JSON.parse(duibiao('rules', 'show', 'ningxia-2018', 'smart-factory', '--json').out) as {
      asOf: string;
      template: unknown;
    };
    expect(JSON.parse(evaluate(shown.template, '--as-of', shown.asOf, '--json').out)).toMatchObject({
      eligible: true,
    });
  }, 60_000);
});

describe('duibiao rules sandbox', () => {
  it('computes a list of enterprises under the rules as they are and with a figure turned, and refuses one that is not there', () => {
    const path = join(folder, 'enterprises.json');
    writeFileSync(path, JSON.stringify([{ ...facts, county: '640105' }]));
    const run = (set: string) =>
      duibiao(
        'rules',
        'sandbox',
        'ningxia-2018',
        '--facts',
        path,
        '--years',
        '2019-2020',
        '--set',
        set,
        '--json',
      );
    const { total, groups } = JSON.parse(run('smart-factory.amount.ratio=12%').out) as {
      total: Record<string, unknown>;
      groups: { county: { key: string }[] };
    };
    // 1500万元 as corrected by the audit, in the first year alone: the scheme pays once.
    expect(total).toMatchObject({ nowFen: '150000000', triedFen: '180000000', winners: 1, losers: 0 });
    expect(groups.county.map((g) => g.key)).toEqual(['640105']);
    const wrong = run('smart-factory.amount.moon=12%');
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('F401')]);
  }, 60_000);
});
