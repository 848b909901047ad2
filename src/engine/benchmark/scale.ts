import type { Orientation } from './types.ts';

/** Scores this close count as equal when returns to scale are told apart. */
const SAME = 1e-7;

/**
 * Scale efficiency (crs ÷ vrs, inverted for output scores so that it is ≤ 1 both ways) and the local returns to scale by the
 * non-increasing-returns test of Färe, Grosskopf & Lovell (1985): crs where crs = vrs; irs where nirs = crs; drs otherwise.
 * Null where a score of 0 leaves nothing to compare.
 */
export function scaleOf(
  scores: { readonly crs: number; readonly vrs: number; readonly nirs: number },
  orientation: Orientation,
): { efficiency: number; returns: 'crs' | 'irs' | 'drs' } | null {
  const { crs, vrs, nirs } = scores;
  const [small, large] = orientation === 'in' ? [crs, vrs] : [vrs, crs];
  if (!(large > 0)) return null;
  const same = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.max(a, b);
  if (same(crs, vrs)) return { efficiency: 1, returns: 'crs' };
  return { efficiency: Math.min(1, small / large), returns: same(nirs, crs) ? 'irs' : 'drs' };
}
