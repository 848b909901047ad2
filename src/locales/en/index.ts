import type { SameKeys } from '../types.ts';
import type { zh } from '../zh-CN/index.ts';
import { common } from './common.ts';
import { problems } from './problems.ts';
import { web } from './web.ts';

export const en: SameKeys<typeof zh> = { common, problems, web };
