/** A whole group for those who answer for it: spread, who moved since the last run, figures to ask about. Names and figures stay in scope. */
import type { z } from 'zod';
import { Problem } from '#kernel';
import { movers, runDea, suspicions, type Move, type Standing, type SuspectUnit } from '#engine/benchmark';
import { findingText, t } from '#locales';
import type { Env } from '#platform/act';
import { writeWorkbook } from '#platform/sheets';
import type { analysisSchema } from '../contract-position.ts';
import * as store from '../store.ts';
import { groupRows, runBefore, standings, totals, type GroupRow, type StandingRow } from '../store/group.ts';
import { coarse, isRatio } from './disclosure.ts';
import { groupRef, rulesOf, runRef } from './position.ts';

type Analysis = z.output<typeof analysisSchema>;

/** Measuring everybody without himself costs about N²; beyond this it would hold up the house. */
const MOST_SUPER = 600;

const standingOf = (s: StandingRow): Standing => ({
  id: s.id,
  group: s.group,
  rank: s.rank,
  efficiency: s.efficiency,
  score: s.score,
});

const neat = (v: string | number): string | number =>
  typeof v === 'number' && Number.isFinite(v) ? Number(v.toPrecision(4)) : v;

export async function analysis(env: Env, runId: string, group: string): Promise<Analysis> {
  const seen = await env.house.db.tx(env.actor.scope, async (tx) => {
    const run = await store.run(tx, runId);
    if (!run) throw new Problem('benchmarks.unknown-run');
    const rules = rulesOf(run);
    const beforeId = await runBefore(tx, run.rulePack, rules.evaluation, rules.year);
    const before = beforeId === undefined ? undefined : await store.run(tx, beforeId);
    const rows = await groupRows(tx, runId, group);
    const ids = rows.map((r) => r.id);
    return {
      run,
      rules,
      before,
      rows,
      later: before ? await standings(tx, runId, before.id, group) : [],
      earlier: before ? await standings(tx, before.id, runId, group) : [],
      totals: await totals(tx, runId, ids, rules.year),
      totalsBefore: before ? await totals(tx, before.id, ids, rulesOf(before).year) : new Map(),
    };
  });
  const { run, rules, before, rows } = seen;
  // Frontier and fences are those of the whole group, wherever its enterprises are.
  const everybody = await env.house.db.system((tx) => groupRows(tx, runId, group));
  const visible = new Map(rows.map((r) => [r.id, r]));
  const measured = everybody.filter((r) => r.columns !== null);
  const indicators = new Map(rules.indicators.map((i) => [i.id, i]));
  const titleOf = (id: string) => indicators.get(id)?.title ?? { zh: id };
  const { dea, score } = rules.definition;
  const ratios = score.items.map((i) => i.indicator).filter((i) => isRatio(indicators, i));

  // Times an own figure an efficiency is a peer's, and a county does not see the peers of other counties.
  const all = env.actor.scope.kind === 'all';
  const shown = (e: number | null): number | null => (e === null || all ? e : coarse(e));

  const superOf = new Map<string, number | null>();
  if (measured.length > 1 && measured.length <= MOST_SUPER) {
    const column = (name: string) => ({ name, values: measured.map((r) => r.columns?.[name] ?? null) });
    const { units } = runDea({
      ids: measured.map((r) => r.id),
      inputs: dea.inputs.map(column),
      outputs: dea.outputs.map(column),
      rts: dea.chase.rts,
      orientation: dea.chase.orientation,
      super: true,
    });
    for (const u of units) {
      const s = u.superEfficiency ?? null;
      superOf.set(u.id, s === null ? null : dea.chase.orientation === 'in' ? s : s > 0 ? 1 / s : null);
    }
  }

  const totalsOf = (r: GroupRow): Pick<SuspectUnit, 'totals' | 'totalsBefore'> => {
    const now = seen.totals.get(r.id);
    const then = seen.totalsBefore.get(r.id);
    const same = [...(now ?? [])].filter(
      ([id, f]) => then?.get(id)?.unit === f.unit && indicators.get(id)?.formula === null,
    );
    return {
      totals: Object.fromEntries(same.map(([id, f]) => [id, f.value])),
      totalsBefore: Object.fromEntries(same.map(([id]) => [id, then?.get(id)?.value ?? null])),
    };
  };
  const suspects = suspicions(
    everybody.map((r) => ({
      id: r.id,
      ratios: Object.fromEntries(ratios.map((i) => [i, r.items?.[i] ?? null])),
      superEfficiency: superOf.get(r.id) ?? null,
      ...totalsOf(r),
    })),
  ).flatMap((f): Analysis['suspects'] => {
    const row = visible.get(String(f.params?.['id']));
    if (!row) return [];
    const indicator = f.params?.['indicator'];
    const params: Record<string, string | number> = {};
    for (const [k, v] of Object.entries(f.params ?? {}))
      if (k !== 'id')
        params[k] = f.code === 'V401' && k === 'value' && typeof v === 'number' ? shown(v)! : neat(v);
    if (typeof indicator === 'string') {
      params['title'] = titleOf(indicator).zh;
      params['unit'] = indicators.get(indicator)?.unit ?? '';
    }
    return [{ subject: { id: row.id, name: row.name }, finding: { ...f, path: row.id, params } }];
  });

  const names = new Map([...seen.earlier, ...seen.later].map((s) => [s.id, s.name]));
  const side = (s: Standing | null) => s && { rank: s.rank, efficiency: shown(s.efficiency), score: s.score };
  const change = (m: Move): number | null =>
    all || m.efficiency === null
      ? m.efficiency
      : Number((shown(m.after?.efficiency ?? 0)! - shown(m.before?.efficiency ?? 0)!).toFixed(2));
  const moves = before ? movers(seen.earlier.map(standingOf), seen.later.map(standingOf)) : [];
  return {
    run: runRef(run),
    before: before ? runRef(before) : null,
    group: groupRef(rules, group),
    axes: [
      ...dea.inputs.map((i) => ({ i, kind: 'input' as const })),
      ...dea.outputs.map((i) => ({ i, kind: 'output' as const })),
      ...score.items.map((x) => ({ i: x.indicator, kind: 'item' as const })),
    ].map(({ i, kind }) => ({
      indicator: i,
      title: titleOf(i),
      unit: indicators.get(i)?.unit ?? '',
      kind,
    })),
    rows: rows.map((r) => ({
      subject: { id: r.id, name: r.name },
      regionCode: r.regionCode,
      regionName: r.regionName,
      leader: r.leader,
      rank: r.rank,
      score: r.score,
      efficiency: shown(r.efficiency),
      superEfficiency: shown(superOf.get(r.id) ?? null),
      values: { ...r.items, ...r.columns },
    })),
    elsewhere: everybody
      .filter((r) => !visible.has(r.id) && r.columns !== null)
      .map((r) => ({ leader: r.leader, score: r.score, efficiency: shown(r.efficiency) })),
    movers: moves.map((m: Move) => ({
      subject: { id: m.id, name: names.get(m.id) ?? m.id },
      kind: m.kind,
      before: side(m.before),
      after: side(m.after),
      rank: m.rank,
      efficiency: change(m),
      score: m.score,
    })),
    suspects,
    superSkipped: measured.length > MOST_SUPER,
  };
}

/** The same as a workbook: everybody, who moved, what to ask about. */
export async function exportAnalysis(env: Env, runId: string, group: string) {
  const a = await analysis(env, runId, group);
  const columns = (...titles: string[]) => titles.map((title) => ({ title }));
  const name = t('zh-CN', 'minePages.enterprise');
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'minePages.sheetAll'),
        columns: columns(
          name,
          t('zh-CN', 'minePages.place'),
          t('zh-CN', 'minePages.rank'),
          t('zh-CN', 'minePages.score'),
          t('zh-CN', 'minePages.efficiency'),
          t('zh-CN', 'minePages.superEfficiency'),
          ...a.axes.map((x) => `${x.title.zh}（${x.unit}）`),
        ),
        rows: a.rows.map((r) => [
          r.subject.name,
          r.regionName,
          r.rank,
          r.score,
          r.efficiency,
          r.superEfficiency,
          ...a.axes.map((x) => r.values[x.indicator] ?? null),
        ]),
      },
      {
        name: t('zh-CN', 'minePages.sheetMovers'),
        columns: columns(
          name,
          t('zh-CN', 'minePages.move'),
          t('zh-CN', 'minePages.rankBefore'),
          t('zh-CN', 'minePages.rankAfter'),
          t('zh-CN', 'minePages.rankChange'),
          t('zh-CN', 'minePages.efficiencyChange'),
          t('zh-CN', 'minePages.scoreChange'),
        ),
        rows: a.movers.map((m) => [
          m.subject.name,
          t('zh-CN', `minePages.move.${m.kind}`),
          m.before?.rank ?? null,
          m.after?.rank ?? null,
          m.rank,
          m.efficiency,
          m.score,
        ]),
      },
      {
        name: t('zh-CN', 'minePages.sheetSuspects'),
        columns: columns(name, t('zh-CN', 'minePages.reason')),
        rows: a.suspects.map((s) => [
          s.subject.name,
          findingText('zh-CN', s.finding.code, s.finding.params).message,
        ]),
      },
    ],
  });
  return {
    name: `${t('zh-CN', 'minePages.file', { year: a.run.year, group: a.group.title })}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes,
  };
}
