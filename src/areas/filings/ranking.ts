/** The ranking of parks of a year, made final: kept with input and rules, computed again on demand; the fund's tilt reads it from here. */
import { canonicalJson, parseDecimal, Problem, toNumber } from '#kernel';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import { sha256Hex } from '#platform/files';
import { writeWorkbook, XLSX } from '#platform/sheets';
import { rankingInput } from './overview.ts';
import { RANKING_ENGINE, rankPlaces, type Ranked, type RankingInput } from './ranking-compute.ts';
import { reviewOf } from './review.ts';
import * as store from './store/rankings.ts';

type Kept = Ranked & Pick<RankingInput['readings'], 'per' | 'rank'>;

const hashOf = (value: unknown): string => sha256Hex(canonicalJson(value));
const computed = (input: RankingInput): Kept => ({
  ...rankPlaces(input),
  per: input.readings.per,
  rank: input.readings.rank,
});

const toWire = (r: store.RankingRow) => ({ ...r, ...(r.result as Kept) });
export type ParkRanking = ReturnType<typeof toWire>;

/** The ranking in force for a year: the one made final last; undefined when none was. */
export async function parkRanking(tx: Tx, pack: string, year: number): Promise<ParkRanking | undefined> {
  const [newest] = await store.rankingsOf(tx, pack, year);
  return newest && toWire(newest);
}

export async function ranking(ctx: Ctx, pack: string, year: number) {
  const all = await store.rankingsOf(ctx.tx, pack, year);
  const newest = all[0];
  const whole = ctx.actor.scope.kind === 'all';
  return {
    ranking: newest ? toWire(newest) : null,
    outdated:
      newest && whole
        ? hashOf(computed((await rankingInput(ctx.tx, pack, year, 'park')).input)) !== newest.resultHash
        : null,
    history: all.map(({ id, createdAt, createdBy }) => ({ id, createdAt, createdBy })),
    canFreeze: whole && ctx.actor.permissions.has('filings.freeze'),
  };
}

export async function freezeRanking(ctx: Ctx, pack: string, year: number): Promise<ParkRanking> {
  // A ranking over a part would leave out parks without saying so.
  if (ctx.actor.scope.kind !== 'all') throw new Problem('auth.out-of-scope');
  const { hash } = await reviewOf(ctx.tx, pack);
  const { input, simulated } = await rankingInput(ctx.tx, pack, year, 'park');
  const result = computed(input);
  if (!result.items.some((i) => i.rank !== null))
    throw new Problem('filings.nothing-to-rank', { params: { year } });
  const row = {
    id: ctx.newId(),
    pack,
    year,
    createdBy: ctx.actor.name,
    ruleHash: hash,
    engine: RANKING_ENGINE,
    inputHash: hashOf(input),
    resultHash: hashOf(result),
    simulated,
    result,
  };
  await store.saveRanking(ctx.tx, { ...row, input }, ctx.now);
  return toWire({ ...row, createdAt: ctx.now });
}

async function need(tx: Tx, id: string): Promise<store.RankingRow> {
  const r = await store.rankingById(tx, id);
  if (!r) throw new Problem('filings.unknown-ranking');
  return r;
}

/** Computes a ranking again from what was kept of it. */
export async function verifyRanking(ctx: Ctx, id: string) {
  const r = await need(ctx.tx, id);
  const input = (await store.rankingInput(ctx.tx, id)) as RankingInput | undefined;
  if (!input) throw new Problem('auth.out-of-scope');
  return {
    same: hashOf(computed(input)) === r.resultHash && hashOf(r.result) === r.resultHash,
    inputSame: hashOf(input) === r.inputHash,
    engineSame: r.engine === RANKING_ENGINE,
  };
}

export async function exportRanking(ctx: Ctx, id: string) {
  const r = toWire(await need(ctx.tx, id));
  const columns = [
    'rank',
    'place',
    'interval',
    'completion',
    'coverage',
    'improvement',
    'score',
    'aboveScale',
    'filed',
    'accepted',
    'complete',
  ] as const;
  const n = (x: string | null): number | null => (x === null ? null : toNumber(parseDecimal(x)!));
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'filings.ranking.sheet'),
        columns: columns.map((c) => ({ title: t('zh-CN', `filings.ranking.${c}`) })),
        rows: [...r.items, r.total].map((p) => [
          p.rank,
          p.code === '' ? t('zh-CN', 'filings.completion.total') : p.name,
          p.best === null ? null : `${p.best}–${p.worst}`,
          n(p.completion),
          n(p.coverage),
          n(p.improvement),
          n(p.score),
          p.aboveScale,
          p.filed,
          p.accepted,
          p.complete,
        ]),
      },
      {
        name: t('zh-CN', 'filings.ranking.noteSheet'),
        columns: [
          { title: t('zh-CN', 'filings.ranking.noteItem') },
          { title: t('zh-CN', 'filings.ranking.note') },
        ],
        rows: [
          [t('zh-CN', 'filings.ranking.rule'), t('zh-CN', `filings.ranking.by.${r.rank}`)],
          [t('zh-CN', 'filings.ranking.rateRule'), t('zh-CN', `filings.ranking.per.${r.per}`)],
          [t('zh-CN', 'filings.ranking.interval'), t('zh-CN', 'filings.ranking.intervalNote')],
          [t('zh-CN', 'filings.ranking.made'), `${r.createdAt.slice(0, 10)} ${r.createdBy}`],
          [t('zh-CN', 'filings.ranking.hash'), r.resultHash],
          [t('zh-CN', 'common.simulated'), r.simulated ? t('zh-CN', 'common.yes') : t('zh-CN', 'common.no')],
        ],
      },
    ],
  });
  return { name: `${t('zh-CN', 'filings.ranking.file', { year: r.year })}.xlsx`, type: XLSX, bytes };
}
