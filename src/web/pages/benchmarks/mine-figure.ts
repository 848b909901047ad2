import { formatNumber } from '../../parts/format.ts';

/** A figure for reading: as many decimals as its size deserves. */
export const formatFigure = (n: number | null | undefined): string => {
  if (n === null || n === undefined || !Number.isFinite(n)) return '—';
  const size = Math.abs(n);
  if (size === 0) return '0';
  if (size >= 1000) return formatNumber(n, 0);
  if (size >= 100) return formatNumber(n, 1);
  if (size >= 1) return formatNumber(n, 2);
  return size >= 0.001 ? String(Number(n.toPrecision(3))) : n.toExponential(2);
};

/** Change of a share in whole percent, with its sign. */
export const signed = (n: number | null | undefined, digits = 0): string =>
  n === null || n === undefined ? '—' : `${n > 0 ? '+' : ''}${formatNumber(n, digits)}`;

const MONEY: ReadonlySet<string> = new Set(['元', '万元', '亿元']);
export const isMoney = (unit: string): boolean => MONEY.has(unit);
