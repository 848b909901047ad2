import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '#platform/content';
import { classesOf, classesSchema, classFaults, type Classes } from './classes.ts';
import { evaluationSchema, toScoreItem, type itemSchema } from './definition.ts';
import { weighted, weightFaults, weightsSchema } from './weights.ts';
import type { z } from 'zod';

const classesFrom = (yaml: string): Classes => classesSchema.parse(parseYaml(yaml, 'x.yaml').value);
const codes = (yaml: string): string[] =>
  classFaults(classesFrom(yaml), 'x', (i) => i === 'accidents' || i === 'energy').map((f) => f.code);

const HUAIAN = `
mark: proposal
by: share
list:
  - { id: A, title: { zh: A类 }, share: 20 }
  - { id: B, title: { zh: B类 }, share: 40 }
  - { id: C, title: { zh: C类 }, share: 35, rest: true }
  - { id: D, title: { zh: D类 }, share: 5 }
`;
const VETOES = `
vetoes:
  - { id: accident, title: { zh: 重大安全事故 }, when: { indicator: accidents, above: 0 }, to: last }
  - { id: silent, title: { zh: 未报能耗 }, when: { indicator: energy, missing: true }, below: A }
outside:
  - { id: 不定等级, title: { zh: 公用事业 }, when: { industry: ["44", "4620"] }, treatedAs: B }
`;

describe('classes of an evaluation', () => {
  it('those of the plan are well formed, marked as a proposal, and name the open question they answer', () => {
    const name = 'plans/ningxia-2018/evaluations/benchmarking.yaml';
    const text = readFileSync(join(import.meta.dirname, '../../../content', name), 'utf8');
    const { classes, sensitivity } = evaluationSchema.parse(parseYaml(text, name).value);
    expect(classFaults(classes!, name, () => true)).toEqual([]);
    expect(classes).toMatchObject({ mark: 'proposal', question: 'quality-benefit-classes', option: 'abcd' });
    expect(sensitivity).toMatchObject({ mark: 'proposal', seed: 20_180_905 });
    const questions = parseYaml(
      readFileSync(join(import.meta.dirname, '../../../content/plans/ningxia-2018/open.yaml'), 'utf8'),
      'open.yaml',
    ).value as { id: string; options: { id: string; default?: boolean; title: { zh: string } }[] }[];
    const option = questions.find((q) => q.id === classes!.question)!.options.find((o) => o.default)!;
    expect(option.id).toBe(classes!.option);
    // The shares are those of the question, word for word.
    for (const c of classes!.list) expect(option.title.zh).toContain(`${c.id}类${c.share}%`);
  });

  it('what cannot be carried out is named by its code', () => {
    expect(codes(HUAIAN + VETOES)).toEqual([]);
    expect(codes(HUAIAN.replace(', rest: true', ''))).toEqual(['V123']);
    expect(codes(HUAIAN.replace('share: 5 ', 'share: 15 '))).toEqual(['V132']);
    expect(codes(HUAIAN.replace('share: 20', 'from: 85'))).toEqual(['V128']);
    expect(codes(HUAIAN + VETOES.replace(', to: last', ''))).toEqual(['V129']);
    expect(codes(HUAIAN + VETOES.replace('below: A', 'below: D'))).toEqual(['V127']);
    expect(codes(HUAIAN + VETOES.replace('treatedAs: B', 'treatedAs: E'))).toEqual(['V130']);
    expect(codes(HUAIAN + VETOES.replace('indicator: accidents', 'indicator: nothing'))).toEqual(['V131']);
    expect(() => classesFrom(`${HUAIAN}tied: worse\n`)).toThrow('tied');
    expect(() => classesFrom(HUAIAN + VETOES.replace('above: 0', 'over: 0'))).toThrow();
  });

  it('vetoes and exclusions follow figures and industries; a figure nobody reported is no offence', () => {
    const unit = (id: string, score: number, more: Record<string, number> = {}, industryCode = '3011') => ({
      id,
      group: '30',
      score,
      industryCode,
      value: (i: string) => ({ energy: 1, ...more })[i],
    });
    const units = [
      unit('a', 90, { accidents: 1 }),
      unit('b', 80, { accidents: 0 }),
      unit('c', 70),
      unit('d', 60, {}, '4411'),
      { ...unit('e', 50), value: () => undefined },
      unit('f', 40),
      unit('g', 30),
    ];
    const found = classesOf(classesFrom(HUAIAN + VETOES), units);
    expect([...found].map(([id, c]) => `${id}:${c.id}:${c.reason}`).toSorted()).toEqual([
      'a:D:veto',
      'b:A:share',
      'c:B:share',
      'd:不定等级:outside',
      'e:B:share',
      'f:C:share',
      'g:C:share',
    ]);
    expect(found.get('d')).toMatchObject({ treatedAs: 'B', because: { zh: '公用事业' } });
    expect(found.get('a')!.because).toEqual({ zh: '重大安全事故' });
  });

  it('shares are taken inside each comparison group, or of everybody', () => {
    const units = Array.from({ length: 20 }, (_, i) => ({
      id: `u${i}`,
      group: i < 10 ? '30' : '31',
      score: 100 - i,
      industryCode: '3011',
      value: () => undefined,
    }));
    const letters = (yaml: string) =>
      units.map((u) => classesOf(classesFrom(yaml), units).get(u.id)!.id).join('');
    expect(letters(HUAIAN)).toBe('AABBBBCCCDAABBBBCCCD');
    expect(letters(`${HUAIAN}within: all\n`)).toBe('AAAABBBBBBBBCCCCCCCD');
  });
});

describe('weights of an evaluation', () => {
  const items = ['a', 'b', 'c'].map((indicator) =>
    toScoreItem(
      { indicator, weight: 20, method: 'minMax' } as z.infer<typeof itemSchema>,
      indicator === 'c' ? 'lower' : 'higher',
    ),
  );
  const bonus = toScoreItem(
    { indicator: 'bonus', weight: 0, method: 'points' } as z.infer<typeof itemSchema>,
    'higher',
  );
  const all = [...items, bonus];
  const weightsOf = (w: unknown, table?: (number | undefined)[][]) =>
    weighted(weightsSchema.parse(w), all, () => table ?? []).map((i) => i.weight);

  it('keep the full mark, and leave plus and minus items alone', () => {
    expect(weightsOf({ method: 'given' })).toEqual([20, 20, 20, 0]);
    expect(weightsOf({ method: 'equal' })).toEqual([20, 20, 20, 0]);
    const matrix = [
      [1, 2, 4],
      ['1/2', 1, 2],
      ['1/4', '1/2', 1],
    ];
    expect(weightsOf({ method: 'ahp', matrix })).toEqual([34.2857, 17.1429, 8.5714, 0]);
  });

  it('from figures: a column that tells nobody apart gets nothing; whoever lacks a figure is left out', () => {
    const table = [
      [1, 5, 3, 0],
      [2, 5, 1, undefined],
      [undefined, 9, 2, 1],
    ];
    for (const method of ['entropy', 'critic', 'standardDeviation']) {
      const found = weightsOf({ method }, table);
      expect(found[1], method).toBe(0);
      expect(found[0]! + found[2]!, method).toBeCloseTo(60, 3);
    }
    // Fewer than two whole rows tell nothing: the weights stay as given.
    expect(weightsOf({ method: 'entropy' }, [[1, 2, 3, 4]])).toEqual([20, 20, 20, 0]);
  });

  it('judgements that contradict each other, or do not fit the items, are refused', () => {
    const faults = (matrix: unknown) =>
      weightFaults(weightsSchema.parse({ method: 'ahp', matrix }), 3, 'x').map((f) => f.code);
    expect(
      faults([
        [1, 2],
        ['1/2', 1],
      ]),
    ).toEqual(['V133']);
    expect(
      faults([
        [1, 9, '1/9'],
        ['1/9', 1, 9],
        [9, '1/9', 1],
      ]),
    ).toEqual(['V134']);
    expect(
      faults([
        [1, 2, 3],
        [2, 1, 1],
        ['1/3', 1, 1],
      ]),
    ).toEqual(['V135']);
  });
});
