/** Versions of a scheme and what each changed: between its times, between publications of the plan, and by decisions on open questions. */
import type { z } from 'zod';
import { Problem, type Text } from '#kernel';
import {
  choicesIn,
  schemeDifference,
  schemeFile,
  versionDifference,
  type Difference,
  type SchemeFile,
} from '#engine/rules';
import { historyOf } from '#areas/plans';
import type { Ctx } from '#platform/act';
import { bookOf } from './book.ts';
import type { historySchema } from './contract.ts';

type History = z.output<typeof historySchema>;
type Words = ReadonlyMap<string, { readonly clause: string; readonly quote: string }>;

const fileIn = (value: unknown): SchemeFile | undefined => {
  if (value === null || value === undefined) return undefined;
  const r = schemeFile.safeParse(value);
  // An old publication whose form this program no longer reads is told by its title alone.
  return r.success ? r.data : undefined;
};

/** A provision cited by both whose words are others now. */
const wordsChanged = (file: SchemeFile | undefined, a: Words, b: Words): Difference[] =>
  [...new Set(file?.versions.flatMap((v) => v.provisions) ?? [])].flatMap((id) => {
    const [x, y] = [a.get(id), b.get(id)];
    return x && y && (x.quote !== y.quote || x.clause !== y.clause)
      ? [
          {
            part: 'words' as const,
            version: null,
            path: `provisions.${id}`,
            key: 'quote',
            facts: [],
            before: `${x.clause} ${x.quote}`,
            after: `${y.clause} ${y.quote}`,
          },
        ]
      : [];
  });

export async function history(ctx: Ctx, pack: string, id: string): Promise<History> {
  const b = await bookOf(ctx.tx, pack);
  const file = b.plan.rules?.schemes.find((f) => f.id === id);
  if (!file) throw new Problem('schemes.unknown', { params: { scheme: id } });
  const titles = (facts: readonly string[]): Text[] =>
    facts.map((f) => b.rules.defs[b.rules.slots.get(f) ?? -1]?.title ?? { zh: f });
  const wire = (list: readonly Difference[]): History['versions'][number]['changes'] =>
    list.map((d) => ({ ...d, facts: titles(d.facts) }));
  const found = await historyOf(ctx.tx, pack, id);
  const publications = found.publications.map((p, i) => {
    const before = found.publications[i - 1];
    const [x, y] = [fileIn(before?.scheme), fileIn(p.scheme)];
    const words = (r: typeof p | undefined): Words => new Map((r?.provisions ?? []).map((w) => [w.id, w]));
    return {
      hash: p.hash,
      publishedAt: p.publishedAt,
      first: before === undefined,
      changes:
        before === undefined ? [] : [...schemeDifference(x, y), ...wordsChanged(y, words(before), words(p))],
    };
  });
  const times = file.versions.toSorted((x, y) =>
    x.from === y.from ? (x.issued < y.issued ? -1 : 1) : x.from < y.from ? -1 : 1,
  );
  const asked = new Set([
    ...choicesIn(file.versions).keys(),
    ...(file.payee === 'enterprise' ? choicesIn(b.plan.rules?.common.vetoes).keys() : []),
    ...(b.rules.schemes.get(id)?.versions.flatMap((v) => v.amount.open ?? []) ?? []),
  ]);
  const told = publications.filter((p) => p.first || p.changes.length > 0);
  return {
    id,
    title: file.title,
    versions: times.map((v, i) => ({
      id: v.id,
      from: v.from,
      to: v.to ?? null,
      issued: v.issued,
      number: v.number,
      clause: v.clause,
      mark: v.mark,
      source: v.source,
      // The term of each stands beside it already.
      changes: wire(i === 0 ? [] : versionDifference(times[i - 1]!, v).filter((d) => d.part !== 'term')),
    })),
    publications: told.toReversed().map((p) => ({ ...p, changes: wire(p.changes) })),
    unchanged: publications.length - told.length,
    decisions: found.decisions
      .filter((d) => asked.has(d.question))
      .toReversed()
      .map((d) => {
        const q = b.plan.questions.find((x) => x.id === d.question);
        return {
          id: d.question,
          question: q?.question ?? { zh: d.question },
          option: q?.options.find((o) => o.id === d.option)?.title ?? { zh: d.option },
          day: d.day,
          by: d.by,
          reason: d.reason,
        };
      }),
  };
}
