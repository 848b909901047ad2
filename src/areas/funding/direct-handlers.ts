import { act, ask, type Handlers } from '#platform/act';
import { contract } from './contract.ts';
import type { directRoutes } from './contract-direct.ts';
import * as direct from './direct.ts';
import * as entitlements from './entitlements.ts';

export const directHandlers: Handlers<typeof directRoutes> = {
  directSchemes: ask(contract.directSchemes, (ctx, { query }) => direct.schemes(ctx, query.pack)),
  directRuns: ask(contract.directRuns, (ctx, { query }) =>
    direct.runs(ctx, query.pack, query.page, query.size),
  ),
  runDirect: act(contract.runDirect, {
    name: 'funding.run-direct',
    run: (ctx, { body }) => direct.startRun(ctx, body.pack, body.asOf),
    target: (_, r) => ('jobId' in r ? `job:${r.jobId}` : ''),
    detail: ({ body }) => ({ ...body }),
  }),
  directClaims: ask(contract.directClaims, (ctx, { query: { page, size, ...f } }) =>
    direct.claims(ctx, f, page, size),
  ),
  directClaim: ask(contract.directClaim, (ctx, { params }) => direct.claim(ctx, params.id)),
  actDirect: act(contract.actDirect, {
    name: 'funding.act-direct',
    run: (ctx, { body }) => direct.act(ctx, body),
    target: ({ body }) => `direct:${body.key}`,
    detail: ({ body }, r) => ({
      act: body.act,
      claims: body.items.map((i) => i.id),
      budget: body.budget,
      ...('amountFen' in r ? { amountFen: r.amountFen } : {}),
    }),
  }),
  entitlements: ask(contract.entitlements, (ctx, { query: { page, size, ...f } }) =>
    entitlements.entitlements(ctx, f, page, size),
  ),
  entitlementTotals: ask(contract.entitlementTotals, (ctx, { query }) => entitlements.totals(ctx, query)),
  exportEntitlements: ask(contract.exportEntitlements, (ctx, { query }) =>
    entitlements.exportEntitlements(ctx, query),
  ),
};
