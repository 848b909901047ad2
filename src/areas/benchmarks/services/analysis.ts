/** A whole group for those who answer for it: spread, who moved since the last run, figures to ask about. Names and figures stay in scope. */
import type { z } from 'zod';
import { Problem } from '#kernel';
import {
  movers,
  quantileOf,
  runDea,
  suspicions,
  type Move,
  type Standing,
  type SuspectUnit,
} from '#engine/benchmark';
import { findingText, t } from '#locales';
import type { Env } from '#platform/act';
import { writeWorkbook } from '#platform/sheets';
import type { analysisSchema, memberSchema, moveSchema, suspectSchema } from '../contract-position.ts';
import * as store from '../store.ts';
import { groupRows, runBefore, standings, totals, type GroupRow, type StandingRow } from '../store/group.ts';
import { coarse, isRatio } from './disclosure.ts';
import { groupRef, rulesOf, runRef } from './position.ts';

type Analysis = z.output<typeof analysisSchema>;
type Member = z.output<typeof memberSchema>;
type Mover = z.output<typeof moveSchema>;
type Suspect = z.output<typeof suspectSchema>;

/** All there is to say of a group in somebody's scope. */
interface Whole extends Pick<Analysis, 'run' | 'before' | 'group' | 'axes' | 'elsewhere' | 'superSkipped'> {
  readonly members: readonly Member[];
  readonly movers: readonly Mover[];
  readonly suspects: readonly Suspect[];
}

/** Only corners of the frontier have another score without themselves; 10,000 enterprises take about a second, more would hold up the house. */
const MOST_SUPER = 10_000;

const standingOf = (s: StandingRow): Standing => ({
  id: s.id,
  group: s.group,
  rank: s.rank,
  efficiency: s.efficiency,
  score: s.score,
});

const neat = (v: string | number): string | number =>
  typeof v === 'number' && Number.isFinite(v) ? Number(v.toPrecision(4)) : v;

async function compute(env: Env, runId: string, group: string): Promise<Whole> {
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
  const everybody =
    env.actor.scope.kind === 'all' ? rows : await env.house.db.system((tx) => groupRows(tx, runId, group));
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
  ).flatMap((f): Suspect[] => {
    const row = visible.get(String(f.params?.['id']));
    if (!row) return [];
    const indicator = f.params?.['indicator'];
    const params: Record<string, string | number> = {};
    for (const [k, v] of Object.entries(f.params ?? {}))
      if (k !== 'id')
        params[k] = f.code === 'V401' && k === 'value' && typeof v === 'number' ? neat(shown(v)!) : neat(v);
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
    members: rows.map((r) => ({
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

/** Groups somebody is looking at. A run never changes, so what was worked out once holds; the run before may be a newer one by now. */
const recent = new Map<string, Promise<Whole>>();
const MOST_RECENT = 6;

async function whole(env: Env, runId: string, group: string): Promise<Whole> {
  const before = await env.house.db.tx(env.actor.scope, async (tx) => {
    const run = await store.run(tx, runId);
    if (!run) throw new Problem('benchmarks.unknown-run');
    const rules = rulesOf(run);
    return runBefore(tx, run.rulePack, rules.evaluation, rules.year);
  });
  const key = JSON.stringify([runId, before ?? '', group, env.actor.scope]);
  const found = recent.get(key) ?? compute(env, runId, group);
  recent.delete(key);
  recent.set(key, found);
  found.catch(() => recent.delete(key));
  for (const old of recent.keys()) {
    if (recent.size <= MOST_RECENT) break;
    recent.delete(old);
  }
  return found;
}

/** More points than this no picture can show apart. */
const MOST_POINTS = 2000;
/** So many of a list, evenly over it. */
const thinned = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length <= most
    ? list
    : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);

const BINS = 10;
function spreadOf(values: readonly number[]): Analysis['spread']['score'] {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const width = (high - low) / BINS || 1;
  const bins = Array.from({ length: BINS }, (_, i) => ({
    low: low + i * width,
    high: low + (i + 1) * width,
    count: 0,
  }));
  for (const v of sorted) bins[Math.min(BINS - 1, Math.floor((v - low) / width + 1e-9))]!.count += 1;
  return {
    bins,
    minimum: low,
    quartile1: quantileOf(sorted, 0.25),
    median: quantileOf(sorted, 0.5),
    quartile3: quantileOf(sorted, 0.75),
    maximum: high,
  };
}

/** What the page begins with: pictures and counts; the lists are read page by page. */
export async function analysis(env: Env, runId: string, group: string): Promise<Analysis> {
  const { members, movers: moves, suspects, ...rest } = await whole(env, runId, group);
  const everybody = [...members, ...rest.elsewhere];
  const leaders = members.filter((m) => m.leader);
  const plain = members.filter((m) => !m.leader);
  return {
    ...rest,
    rows: [...leaders, ...thinned(plain, Math.max(0, MOST_POINTS - leaders.length))],
    elsewhere: [...thinned(rest.elsewhere, MOST_POINTS)],
    counts: {
      members: members.length,
      elsewhere: rest.elsewhere.length,
      movers: moves.length,
      suspects: suspects.length,
    },
    spread: {
      efficiency: spreadOf(everybody.flatMap((r) => r.efficiency ?? [])),
      score: spreadOf(everybody.flatMap((r) => r.score ?? [])),
    },
    regions: [...new Map(members.map((m) => [m.regionCode, m.regionName]))]
      .map(([code, name]) => ({ code, name }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  };
}

// ---- lists ---------------------------------------------------------------------------------------------------------------------

interface Named {
  readonly group: string;
  readonly q?: string | undefined;
  readonly region?: string | undefined;
}
interface Paged {
  readonly page: number;
  readonly size: number;
}

const pageOf = <T>(list: readonly T[], p: Paged) => ({
  total: list.length,
  items: list.slice((p.page - 1) * p.size, p.page * p.size),
});

/** Keeps those whose name holds the words and who lie in the region; who left the group lies in none. */
const asked = (w: Whole, q: Named): ((s: { readonly subject: { id: string; name: string } }) => boolean) => {
  const words = q.q?.trim() ?? '';
  const inRegion =
    q.region === undefined
      ? undefined
      : new Set(w.members.filter((m) => m.regionCode === q.region).map((m) => m.subject.id));
  return (s) => s.subject.name.includes(words) && (inRegion?.has(s.subject.id) ?? true);
};

const byName = new Intl.Collator('zh-CN');
type Key = string | number | null | undefined;
/** By one value, upwards or downwards; those without one come last either way, equals by name. */
function sorted<T extends { readonly subject: { name: string } }>(
  list: readonly T[],
  of: (x: T) => Key,
  down: boolean,
): T[] {
  const compare = (a: Key, b: Key): number => {
    const [p, q] = [a ?? null, b ?? null];
    if (p === null || q === null) return p === q ? 0 : p === null ? 1 : -1;
    const order = typeof p === 'string' ? byName.compare(p, String(q)) : p - Number(q);
    return down ? -order : order;
  };
  return list.toSorted((a, b) => compare(of(a), of(b)) || byName.compare(a.subject.name, b.subject.name));
}

const memberKeys: Readonly<Record<string, (m: Member) => Key>> = {
  name: (m) => m.subject.name,
  region: (m) => m.regionCode,
  rank: (m) => m.rank,
  score: (m) => m.score,
  efficiency: (m) => m.efficiency,
  superEfficiency: (m) => m.superEfficiency,
};

export async function membersOf(
  env: Env,
  runId: string,
  q: Named & Paged & { readonly leader?: 'yes' | 'no' | undefined; readonly sort: string },
) {
  const w = await whole(env, runId, q.group);
  const keep = asked(w, q);
  const by = q.sort.replace(/^-/, '');
  return pageOf(
    sorted(
      w.members.filter((m) => keep(m) && (q.leader === undefined || m.leader === (q.leader === 'yes'))),
      memberKeys[by] ?? ((m) => m.values[by]),
      q.sort.startsWith('-'),
    ),
    q,
  );
}

const moverKeys: Readonly<Record<string, (m: Mover) => Key>> = {
  // The largest change first: the order people look for.
  change: (m) => (m.rank === null ? null : -Math.abs(m.rank)),
  name: (m) => m.subject.name,
  rank: (m) => m.rank,
  before: (m) => m.before?.rank,
  after: (m) => m.after?.rank,
  efficiency: (m) => m.efficiency,
  score: (m) => m.score,
};
interface MoverFilter extends Named {
  readonly move?: Mover['kind'] | undefined;
}
const moversIn = (w: Whole, q: MoverFilter): Mover[] => {
  const keep = asked(w, q);
  return w.movers.filter((m) => keep(m) && (q.move === undefined || m.kind === q.move));
};

export async function moversOf(env: Env, runId: string, q: MoverFilter & Paged & { readonly sort: string }) {
  const w = await whole(env, runId, q.group);
  return pageOf(sorted(moversIn(w, q), moverKeys[q.sort.replace(/^-/, '')]!, q.sort.startsWith('-')), q);
}

interface SuspectFilter extends Named {
  readonly reason?: string | undefined;
}
const suspectsIn = (w: Whole, q: SuspectFilter): Suspect[] => {
  const keep = asked(w, q);
  return w.suspects.filter((s) => keep(s) && (q.reason === undefined || s.finding.code === q.reason));
};

export async function suspectsOf(env: Env, runId: string, q: SuspectFilter & Paged) {
  return pageOf(suspectsIn(await whole(env, runId, q.group), q), q);
}

/** The same as a workbook: everybody, who moved, what to ask about; narrowed as the lists are. */
export async function exportAnalysis(env: Env, runId: string, q: MoverFilter & SuspectFilter) {
  const a = await whole(env, runId, q.group);
  const keep = asked(a, q);
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
        rows: a.members
          .filter(keep)
          .map((r) => [
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
        rows: moversIn(a, q).map((m) => [
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
        rows: suspectsIn(a, q).map((s) => [
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
