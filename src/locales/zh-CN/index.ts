import { common } from './common.ts';
import { problems } from './problems.ts';
import { web } from './web.ts';

/** One line per file; the key of a message is `<file>.<key>`. */
export const zh = { common, problems, web } as const;
