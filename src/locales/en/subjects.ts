import type { SameKeys } from '../types.ts';
import type { subjects as zh } from '../zh-CN/subjects.ts';

export const subjects: SameKeys<typeof zh> = {
  'problem.unknown': 'There is no such enterprise, or it is outside your scope.',
  'problem.already-registered':
    'An enterprise with code {code} is registered already. Look it up in the register.',
  'problem.bad-region': 'There is no region {code}. Choose one from the list.',
  'problem.bad-industry': 'There is no industry class {code}. Give the four digits of GB/T 4754.',
  'problem.bad-park': 'There is no park {code}. Choose one from the list, or none.',
  'problem.code-length': 'A unified social credit code has 18 places; “{code}” has not.',
  'problem.code-alphabet': '“{code}” holds characters that credit codes do not use (I, O, S, V, Z).',
  'problem.code-check': 'The check character of “{code}” is wrong. Compare with the business licence.',
};
