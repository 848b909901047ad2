/** Jobs: what is being computed, how far it is, and a way to stop it. */
import { Problem } from '#kernel';
import { act, ask, defineArea, type Ctx } from '#platform/act';
import { nextAt } from '#platform/jobs';
import { contract } from './contract.ts';
import * as store from './store.ts';

/** The system administrator and the house itself see every job; everybody else the own ones. */
const ownerOf = (ctx: Ctx): string | null =>
  ctx.actor.role === 'sysadmin' || ctx.actor.role === 'system' ? null : ctx.actor.accountId;

const need = async (ctx: Ctx, id: string): Promise<store.Job> => {
  const job = await store.jobById(ctx.tx, id, ownerOf(ctx));
  if (!job) throw new Problem('jobs.unknown');
  return job;
};

export const area = defineArea({
  name: 'work',
  contract,
  policy: {},
  handlers: {
    jobs: ask(contract.jobs, (ctx, { query }) =>
      store.listJobs(ctx.tx, ownerOf(ctx), query.state, query.page, query.size),
    ),
    job: ask(contract.job, (ctx, { params }) => need(ctx, params.id)),
    schedules: ask(contract.schedules, async (ctx) => ({
      items: (await store.schedules(ctx.tx)).map((s) => ({ ...s, nextAt: nextAt(ctx.now, s.at) })),
    })),
    cancel: act(contract.cancel, {
      name: 'jobs.cancel',
      run: async (ctx, { params }) => {
        await need(ctx, params.id);
        await store.requestCancel(ctx.tx, params.id, ctx.now);
        return need(ctx, params.id);
      },
      target: ({ params }) => `job:${params.id}`,
    }),
  },
});
