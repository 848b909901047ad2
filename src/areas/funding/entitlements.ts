/** 应享台账: who is owed what, what came of it, and why something was never claimed. */
import type { z } from 'zod';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { writeWorkbook, XLSX } from '#platform/sheets';
import type { contract } from './contract.ts';
import type { entitlementSchema } from './contract-direct.ts';
import { missingWire } from './direct.ts';
import { DIRECT_REVIEW } from './direct-run.ts';
import { MOST_ROWS, yuanOf } from './queue.ts';
import { reviewOf, titleIn } from './review.ts';
import { bookOf, titleOf } from './rules.ts';
import * as store from './store/entitlements.ts';

type Row = z.input<typeof entitlementSchema>;
type Filter = z.output<(typeof contract)['exportEntitlements']['query']>;

const sumsWire = (s: store.Sums) => ({
  owedFen: String(s.owed),
  claimedFen: String(s.claimed),
  committedFen: String(s.committed),
  paidFen: String(s.paid),
  unclaimedFen: String(s.unclaimed),
});

/** Of a reason, what goes with it and nothing else. */
function detailOf(r: store.EntitlementRow, stateTitle: Row['detail']['state']): Row['detail'] {
  const none = { state: null, by: null, day: null, text: null, missing: [] };
  switch (r.reason) {
    case 'unreleased':
      return { ...none, state: stateTitle, by: r.heldBy, text: r.heldReason || null };
    case 'barred':
    case 'short':
      return { ...none, missing: missingWire(r.missing) };
    case 'withdrawn':
    case 'refused':
      return { ...none, by: r.endedBy, text: r.endedReason };
    case 'window-closed':
    case 'not-applied':
      return { ...none, day: r.closes };
    default:
      return none;
  }
}

async function wireOf(ctx: Ctx, pack: string, items: readonly store.EntitlementRow[]): Promise<Row[]> {
  const { book } = await bookOf(ctx.tx, pack);
  const { review } = await reviewOf(ctx.tx, pack, DIRECT_REVIEW);
  return items.map((r) => ({
    key: `${r.subjectId} ${r.scheme} ${r.year}`,
    subject: {
      id: r.subjectId,
      name: r.name,
      creditCode: r.creditCode,
      regionName: r.regionName,
      simulated: r.simulated,
    },
    scheme: r.scheme,
    schemeTitle: titleOf(book, r.scheme),
    year: r.year,
    ...sumsWire(r),
    status: r.status,
    reason: r.reason as Row['reason'],
    detail: detailOf(r, r.state === null ? null : titleIn(review, r.state)),
    claim: r.claimId,
    application: r.applicationId,
  }));
}

export async function entitlements(ctx: Ctx, f: Filter, page: number, size: number) {
  const { total, sums, items } = await store.entitlements(ctx.tx, f, ctx.today, size, (page - 1) * size);
  return {
    total,
    sums: sumsWire(sums),
    years: await store.years(ctx.tx, f.pack),
    items: await wireOf(ctx, f.pack, items),
  };
}

export async function totals(ctx: Ctx, f: Filter & { by: 'scheme' | 'place' | 'year' }) {
  const { book } = await bookOf(ctx.tx, f.pack);
  return {
    items: (await store.totals(ctx.tx, f, f.by, ctx.today)).map((r) => ({
      key: r.key,
      title: f.by === 'scheme' ? titleOf(book, r.key) : { zh: r.title },
      claims: r.claims,
      ...sumsWire(r),
    })),
  };
}

/** A reason as one sentence, for the sheet; the page builds the same from the same words. */
function reasonText(r: Row): string {
  if (r.reason === null) return '';
  const d = r.detail;
  const word = t('zh-CN', `direct.reason.${r.reason}`);
  const more = [
    d.state?.zh,
    d.by,
    d.day,
    d.text,
    ...d.missing.map((m) =>
      m.short === null
        ? `${m.title}：${m.have ?? '—'}，要求 ${m.need}`
        : `${m.title}：${m.have ?? '—'}，要求 ${m.need}，差 ${m.short}`,
    ),
  ].filter((x) => x !== null && x !== undefined && x !== '');
  return more.length > 0 ? `${word}（${more.join('；')}）` : word;
}

const columns = [
  'name',
  'code',
  'place',
  'scheme',
  'year',
  'owed',
  'claimed',
  'committed',
  'paid',
  'unclaimed',
  'status',
  'reason',
] as const;

export async function exportEntitlements(ctx: Ctx, f: Filter) {
  const { items } = await store.entitlements(ctx.tx, f, ctx.today, MOST_ROWS, 0);
  const rows = (await wireOf(ctx, f.pack, items)).map((r, n) => [
    r.subject.name,
    r.subject.creditCode,
    r.subject.regionName,
    r.schemeTitle.zh,
    r.year,
    ...(['owed', 'claimed', 'committed', 'paid', 'unclaimed'] as const).map((k) =>
      yuanOf(String(items[n]![k])),
    ),
    t('zh-CN', `direct.status.${r.status}`),
    reasonText(r),
  ]);
  return {
    name: `${t('zh-CN', 'direct.export.file', { day: ctx.today })}.xlsx`,
    type: XLSX,
    bytes: await writeWorkbook({
      sheets: [
        {
          name: t('zh-CN', 'direct.export.sheet'),
          columns: columns.map((c) => ({ title: t('zh-CN', `direct.column.${c}`) })),
          rows,
        },
      ],
    }),
  };
}
