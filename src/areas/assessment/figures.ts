/** Figures and marks of a round: taken from the platform, entered by hand with a source, withdrawn; never changed in place. */
import type { z } from 'zod';
import { finding, Problem } from '#kernel';
import { t } from '#locales';
import { platformLights, platformPlaces } from '#areas/targets';
import type { Ctx } from '#platform/act';
import type { contract, entrySchema } from './contract.ts';
import { groupsOf, marked, rulesOf, schemeOf, successorOn, unitIn } from './rules.ts';
import * as store from './store.ts';

type Entered = z.output<(typeof contract)['enter']['body']>;
type Marked = z.output<(typeof contract)['mark']['body']>;

async function needOpen(ctx: Ctx, id: string): Promise<store.RoundRow> {
  const round = await store.round(ctx.tx, id);
  if (!round) throw new Problem('assessment.unknown-round');
  const { review } = await schemeOf(ctx.tx, round.pack, round.scheme);
  if (!marked(review, round.state, 'entering')) throw new Problem('assessment.closed');
  return round;
}

type Fresh = Pick<
  store.EntryRow,
  'unit' | 'item' | 'part' | 'title' | 'direction' | 'target' | 'actual' | 'source' | 'simulated'
>;

/** What the platform knows: figures of places for the goals that can be worked out, goals in charge for the bodies. */
async function known(ctx: Ctx, round: store.RoundRow): Promise<Fresh[]> {
  const scheme = rulesOf(round);
  const { plan } = await schemeOf(ctx.tx, round.pack, round.scheme);
  const day = `${round.year}-12-31`;
  const goals = scheme.groups.some((g) => g.items.some((i) => i.spread !== undefined))
    ? (await platformLights(ctx, round.pack, day)).items
    : [];
  const out: Fresh[] = [];
  for (const { id, units } of groupsOf(round)) {
    const group = scheme.groups.find((g) => g.id === id)!;
    for (const item of group.items) {
      if (group.of === 'city' && item.indicator !== undefined) {
        const { items } = await platformPlaces(ctx, round.pack, item.indicator, round.year, 'city');
        for (const p of items)
          if (p.value !== null && units.some((u) => u.id === p.code))
            out.push({
              unit: p.code,
              item: item.id,
              part: '',
              title: item.title.zh,
              direction: item.direction,
              target: null,
              actual: p.value,
              source: t('zh-CN', 'assessment.fromPlaces', { year: round.year }),
              simulated: p.simulated,
            });
      }
      if (item.spread === 'targets') {
        for (const r of goals) {
          // Due this year, or every year: what is due later is not yet set for this one.
          if (r.target === null || (r.year !== null && r.year !== round.year)) continue;
          const lead = [...new Set(r.lead.map((a) => successorOn(plan, a.id, day)?.id ?? a.id))];
          for (const unit of units.filter((u) => lead.includes(u.id)))
            out.push({
              unit: unit.id,
              item: item.id,
              part: r.provision,
              title: r.title.zh,
              direction: r.comparator === '<=' || r.comparator === '<' ? 'down' : 'up',
              target: r.target,
              // A figure of an earlier year says nothing about this one.
              actual: r.period?.slice(0, 4) === String(round.year) ? r.value : null,
              source: t('zh-CN', 'assessment.fromTargets', { clause: r.clause, provision: r.provision }),
              simulated: r.simulated,
            });
        }
      }
    }
  }
  return out;
}

/** Takes over what the platform knows; a figure somebody entered stands, the platform's own gets a revision when it changed. */
export async function gather(ctx: Ctx, id: string): Promise<{ added: number; kept: number }> {
  const round = await needOpen(ctx, id);
  await store.lockRound(ctx.tx, id);
  const had = new Map(
    (await store.entries(ctx.tx, id)).map((e) => [`${e.unit} ${e.item} ${e.part}`, e] as const),
  );
  let [added, kept] = [0, 0];
  for (const f of await known(ctx, round)) {
    const before = had.get(`${f.unit} ${f.item} ${f.part}`);
    const target = f.target ?? before?.target ?? null;
    if (before && (before.origin === 'entered' || (before.target === target && before.actual === f.actual))) {
      kept += 1;
      continue;
    }
    const entry: store.EntryRow & { byAccount: string | null } = {
      ...f,
      target,
      revision: (before?.revision ?? 0) + 1,
      applies: true,
      met: null,
      forceMajeure: false,
      origin: 'platform',
      note: '',
      at: ctx.now,
      by: ctx.actor.name,
      byAccount: ctx.actor.accountId,
    };
    await store.insertEntry(ctx.tx, id, entry);
    added += 1;
  }
  return { added, kept };
}

export async function entries(ctx: Ctx, id: string) {
  if (!(await store.round(ctx.tx, id))) throw new Problem('assessment.unknown-round');
  return { items: await store.entries(ctx.tx, id) };
}

export async function enter(ctx: Ctx, id: string, b: Entered): Promise<z.output<typeof entrySchema>> {
  const round = await needOpen(ctx, id);
  const place = unitIn(round, b.unit);
  const group = place && rulesOf(round).groups.find((g) => g.id === place.group.id);
  const item = group?.items.find((i) => i.id === b.item);
  if (!place || !item) throw new Problem('assessment.unknown-item');
  const had = (await store.entries(ctx.tx, id)).find(
    (e) => e.unit === b.unit && e.item === b.item && e.part === b.part,
  );
  if ((had?.revision ?? 0) !== b.revision) throw new Problem('db.conflict');
  // A goal is one of the plan's: it comes with the gathering, nobody makes one up.
  if (b.part !== '' && !had) throw new Problem('assessment.unknown-item');
  const findings = [];
  const blank = b.actual === null && b.met === null;
  if (b.applies && !blank && b.source.length < 2) findings.push(finding('Y201', 'error', 'body.source'));
  if (!b.applies && b.note.length < 2) findings.push(finding('Y202', 'error', 'body.note'));
  if (b.forceMajeure && b.note.length < 2) findings.push(finding('Y203', 'error', 'body.note'));
  if (item.kind === 'qualitative' && (b.target !== null || b.actual !== null))
    findings.push(finding('Y204', 'error', 'body.actual'));
  if (item.kind !== 'qualitative' && b.met !== null) findings.push(finding('Y205', 'error', 'body.met'));
  if (b.actual !== null && b.target === null) findings.push(finding('Y206', 'error', 'body.target'));
  if (findings.length > 0)
    throw new Problem('assessment.refused', { params: { count: findings.length }, findings });
  const row: store.EntryRow & { byAccount: string | null } = {
    unit: b.unit,
    item: b.item,
    part: b.part,
    revision: b.revision + 1,
    title: had?.title ?? item.title.zh,
    direction: had?.direction ?? item.direction,
    applies: b.applies,
    target: b.target,
    actual: b.actual,
    met: b.met,
    forceMajeure: b.forceMajeure,
    origin: 'entered',
    source: b.source,
    note: b.note,
    // What is entered over an invented figure with a source of its own is no longer invented, unless it is the same figure.
    simulated: (had?.simulated ?? false) && had?.actual === b.actual,
    at: ctx.now,
    by: ctx.actor.name,
    byAccount: ctx.actor.accountId,
  };
  if (!(await store.insertEntry(ctx.tx, id, row))) throw new Problem('db.conflict');
  const { byAccount: _, ...wire } = row;
  return wire;
}

export function markWire(round: store.RoundRow, m: store.MarkRow) {
  const rules = rulesOf(round);
  const all = { bonus: rules.bonus.items, deduction: rules.deductions, veto: rules.vetoes }[m.kind];
  const unit = unitIn(round, m.unit)?.unit;
  return {
    ...m,
    unit: { id: m.unit, name: unit?.name ?? m.unit },
    title: all.find((r) => r.id === m.rule)?.title ?? { zh: m.rule },
  };
}

export async function marks(ctx: Ctx, id: string) {
  const round = await store.round(ctx.tx, id);
  if (!round) throw new Problem('assessment.unknown-round');
  return { items: (await store.marks(ctx.tx, id)).map((m) => markWire(round, m)) };
}

export async function mark(ctx: Ctx, id: string, b: Marked) {
  const round = await needOpen(ctx, id);
  const rules = rulesOf(round);
  if (!unitIn(round, b.unit)) throw new Problem('assessment.unknown-item');
  const value = Number(b.value);
  const findings = [];
  if (b.kind === 'bonus') {
    const rule = rules.bonus.items.find((r) => r.id === b.rule);
    if (!rule) throw new Problem('assessment.unknown-item');
    if (value > Number(rule.most) || value <= 0)
      findings.push(finding('Y207', 'error', 'body.value', { most: rule.most }));
  } else {
    const list: readonly { id: string }[] = b.kind === 'deduction' ? rules.deductions : rules.vetoes;
    if (!list.some((r) => r.id === b.rule)) throw new Problem('assessment.unknown-item');
    if (!Number.isInteger(value) || value < 1 || (b.kind === 'veto' && value !== 1))
      findings.push(finding('Y208', 'error', 'body.value'));
  }
  if (findings.length > 0)
    throw new Problem('assessment.refused', { params: { count: findings.length }, findings });
  await store.insertMark(ctx.tx, id, {
    ...b,
    at: ctx.now,
    by: ctx.actor.name,
    byAccount: ctx.actor.accountId,
  });
  return marks(ctx, id);
}

export async function withdrawMark(ctx: Ctx, id: string, markId: string, reason: string) {
  await needOpen(ctx, id);
  const own = (await store.marks(ctx.tx, id)).find((m) => m.id === markId);
  if (!own) throw new Problem('assessment.unknown-item');
  await store.withdrawMark(ctx.tx, markId, {
    reason,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    by: ctx.actor.name,
  });
  return marks(ctx, id);
}
