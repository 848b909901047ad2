/**
 * Benchmarks: every enterprise of a year against the best of its industry group, kept as runs that can be recomputed to the same bytes.
 * Words: run (immutable: inputs, rules, results), group (who is compared with whom), leader (on the frontier of its group),
 * chase enterprise (追赶企业: the real peer to follow), gap, verification.
 */
import { act, ask, defineArea, mayCall, type House } from '#platform/act';
import { contract } from './contract.ts';
import { expectRun } from './engine-version.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';
import { analysis, exportAnalysis, membersOf, moversOf, suspectsOf } from './services/analysis.ts';
import { consent, setConsent } from './services/consent.ts';
import { position, whatIfEfficiency } from './services/position.ts';
import {
  performReports,
  report,
  REPORTS_JOB,
  reportsArchive,
  reportsParams,
  startReports,
} from './services/report.ts';
import {
  performProductivity,
  PRODUCTIVITY_JOB,
  productivityOfGroup,
  productivityParams,
  startProductivity,
} from './services/productivity.ts';
import { evaluationScores, type EvaluationScore } from './services/scores.ts';
import { JOB, performRun, performTidy, runParams, TIDY_JOB, tidyParams } from './services/run.ts';
import { verifyRun, type Verification } from './services/verify.ts';
import * as store from './store.ts';

/** What other rooms may know of an enterprise's standing, in the reader's scope. */
export const { latest, result } = service;
export { groupOf, opennessOf } from './services/group-of.ts';

/** What is wrong with the evaluations of a pack, by file and place. */
export { checkEvaluations } from './services/score-tables.ts';

/** The table of energy-efficiency levels with its corrections: for whoever asks without a run. */
export { energyTable, inspectEnergyTable } from './services/energy-levels.ts';

/** A run done at once, outside the queue: for a demonstration that is being made. Answers the run's id. */
export const runNow = async (
  house: House,
  p: { pack: string; evaluation: string; year: number; by: string },
): Promise<string> => {
  const id = house.newId();
  const job = { id, progress: () => Promise.resolve(), checkCancelled: () => Promise.resolve() };
  return (await performRun(house, { ...p, runId: id }, job)).runId;
};

/** What a finished run says of everybody, by the parts of its evaluation: what awards are given on. */
export { evaluationScores, type EvaluationScore };

/** Lets the house's job queue carry out benchmark runs and batches of reports; called once when the house opens. */
export const defineRunJob = (house: House): void => {
  house.jobs.define(JOB, async (params, job) => performRun(house, runParams.parse(params), job));
  house.jobs.define(TIDY_JOB, async (params) => performTidy(house, tidyParams.parse(params)));
  house.jobs.define(REPORTS_JOB, async (params, job) =>
    performReports(house, reportsParams.parse(params), job),
  );
  house.jobs.define(PRODUCTIVITY_JOB, async (params, job) =>
    performProductivity(house, productivityParams.parse(params), job),
  );
};

export const area = defineArea({
  name: 'benchmarks',
  contract,
  policy,
  handlers: {
    evaluations: ask(contract.evaluations, ({ house, tx, actor }) => {
      if (mayCall(actor, contract.start.permission)) expectRun();
      return service.evaluations(house, tx);
    }),
    start: act(contract.start, {
      name: 'benchmarks.run',
      run: (ctx, { body }) => service.start(ctx, body),
      target: ({ body }) => `${body.pack}/${body.evaluation}/${body.year}`,
      detail: ({ body }, r) => ({ ...body, ...('jobId' in r ? { jobId: r.jobId } : {}) }),
    }),
    runs: ask(contract.runs, async ({ tx }, { query }) => {
      const { total, items } = await store.runs(tx, query);
      return { total, items: items.map(service.toRunWire) };
    }),
    run: ask(contract.run, ({ tx }, { params }) => service.runDetail(tx, params.id)),
    results: ask(contract.results, async ({ tx }, { params, query }) => {
      await service.mustRun(tx, params.id);
      const { total, items } = await store.results(tx, params.id, query);
      return { total, items: await service.toRows(tx, items) };
    }),
    report: ask(contract.report, ({ tx }, { params, query }) =>
      report(tx, params.id, params.subject, query.format),
    ),
    startReports: act(contract.startReports, {
      name: 'benchmarks.reports',
      run: async (ctx, { params, body }) => {
        await service.mustRun(ctx.tx, params.id);
        return startReports(ctx, params.id, body);
      },
      target: ({ params }) => params.id,
    }),
    reports: ask(contract.reports, (ctx, { params }) => reportsArchive(ctx, params.job)),
    exportResults: ask(contract.exportResults, ({ tx }, { params, query }) =>
      service.exportResults(tx, params.id, query),
    ),
    result: ask(contract.result, ({ tx }, { params }) => service.result(tx, params.id, params.subject)),
    latest: ask(contract.latest, ({ tx }, { params }) => service.latest(tx, params.subject)),
    compare: ask(contract.compare, ({ tx }, { params, query }) =>
      service.compare(tx, params.id, query.a, query.b),
    ),
    // Each reads in the reader's scope and then past it, so both happen before the handler's own transaction.
    group: ask(
      contract.group,
      (_ctx, _input, found: Awaited<ReturnType<typeof position>>) => Promise.resolve(found),
      (env, { params }) => position(env, params.id, params.subject),
    ),
    whatIf: ask(
      contract.whatIf,
      (_ctx, _input, found: Awaited<ReturnType<typeof whatIfEfficiency>>) => Promise.resolve(found),
      (env, { params, body }) => whatIfEfficiency(env, params.id, params.subject, body.columns),
    ),
    consent: ask(contract.consent, ({ tx }, { params }) => consent(tx, params.subject)),
    setConsent: act(contract.setConsent, {
      name: 'benchmarks.consent',
      run: (ctx, { params, body }) => setConsent(ctx, params.subject, body.share),
      target: ({ params }) => `enterprise:${params.subject}`,
      detail: ({ body }) => ({ share: body.share }),
    }),
    analysis: ask(
      contract.analysis,
      (_ctx, _input, found: Awaited<ReturnType<typeof analysis>>) => Promise.resolve(found),
      (env, { params, query }) => analysis(env, params.id, query.group),
    ),
    members: ask(
      contract.members,
      (_ctx, _input, found: Awaited<ReturnType<typeof membersOf>>) => Promise.resolve(found),
      (env, { params, query }) => membersOf(env, params.id, query),
    ),
    movers: ask(
      contract.movers,
      (_ctx, _input, found: Awaited<ReturnType<typeof moversOf>>) => Promise.resolve(found),
      (env, { params, query }) => moversOf(env, params.id, query),
    ),
    suspects: ask(
      contract.suspects,
      (_ctx, _input, found: Awaited<ReturnType<typeof suspectsOf>>) => Promise.resolve(found),
      (env, { params, query }) => suspectsOf(env, params.id, query),
    ),
    exportAnalysis: ask(
      contract.exportAnalysis,
      (_ctx, _input, found: Awaited<ReturnType<typeof exportAnalysis>>) => Promise.resolve(found),
      (env, { params, query }) => exportAnalysis(env, params.id, query),
    ),
    startProductivity: act(contract.startProductivity, {
      name: 'benchmarks.productivity',
      run: (ctx, { params }) => startProductivity(ctx, params.id),
      target: ({ params }) => params.id,
    }),
    productivity: ask(contract.productivity, ({ tx }, { params, query }) =>
      productivityOfGroup(tx, params.id, query),
    ),
    verify: act(contract.verify, {
      name: 'benchmarks.verify',
      prepare: (env, { params }): Promise<Verification> =>
        verifyRun(env.house, params.id, () => performance.now()),
      // The work was done outside the transaction; what is left is to say so in the audit log.
      run: (_ctx, _input, verification) => Promise.resolve(verification),
      target: ({ params }) => params.id,
      detail: (_input, r) => ('same' in r ? { same: r.same, findings: r.findings.length } : {}),
    }),
  },
});
