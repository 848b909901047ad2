/** What crosses the wire about the change of productivity between two years' runs of one evaluation (Malmquist index and its factors). */
import { z } from 'zod';
import { findingSchema, pageOf, paging, route } from '#platform/api';

const id = z.string().uuid();
const factor = z.number().nullable();
const factors = {
  /** Above 1 is better: index = efficiencyChange × technicalChange, efficiencyChange = pureChange × scaleChange. */
  index: factor,
  efficiencyChange: factor,
  technicalChange: factor,
  pureChange: factor,
  scaleChange: factor,
};
const group = z.string().max(20);
const sorts = ['index', 'efficiencyChange', 'technicalChange', 'pureChange', 'scaleChange', 'name'] as const;

export const productivityContract = {
  startProductivity: route({
    method: 'POST',
    path: '/benchmarks/runs/:id/productivity',
    summary: '计算与上一次测算年度之间的生产率变动（作业），各组一并计算并存档',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    response: z.object({ jobId: z.string() }),
  }),
  productivity: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/productivity',
    summary: '一个行业组的生产率变动：指数、追赶、前沿移动（按账号的数据范围）',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    query: z.object({
      ...paging,
      group,
      q: z.string().max(100).optional(),
      sort: z.enum(sorts.flatMap((k) => [k, `-${k}`] as const) as [string, ...string[]]).default('-index'),
    }),
    response: pageOf(
      z.object({ subject: z.object({ id: z.string(), name: z.string() }), ...factors }),
    ).extend({
      /** none: no earlier run to compare with; missing: not computed yet. */
      state: z.enum(['none', 'missing', 'ready']),
      before: z.object({ id: z.string(), year: z.number().int() }).nullable(),
      computedAt: z.string().nullable(),
      /** Geometric means over the whole group; null under three enterprises. */
      mean: z.object(factors).nullable(),
      compared: z.number().int(),
      better: z.number().int(),
      worse: z.number().int(),
      findings: z.array(findingSchema),
    }),
  }),
};
