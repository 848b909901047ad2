/**
 * Year-end assessment (年终考核): what cities and bodies in charge have done against what was set, as points, places and grades that can be contested
 * and computed again. Words: round (a year), unit (who is assessed), entry (a figure), mark (bonus, deduction, veto), paper (told, issued, corrected).
 */
import { act, ask, asHouse, defineArea } from '#platform/act';
import * as appeals from './appeals.ts';
import { contract } from './contract.ts';
import * as figures from './figures.ts';
import * as files from './files.ts';
import { policy } from './policy.ts';
import * as service from './rounds.ts';

const found = <T>(_ctx: unknown, _input: unknown, answer: T): Promise<T> => Promise.resolve(answer);

export const area = defineArea({
  name: 'assessment',
  contract,
  policy,
  handlers: {
    schemes: ask(contract.schemes, (ctx, { query }) => service.schemes(ctx.tx, query.pack)),
    rounds: ask(contract.rounds, found<Awaited<ReturnType<typeof service.rounds>>>, (env, { query }) =>
      asHouse(env, (ctx) => service.rounds(ctx, query.pack, query.year)),
    ),
    open: act(contract.open, {
      name: 'assessment.open',
      run: (ctx, { body }) => service.open(ctx, body),
      target: (_, r) => ('id' in r ? `assessment:${r.id}` : ''),
      detail: ({ body }) => ({ year: body.year, scheme: body.scheme }),
    }),
    round: ask(contract.round, found<Awaited<ReturnType<typeof service.present>>>, (env, { params }) =>
      asHouse(env, (ctx) => service.present(ctx, params.id)),
    ),
    gather: act(contract.gather, {
      name: 'assessment.gather',
      run: (ctx, { params }) => figures.gather(ctx, params.id),
      target: ({ params }) => `assessment:${params.id}`,
      detail: (_, r) => ('added' in r ? { added: r.added } : {}),
    }),
    entries: ask(contract.entries, (ctx, { params }) => figures.entries(ctx, params.id)),
    enter: act(contract.enter, {
      name: 'assessment.enter',
      run: (ctx, { params, body }) => figures.enter(ctx, params.id, body),
      target: ({ params, body }) => `assessment:${params.id}/${body.unit}/${body.item}`,
      detail: ({ body }) => ({
        revision: body.revision + 1,
        target: body.target,
        actual: body.actual,
        met: body.met,
      }),
    }),
    marks: ask(contract.marks, (ctx, { params }) => figures.marks(ctx, params.id)),
    mark: act(contract.mark, {
      name: 'assessment.mark',
      run: (ctx, { params, body }) => figures.mark(ctx, params.id, body),
      target: ({ params, body }) => `assessment:${params.id}/${body.unit}`,
      detail: ({ body }) => ({ kind: body.kind, rule: body.rule, value: body.value }),
    }),
    withdrawMark: act(contract.withdrawMark, {
      name: 'assessment.withdraw-mark',
      run: (ctx, { params, body }) => figures.withdrawMark(ctx, params.id, params.mark, body.reason),
      target: ({ params }) => `assessment:${params.id}`,
      detail: ({ params }) => ({ mark: params.mark }),
    }),
    act: act(contract.act, {
      name: 'assessment.act',
      run: (ctx, { params, body }) => service.perform(ctx, params.id, body),
      target: ({ params }) => `assessment:${params.id}`,
      detail: ({ body }, r) => ({ act: body.act, ...('state' in r ? { state: r.state } : {}) }),
    }),
    results: ask(contract.results, found<Awaited<ReturnType<typeof service.results>>>, (env, { params }) =>
      asHouse(env, (ctx) => service.results(ctx, params.id)),
    ),
    sheet: ask(contract.sheet, found<Awaited<ReturnType<typeof appeals.sheet>>>, (env, { params }) =>
      asHouse(env, (ctx) => appeals.sheet(ctx, params.id, params.unit)),
    ),
    appeals: ask(contract.appeals, (ctx, { params }) => appeals.appeals(ctx, params.id)),
    appeal: act(contract.appeal, {
      name: 'assessment.appeal',
      prepare: (env, { params, body }) => asHouse(env, (ctx) => appeals.appeal(ctx, params.id, body)),
      run: (_ctx, _input, done) => Promise.resolve(done),
      target: ({ params, body }) => `assessment:${params.id}/${body.unit}`,
    }),
    answer: act(contract.answer, {
      name: 'assessment.answer',
      run: (ctx, { params, body }) => appeals.answer(ctx, params.id, body),
      target: ({ params }) => `assessment-appeal:${params.id}`,
      detail: ({ body }) => ({ upheld: body.upheld }),
    }),
    verify: ask(contract.verify, found<Awaited<ReturnType<typeof service.verify>>>, (env, { params }) =>
      asHouse(env, ({ tx }) => service.verify(tx, params.id)),
    ),
    export: ask(contract.export, found<Awaited<ReturnType<typeof files.exportRound>>>, (env, { params }) =>
      asHouse(env, (ctx) => files.exportRound(ctx, params.id)),
    ),
    document: ask(contract.document, found<Awaited<ReturnType<typeof files.circular>>>, (env, { params }) =>
      asHouse(env, (ctx) => files.circular(ctx, params.id)),
    ),
  },
});
