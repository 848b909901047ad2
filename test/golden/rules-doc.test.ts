/** docs/rules.md cannot go stale: every rule it shows is compiled, and every example computed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commonFile, compileRulebook, overlapsFile, runExamples, schemeFile } from '#engine/rules';
import { parseYaml } from '#platform/content';

const text = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/<!-- rules: (.+?) -->\s+```yaml\n([\s\S]+?)```/g)].map(
  (m) => [m[1]!, m[2]!] as const,
);

interface Block {
  readonly facts: unknown;
  readonly tables?: unknown;
  readonly examples: readonly {
    readonly facts: unknown;
    readonly awards?: unknown[];
    readonly due?: string;
    readonly missing?: string[];
  }[];
}

describe('docs/rules.md', () => {
  it('shows every mechanism', () => {
    const names = blocks.map(([name]) => name);
    for (const m of [
      'ratioCap',
      'fixedOnce',
      'stagedFixed',
      'perUnit',
      'interest',
      'firstCross',
      'incrementRatio',
      'rankTilt',
      'voucher',
      'cases',
    ])
      expect(names).toContain(m);
  });
  it.each(blocks)('the rule of %s', (_name, yaml) => {
    const { facts, tables, examples, ...rule } = parseYaml(yaml, 'doc').value as Block;
    const scheme = schemeFile.parse({
      id: 'doc',
      title: { zh: '示例' },
      instrument: '补助',
      facts,
      ...(tables ? { tables } : {}),
      versions: [
        {
          id: '1',
          from: '2018-09-05',
          issued: '2018-09-05',
          number: '示例',
          clause: '一',
          source: '示例',
          mark: 'proposal',
          vetoes: 'none',
          ...rule,
        },
      ],
      examples: examples.map((e, i) => ({
        title: String(i + 1),
        asOf: '2020-06-30',
        facts: e.facts,
        awards: e.awards ?? [],
        expect: {
          eligible: e.due !== undefined && !/^0元$/.test(e.due),
          ...(e.due === undefined ? {} : { amount: e.due }),
          ...(e.missing ? { missing: e.missing } : {}),
        },
      })),
    });
    const files = {
      common: commonFile.parse({}),
      overlaps: overlapsFile.parse({ groups: [] }),
      schemes: [scheme],
    };
    const words = { number: '', questions: [], passages: new Map() };
    expect(compileRulebook(files, words).findings).toEqual([]);
    expect(runExamples(files, words)).toEqual({ count: examples.length, findings: [] });
  });
});
