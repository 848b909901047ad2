/**
 * Filings (对标备案): an enterprise says whom it pursues, by how much and with which measures; the county accepts, the region registers, and the
 * enterprise reports each quarter. Words: filing (enterprise × year), content, act, remark (at a field), follow-up, completion, coverage.
 */
import { act, ask, defineArea } from '#platform/act';
import { contract } from './contract.ts';
import { learned } from './learned.ts';
import { completion } from './overview.ts';
import { addFile, prepareAttach, readFile, removeFile } from './attachments.ts';
import { performMilestone } from './milestones.ts';
import { policy } from './policy.ts';
import { exportRanking, freezeRanking, ranking, verifyRanking } from './ranking.ts';
import * as service from './service.ts';

/** The park ranking in force for a year: what the tilt of the funds goes by. */
export { parkRanking, type ParkRanking } from './ranking.ts';
export { selfEvaluated } from './evaluated.ts';

export const area = defineArea({
  name: 'filings',
  contract,
  policy,
  handlers: {
    learned: ask(
      contract.learned,
      (_ctx, _input, found: Awaited<ReturnType<typeof learned>>) => Promise.resolve(found),
      (env, { params }) => learned(env, params.run, params.subject),
    ),
    rules: ask(contract.rules, (ctx, { query }) => service.rules(ctx, query.pack)),
    completion: ask(contract.completion, ({ tx }, { query }) =>
      completion(tx, query.pack, query.year, query.by),
    ),
    list: ask(contract.list, (ctx, { query: { page, size, ...f } }) => service.list(ctx, f, page, size)),
    export: ask(contract.export, (ctx, { query }) => service.exportList(ctx, query)),
    create: act(contract.create, {
      name: 'filings.create',
      run: (ctx, { body }) => service.create(ctx, body.year, body.pack),
      target: (_, r) => ('id' in r ? `filing:${r.id}` : ''),
      detail: ({ body }) => ({ ...body }),
    }),
    filing: ask(contract.filing, (ctx, { params }) => service.present(ctx, params.id)),
    suggestion: ask(contract.suggestion, (ctx, { params }) => service.suggestion(ctx, params.id)),
    save: act(contract.save, {
      name: 'filings.save',
      prepare: (env, { body }) => service.registeredLeader(env, body.content),
      run: (ctx, { params, body }, registered) =>
        service.save(ctx, params.id, body.version, body.content, registered),
      target: ({ params }) => `filing:${params.id}`,
      detail: ({ body }) => ({ version: body.version }),
    }),
    act: act(contract.act, {
      name: 'filings.act',
      run: (ctx, { params, body }) => service.perform(ctx, params.id, body),
      target: ({ params }) => `filing:${params.id}`,
      detail: ({ body }, r) => ({
        act: body.act,
        remarks: body.remarks.length,
        ...('state' in r ? { state: r.state, year: r.year } : {}),
      }),
    }),
    milestone: act(contract.milestone, {
      name: 'filings.milestone',
      run: async (ctx, { params, body }) => {
        await performMilestone(ctx, params.id, body);
        return service.present(ctx, params.id);
      },
      target: ({ params }) => `filing:${params.id}`,
      detail: ({ body }) => ({ act: body.act, measure: body.measure, milestone: body.milestone }),
    }),
    attach: act(contract.attach, {
      name: 'filings.attach',
      prepare: (env, { params, body, upload }) => prepareAttach(env, params.id, body.field, upload),
      run: async (ctx, { params, body }, kept) => {
        await addFile(ctx, params.id, body.field, kept);
        return service.present(ctx, params.id);
      },
      target: ({ params }) => `filing:${params.id}`,
      detail: ({ body }) => ({ field: body.field }),
    }),
    file: ask(contract.file, (ctx, { params }) => readFile(ctx, params.id, params.file)),
    detach: act(contract.detach, {
      name: 'filings.detach',
      run: async (ctx, { params }) => {
        await removeFile(ctx, params.id, params.file);
        return service.present(ctx, params.id);
      },
      target: ({ params }) => `filing:${params.id}`,
      detail: ({ params }) => ({ file: params.file }),
    }),
    leaders: ask(
      contract.leaders,
      (_ctx, _input, items: Awaited<ReturnType<typeof service.leaders>>) => Promise.resolve({ items }),
      (env, { query }) => service.leaders(env, query.q),
    ),
    ranking: ask(contract.ranking, (ctx, { query }) => ranking(ctx, query.pack, query.year)),
    freezeRanking: act(contract.freezeRanking, {
      name: 'filings.freeze-ranking',
      run: (ctx, { body }) => freezeRanking(ctx, body.pack, body.year),
      target: (_, r) => ('id' in r ? `park-ranking:${r.id}` : ''),
      detail: ({ body }, r) => ({ ...body, ...('resultHash' in r ? { hash: r.resultHash } : {}) }),
    }),
    verifyRanking: ask(contract.verifyRanking, (ctx, { params }) => verifyRanking(ctx, params.id)),
    exportRanking: ask(contract.exportRanking, (ctx, { params }) => exportRanking(ctx, params.id)),
  },
});
