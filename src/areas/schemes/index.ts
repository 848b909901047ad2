/**
 * Funding schemes (政策) for everybody who may be due something: the list with its words, and one enterprise held against all of them. Keeps nothing;
 * applications and money are the funding area's. Words: scheme, version in force, near miss, what-if.
 */
import { ask, defineArea } from '#platform/act';
import { contract } from './contract.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';

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
  },
});
