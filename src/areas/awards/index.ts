/**
 * Awards (评价与奖励): from a finished run to the lists of 标杆奖 and 进步奖. Words: round (a year, a scheme, an edition), candidate, veto, shortlist,
 * draw, sheet (an expert's marks), lists, notice, objection. Every computation keeps its input and can be done again to the byte.
 */
import { act, ask, asHouse, defineArea } from '#platform/act';
import type { Tx } from '#platform/db';
import { candidate, candidates } from './candidates.ts';
import { contract } from './contract.ts';
import * as register from './experts.ts';
import { exportRound, officialDocument } from './files.ts';
import * as open from './notices.ts';
import { policy } from './policy.ts';
import * as service from './rounds.ts';
import * as store from './store.ts';
import { verify } from './verify.ts';

/** Winners of a year by enterprise, in the reader's scope: what the fund's rules ask. `final` once the results were published. */
export const awardsOf = (tx: Tx, pack: string, year: number, scheme = 'benchmarking') =>
  store.winnersOf(tx, pack, scheme, year);
/** The register of experts and who of it signs in with an account: other areas draw from it too. */
export {
  experts as expertRegister,
  expertOfAccount as expertOf,
  type ExpertRow as RegisteredExpert,
} from './store.ts';
export { loadDemoAwards } from './demo.ts';
export { awardIn, honoured, outcomesIn, type AwardOutcome } from './outcome.ts';

export const area = defineArea({
  name: 'awards',
  contract,
  policy,
  handlers: {
    schemes: ask(contract.schemes, (ctx, { query }) => service.schemes(ctx, query.pack)),
    rounds: ask(contract.rounds, (ctx, { query }) => service.rounds(ctx, query)),
    open: act(contract.open, {
      name: 'awards.open',
      run: (ctx, { body }) => service.open(ctx, body),
      target: (_, r) => ('id' in r ? `award-round:${r.id}` : ''),
      detail: ({ body }) => ({ year: body.year, scheme: body.scheme }),
    }),
    trial: ask(contract.trial, (ctx, { body }) => service.trial(ctx, body)),
    round: ask(contract.round, (ctx, { params }) => service.present(ctx, params.id)),
    act: act(contract.act, {
      name: 'awards.act',
      run: (ctx, { params, body }) => service.perform(ctx, params.id, body),
      target: ({ params }) => `award-round:${params.id}`,
      detail: ({ body }, r) => ({ act: body.act, ...('state' in r ? { state: r.state } : {}) }),
    }),
    candidates: ask(contract.candidates, (ctx, { params, query }) => candidates(ctx, params.id, query)),
    candidate: ask(contract.candidate, (ctx, { params }) => candidate(ctx, params.id, params.subject)),
    lists: ask(
      contract.lists,
      (_ctx, _input, found: Awaited<ReturnType<typeof service.lists>>) => Promise.resolve(found),
      (env, { params }) => asHouse(env, (ctx) => service.lists(ctx, params.id)),
    ),
    export: ask(
      contract.export,
      (_ctx, _input, found: Awaited<ReturnType<typeof exportRound>>) => Promise.resolve(found),
      (env, { params }) => asHouse(env, (ctx) => exportRound(ctx, params.id)),
    ),
    document: ask(
      contract.document,
      (_ctx, _input, found: Awaited<ReturnType<typeof officialDocument>>) => Promise.resolve(found),
      (env, { params, query }) =>
        asHouse(env, (ctx) => officialDocument(ctx, params.id, query.kind, query.number)),
    ),
    verify: ask(contract.verify, (ctx, { params }) => verify(ctx, params.id)),
    experts: ask(contract.experts, (ctx, { query }) => register.experts(ctx, query.q)),
    addExpert: act(contract.addExpert, {
      name: 'awards.add-expert',
      run: (ctx, { body }) => register.saveExpert(ctx, body, null),
      target: (_, r) => ('id' in r ? `award-expert:${r.id}` : ''),
    }),
    editExpert: act(contract.editExpert, {
      name: 'awards.edit-expert',
      run: (ctx, { params, body }) => register.saveExpert(ctx, body, params.id),
      target: ({ params }) => `award-expert:${params.id}`,
    }),
    work: ask(contract.work, (ctx, { params }) => register.work(ctx, params.id)),
    paperSheet: ask(contract.paperSheet, (ctx, { params }) =>
      register.paperSheet(ctx, params.id, params.expert),
    ),
    enterPaper: act(contract.enterPaper, {
      name: 'awards.enter-paper',
      run: (ctx, { params, body }) => register.enterPaper(ctx, params.id, params.expert, body),
      target: ({ params }) => `award-round:${params.id}`,
      detail: ({ params, body }) => ({ expert: params.expert, items: body.items.length }),
    }),
    sheets: ask(contract.sheets, (ctx) => register.sheets(ctx)),
    sheet: ask(contract.sheet, (ctx, { params }) => register.sheet(ctx, params.id)),
    score: act(contract.score, {
      name: 'awards.score',
      run: (ctx, { params, body }) => register.score(ctx, params.id, body),
      target: ({ params }) => `award-round:${params.id}`,
      detail: ({ body }) => ({ items: body.items.length }),
    }),
    recuse: act(contract.recuse, {
      name: 'awards.recuse',
      run: (ctx, { params, body }) => register.recuse(ctx, params.id, body.assignment, body.reason),
      target: ({ params }) => `award-round:${params.id}`,
      detail: ({ body }) => ({ assignment: body.assignment }),
    }),
    objections: ask(contract.objections, (ctx, { params }) => open.objections(ctx, params.id)),
    enterObjection: act(contract.enterObjection, {
      name: 'awards.enter-objection',
      run: (ctx, { params, body }) => open.enterObjection(ctx, params.id, body),
      target: ({ params }) => `award-round:${params.id}`,
    }),
    answer: act(contract.answer, {
      name: 'awards.answer',
      run: (ctx, { params, body }) => open.answer(ctx, params.id, body),
      target: ({ params }) => `award-objection:${params.id}`,
      detail: ({ body }) => ({ effect: body.effect }),
    }),
    notices: ask(contract.notices, (ctx) => open.notices(ctx)),
    notice: ask(contract.notice, (ctx, { params }) => open.notice(ctx, params.id)),
    object: act(contract.object, {
      name: 'awards.object',
      prepare: (env, { params, body }) => open.object(env, params.id, body),
      run: (_ctx, _input, done) => Promise.resolve(done),
      target: ({ params }) => `award-notice:${params.id}`,
    }),
    vetoes: ask(contract.vetoes, (ctx, { query }) => open.vetoes(ctx, query)),
    addVeto: act(contract.addVeto, {
      name: 'awards.add-veto',
      run: (ctx, { body }) => open.addVeto(ctx, body),
      target: (_, r) => ('id' in r ? `veto:${r.id}` : ''),
      detail: ({ body }) => ({ kind: body.kind, subject: body.subjectId }),
    }),
    repairVeto: act(contract.repairVeto, {
      name: 'awards.repair-veto',
      run: (ctx, { params, body }) => open.repairVeto(ctx, params.id, body),
      target: ({ params }) => `veto:${params.id}`,
    }),
  },
});
