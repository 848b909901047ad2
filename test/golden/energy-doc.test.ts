/** The example of energy levels in docs/benchmarking.md, computed again from the content. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#kernel';
import { levelsFor, standingOf } from '#engine/benchmark';
import { energyTable } from '#areas/benchmarks';
import { tablesOf } from './benchmarking-examples.ts';

const root = resolve(import.meta.dirname, '../..');
const { lines, parameters } = energyTable({ contentDir: resolve(root, 'content') });
const { head, rows } = tablesOf(readFileSync(resolve(root, 'docs/benchmarking.md'), 'utf8'), 'levels').get(
  'cement',
)!;
const cement = lines.find((l) => l.product === '水泥' && l.indicator === '单位产品综合能耗')!;

describe('cement in docs/benchmarking.md', () => {
  it('has examples', () => expect(rows.length).toBeGreaterThan(3));
  it.each(rows.map((r) => [r]))('%j', (row) => {
    const cell = (name: string): string => row[head.indexOf(name)]!;
    const answer = levelsFor(
      cement,
      parameters,
      (id) => (head.includes(id) && cell(id) !== '' ? decimal(cell(id)) : undefined),
      '2024-12-31',
    );
    for (const l of answer.levels)
      expect(l.value ? formatDecimal(l.value) : l.state, l.name).toBe(cell(l.name));
    expect(standingOf(decimal(cell('value')), answer.known)).toBe(cell('standing'));
  });
});
