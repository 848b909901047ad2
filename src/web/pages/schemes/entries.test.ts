import { describe, expect, it } from 'vitest';
import { declared, entryOf } from './entries.ts';
import type { Asked } from './types.ts';

const asked = (type: string, unit = ''): Asked => ({
  id: 'x',
  title: { zh: 'x' },
  type,
  unit,
  options: [],
  yearly: false,
});

describe('a form of facts', () => {
  it.each([
    ['money', '元', { value: '1860.5' }],
    ['ratio', '%', { value: '10' }],
    ['count', '台', { value: '12' }],
    ['flag', '', { value: 'no' }],
    ['day', '', { value: '2020-06-30' }],
    ['series', '万元', { value: '5000' }],
    ['items', '', { value: '12、30.5' }],
    ['loans', '', { principal: '1000', from: '2019-01-01', to: '2020-01-01', rate: '4.9', paid: '49' }],
  ])('gives back what was typed: %s', (type, unit, entry) => {
    const f = asked(type, unit);
    const said = declared([f], { x: entry }, () => 2020);
    expect(entryOf(f, said['x'], 2020)).toEqual(entry);
  });

  it('reads amounts that were sent in other units', () => {
    const f = asked('money', '元');
    expect(entryOf(f, '12000000元', 2020)).toEqual({ value: '1200' });
    expect(entryOf(f, '1234.5元', 2020)).toEqual({ value: '0.12345' });
    expect(entryOf(f, { value: '1.2', unit: '亿元' }, 2020)).toEqual({ value: '12000' });
    expect(entryOf(f, '900台', 2020)).toEqual({ value: '900台' });
    expect(entryOf(f, undefined, 2020)).toEqual({ value: '' });
  });
});
