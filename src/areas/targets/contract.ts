/** Goals of the plan by every figure the platform has: published, reported by the bodies in charge, or worked out from what enterprises filed. */
import { z } from 'zod';
import { lightRowSchema, textSchema } from '#contract/plans';
import { dayText, pageOf, paging, route } from '#platform/api';

const pack = z.object({ pack: z.string().max(60) });
const of = pack.extend({ indicator: z.string().max(60) });
export const bySchema = z.enum(['city', 'county', 'park', 'division', 'size']);
const yearText = z.coerce.number().int().min(1990).max(2100);

export const placeSchema = z.object({
  code: z.string(),
  name: z.string(),
  value: z.string().nullable(),
  subjects: z.number().int(),
  simulated: z.boolean(),
});

export const measureSchema = z.object({
  indicator: z.object({ id: z.string(), title: textSchema, unit: z.string(), source: z.string() }),
  /** How it is worked out here; null: nobody has said how, it can only be published or reported. */
  how: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('totals'), formula: z.string() }),
      z.object({
        kind: z.literal('threshold'),
        of: z.enum(['enterprise', 'park']),
        indicator: z.string(),
        title: textSchema,
        over: z.string(),
        unit: z.string(),
      }),
      z.object({ kind: z.literal('counts'), register: z.enum(['awards', 'filings']) }),
    ])
    .nullable(),
  /** Every year there is a figure for, oldest first; of one year the one that counts comes first. */
  series: z.array(
    z.object({
      period: z.string(),
      value: z.string(),
      origin: z.enum(['published', 'reported', 'computed']),
      source: z.string(),
      subjects: z.number().int().nullable(),
      simulated: z.boolean(),
    }),
  ),
  year: z.number().int().nullable(),
  /** Sums the formula of that year was worked out from. */
  inputs: z.array(
    z.object({
      indicator: z.string(),
      title: textSchema,
      unit: z.string(),
      period: z.string(),
      value: z.string(),
      subjects: z.number().int(),
    }),
  ),
});

export const behindSchema = z.object({
  id: z.string(),
  name: z.string(),
  place: z.string(),
  value: z.string(),
  simulated: z.boolean(),
});

export const contract = {
  lights: route({
    method: 'GET',
    path: '/targets/:pack/lights',
    summary: '各目标的灯：公布数据之外，用单位报送和由本平台数据算出的数据',
    permission: 'targets.read',
    params: pack,
    query: z.object({ asOf: dayText.optional() }),
    response: z.object({ pack: z.string(), asOf: z.string(), items: z.array(lightRowSchema) }),
  }),
  measure: route({
    method: 'GET',
    path: '/targets/:pack/indicators/:indicator',
    summary: '一个目标指标的各年数据、算法和所用的合计数',
    permission: 'targets.read',
    params: of,
    query: z.object({ year: yearText.optional() }),
    response: measureSchema,
  }),
  places: route({
    method: 'GET',
    path: '/targets/:pack/indicators/:indicator/places',
    summary: '按地市、县区、园区、行业、规模分列',
    permission: 'targets.read',
    params: of,
    query: z.object({ year: yearText, by: bySchema.default('city') }),
    response: z.object({ items: z.array(placeSchema) }),
  }),
  behind: route({
    method: 'GET',
    path: '/targets/:pack/indicators/:indicator/enterprises',
    summary: '这个数背后的企业（或园区）',
    permission: 'targets.read',
    params: of,
    query: z.object({ ...paging, year: yearText }),
    response: pageOf(behindSchema).extend({
      title: textSchema,
      unit: z.string(),
      of: z.enum(['enterprise', 'park']),
    }),
  }),
  exportBehind: route({
    method: 'GET',
    path: '/targets/:pack/indicators/:indicator/export',
    summary: '导出分列和背后的企业（xlsx）',
    permission: 'targets.read',
    params: of,
    query: z.object({ year: yearText, by: bySchema.default('city') }),
    file: true,
  }),
};
