/**
 * Filings (对标备案): an enterprise says whom it pursues, by how much and with which measures; the county accepts, the region registers, and the
 * enterprise reports each quarter. Words: filing (enterprise × year), content, act, remark (at a field), follow-up, completion, coverage.
 */
import { act, ask, defineArea } from '#platform/act';
import { contract } from './contract.ts';
import { learned } from './learned.ts';
import { completion } from './overview.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';

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
      run: (ctx, { params, body }) => service.save(ctx, params.id, body.version, body.content),
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
  },
});
