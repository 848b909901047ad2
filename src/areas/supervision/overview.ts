/** One page for a leader: what is slipping, whose it is, what is asked of the reader. */
import type { z } from 'zod';
import { lights } from '#areas/plans';
import { calendarOf } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import { caseRow, waitingFor } from './cases.ts';
import type { contract } from './contract.ts';
import { monthsOver, reportDay } from './days.ts';
import { countBy, ledgerView } from './ledger.ts';
import { leadNames, marksOf, mineOf, rulesOf, whenOf, planYears } from './rules.ts';
import * as store from './store.ts';
import { cases as allCases } from './store/cases.ts';

type Overview = z.output<(typeof contract)['overview']['response']>;

const order = { red: 0, yellow: 1, green: 2, none: 3 } as const;
const WORST = 5;

export async function overview(
  ctx: Ctx,
  q: { pack: string; year?: number | undefined; asOf?: string | undefined },
): Promise<Overview> {
  const v = await ledgerView(ctx, q.pack, q);
  const targets = (await lights(ctx, q.pack, v.asOf)).items;
  const all = (await allCases(ctx.tx, q.pack)).filter((c) => !marksOf(v.review, c.state).includes('inside'));
  const rows = all.map((c) => caseRow(ctx, v, c, v.asOf));
  const live = rows.filter((c) => marksOf(v.review, c.state).includes('live'));
  const late = live.filter((c) => (c.left ?? 0) < 0);
  const own = await mineOf(ctx);
  const ownIds = new Set(own.map((o) => o.id));
  const bodies = new Map(v.rows.map((r) => [r.owner.id, r.owner]));
  for (const c of live) bodies.set(c.owner.id, c.owner);
  const month = monthsOver(v.year, v.asOf);
  const asked = v.rows.filter((r) => r.asked !== '');
  const waiting = await waitingFor(ctx, v, await allCases(ctx.tx, q.pack));
  const lightRank = { red: 0, yellow: 1, none: 2, green: 3 } as const;
  return {
    year: v.year,
    asOf: v.asOf,
    simulated: v.rows.some((r) => r.simulated) || live.some((c) => c.simulated),
    targets: {
      counts: countBy(targets, (x) => [x.light]),
      worst: targets
        .filter((x) => x.light === 'red' || x.light === 'yellow')
        .toSorted((a, b) => order[a.light] - order[b.light] || (a.progress ?? 0) - (b.progress ?? 0))
        .slice(0, WORST)
        .map((x) => ({
          provision: x.provision,
          title: x.title,
          light: x.light,
          target: x.target,
          unit: x.unit,
          value: x.value,
          neededPerYear: x.neededPerYear,
          owners: leadNames(v.plan, x.provision, v.asOf),
        })),
    },
    ledger: {
      total: v.rows.length,
      lights: countBy(v.rows, (r) => [r.light]),
      faults: countBy(v.rows, (r) => r.faults),
      worst: v.rows
        .filter((r) => r.light === 'red' || r.light === 'yellow')
        .toSorted(
          (a, b) => lightRank[a.light] - lightRank[b.light] || a.gap - b.gap || (a.id < b.id ? -1 : 1),
        )
        .slice(0, WORST),
    },
    cases: {
      open: live.length,
      late: late.length,
      colours: countBy(live, (c) => [c.colour]),
      worst: live
        .filter((c) => c.colour !== 'green')
        .toSorted((a, b) => (a.left ?? 0) - (b.left ?? 0))
        .slice(0, WORST),
    },
    owners: [...bodies.values()]
      .map((owner) => {
        const mine = v.rows.filter((r) => r.owner.id === owner.id);
        const count = (light: string): number => mine.filter((r) => r.light === light).length;
        return {
          owner,
          entries: mine.length,
          red: count('red'),
          yellow: count('yellow'),
          green: count('green'),
          unreported: mine.filter((r) => r.faults.includes('unreported')).length,
          cases: live.filter((c) => c.owner.id === owner.id).length,
          late: late.filter((c) => c.owner.id === owner.id).length,
        };
      })
      .toSorted(
        (a, b) =>
          b.late - a.late || b.red - a.red || b.yellow - a.yellow || (a.owner.code < b.owner.code ? -1 : 1),
      ),
    asked: asked.slice(0, 20).map((r) => ({
      entry: r.id,
      owner: r.owner,
      title: r.title,
      month: r.reported ?? 0,
      text: r.asked,
    })),
    mine: {
      owners: own,
      report: v.rows.filter(
        (r) => ownIds.has(r.owner.id) && r.percent < 100 && month >= r.fromMonth && r.reported !== month,
      ).length,
      month: month === 0 ? null : month,
      due: month === 0 ? null : reportDay(calendarOf(ctx.house), v.year, month, v.rules.monthly.workingDay),
      cases: waiting.map(({ c, act }) => {
        const row = caseRow(ctx, v, c, v.asOf);
        return { id: c.id, title: c.title, act, colour: row.colour, day: row.due?.day ?? row.deadline };
      }),
    },
  };
}

export async function rules(
  ctx: Ctx,
  pack: string,
): Promise<z.output<(typeof contract)['rules']['response']>> {
  const { plan, rules: r, review } = await rulesOf(ctx.tx, pack);
  const { year, asOf, years } = await whenOf(ctx, plan, {});
  return {
    pack,
    title: plan.title,
    mark: r.mark,
    source: r.source,
    workingDay: r.monthly.workingDay,
    yellow: r.lights.yellow,
    stagnant: r.lights.stagnant,
    colours: r.colours.map((c) => ({ ...c })),
    states: review.states.map((s) => ({ id: s.id, title: s.title })),
    clauses: plan.clauses.map((c) => ({ id: c.id, title: `${c.label} ${c.title.zh}` })),
    years: planYears(plan).map((y) => ({ year: y, ledger: years.includes(y) })),
    owners: await store.owners(ctx.tx, pack),
    mine: await mineOf(ctx),
    year,
    asOf,
  };
}
