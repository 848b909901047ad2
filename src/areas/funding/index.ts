/**
 * Funding (政策资金): what an enterprise could get, applications by the pack's review, and the ledger of budgets, commitments and payments.
 * Words: notice (申报通知), application, calculation (an amount with its input and trace, kept), order (a money act that two persons make), budget
 * (fund × scheme × year), transaction with its postings.
 */
import { act, ask, asHouse, defineArea } from '#platform/act';
import * as acts from './acts.ts';
import * as applications from './applications.ts';
import { contract } from './contract.ts';
import { directHandlers } from './direct-handlers.ts';
import { addFile, prepareFile, readFile, removeFile } from './documents.ts';
import { mine } from './mine.ts';
import * as notices from './notices.ts';
import * as orders from './orders.ts';
import * as panel from './panel.ts';
import { policy } from './policy.ts';
import * as publicity from './publicity.ts';
import * as queue from './queue.ts';
import { quote } from './quote.ts';
import * as report from './report.ts';

export { defineDirectJob, loadDemoDirect, performDirect } from './direct-run.ts';

export { loadDemoFunding } from './demo.ts';

export const area = defineArea({
  name: 'funding',
  contract,
  policy,
  handlers: {
    mine: ask(contract.mine, (ctx, { query }) => mine(ctx, query)),
    notices: ask(contract.notices, (ctx, { query }) => notices.notices(ctx, query.pack)),
    publish: act(contract.publish, {
      name: 'funding.publish',
      run: (ctx, { body }) => notices.publish(ctx, body),
      target: ({ body }) => `fund-notice:${body.id}`,
      detail: ({ body }) => ({
        scheme: body.scheme,
        year: body.year,
        opens: body.opens,
        closes: body.closes,
      }),
    }),
    withdrawNotice: act(contract.withdrawNotice, {
      name: 'funding.withdraw-notice',
      run: (ctx, { params }) => notices.withdrawNotice(ctx, params.id),
      target: ({ params }) => `fund-notice:${params.id}`,
    }),
    list: ask(contract.list, (ctx, { query: { page, size, ...f } }) => queue.list(ctx, f, page, size)),
    queue: ask(contract.queue, (ctx) => queue.queue(ctx)),
    exportList: ask(contract.exportList, (ctx, { query }) => queue.exportList(ctx, query)),
    ledger: ask(contract.ledger, (ctx, { query: { page, size, ...f } }) => report.ledger(ctx, f, page, size)),
    exportLedger: ask(contract.exportLedger, (ctx, { query }) => report.exportLedger(ctx, query)),
    ...directHandlers,
    quote: ask(contract.quote, (ctx, { params, body }) => quote(ctx, params.id, body.facts)),
    create: act(contract.create, {
      name: 'funding.create',
      run: (ctx, { body }) => applications.create(ctx, body),
      target: (_, r) => ('id' in r ? `fund-application:${r.id}` : ''),
      detail: ({ body }) => ({ ...body }),
    }),
    application: ask(contract.application, (ctx, { params }) => applications.present(ctx, params.id)),
    save: act(contract.save, {
      name: 'funding.save',
      run: (ctx, { params, body }) => applications.save(ctx, params.id, body.version, body.content),
      target: ({ params }) => `fund-application:${params.id}`,
      detail: ({ body }) => ({ version: body.version }),
    }),
    act: act(contract.act, {
      name: 'funding.act',
      run: (ctx, { params, body }) => acts.perform(ctx, params.id, body),
      target: ({ params }) => `fund-application:${params.id}`,
      detail: ({ body }, r) => ({
        act: body.act,
        remarks: body.remarks.length,
        ...('state' in r ? { state: r.state, claimed: r.claimedFen, approved: r.approvedFen } : {}),
      }),
    }),
    attach: act(contract.attach, {
      name: 'funding.attach',
      prepare: (env, { params, body, upload }) => prepareFile(env, params.id, body.document, upload),
      run: async (ctx, { params, body }, kept) => {
        await addFile(ctx, params.id, body, kept);
        return applications.present(ctx, params.id);
      },
      target: ({ params }) => `fund-application:${params.id}`,
      detail: ({ body }) => ({ ...body }),
    }),
    file: ask(contract.file, (ctx, { params }) => readFile(ctx, params.id, params.file)),
    detach: act(contract.detach, {
      name: 'funding.detach',
      run: async (ctx, { params }) => {
        await removeFile(ctx, params.id, params.file);
        return applications.present(ctx, params.id);
      },
      target: ({ params }) => `fund-application:${params.id}`,
      detail: ({ params }) => ({ file: params.file }),
    }),
    sheets: ask(contract.sheets, (ctx) => panel.sheets(ctx)),
    sheet: ask(contract.sheet, (ctx, { params }) => panel.sheet(ctx, params.id)),
    sheetFile: ask(contract.sheetFile, (ctx, { params }) => panel.sheetFile(ctx, params.id, params.file)),
    score: act(contract.score, {
      name: 'funding.score',
      run: (ctx, { params, body }) => panel.score(ctx, params.id, body, false),
      target: ({ params }) => `fund-seat:${params.id}`,
      detail: ({ body }) => ({ final: body.final }),
    }),
    recuse: act(contract.recuse, {
      name: 'funding.recuse',
      run: (ctx, { params, body }) => panel.recuse(ctx, params.id, body.reason),
      target: ({ params }) => `fund-seat:${params.id}`,
    }),
    paperSheet: ask(contract.paperSheet, (ctx, { params }) => panel.paperSheet(ctx, params.id)),
    enterPaper: act(contract.enterPaper, {
      name: 'funding.enter-paper',
      run: (ctx, { params, body }) => panel.score(ctx, params.id, body, true),
      target: ({ params }) => `fund-seat:${params.id}`,
      detail: ({ body }) => ({ final: body.final }),
    }),
    drawAll: act(contract.drawAll, {
      name: 'funding.draw',
      run: (ctx, { params, body }) => acts.drawAll(ctx, params.id, body.id),
      target: ({ params }) => `fund-notice:${params.id}`,
      detail: (_, r) => ({ ...r }),
    }),
    verify: ask(contract.verify, (ctx, { params }) => applications.verify(ctx, params.id)),
    budgets: ask(contract.budgets, (ctx, { query }) => orders.budgets(ctx, query.pack, query.year)),
    openBudget: act(contract.openBudget, {
      name: 'funding.open-budget',
      run: (ctx, { body }) => orders.openBudget(ctx, body),
      target: (_, r) => ('id' in r ? `fund-budget:${r.id}` : ''),
      detail: ({ body }) => ({ ...body }),
    }),
    budget: ask(contract.budget, (ctx, { params }) => orders.budget(ctx, params.id)),
    orders: ask(contract.orders, (ctx, { query: { page, size, ...f } }) => orders.orders(ctx, f, page, size)),
    propose: act(contract.propose, {
      name: 'funding.propose',
      run: (ctx, { body }) => orders.propose(ctx, body),
      target: ({ body }) => `fund-order:${body.id}`,
      detail: ({ body }) => ({ kind: body.kind, amountFen: body.amountFen, reference: body.reference }),
    }),
    decide: act(contract.decide, {
      name: 'funding.decide',
      run: (ctx, { params, body }) => orders.decide(ctx, params.id, body),
      target: ({ params }) => `fund-order:${params.id}`,
      detail: ({ body }, r) => ({
        act: body.act,
        ...('kind' in r ? { kind: r.kind, amountFen: r.amountFen } : {}),
      }),
    }),
    // Accounts leave the house here, so it is written down who took them.
    exportPayments: act(contract.exportPayments, {
      name: 'funding.export-payments',
      run: (ctx, { query }) => orders.exportPayments(ctx, query.budget, query.format),
      target: ({ query }) => (query.budget === undefined ? '' : `fund-budget:${query.budget}`),
      detail: ({ query }) => ({ format: query.format }),
    }),
    publicity: ask(
      contract.publicity,
      (_ctx, _input, found: Awaited<ReturnType<typeof publicity.publicity>>) => Promise.resolve(found),
      (env) => asHouse(env, publicity.publicity),
    ),
    object: act(contract.object, {
      name: 'funding.object',
      prepare: (env, { params, body }) => asHouse(env, (ctx) => publicity.object(ctx, params.id, body)),
      run: (_ctx, _input, done) => Promise.resolve(done),
      target: ({ params }) => `fund-application:${params.id}`,
    }),
    answer: act(contract.answer, {
      name: 'funding.answer',
      run: (ctx, { params, body }) => publicity.answer(ctx, params.id, body.text),
      target: ({ params }) => `fund-objection:${params.id}`,
    }),
  },
});
