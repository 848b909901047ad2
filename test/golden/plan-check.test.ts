/** `duibiao plan check` on a copy of a pack with one thing spoilt: what is wrong is named with its file and place, and the exit code is 1. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkEvaluations } from '#areas/benchmarks';
import { readRegisters } from '#areas/subjects';
import { compilePlan, unknownSubjects } from '#engine/plan';
import { loadFolder } from '#platform/content';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const pack = new URL('../../content/plans/ningxia-2018', import.meta.url).pathname;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duibiao-pack-'));
  cpSync(pack, folder, { recursive: true, filter: (path) => !path.includes('schemes') });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const spoil = (file: string, from: string, to: string): void => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

const contentDir = join(pack, '../..');
/** What the command adds to the compiler: evaluations and subjects, as code and place. */
const found = (): string[] => {
  const { yaml, texts } = loadFolder(folder);
  const { plan } = compilePlan(yaml, texts['source.txt'] ?? '');
  const places = (['regions', 'parks'] as const).flatMap((kind) =>
    readRegisters({ contentDir }, kind).flatMap(({ rows }) => rows.map((r) => r['code'] ?? '')),
  );
  return [...checkEvaluations({ contentDir }, plan!, yaml), ...unknownSubjects(yaml, new Set(places))]
    .filter((f) => f.severity === 'error')
    .map((f) => `${f.code} ${f.path}`);
};

it('the command says it, and ends with 1', () => {
  spoil('evaluations/benchmarking.yaml', 'weight: 30', 'weight: 35');
  const r = spawnSync(process.execPath, ['--import', 'tsx', main, 'plan', 'check', folder], {
    encoding: 'utf8',
  });
  expect(r.stdout).toContain('错误 V148  [evaluations/benchmarking.yaml#score.items]');
  expect(r.stdout).toContain('各评分项的权重合计 105，应为 100。');
  expect(r.status).toBe(1);
});

it('a pack in order has nothing of the kind', () => expect(found()).toEqual([]));

it.each([
  [
    'evaluations/benchmarking.yaml',
    'indicator: tax-per-mu',
    'indicator: tax-per-mou',
    'V141',
    'score.items.0.indicator',
  ],
  ['evaluations/benchmarking.yaml', 'weight: 30', 'weight: 35', 'V148', 'score.items'],
  ['evaluations/benchmarking.yaml', 'inputs: [employees', 'inputs: [people', 'V141', 'dea.inputs.0'],
  ['evaluations/benchmarking.yaml', 'share: 20', 'share: 30', 'V132', 'classes'],
  [
    'evaluations/award-quantitative.yaml',
    'scheme: 五档标准值',
    'scheme: 六档标准值',
    'V136',
    'score.items.0.standard',
  ],
  ['evaluations/award-quantitative.yaml', 'gain: 1', 'win: 1', 'V110', 'score.items.6'],
  ['evaluations/quality-benefit.yaml', 'indicator: years-in-production', 'indicator: age', 'V131', 'classes'],
  ['facts/published.yaml', 'subject: "640000"', 'subject: "649999"', 'P120', 'facts.0.subject'],
])('%s: “%s” made “%s”', (file, from, to, code, place) => {
  spoil(file, from, to);
  expect(found()).toEqual([`${code} ${file}#${place}`]);
});
