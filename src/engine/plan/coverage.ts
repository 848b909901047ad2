import { stripSpace } from '#kernel';
import { readDocument, type BlockKind } from './reading.ts';
import type { CompiledPlan, ProvisionClass } from './types.ts';

export interface CoveredSentence {
  readonly start: number;
  readonly end: number;
  /** As read: line breaks of the print removed. */
  readonly text: string;
  readonly class: ProvisionClass;
  readonly provisions: readonly string[];
  readonly clause: string;
}
export interface Coverage {
  readonly sentences: number;
  /** Characters, white space aside. */
  readonly characters: number;
  readonly classes: readonly {
    readonly class: ProvisionClass;
    readonly sentences: number;
    readonly characters: number;
  }[];
  readonly items: readonly CoveredSentence[];
}

/** Headings, the letterhead and the signature promise nothing and are not counted as sentences. */
const counted = new Set<BlockKind>(['paragraph', 'responsibility', 'addressee', 'note']);
const order: readonly ProvisionClass[] = ['executable', 'monitorable', 'rhetorical'];

/** The document as the reading room sees it. */
export const readPlan = (plan: CompiledPlan, text: string) =>
  readDocument({
    text,
    title: plan.title.zh,
    clauses: plan.clauses.map((c) => ({
      id: c.id,
      span: { start: c.span[0], end: c.span[1] },
      body: { start: c.body[0], end: c.body[1] },
    })),
    provisions: plan.provisions.map((p) => ({ id: p.id, span: { start: p.span[0], end: p.span[1] } })),
  });

/** Share of the document that can be carried out, followed, or only read. A sentence has the most binding class of its provisions; without any it is rhetorical. */
export function coverage(plan: CompiledPlan, text: string): Coverage {
  const classOf = new Map(plan.provisions.map((p) => [p.id, p.class]));
  const items: CoveredSentence[] = [];
  for (const b of readPlan(plan, text)) {
    if (!counted.has(b.kind)) continue;
    for (const s of b.sentences) {
      const provisions = [...new Set(s.segments.flatMap((x) => x.provisions))].toSorted();
      const classes = new Set(provisions.map((id) => classOf.get(id)));
      items.push({
        start: s.start,
        end: s.end,
        text: s.segments.map((x) => x.text).join(''),
        class: order.find((c) => classes.has(c)) ?? 'rhetorical',
        provisions,
        clause: b.clause,
      });
    }
  }
  const size = (x: CoveredSentence): number => stripSpace(text.slice(x.start, x.end)).length;
  return {
    sentences: items.length,
    characters: items.reduce((n, x) => n + size(x), 0),
    classes: order.map((c) => {
      const own = items.filter((x) => x.class === c);
      return { class: c, sentences: own.length, characters: own.reduce((n, x) => n + size(x), 0) };
    }),
    items,
  };
}
