import { fenText } from '#locales';

/** Yuan as typed to whole fen; nothing is rounded, and nothing is not an amount. */
export const fenOf = (yuan: string): string | undefined => {
  const m = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(yuan.replaceAll(',', '').trim());
  const fen = m && BigInt(m[1]! + (m[2] ?? '').padEnd(2, '0'));
  return fen ? String(fen) : undefined;
};

/** Whole fen as yuan with two decimals, as a form takes them. */
export const yuanText = (fen: string): string => {
  const padded = fen.padStart(3, '0');
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`;
};

export const money = (fen: string | null): string => (fen === null ? '—' : fenText(fen));
