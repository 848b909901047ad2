import { finding, stripSpace, type Finding } from '#kernel';
import type { Span } from './types.ts';

/** Text without white space, and where each of its characters stands in the original. */
export function stripped(text: string): { readonly text: string; readonly at: readonly number[] } {
  const at: number[] = [];
  for (let i = 0; i < text.length; i += 1) if (!/\s/u.test(text[i]!)) at.push(i);
  return { text: at.map((i) => text[i]).join(''), at };
}

export interface Pin {
  readonly path: string;
  readonly quote: string;
  /** Where it was thought to stand; the nearest occurrence is taken. */
  readonly span: Span | null;
}
export interface Pinned {
  readonly path: string;
  readonly span: Span;
  readonly moved: boolean;
  /** It had no place before. */
  readonly fresh: boolean;
}

/**
 * Finds each quote in the document again. Of several occurrences the one nearest to the former span is taken; without a former span a
 * quote must occur once. P106: not found; P118: found more than once with nothing to choose by.
 */
export function pinQuotes(
  pins: readonly Pin[],
  sourceText: string,
): { readonly pinned: readonly Pinned[]; readonly findings: readonly Finding[] } {
  const { text, at } = stripped(sourceText);
  const pinned: Pinned[] = [];
  const findings: Finding[] = [];
  for (const p of pins) {
    const quote = stripSpace(p.quote);
    const found: Span[] = [];
    for (let i = quote === '' ? -1 : text.indexOf(quote); i >= 0; i = text.indexOf(quote, i + 1))
      found.push([at[i]!, at[i + quote.length - 1]! + 1]);
    if (found.length === 0) {
      findings.push(
        finding('P106', 'error', p.path, {
          start: p.span?.[0] ?? 0,
          end: p.span?.[1] ?? 0,
          quote: quote.slice(0, 60),
          there: '',
        }),
      );
      continue;
    }
    if (found.length > 1 && p.span === null) {
      findings.push(finding('P118', 'error', p.path, { quote: quote.slice(0, 60), count: found.length }));
      continue;
    }
    const former = p.span?.[0] ?? 0;
    const span = found.reduce((a, b) => (Math.abs(b[0] - former) < Math.abs(a[0] - former) ? b : a));
    pinned.push({
      path: p.path,
      span,
      fresh: p.span === null,
      moved: p.span === null || span[0] !== p.span[0] || span[1] !== p.span[1],
    });
  }
  return { pinned, findings };
}
