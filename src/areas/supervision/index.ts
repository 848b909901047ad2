/**
 * Supervision (调度督办): the plan's tasks as a yearly ledger with monthly reports, orders with a deadline, meetings, and documents that stay as
 * they were issued. Words: entry (a task of one body in a year), report (its month), chase, case (督办单), resolution (议定事项), desk.
 */
import { Problem } from '#kernel';
import { act, ask, defineArea, type Ctx } from '#platform/act';
import * as cases from './cases.ts';
import { contract } from './contract.ts';
import * as documents from './documents.ts';
import * as ledger from './ledger.ts';
import * as meetings from './meetings.ts';
import { overview, rules } from './overview.ts';
import { policy } from './policy.ts';
import { rulesOf } from './rules.ts';
import * as store from './store.ts';

export { chaseDue, defineChaseJob } from './chasing.ts';
export { loadDemoSupervision } from './demo.ts';

async function desks(ctx: Ctx, pack: string) {
  await rulesOf(ctx.tx, pack);
  const all = await store.desks(ctx.tx);
  return {
    items: (await store.owners(ctx.tx, pack))
      .filter((o) => o.kind === 'agency')
      .map((owner) => ({
        owner,
        accounts: all.filter((d) => d.subjectId === owner.id).map(({ subjectId: _, ...a }) => a),
      })),
    accounts: await store.deskAccounts(ctx.tx),
  };
}
async function setDesk(ctx: Ctx, id: string, accounts: readonly string[]) {
  if ((await store.owner(ctx.tx, id))?.kind !== 'agency') throw new Problem('supervision.unknown-owner');
  await store.setDesk(ctx.tx, id, accounts, ctx.actor.name, ctx.now);
  return {};
}

export const area = defineArea({
  name: 'supervision',
  contract,
  policy,
  handlers: {
    rules: ask(contract.rules, (ctx, { query }) => rules(ctx, query.pack)),
    overview: ask(contract.overview, (ctx, { query }) => overview(ctx, query)),
    ledger: ask(contract.ledger, (ctx, { query: { page, size, ...q } }) => ledger.list(ctx, q, page, size)),
    exportLedger: ask(contract.exportLedger, (ctx, { query }) => ledger.exportList(ctx, query)),
    createLedger: act(contract.createLedger, {
      name: 'supervision.create-ledger',
      run: (ctx, { body }) => ledger.create(ctx, body.pack, body.year),
      target: ({ body }) => `ledger:${body.pack}#${body.year}`,
      detail: (_, r) => ('added' in r ? { added: r.added, kept: r.kept, retired: r.retired } : {}),
    }),
    entry: ask(contract.entry, (ctx, { params, query }) => ledger.present(ctx, params.id, query.asOf)),
    report: act(contract.report, {
      name: 'supervision.report',
      run: (ctx, { params, body }) => ledger.report(ctx, params.id, body),
      target: ({ params }) => `entry:${params.id}`,
      detail: ({ body }) => ({ month: body.month, value: body.value, percent: body.percent }),
    }),
    chase: act(contract.chase, {
      name: 'supervision.chase',
      run: (ctx, { body }) => ledger.chase(ctx, body),
      target: ({ body }) => `ledger:${body.pack}#${body.year}`,
      detail: ({ body }, r) => ({ month: body.month, ...('chased' in r ? { chased: r.chased } : {}) }),
    }),
    desks: ask(contract.desks, (ctx, { query }) => desks(ctx, query.pack)),
    setDesk: act(contract.setDesk, {
      name: 'supervision.set-desk',
      run: (ctx, { params, body }) => setDesk(ctx, params.id, body.accounts),
      target: ({ params }) => `owner:${params.id}`,
      detail: ({ body }) => ({ accounts: body.accounts }),
    }),
    cases: ask(contract.cases, (ctx, { query: { page, size, ...q } }) => cases.list(ctx, q, page, size)),
    exportCases: ask(contract.exportCases, (ctx, { query }) => cases.exportList(ctx, query)),
    createCase: act(contract.createCase, {
      name: 'supervision.create-case',
      run: (ctx, { body }) => cases.create(ctx, body),
      target: ({ body }) => `case:${body.id}`,
      detail: ({ body }) => ({ owner: body.owner, source: body.source }),
    }),
    case: ask(contract.case, (ctx, { params, query }) => cases.present(ctx, params.id, query.asOf)),
    saveCase: act(contract.saveCase, {
      name: 'supervision.save-case',
      run: (ctx, { params, body }) => cases.save(ctx, params.id, body),
      target: ({ params }) => `case:${params.id}`,
    }),
    act: act(contract.act, {
      name: 'supervision.act',
      run: (ctx, { params, body }) => cases.perform(ctx, params.id, body),
      target: ({ params }) => `case:${params.id}`,
      detail: ({ body }, r) => ({ act: body.act, ...('state' in r ? { state: r.state } : {}) }),
    }),
    attach: act(contract.attach, {
      name: 'supervision.attach',
      prepare: (env, { params, upload }) => cases.prepareAttach(env, params.id, upload),
      run: (ctx, { params }, kept) => cases.attach(ctx, params.id, kept),
      target: ({ params }) => `case:${params.id}`,
    }),
    file: ask(contract.file, (ctx, { params }) => cases.readFile(ctx, params.id, params.file)),
    meetings: ask(contract.meetings, (ctx, { query }) =>
      meetings.list(ctx, query.pack, query.page, query.size),
    ),
    addMeeting: act(contract.addMeeting, {
      name: 'supervision.add-meeting',
      run: (ctx, { body }) => meetings.add(ctx, body),
      target: ({ body }) => `meeting:${body.id}`,
      detail: ({ body }) => ({ heldOn: body.heldOn, resolutions: body.resolutions.length }),
    }),
    raise: act(contract.raise, {
      name: 'supervision.raise',
      run: (ctx, { params, body }) => meetings.raise(ctx, params.id, body.seq),
      target: ({ params, body }) => `meeting:${params.id}#${body.seq}`,
      detail: (_, r) => ('id' in r ? { case: r.id } : {}),
    }),
    documents: ask(contract.documents, (ctx, { query: { page, size, ...q } }) =>
      documents.list(ctx, q, page, size),
    ),
    draft: ask(contract.draft, (ctx, { query }) => documents.draft(ctx, query)),
    draftFile: ask(contract.draftFile, (ctx, { query }) => documents.draftFile(ctx, query)),
    issue: act(contract.issue, {
      name: 'supervision.issue',
      run: (ctx, { body }) => documents.issue(ctx, body),
      target: ({ body }) => `document:${body.id}`,
      detail: ({ body }, r) => ({
        kind: body.kind,
        period: body.period,
        ...('number' in r ? { number: r.number } : {}),
      }),
    }),
    issueOrder: act(contract.issueOrder, {
      name: 'supervision.issue-order',
      run: (ctx, { params, body }) => documents.issueOrder(ctx, params.id, body.id),
      target: ({ body }) => `document:${body.id}`,
      detail: ({ params }, r) => ({ case: params.id, ...('number' in r ? { number: r.number } : {}) }),
    }),
    document: ask(contract.document, (ctx, { params }) => documents.present(ctx, params.id)),
    documentFile: ask(contract.documentFile, (ctx, { params }) => documents.readFile(ctx, params.id)),
    checkDocument: ask(contract.checkDocument, (ctx, { params }) => documents.check(ctx, params.id)),
    correct: act(contract.correct, {
      name: 'supervision.correct',
      run: (ctx, { params, body }) => documents.correct(ctx, params.id, body),
      target: ({ params }) => `document:${params.id}`,
      detail: ({ body }, r) => ({ erratum: body.id, ...('number' in r ? { number: r.number } : {}) }),
    }),
  },
});
