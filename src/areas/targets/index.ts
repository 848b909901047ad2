/**
 * Goals (目标进度): lights by every figure there is, and what stands behind each. Words: own figure (reported or computed, not published), measure
 * (a goal's figure with its formula and sums), behind (the enterprises or parks it counts).
 */
import { ask, defineArea, type Ctx, type Env } from '#platform/act';
import { currentPlan } from '#areas/plans';
import { contract } from './contract.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';

/** A figure of the whole region is the same for everybody who may see it; the enterprises behind it are read in the reader's scope. */
const asHouse = <T>(env: Env, run: (ctx: Pick<Ctx, 'tx'>) => Promise<T>): Promise<T> =>
  env.house.db.system((tx) => run({ tx }));

/** Goals with the platform's own figures, as of a day; for areas that judge by them. Reads the whole region. */
export const platformLights = async (ctx: Ctx, pack: string, asOf: string) =>
  service.lights(ctx, pack, asOf, await service.measured(ctx.tx, (await currentPlan(ctx.tx, pack)).plan));
export { places as platformPlaces } from './service.ts';

export const area = defineArea({
  name: 'targets',
  contract,
  policy,
  handlers: {
    lights: ask(
      contract.lights,
      (ctx, { params, query }, own: Awaited<ReturnType<typeof service.measured>>) =>
        service.lights(ctx, params.pack, query.asOf, own),
      (env, { params }) =>
        asHouse(env, async ({ tx }) => service.measured(tx, (await currentPlan(tx, params.pack)).plan)),
    ),
    measure: ask(
      contract.measure,
      (_ctx, _input, found: Awaited<ReturnType<typeof service.measure>>) => Promise.resolve(found),
      (env, { params, query }) =>
        asHouse(env, ({ tx }) => service.measure(tx, params.pack, params.indicator, query.year)),
    ),
    places: ask(contract.places, (ctx, { params, query }) =>
      service.places(ctx, params.pack, params.indicator, query.year, query.by),
    ),
    behind: ask(contract.behind, (ctx, { params, query }) =>
      service.behind(ctx, params.pack, params.indicator, query.year, query.page, query.size),
    ),
    exportBehind: ask(contract.exportBehind, (ctx, { params, query }) =>
      service.exportBehind(ctx, params.pack, params.indicator, query.year, query.by),
    ),
  },
});
