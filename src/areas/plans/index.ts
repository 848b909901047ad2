/** Plans: the document as data, its state as of a day, what it leaves open and how that was decided. */
import { lookUp, t } from '#locales';
import { act, ask, defineArea, type Ctx } from '#platform/act';
import { writeWorkbook } from '#platform/sheets';
import { contract } from './contract.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';

export { lights, publishedSeries, type OwnFigure, type OwnFigures } from './service.ts';
export {
  choicesOf,
  currentPlan,
  historyOf,
  packsIn,
  planVersion,
  publishAll,
  publishedPacks,
  readPack,
  type Published,
} from './published.ts';

const columns = [
  'id',
  'clause',
  'kind',
  'class',
  'text',
  'quote',
  'indicator',
  'comparator',
  'value',
  'valueTo',
  'unit',
  'year',
  'scope',
  'status',
  'lead',
  'cooperate',
  'open',
  'span',
] as const;

async function exportFile(ctx: Ctx, pack: string, filters: service.Filters, format: 'xlsx' | 'json') {
  const { v, json, rows } = await service.exported(ctx, pack, filters);
  const name = t('zh-CN', 'plans.export.file', { title: v.plan.title.zh, day: v.asOf });
  if (format === 'json')
    return {
      name: `${name}.json`,
      type: 'application/json',
      bytes: new TextEncoder().encode(JSON.stringify(json, null, 2)),
    };
  const word = (key: string): string => lookUp('zh-CN', 'plans', key) ?? key;
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'plans.export.sheet'),
        columns: columns.map((c) => ({ title: word(`export.${c}`) })),
        rows: rows.map((r) => [
          r.id,
          r.clause,
          word(`kind.${r.kind}`),
          word(`class.${r.class}`),
          r.text,
          r.quote,
          r.indicator ?? '',
          r.comparator ?? '',
          r.value,
          r.valueTo,
          r.unit ?? '',
          r.year,
          r.scope ?? '',
          r.status === null ? '' : word(`status.${r.status}`),
          r.lead.join('、'),
          r.cooperate.join('、'),
          r.open ? '是' : '',
          r.span.join('–'),
        ]),
      },
    ],
  });
  return {
    name: `${name}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes,
  };
}

export const area = defineArea({
  name: 'plans',
  contract,
  policy,
  handlers: {
    packs: ask(contract.packs, (ctx) => service.packs(ctx.tx)),
    document: ask(contract.document, (ctx, { params, query }) =>
      service.document(ctx, params.pack, query.asOf),
    ),
    overview: ask(contract.overview, (ctx, { params, query }) =>
      service.overview(ctx, params.pack, query.asOf),
    ),
    lights: ask(contract.lights, (ctx, { params, query }) => service.lights(ctx, params.pack, query.asOf)),
    provisions: ask(contract.provisions, (ctx, { params, query }) => {
      const { page, size, sort, ...filters } = query;
      return service.provisions(ctx, params.pack, filters, sort, page, size);
    }),
    exportProvisions: ask(contract.exportProvisions, (ctx, { params, query }) => {
      const { format, ...filters } = query;
      return exportFile(ctx, params.pack, filters, format);
    }),
    provision: ask(contract.provision, (ctx, { params, query }) =>
      service.provision(ctx, params.pack, params.id, query.asOf),
    ),
    findings: ask(contract.findings, (ctx, { params, query }) => service.findings(ctx, params.pack, query)),
    coverage: ask(contract.coverage, (ctx, { params }) => service.coverageOf(ctx, params.pack)),
    questions: ask(contract.questions, (ctx, { params }) => service.questions(ctx, params.pack)),
    decide: act(contract.decide, {
      name: 'plans.decide',
      run: (ctx, { params, body }) => service.decide(ctx, params.pack, params.question, body),
      target: ({ params }) => `plan:${params.pack}#${params.question}`,
      detail: ({ body }) => ({ option: body.option, day: body.day }),
    }),
  },
});
