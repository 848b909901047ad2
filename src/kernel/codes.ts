/** Checksummed public codes. */

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** GB 32100-2015: 3^(i−1) mod 31. */
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** GB 11714-1997. */
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const ORG_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Check character of the first 17 places of a 统一社会信用代码 (GB 32100-2015); undefined when a character is outside the alphabet. */
export function usccCheckDigit(first17: string): string | undefined {
  let sum = 0;
  for (let i = 0; i < 17; i += 1) {
    const v = USCC_ALPHABET.indexOf(first17[i] ?? '?');
    if (v < 0) return undefined;
    sum += v * USCC_WEIGHTS[i]!;
  }
  return USCC_ALPHABET[(31 - (sum % 31)) % 31];
}

/** Check character of an organisation code's first eight places (GB 11714). */
export function orgCheckDigit(first8: string): string | undefined {
  let sum = 0;
  for (let i = 0; i < 8; i += 1) {
    const v = ORG_ALPHABET.indexOf(first8[i] ?? '?');
    if (v < 0) return undefined;
    sum += v * ORG_WEIGHTS[i]!;
  }
  const c = 11 - (sum % 11);
  return c === 10 ? 'X' : c === 11 ? '0' : String(c);
}

export type UsccFault = 'length' | 'alphabet' | 'check' | 'org-check';

/** What is wrong with a 统一社会信用代码; undefined when it is right. Lower case is accepted by `normalizeUscc`, not here. */
export function usccFault(code: string): UsccFault | undefined {
  if (code.length !== 18) return 'length';
  for (const c of code) if (!USCC_ALPHABET.includes(c)) return 'alphabet';
  if (usccCheckDigit(code.slice(0, 17)) !== code[17]) return 'check';
  // The organisation code inside carries its own check; registers of some early institutions break it, so it is named apart.
  if (orgCheckDigit(code.slice(8, 16)) !== code[16]) return 'org-check';
  return undefined;
}

/** Full-width to half-width, upper case, no spaces or hyphens. */
export const normalizeUscc = (text: string): string =>
  text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000-]/gu, '')
    .toUpperCase();
