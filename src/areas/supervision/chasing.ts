/** Every morning: whoever has not reported a month whose last day is over is chased, once for each month. */
import { createHash } from 'node:crypto';
import { daysBetween, dayOf, parseDay, Problem, yearOf, type Day } from '#kernel';
import { publishedPacks } from '#areas/plans';
import { t } from '#locales';
import { calendarOf } from '#areas/subjects';
import type { House } from '#platform/act';
import { appendAudit } from '#platform/audit';
import { monthsDue, reportDay } from './days.ts';
import { rulesOf } from './rules.ts';
import * as store from './store.ts';

const CHASE_JOB = 'supervision.chase';
/** When offices open: what was sent in the night counts. */
const CHASE_AT = '08:30';
/** A house that was down for longer chases nobody for what lies further back. */
const LOOK_BACK_DAYS = 10;

/** One key for a month of a plan, so that a second run of the day chases nobody twice. */
const keyOf = (pack: string, year: number, month: number): string => {
  const h = createHash('sha256').update(`duibiao:chase:${pack}:${year}:${month}`).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
};

/** Chases what fell due shortly before the day; gives how many tasks were chased. */
export async function chaseDue(house: House, on: Day): Promise<number> {
  let chased = 0;
  for (const pack of await house.db.system(publishedPacks))
    // In January the month that fell due is of the year before.
    for (const year of [yearOf(on) - 1, yearOf(on)])
      chased += await house.db.tx({ kind: 'all' }, async (tx) => {
        if (!(await store.ledgerYears(tx, pack)).includes(year)) return 0;
        const { workingDay } = (await rulesOf(tx, pack)).rules.monthly;
        const calendar = calendarOf(house);
        const month = monthsDue(calendar, year, on, workingDay);
        const last = month === 0 ? null : reportDay(calendar, year, month, workingDay);
        if (last === null || daysBetween(last, on) > LOOK_BACK_DAYS) return 0;
        const by = t('zh-CN', 'supervision.system');
        const n = await store.chase(
          tx,
          { pack, year, month, owner: null, key: keyOf(pack, year, month), by },
          house.now(),
        );
        if (n > 0)
          await appendAudit(tx, {
            at: house.now(),
            actorId: null,
            actorName: by,
            role: 'system',
            act: CHASE_JOB,
            target: `ledger:${pack}#${year}`,
            success: true,
            ip: '',
            requestId: '',
            detail: { month, chased: n },
          });
        return n;
      });
  return chased;
}

export function defineChaseJob(house: House): void {
  house.jobs.define(CHASE_JOB, async (params) => {
    const on = parseDay(String(params['day'] ?? dayOf(house.now())));
    if (!on) throw new Problem('request.invalid', { params: { count: 1 } });
    return { chased: await chaseDue(house, on) };
  });
  house.jobs.daily(CHASE_JOB, CHASE_AT);
}
