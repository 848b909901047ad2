/** Text that comes from data (content packs), not from the program's locales. */
export interface Text {
  readonly zh: string;
  readonly en?: string;
}

/**
 * Folds full-width ASCII (digits, letters, brackets, punctuation) and the ideographic space to half-width.
 * Chinese punctuation without an ASCII twin (，is folded to ",", 。 is kept) follows Unicode's U+FF01–FF5E block.
 */
export const toHalfWidth = (s: string): string =>
  s.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ');

/** Removes every white-space character: source texts break lines in the middle of words. */
export const stripSpace = (s: string): string => s.replace(/\s+/gu, '');
