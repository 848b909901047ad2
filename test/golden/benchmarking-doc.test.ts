/** docs/benchmarking.md cannot go stale: every table it says is computed is computed again here, to the digits it prints. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examples, tablesOf } from './benchmarking-examples.ts';

const text = readFileSync(new URL('../../docs/benchmarking.md', import.meta.url), 'utf8');
const data = tablesOf(text, 'data');
const computed = tablesOf(text, 'computed');

describe('docs/benchmarking.md', () => {
  it('has every example, and no other', () => {
    expect([...computed.keys()].toSorted()).toEqual(Object.keys(examples).toSorted());
  });
  it.each(Object.entries(examples))('the table of %s', (key, compute) => {
    const printed = computed.get(key)!;
    const rows = compute((name) => {
      const table = data.get(name);
      if (!table) throw new Error(`no data table ${name}`);
      return table;
    });
    const shown = rows.map((row, r) =>
      row.map((cell, c) => {
        if (typeof cell === 'string') return cell;
        const digits = printed.rows[r]?.[c]?.split('.')[1]?.length ?? 0;
        return (Math.abs(cell) < 0.5 * 10 ** -digits ? 0 : cell).toFixed(digits);
      }),
    );
    expect(printed.rows).toEqual(shown);
  });
});
