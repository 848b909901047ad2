/** What others of the group filed, and what the plan pays for: nobody is recognised, unless he agreed. */
import { z } from 'zod';
import { route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
export const improvementLink = z.enum([
  'product',
  'equipment',
  'process',
  'technology',
  'management',
  'marketing',
]);

export const learnedSchema = z.object({
  pack: z.string(),
  /** Other enterprises of the group whose filings count. */
  enterprises: z.number().int(),
  /** Fewer than this and nothing is told. */
  least: z.number().int(),
  links: z.array(
    z.object({
      link: improvementLink,
      enterprises: z.number().int(),
      /** The same words count once for each enterprise. */
      measures: z.array(
        z.object({
          title: z.string(),
          enterprises: z.number().int(),
          /** Those that agreed to show their figures. */
          names: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** Indicators that several set themselves, and from which links they mean to reach them. */
  indicators: z.array(
    z.object({
      indicator: z.string(),
      title: textSchema,
      enterprises: z.number().int(),
      links: z.array(z.object({ link: improvementLink, enterprises: z.number().int() })),
    }),
  ),
  /** From which links a gap may be closed: a proposal of the pack. */
  gaps: z.array(z.object({ indicator: z.string(), links: z.array(improvementLink) })),
  /** Provisions of the plan that pay, by link. */
  support: z.array(
    z.object({
      provision: z.string(),
      clause: z.string(),
      quote: z.string(),
      for: textSchema,
      links: z.array(improvementLink),
      indicators: z.array(z.string()),
      scheme: z.string().nullable(),
    }),
  ),
  /** Who says so: `proposal`, until the lead agency has confirmed it. */
  mark: z.string().nullable(),
  simulated: z.boolean(),
});

export const learnedContract = {
  learned: route({
    method: 'GET',
    path: '/filings/learned/:run/:subject',
    summary: '同组企业备案了哪些措施（不具名，满三家才说），方案里哪些条款支持',
    permission: 'filings.read',
    params: z.object({ run: z.string().uuid(), subject: z.string().uuid() }),
    response: learnedSchema,
  }),
};
