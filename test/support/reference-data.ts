import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const named = process.env['DUIBIAO_SHARED'];
// A path that was given and leads nowhere is a mistake, not an absence.
if (named !== undefined && !existsSync(named)) throw new Error(`DUIBIAO_SHARED: no folder ${named}`);
const folder = named ?? resolve(import.meta.dirname, '../../../shared');
const within = (part: string): string | undefined => {
  const path = join(folder, part);
  return existsSync(path) ? path : undefined;
};

/**
 * Published data sets, the documents behind the packs and the notes on the field. They are too large or not licensed to ship: DUIBIAO_SHARED
 * names their folder, else the one beside the checkout is taken. Where there is none, tests that need them are not defined.
 */
export const referenceData = within('data');
export const referenceDomain = within('domain');
export const referenceSeed = within('seed');
