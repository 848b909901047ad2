/** What is measured: enterprises, regions, parks, agencies, and the registers they stand in. */
import { act, ask, defineArea } from '#platform/act';
import { writeWorkbook } from '#platform/sheets';
import { contract } from './contract.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';
import * as store from './store.ts';

export { calendarOf, ifPublished, readCalendar } from './calendar.ts';
export {
  isAboveScale,
  loadRegisters,
  nameKey,
  readRegister,
  readRegisters,
  registerId,
  resolveDemoScope,
  sizeClass,
} from './service.ts';
export {
  enterprisesByCodes,
  enterprisesByNames,
  insertAboveScale,
  insertSubjects,
  placesKnown,
  setSizes,
  upsertAgencies as saveAgencies,
  type AgencyRow,
  type NewSubject,
  type Size,
} from './store.ts';

const sizes = { large: '大型', medium: '中型', small: '小型', micro: '微型' } as const;

const filterOf = (q: {
  q?: string | undefined;
  region?: string | undefined;
  park?: string | undefined;
  industry?: string | undefined;
  sizeClass?: string[] | undefined;
  year?: number | undefined;
  sort: string;
}): store.EnterpriseFilter => ({
  q: q.q,
  region: q.region,
  park: q.park,
  industry: q.industry,
  size: q.sizeClass,
  year: q.year,
  sort: q.sort,
});

export const area = defineArea({
  name: 'subjects',
  contract,
  policy,
  handlers: {
    regions: ask(contract.regions, async (ctx) => ({ items: await store.regions(ctx.tx) })),
    industries: ask(contract.industries, async (ctx) => ({ items: await store.industries(ctx.tx) })),
    parks: ask(contract.parks, async (ctx) => ({ items: await store.parks(ctx.tx) })),
    agencies: ask(contract.agencies, async (ctx) => ({ items: await store.agencies(ctx.tx) })),
    enterprises: ask(contract.enterprises, (ctx, { query }) =>
      store.listEnterprises(ctx.tx, filterOf(query), query.size, (query.page - 1) * query.size),
    ),
    exportEnterprises: ask(contract.exportEnterprises, async (ctx, { query }) => {
      const { items } = await store.listEnterprises(ctx.tx, filterOf(query), 100_000, 0);
      const bytes = await writeWorkbook({
        sheets: [
          {
            name: '企业名录',
            columns: [
              '统一社会信用代码',
              '企业名称',
              '地区',
              '园区',
              '行业代码',
              '行业',
              '规模',
              '规上年份',
              '模拟',
            ].map((title) => ({ title })),
            rows: items.map((e) => [
              e.creditCode,
              e.name,
              e.regionName,
              e.parkName ?? '',
              e.industryCode,
              e.industryName,
              e.size ? sizes[e.size] : '',
              e.aboveScale.join('、'),
              e.simulated ? '模拟' : '',
            ]),
          },
        ],
      });
      return {
        name: `企业名录-${ctx.today}.xlsx`,
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes,
      };
    }),
    enterprise: ask(contract.enterprise, (ctx, { params }) => service.present(ctx, params.id)),
    createEnterprise: act(contract.createEnterprise, {
      name: 'subjects.create',
      run: (ctx, { body }) => service.createEnterprise(ctx, body),
      target: ({ body }) => `enterprise:${body.creditCode}`,
    }),
    editEnterprise: act(contract.editEnterprise, {
      name: 'subjects.edit',
      run: (ctx, { params, body }) => service.editEnterprise(ctx, params.id, body, body.version),
      target: ({ params }) => `enterprise:${params.id}`,
    }),
  },
});
