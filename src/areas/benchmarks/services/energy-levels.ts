import type { House } from '#platform/act';
import { readRegister } from '#areas/subjects';
import type { InputEnergy, InputIndicator, InputLevels, LevelsKey } from '../input.ts';

const orNull = (s: string | undefined): string | null => (s === undefined || s === '' ? null : s);

function toLevels(r: Readonly<Record<string, string>>): InputLevels {
  return {
    family: r['family'] === 'ndrc' ? 'ndrc' : 'gb-limit',
    edition: r['edition']!,
    product: r['product']!,
    process: r['process']!,
    indicator: r['indicator']!,
    unit: r['unit']!,
    benchmark: orNull(r['benchmark']),
    baseline: orNull(r['baseline']),
    level1: orNull(r['level1']),
    level2: orNull(r['level2']),
    level3: orNull(r['level3']),
    effective: orNull(r['effective']),
    standard: r['standard']!,
    table: r['table']!,
    correction: r['correction']!,
    source: r['source']!,
    verified: r['verified']!,
  };
}

const keyOf = (k: LevelsKey): string => [k.product, k.process, k.indicator].join('\n');

/** The lines of the table that the indicators name, every edition of them. */
export function energyOf(
  house: Pick<House, 'contentDir'>,
  indicators: readonly InputIndicator[],
): InputEnergy[] {
  if (!indicators.some((i) => i.levels)) return [];
  const lines = new Map<string, InputLevels[]>();
  for (const row of readRegister(house, 'energy-levels').rows.map(toLevels))
    lines.set(keyOf(row), [...(lines.get(keyOf(row)) ?? []), row]);
  return indicators.flatMap((i) =>
    i.levels ? [{ indicator: i.id, levels: i.levels.flatMap((k) => lines.get(keyOf(k)) ?? []) }] : [],
  );
}
