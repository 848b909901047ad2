/** 对标完成率 of parks and counties with coverage beside it: recomputed from the filings, by the readings of the plan in force. */
import { addDecimal, decimal, divDecimal, formatDecimal, type Decimal } from '#kernel';
import {
  allIndicatorsRules,
  enterpriseRules,
  parkCompletion,
  type EnterpriseRules,
  type ParkFigures,
  type ParkRules,
} from '#engine/benchmark';
import { choicesOf } from '#areas/plans';
import { t } from '#locales';
import type { Tx } from '#platform/db';
import { completionOf, type Content, type Progress } from './content.ts';
import { marksOf, reviewOf } from './review.ts';
import * as store from './store.ts';

/** Which rules the options chosen for the plan's open questions mean. */
export async function rulesOf(
  tx: Tx,
  pack: string,
): Promise<{ enterprise: EnterpriseRules; park: ParkRules }> {
  const chosen = await choicesOf(tx, pack);
  return {
    enterprise:
      chosen.get('enterprise-completion') === 'all-indicators' ? allIndicatorsRules : enterpriseRules,
    park: {
      per: chosen.get('completion-rate') === 'all' ? 'aboveScale' : 'accepted',
      rank: chosen.get('park-ranking') === 'composite' ? 'composite' : 'rate',
    },
  };
}

interface Place extends ParkFigures {
  readonly name: string;
  readonly filed: number;
}

export async function completion(tx: Tx, pack: string, year: number, by: 'park' | 'county') {
  const { review } = await reviewOf(tx, pack);
  const rules = await rulesOf(tx, pack);
  const places = await store.aboveScaleBy(tx, year, by);
  const filings = await store.ofYear(tx, pack, year);
  const figures = (
    code: string,
    name: string,
    aboveScale: number,
    own: readonly store.FilingRow[],
  ): Place => {
    const accepted = own.filter((f) => marksOf(review, f.state).includes('accepted'));
    const done = accepted.map(
      (f) => completionOf(f.content as Content, f.progress as Progress | null, rules.enterprise).total,
    );
    const sum = done.reduce<Decimal>((s, x) => addDecimal(s, x.indicators), decimal('0'));
    return {
      code,
      name,
      aboveScale,
      filed: own.length,
      accepted: accepted.length,
      complete: done.filter((x) => x.complete).length,
      improvement: done.length === 0 ? null : divDecimal(sum, decimal(String(done.length)), 12, 'halfEven'),
    };
  };
  const placed = places.map((p) =>
    figures(
      p.code,
      p.name,
      p.aboveScale,
      filings.filter((f) => (by === 'park' ? f.parkCode : f.regionCode) === p.code),
    ),
  );
  const codes = new Set(places.map((p) => p.code));
  const all = figures(
    '',
    t('zh-CN', 'filings.completion.total'),
    places.reduce((n, p) => n + p.aboveScale, 0),
    filings.filter((f) => codes.has((by === 'park' ? f.parkCode : f.regionCode) ?? '')),
  );
  const ranked = parkCompletion(placed, rules.park);
  const wire = (p: Place, c: ReturnType<typeof parkCompletion>[number] | undefined) => ({
    code: p.code,
    name: p.name,
    aboveScale: p.aboveScale,
    filed: p.filed,
    accepted: p.accepted,
    complete: p.complete,
    completion: c?.completion ? formatDecimal(c.completion) : null,
    coverage: c?.coverage ? formatDecimal(c.coverage) : null,
    improvement: p.improvement && formatDecimal(p.improvement),
    score: c?.score ? formatDecimal(c.score) : null,
    rank: c?.rank ?? null,
  });
  const place = (r: { rank: number | null; code: string }): string =>
    `${String(r.rank ?? 999_999).padStart(6, '0')} ${r.code}`;
  return {
    items: placed.map((p, n) => wire(p, ranked[n])).toSorted((a, b) => (place(a) < place(b) ? -1 : 1)),
    total: { ...wire(all, parkCompletion([all], rules.park)[0]), rank: null },
    per: rules.park.per,
    rank: rules.park.rank,
    simulated: places.some((p) => p.simulated),
  };
}
