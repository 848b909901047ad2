import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = process.env['DUIBIAO_REFERENCE_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');

/** Folder with published data sets that are too large or not licensed to ship; undefined where there is none. */
export const referenceData: string | undefined = existsSync(folder) ? folder : undefined;
