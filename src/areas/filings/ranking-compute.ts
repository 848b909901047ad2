/** From the input of a ranking to its result. Pure, so that what was kept can be computed again to the same bytes. */
import { addDecimal, decimal, divDecimal, formatDecimal, type Decimal } from '#kernel';
import { parkBounds, parkCompletion, type ParkFigures } from '#engine/benchmark';
import { rankIntervals } from '#engine/evaluation';

/** Raised when the same input may give another result. */
export const RANKING_ENGINE = 'park-ranking 1';

/** 95 %, two-sided. */
const Z = 1.959963984540054;

export interface RankingInput {
  readonly pack: string;
  readonly year: number;
  readonly by: 'park' | 'county';
  /** The readings the filings were judged by; `per` and `rank` decide here, the others are on record. */
  readonly readings: {
    readonly per: 'accepted' | 'aboveScale';
    readonly rank: 'rate' | 'composite';
    readonly values: string;
    readonly proof: string;
    readonly indicators: string;
    readonly measures: string;
    readonly threshold: string;
    readonly mandatory: string;
  };
  readonly places: readonly {
    readonly code: string;
    readonly name: string;
    readonly aboveScale: number;
    readonly filings: readonly {
      readonly id: string;
      readonly accepted: boolean;
      /** Mean completion of the indicators. */
      readonly indicators: string;
      readonly complete: boolean;
    }[];
  }[];
}

type Filings = RankingInput['places'][number]['filings'];

const figuresOf = (code: string, aboveScale: number, filings: Filings): ParkFigures => {
  const accepted = filings.filter((f) => f.accepted);
  const sum = accepted.reduce<Decimal>((s, f) => addDecimal(s, decimal(f.indicators)), decimal('0'));
  return {
    code,
    aboveScale,
    accepted: accepted.length,
    complete: accepted.filter((f) => f.complete).length,
    improvement:
      accepted.length === 0 ? null : divDecimal(sum, decimal(String(accepted.length)), 12, 'halfEven'),
  };
};

export function rankPlaces({ places, readings }: RankingInput) {
  const figures = places.map((p) => figuresOf(p.code, p.aboveScale, p.filings));
  const ranked = parkCompletion(figures, readings);
  const intervals = rankIntervals(parkBounds(figures, readings, Z));
  const row = (
    name: string,
    filed: number,
    f: ParkFigures,
    c: (typeof ranked)[number],
    interval: readonly [number, number] | null,
  ) => ({
    code: f.code,
    name,
    aboveScale: f.aboveScale,
    filed,
    accepted: f.accepted,
    complete: f.complete,
    completion: c.completion && formatDecimal(c.completion),
    coverage: c.coverage && formatDecimal(c.coverage),
    improvement: f.improvement && formatDecimal(f.improvement),
    score: c.score && formatDecimal(c.score),
    rank: c.rank,
    best: interval?.[0] ?? null,
    worst: interval?.[1] ?? null,
  });
  const all = places.flatMap((p) => p.filings);
  const whole = figuresOf(
    '',
    places.reduce((n, p) => n + p.aboveScale, 0),
    all,
  );
  const place = (r: { rank: number | null; code: string }): string =>
    `${String(r.rank ?? 999_999).padStart(6, '0')} ${r.code}`;
  return {
    items: places
      .map((p, n) => row(p.name, p.filings.length, figures[n]!, ranked[n]!, intervals[n]!))
      .toSorted((a, b) => (place(a) < place(b) ? -1 : 1)),
    // Everything together has no place.
    total: {
      ...row('', all.length, whole, parkCompletion([whole], readings)[0]!, null),
      rank: null,
    },
  };
}

export type Ranked = ReturnType<typeof rankPlaces>;
