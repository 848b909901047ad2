/**
 * Funding schemes (政策) for everybody who may be due something: the list with its words, one enterprise held against all of them, and trials of
 * other rules over everybody. Applications and money are the funding area's. Words: scheme, version in force, near miss, what-if, scenario.
 */
import { act, ask, defineArea, type House } from '#platform/act';
import { contract } from './contract.ts';
import { history } from './history.ts';
import { policy } from './policy.ts';
import * as sandbox from './sandbox.ts';
import * as service from './service.ts';

/** What the house knows of an enterprise that rules ask for; the funding area decides by the same. */
export { gather as knownFacts, grantWire, platformFacts } from './facts.ts';
export { grantsOf } from './store/grants.ts';

/** Lets the house's job queue carry out trials of the sandbox; called once when the house opens. */
export const defineSandboxJob = (house: House): void =>
  house.jobs.define(sandbox.SANDBOX_JOB, async (params, job) =>
    sandbox.performSandbox(house, sandbox.sandboxParams.parse(params), job),
  );

export const area = defineArea({
  name: 'schemes',
  contract,
  policy,
  handlers: {
    list: ask(contract.list, (ctx, { query }) => service.list(ctx, query.pack, query.asOf)),
    scheme: ask(contract.scheme, (ctx, { params, query }) =>
      service.scheme(ctx, params.pack, params.scheme, query.asOf),
    ),
    mine: ask(contract.mine, (ctx, { body }) => service.mine(ctx, body)),
    history: ask(contract.history, (ctx, { params }) => history(ctx, params.pack, params.scheme)),
    kit: ask(contract.kit, (ctx, { query }) => service.kit(ctx, query)),
    sandboxParameters: ask(contract.sandboxParameters, (ctx, { query }) =>
      sandbox.parameters(ctx, query.pack, query.answers),
    ),
    startSandbox: act(contract.startSandbox, {
      name: 'schemes.sandbox',
      run: (ctx, { body }) => sandbox.start(ctx, body),
      target: ({ body }) => `scenario:${body.id}`,
      detail: ({ body }) => ({
        name: body.name,
        years: body.years,
        changes: body.changes,
        answers: body.answers,
      }),
    }),
    scenarios: ask(contract.scenarios, (ctx, { query }) => sandbox.list(ctx, query)),
    scenario: ask(contract.scenario, (ctx, { params }) => sandbox.present(ctx, params.id)),
    changedEnterprises: ask(contract.changedEnterprises, (ctx, { params, query: { page, size, ...f } }) =>
      // `size` is the page's; a class of enterprises goes by `sizeClass`.
      sandbox.changed(ctx, params.id, { ...f, size: f.sizeClass }, page, size),
    ),
    exportChanged: ask(contract.exportChanged, (ctx, { params, query }) =>
      sandbox.exported(ctx, params.id, { ...query, size: query.sizeClass }),
    ),
    verifyScenario: act(contract.verifyScenario, {
      name: 'schemes.sandbox-verify',
      prepare: (env, { params }): Promise<sandbox.Checked> => sandbox.verify(env, params.id),
      run: (_ctx, _input, checked) => Promise.resolve(checked),
      target: ({ params }) => `scenario:${params.id}`,
      detail: (_input, r) => ('same' in r ? { same: r.same } : {}),
    }),
    deleteScenario: act(contract.deleteScenario, {
      name: 'schemes.sandbox-delete',
      run: (ctx, { params }) => sandbox.drop(ctx, params.id),
      target: ({ params }) => `scenario:${params.id}`,
    }),
  },
});
