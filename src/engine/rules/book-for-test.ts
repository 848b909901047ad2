import { hasErrors } from '#kernel';
import {
  compileRulebook,
  commonFile,
  overlapsFile,
  schemeFile,
  type Rulebook,
  type SchemeFiles,
} from './index.ts';

/** Files of a small rulebook for tests. */
export const filesOf = (
  schemes: readonly object[],
  groups: readonly object[] = [],
  common: object = {},
): SchemeFiles => ({
  common: commonFile.parse(common),
  overlaps: overlapsFile.parse({ groups }),
  schemes: schemes.map((f) => schemeFile.parse(f)),
});

export function book(
  schemes: readonly object[],
  groups: readonly object[] = [],
  common: object = {},
): Rulebook {
  const { rulebook, findings } = compileRulebook(filesOf(schemes, groups, common), {
    number: '文',
    questions: [],
    passages: new Map([
      ['N137', { clause: '二（七）1', quote: '按设备投资额的１０％，给予最高３００万元的补助' }],
    ]),
  });
  if (hasErrors(findings)) throw new RangeError(JSON.stringify(findings));
  return rulebook;
}
