/**
 * Reports (月报): enterprises, their projects, parks and agencies fill in the forms of the plan; the county passes or sends back, the region locks, and
 * what is locked becomes facts. Words: form, duty (a report that is asked for), report, period, hand in, lock, correction, key.
 */
import { act, ask, defineArea } from '#platform/act';
import * as acts from './acts.ts';
import { contract } from './contract.ts';
import { formWire, sheetsOf } from './forms.ts';
import * as keys from './keys.ts';
import { policy } from './policy.ts';
import * as progress from './progress.ts';
import * as projects from './projects.ts';
import * as reports from './reports.ts';
import * as sheet from './sheet.ts';

export { actorOfKey } from './keys.ts';
export { defineReportingJobs } from './progress.ts';

const at = (p: { form: string; period: string }): string => `report:${p.form}/${p.period}`;
const idIn = (r: object): string => ('id' in r && typeof r.id === 'string' ? r.id : '');

export const area = defineArea({
  name: 'reporting',
  contract,
  policy,
  handlers: {
    forms: ask(contract.forms, async (ctx, { query }) => ({
      items: [...(await sheetsOf(ctx.tx, query.pack)).values()].map((s) => formWire(s, query.pack)),
    })),
    mine: ask(contract.mine, (ctx, { query }) => progress.mine(ctx, query.pack, query.year)),
    report: ask(
      contract.report,
      (ctx, { params, query }, prepared: reports.Prepared) =>
        reports.present(ctx, { ...params, ...query }, prepared),
      (env, { params, query }) => reports.prepare(env, { ...params, ...query }),
    ),
    check: ask(
      contract.check,
      (ctx, { params, body }, prepared: reports.Prepared) =>
        reports.check(ctx, { ...params, ...body }, body.values, prepared),
      (env, { params, body }) => reports.prepare(env, { ...params, ...body }),
    ),
    save: act(contract.save, {
      name: 'reporting.save',
      prepare: (env, { params, body }) => reports.prepare(env, { ...params, ...body }),
      run: (ctx, { params, body }, prepared: reports.Prepared) =>
        reports.save(ctx, { ...params, ...body }, body, prepared),
      target: ({ params }) => at(params),
      detail: ({ body }) => ({ version: body.version, fields: Object.keys(body.values).length }),
    }),
    submit: act(contract.submit, {
      name: 'reporting.submit',
      prepare: (env, { params, body }) => reports.prepare(env, { ...params, ...body }),
      run: (ctx, { params, body }, prepared: reports.Prepared) =>
        reports.submit(ctx, { ...params, ...body }, body, prepared),
      target: (_, r) => `report:${idIn(r)}`,
      detail: ({ params, body }, r) => ({
        ...params,
        key: body.key,
        ...('repeated' in r ? { late: r.late, repeated: r.repeated, findings: r.findings.length } : {}),
      }),
    }),
    template: ask(
      contract.template,
      (ctx, { params, query }, prepared: reports.Prepared) =>
        sheet.template(ctx, { ...params, ...query }, prepared),
      (env, { params, query }) => reports.prepare(env, { ...params, ...query }),
    ),
    readSheet: ask(
      contract.readSheet,
      (
        ctx,
        { params, body },
        p: { book: Awaited<ReturnType<typeof sheet.openSheet>>; prepared: reports.Prepared },
      ) => sheet.readSheet(ctx, { ...params, ...body }, p.book, p.prepared),
      async (env, { params, body, upload }) => ({
        book: await sheet.openSheet(upload!),
        prepared: await reports.prepare(env, { ...params, ...body }),
      }),
    ),
    list: ask(contract.list, (ctx, { query: { page, size, ...f } }) => progress.list(ctx, f, page, size)),
    act: act(contract.act, {
      name: 'reporting.act',
      run: (ctx, { params, body }) => acts.perform(ctx, params.id, body),
      target: ({ params }) => `report:${params.id}`,
      detail: ({ body }, r) => ({ act: body.act, ...('state' in r ? { state: r.state } : {}) }),
    }),
    preview: ask(contract.preview, (ctx, { body }) => acts.preview(ctx, body.act, body.ids)),
    bulk: act(contract.bulk, {
      name: 'reporting.bulk',
      run: (ctx, { body }) => acts.bulk(ctx, body),
      detail: ({ body }) => ({ act: body.act, reports: body.reports.map((r) => r.id) }),
    }),
    progress: ask(contract.progress, (ctx, { query }) => progress.progress(ctx, query)),
    missing: ask(contract.missing, (ctx, { query: { page, size, ...q } }) =>
      progress.missing(ctx, q, page, size),
    ),
    exportProgress: ask(contract.exportProgress, (ctx, { query }) => progress.exportProgress(ctx, query)),
    remind: act(contract.remind, {
      name: 'reporting.remind',
      run: async (ctx, { body }) => ({
        reminded: await progress.remind(ctx.tx, ctx.house, {
          ...body,
          today: ctx.today,
          by: ctx.actor.name,
          anyTime: true,
        }),
      }),
      target: ({ body }) => at(body),
      detail: (_, r): Record<string, unknown> => ('reminded' in r ? { reminded: r.reminded } : {}),
    }),
    lockAll: act(contract.lockAll, {
      name: 'reporting.lock-all',
      run: (ctx, { body }) => progress.lockAll(ctx, body),
      target: ({ body }) => at(body),
    }),
    projects: ask(contract.projects, (ctx) => projects.list(ctx)),
    addProject: act(contract.addProject, {
      name: 'reporting.add-project',
      run: (ctx, { body }) => projects.add(ctx, body),
      target: (_, r) => `report-project:${idIn(r)}`,
    }),
    changeProject: act(contract.changeProject, {
      name: 'reporting.change-project',
      run: (ctx, { params, body }) => projects.change(ctx, params.id, body),
      target: ({ params }) => `report-project:${params.id}`,
    }),
    keys: ask(contract.keys, (ctx) => keys.list(ctx)),
    makeKey: act(contract.makeKey, {
      name: 'reporting.make-key',
      run: (ctx, { body }) => keys.make(ctx, body),
      target: (_, r) => ('made' in r ? `report-key:${r.made.id}` : ''),
      detail: ({ body }) => ({ name: body.name, days: body.days }),
    }),
    revokeKey: act(contract.revokeKey, {
      name: 'reporting.revoke-key',
      run: (ctx, { params }) => keys.revoke(ctx, params.id),
      target: ({ params }) => `report-key:${params.id}`,
    }),
  },
});
