/** 项目与资金台账: what was claimed, approved, committed, paid and taken back, by scheme, place or enterprise. */
import type { z } from 'zod';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { writeWorkbook, XLSX } from '#platform/sheets';
import type { contract } from './contract.ts';
import { MOST_ROWS, yuanOf } from './queue.ts';
import { reviewOf, titleIn } from './review.ts';
import { bookOf, titleOf } from './rules.ts';
import * as rows from './store/queue.ts';

type Filter = z.output<(typeof contract)['exportLedger']['query']>;
type Ledger = z.output<(typeof contract)['ledger']['response']>;
type Row = Ledger['items'][number];

const sumsOf = (r: rows.Sums) => ({
  applications: r.applications,
  claimedFen: String(r.claimed),
  approvedFen: String(r.approved),
  committedFen: String(r.committed),
  paidFen: String(r.paid),
  recoveredFen: String(r.recovered),
});

const cmp = (x: bigint | number, y: bigint | number): number => (x < y ? -1 : x > y ? 1 : 0);

/** All lines, ordered: there are as many as schemes or places, or enterprises that ever applied. */
async function lines(ctx: Ctx, f: Filter): Promise<{ row: Row; sums: rows.Sums }[]> {
  const { book } = await bookOf(ctx.tx, f.pack);
  const key = f.sort.replace('-', '') as 'title' | 'applications' | 'claimed' | 'approved' | 'paid';
  const sign = f.sort.startsWith('-') ? -1 : 1;
  return (await rows.ledger(ctx.tx, f))
    .map((r) => ({
      row: {
        key: r.key,
        title: f.by === 'scheme' ? titleOf(book, r.key) : { zh: r.title },
        note: r.note,
        simulated: r.simulated,
        ...sumsOf(r),
      },
      sums: r,
    }))
    .toSorted(
      (x, y) =>
        (key === 'title'
          ? sign * x.row.title.zh.localeCompare(y.row.title.zh, 'zh-CN')
          : sign * cmp(x.sums[key], y.sums[key])) || x.row.key.localeCompare(y.row.key),
    );
}

export async function ledger(ctx: Ctx, f: Filter, page: number, size: number): Promise<Ledger> {
  const all = await lines(ctx, f);
  const sum = all.reduce<rows.Sums>(
    (n, { sums: s }) => ({
      applications: n.applications + s.applications,
      claimed: n.claimed + s.claimed,
      approved: n.approved + s.approved,
      committed: n.committed + s.committed,
      paid: n.paid + s.paid,
      recovered: n.recovered + s.recovered,
    }),
    { applications: 0, claimed: 0n, approved: 0n, committed: 0n, paid: 0n, recovered: 0n },
  );
  return {
    total: all.length,
    items: all.slice((page - 1) * size, page * size).map((l) => l.row),
    sum: sumsOf(sum),
    years: await rows.years(ctx.tx),
  };
}

const money = ['claimed', 'approved', 'committed', 'paid', 'recovered'] as const;
const title = (c: string) => ({ title: c });

export async function exportLedger(ctx: Ctx, f: Filter) {
  const { book } = await bookOf(ctx.tx, f.pack);
  const moneyTitles = money.map((m) => title(t('zh-CN', `funding.ledger.${m}`)));
  const detail = [];
  for (const a of await rows.ledgerLines(ctx.tx, f, MOST_ROWS)) {
    const { review } = await reviewOf(ctx.tx, a.pack, a.route);
    detail.push([
      a.name,
      a.creditCode,
      a.regionName,
      titleOf(book, a.scheme).zh,
      a.year,
      a.project,
      titleIn(review, a.state).zh,
      ...money.map((m) => (a[m] === null ? null : yuanOf(String(a[m])))),
      a.simulated ? t('zh-CN', 'common.simulated') : null,
    ]);
  }
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'funding.ledger.sheet'),
        columns: [
          title(t('zh-CN', `funding.ledger.by.${f.by}`)),
          title(t('zh-CN', 'funding.ledger.note')),
          title(t('zh-CN', 'funding.ledger.applications')),
          ...moneyTitles,
        ],
        rows: (await lines(ctx, f)).map(({ row: r }) => [
          r.title.zh,
          r.note,
          r.applications,
          ...money.map((m) => yuanOf(r[`${m}Fen`])),
        ]),
      },
      {
        name: t('zh-CN', 'funding.ledger.detail'),
        columns: [
          ...(['name', 'code', 'region', 'scheme', 'year', 'project', 'state'] as const).map((c) =>
            title(t('zh-CN', `funding.list.${c}`)),
          ),
          ...moneyTitles,
          title(t('zh-CN', 'funding.list.simulated')),
        ],
        rows: detail,
      },
    ],
  });
  return { name: `${t('zh-CN', 'funding.ledger.file', { day: ctx.today })}.xlsx`, type: XLSX, bytes };
}
