/** Facts about subjects: filed, reviewed, locked, imported, rolled up; never changed, only revised. */
import { isAboveScale } from '#areas/subjects';
import { act, ask, defineArea } from '#platform/act';
import { writeWorkbook, XLSX, type Workbook } from '#platform/sheets';
import { contract } from './contract.ts';
import * as facts from './facts.ts';
import * as imports from './imports.ts';
import { policy } from './policy.ts';
import * as store from './store.ts';

export { recordReported, type ReportedFact } from './facts.ts';
export { appendOne as recordFact, insertSource as recordSource } from './store.ts';
export { isEmpty, loadDemo, loadPublishedFacts } from './load.ts';

const byNames = { city: '地市', county: '县区', park: '园区', division: '行业', size: '规模' } as const;

export const area = defineArea({
  name: 'indicators',
  contract,
  policy,
  handlers: {
    definitions: ask(contract.definitions, (ctx, { query }) => facts.directory(ctx.tx, query.pack)),
    series: ask(contract.series, (ctx, { query }) =>
      facts.series(ctx, query.subject, query.indicators, query.kind),
    ),
    history: ask(contract.history, async (ctx, { query }) => ({
      items: await store.history(ctx.tx, query.subject, query.indicator, query.period),
    })),
    derived: ask(contract.derived, (ctx, { query }) => facts.derived(ctx, query.subject, query.period)),
    file: act(contract.file, {
      name: 'facts.file',
      run: (ctx, { body }) => facts.file(ctx, body),
      target: ({ body }) => `fact:${body.subject}/${body.period}/${body.indicator}`,
    }),
    setStatus: act(contract.setStatus, {
      name: 'facts.status',
      run: (ctx, { body }) => facts.setStatus(ctx, body),
      target: ({ body }) => `fact:${body.subject}/${body.period}`,
      detail: ({ body }) => ({ status: body.status, indicators: body.indicators }),
    }),
    rollup: ask(contract.rollup, (ctx, { query }) =>
      facts.rollup(ctx, query.indicator, query.period, query.by),
    ),
    exportRollup: ask(contract.exportRollup, async (ctx, { query }) => {
      const r = await facts.rollup(ctx, query.indicator, query.period, query.by);
      const number = (v: string | null): number | null => (v === null ? null : Number(v));
      const bytes = await writeWorkbook({
        sheets: [
          {
            name: '汇总',
            columns: [
              { title: '代码' },
              { title: byNames[query.by] },
              { title: `${r.indicator.title.zh}（${r.indicator.unit}）` },
              { title: '企业数' },
            ],
            rows: [
              ...r.items.map((i) => [i.code, i.name, number(i.value), i.subjects]),
              ['', '合计', number(r.total.value), r.total.subjects],
            ],
          },
        ],
      });
      return {
        name: `${r.indicator.title.zh}-${query.period}${r.simulated ? '-模拟数据' : ''}.xlsx`,
        type: XLSX,
        bytes,
      };
    }),
    periods: ask(contract.periods, async (ctx) => ({ items: await store.years(ctx.tx) })),
    upload: act(contract.upload, {
      name: 'imports.upload',
      prepare: (env, { upload }) => imports.receive(env, upload!),
      run: (ctx, { upload }, received) => imports.create(ctx, upload!, received),
      target: (_, result) => `import:${(result as { id: string }).id}`,
    }),
    imports: ask(contract.imports, (ctx, { query }) =>
      imports.list(ctx, query.state, query.page, query.size),
    ),
    import: ask(
      contract.import,
      (ctx, { params }, book: Workbook) => imports.detail(ctx, params.id, book),
      (env, { params }) => imports.open(env, params.id),
    ),
    remap: act(contract.remap, {
      name: 'imports.remap',
      prepare: (env, { params }) => imports.open(env, params.id),
      run: (ctx, { params, body: { version, ...options } }, book) =>
        imports.remap(ctx, params.id, version, options, book),
      target: ({ params }) => `import:${params.id}`,
    }),
    apply: act(contract.apply, {
      name: 'imports.apply',
      prepare: async (env, { params }) => ({
        book: await imports.open(env, params.id),
        aboveScale: isAboveScale(env.house),
      }),
      run: (ctx, { params, body }, { book, aboveScale }) =>
        imports.apply(ctx, params.id, body.version, book, aboveScale),
      target: ({ params }) => `import:${params.id}`,
      detail: (_, result) => ({ ...(result as { summary: object }).summary }),
    }),
    discard: act(contract.discard, {
      name: 'imports.discard',
      run: (ctx, { params }) => imports.discard(ctx, params.id),
      target: ({ params }) => `import:${params.id}`,
    }),
    original: ask(contract.original, (ctx, { params }) => imports.original(ctx, params.id)),
    findings: ask(
      contract.findings,
      (ctx, { params }, book: Workbook) => imports.findingsFile(ctx, params.id, book),
      (env, { params }) => imports.open(env, params.id),
    ),
  },
});
