/** What is known about filings besides what they say: attached files, verified milestones, measured values. One road for one and for many. */
import { decimal, formatDecimal, roundDecimal } from '#kernel';
import type { Review } from '#engine/review';
import type { Tx } from '#platform/db';
import type { Known } from './content.ts';
import { marksOf } from './review.ts';
import { fieldsWithFiles } from './store/attachments.ts';
import { milestoneStates } from './store/milestones.ts';
import { measuredOf } from './store/values.ts';

/** Long quotients are of no use to a reader: eight decimals are kept. */
const short = (text: string): string => formatDecimal(roundDecimal(decimal(text), 8, 'halfEven'));

export interface KnownOfFiling extends Known {
  readonly run: { readonly id: string; readonly year: number } | null;
  /** `<measure>.<milestone>` that were reported as done or verified. */
  readonly settled: ReadonlySet<string>;
}

const nothing: KnownOfFiling = {
  files: new Set(),
  verified: new Set(),
  settled: new Set(),
  measured: new Map(),
  run: null,
};

/** `milestone` is the plan's review of milestones. */
export async function knownOf(
  tx: Tx,
  ids: readonly string[],
  milestone: Review | undefined,
): Promise<(id: string) => KnownOfFiling> {
  if (ids.length === 0) return () => nothing;
  const files = await fieldsWithFiles(tx, ids);
  const states = await milestoneStates(tx, ids);
  const measured = new Map((await measuredOf(tx, ids)).map((m) => [m.filingId, m]));
  const withMark = (id: string, marks: readonly string[]): ReadonlySet<string> =>
    new Set(
      [...(states.get(id) ?? [])].flatMap(([place, state]) =>
        milestone && marksOf(milestone, state).some((m) => marks.includes(m)) ? [place] : [],
      ),
    );
  return (id) => {
    const m = measured.get(id);
    return {
      files: files.get(id) ?? nothing.files,
      verified: withMark(id, ['verified']),
      settled: withMark(id, ['verified', 'claimed']),
      measured: new Map(m?.values.flatMap((v) => (v.value === null ? [] : [[v.indicator, short(v.value)]]))),
      run: m ? { id: m.run, year: m.year } : null,
    };
  };
}
