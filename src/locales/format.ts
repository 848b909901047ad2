/** Numbers as people read them, on pages and in documents; nothing is computed here. */

/** A hair below nothing is nothing: no -0.0. */
const plainZero = (text: string): string => text.replace(/^-(0(?:\.0+)?)$/, '$1');

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Decimal text with thousands separators; the digits themselves are left as they are. */
export function formatDecimal(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return '—';
  const m = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  return m ? `${m[1]}${group(m[2]!)}${m[3] ?? ''}` : text;
}

/** A statistic, to `digits` decimals. */
export const formatNumber = (n: number | null | undefined, digits = 2): string =>
  n === null || n === undefined || !Number.isFinite(n) ? '—' : formatDecimal(plainZero(n.toFixed(digits)));

/** A long decimal for reading: at most four digits after the point, full text on hover is the caller's business. */
export const shortDecimal = (text: string | null | undefined): string => {
  if (text === null || text === undefined || text === '') return '—';
  const [a, b] = text.split('.');
  return formatDecimal(b && b.length > 4 ? String(Number(Number(text).toFixed(4))) : b ? `${a}.${b}` : a);
};

export const formatPercent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? '—' : `${plainZero((share * 100).toFixed(digits))}%`;
