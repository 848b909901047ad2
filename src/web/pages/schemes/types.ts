import type { z } from 'zod';
import type { detailSchema, mineSchema, schemeSchema, versionSchema } from '#contract/schemes';

export type SchemeRow = z.output<typeof schemeSchema>;
export type SchemeDetail = z.output<typeof detailSchema>;
export type Version = z.output<typeof versionSchema>;
export type Mine = z.output<typeof mineSchema>;
export type Item = Mine['items'][number];
export type Evaluation = Item['evaluation'];
export type Fact = Mine['facts'][number];
export type Passage = NonNullable<Evaluation['trace']['passage']>;
/** A fact as a form asks for it, whoever asks. */
export type Asked = Pick<Fact, 'id' | 'title' | 'type' | 'unit' | 'options' | 'yearly'>;
