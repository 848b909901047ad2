/** A finished round of 2018 for the demonstration: simulated experts and marks over the simulated province, by the acts anybody would do. */
import { addDays, day, instant, Prng, type Day } from '#kernel';
import { links, ratings } from '#engine/awards';
import { runNow } from '#areas/benchmarks';
import type { Ctx, House } from '#platform/act';
import type { Tx } from '#platform/db';
import { policy } from './policy.ts';
import { open, perform, present } from './rounds.ts';
import * as store from './store.ts';

const EXPERTS = 12;
const PACK = 'ningxia-2018';

/** Dates of the real round of 2018 where they are known: published on 19 September. The notice before it is assumed. */
const days = {
  opened: day('2018-08-20'),
  concluded: day('2018-09-03'),
  notice: [day('2018-09-10'), day('2018-09-14')] as const,
  published: day('2018-09-19'),
};

export async function loadDemoAwards(house: House): Promise<void> {
  const runId = await runNow(house, {
    pack: PACK,
    evaluation: 'award-quantitative',
    year: 2018,
    by: '演示',
  });
  const account = async (tx: Tx, username: string): Promise<string | null> =>
    (await store.expertAccount(tx, username))?.id ?? null;
  await house.db.system(async (tx) => {
    const ids = {
      department: await account(tx, 'dept-demo'),
      office: await account(tx, 'office-demo'),
      expert: await account(tx, 'expert-demo'),
    };
    // Without the demonstration's sign-ins there is nobody to act.
    if (!ids.department || !ids.office) return;
    const as = (role: 'department' | 'office', on: Day): Ctx => ({
      house,
      actor: {
        accountId: ids[role],
        name: role === 'department' ? '演示·厅处室经办' : '演示·对标办经办',
        role,
        body: null,
        permissions: new Set(Object.entries(policy).flatMap(([p, who]) => (who.includes(role) ? [p] : []))),
        scope: { kind: 'all' },
        sessionId: null,
      },
      now: instant(`${on}T02:00:00.000Z`),
      today: on,
      ip: '',
      requestId: 'demo',
      tx,
      newId: () => house.newId(),
      session: () => undefined,
    });
    for (let n = 0; n < EXPERTS; n += 1)
      await store.insertExpert(tx, {
        id: house.newId(),
        accountId: n === 0 ? ids.expert : null,
        name: n === 0 ? '演示·评审专家' : `演示·专家${String(n + 1).padStart(2, '0')}`,
        organisation: '演示·专家库',
        fields: [],
        conflicts: [],
        active: true,
        simulated: true,
        updatedAt: house.now(),
        updatedBy: '演示',
      });
    const { id } = await open(as('department', days.opened), {
      year: 2018,
      pack: PACK,
      scheme: 'benchmarking',
      run: runId,
      seed: 2018,
    });
    let version = (await present(as('department', days.opened), id)).version;
    const act = async (
      role: 'department' | 'office',
      on: Day,
      name: string,
      reason = '',
      notice: { from: Day; to: Day } | null = null,
    ): Promise<void> => {
      const next = await perform(as(role, on), id, {
        act: name,
        version,
        key: house.newId(),
        reason,
        notice,
      });
      version = next.version;
    };
    await act('department', days.opened, 'draw');
    // Marks follow the quantitative level with an error of the expert's own: nothing better is known of simulated works.
    const given = await store.assignments(tx, id);
    const level = new Map((await store.candidates(tx, id)).map((c) => [c.subjectId, c.level ?? 50]));
    await store.insertMarks(
      tx,
      given.map((a, n) => {
        const random = new Prng(2018, n, a.expertNumber);
        const grade = (): string => {
          const at = 4 - (level.get(a.subjectId)! / 100) * 3.4 + 0.9 * random.normal();
          return ratings[Math.max(0, Math.min(4, Math.round(at)))]!;
        };
        return {
          assignment: a.id,
          revision: 1,
          ratings: Object.fromEntries(links.map((l) => [l, grade()])),
          note: '',
        };
      }),
      { paper: true, account: null, by: '演示', now: `${addDays(days.concluded, -1)}T02:00:00.000Z` },
    );
    await act('department', days.concluded, 'conclude');
    await act('office', days.notice[0], 'decide', '演示：集体审议通过', {
      from: days.notice[0],
      to: days.notice[1],
    });
    await act('department', addDays(days.notice[1], 1), 'close-notice');
    await act('office', days.published, 'publish');
  });
}
