/** 对标完成率 of parks and counties with coverage beside it: recomputed from the filings, by the readings of the plan in force. */
import { decimal, formatDecimal } from '#kernel';
import type { Tx } from '#platform/db';
import { completionOf, withKeys, type Content, type Progress } from './content.ts';
import { knownOf } from './known.ts';
import { rankPlaces, type RankingInput } from './ranking-compute.ts';
import { readingsOf } from './readings.ts';
import { marksOf, milestoneReviewOf, reviewOf } from './review.ts';
import * as store from './store.ts';

/** Everything a ranking is computed from, in a fixed order, so that the same state of affairs gives the same bytes. */
export async function rankingInput(
  tx: Tx,
  pack: string,
  year: number,
  by: 'park' | 'county',
): Promise<{ input: RankingInput; simulated: boolean }> {
  const { review } = await reviewOf(tx, pack);
  const readings = await readingsOf(tx, pack);
  const places = await store.aboveScaleBy(tx, year, by);
  const filings = await store.ofYear(tx, pack, year);
  const known = await knownOf(
    tx,
    filings.map((f) => f.id),
    await milestoneReviewOf(tx, pack),
  );
  return {
    simulated: places.some((p) => p.simulated),
    input: {
      pack,
      year,
      by,
      readings: {
        per: readings.park.per,
        rank: readings.park.rank,
        values: readings.values,
        proof: readings.proof,
        indicators: formatDecimal(readings.enterprise.indicators),
        measures: formatDecimal(readings.enterprise.measures),
        threshold: formatDecimal(readings.enterprise.threshold),
        mandatory: formatDecimal(readings.enterprise.mandatory),
      },
      places: places.map((p) => ({
        code: p.code,
        name: p.name,
        aboveScale: p.aboveScale,
        filings: filings
          .filter((f) => (by === 'park' ? f.parkCode : f.regionCode) === p.code)
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .map((f) => {
            const accepted = marksOf(review, f.state).includes('accepted');
            const { total } = completionOf(
              withKeys(f.content as Content),
              f.progress as Progress | null,
              known(f.id),
              readings,
            );
            return {
              id: f.id,
              accepted,
              indicators: accepted ? formatDecimal(total.indicators) : formatDecimal(decimal('0')),
              complete: accepted && total.complete,
            };
          }),
      })),
    },
  };
}

export async function completion(tx: Tx, pack: string, year: number, by: 'park' | 'county') {
  const { input, simulated } = await rankingInput(tx, pack, year, by);
  return { ...rankPlaces(input), per: input.readings.per, rank: input.readings.rank, simulated };
}
