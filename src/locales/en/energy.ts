import type { SameKeys } from '../types.ts';
import type { energy as zh } from '../zh-CN/energy.ts';

export const energy: SameKeys<typeof zh> = {
  'finding.V501': 'Incomplete: {names} missing.',
  'finding.V502':
    '“{name}” is {value}{unit}, outside what can be used ({range}); the levels concerned stay open.',
  'finding.V503':
    'Incomplete: the standard corrects the level, but its figures could not be obtained: {text}.',
  'finding.V510': 'The corrections of limits are not well formed: {reason}.',
  'finding.V511': 'A correction names a line that is not in the table, or names it twice: {line}.',
  'finding.V512': 'The expression “{formula}” is broken at character {at}: {text}.',
  'finding.V513':
    'A name is missing from an expression or unknown: {name}. It must start from level (or value); the rest are parameters or constants of the step.',
  'finding.V514': 'The units of “{formula}” do not fit: {left} and {right}.',
  'finding.V515':
    'A condition, constant or curve is broken: {name}. Give figures; points in rising order; constants for every level concerned.',
  'finding.V516': 'The parameter “{name}” is there twice.',
  'finding.V517': 'The correction of this line is in words only, so its levels are always incomplete.',
  'finding.V518': 'The step “{title}” must have exactly one of level, value and unknown.',
  'finding.V519': 'The unit “{unit}” of the parameter “{name}” is not known.',
  'finding.V520': 'The bounds or choices of the parameter “{name}” are broken.',
  'finding.V521': '“{title}” is held against a line that is not in the table: {line}.',
  'finding.V522': '“{title}” is in “{unit}”, the table in “{expected}”: not the same kind of unit.',
  'finding.V523':
    'The limit of “{title}” ({line}) depends on “{name}”; the plan has no such indicator ({id}), so the works concerned stay incomplete.',
  'finding.V524':
    'The limit of “{title}” ({line}) depends on “{name}” in “{expected}”; the indicator of the plan ({id}) is in “{unit}”.',
  'level.benchmark': 'benchmark level',
  'level.baseline': 'baseline level',
  'level.level1': 'level 1',
  'level.level2': 'level 2',
  'level.level3': 'level 3',
  ownCorrected: 'actual value as the standard compares it',
  printed: 'printed {value}',
  printedAside: '(printed {value})',
  corrected: 'corrected',
  incomplete: 'Incomplete',
  toGo: '{value} to go',
  ahead: 'ahead by {value}',
  reached: 'just reached',
  between: 'between {better} and {worse}, {share} of the way from {better}',
  open: 'How it was corrected',
  notApplied: 'does not apply ({values})',
  inputs: 'Figures used: {values}',
  preview: 'Preview: in force from {from}, not used',
  noProduct: 'The table has no product “{product}”.',
  noParameter: 'There is no parameter “{name}”. Known: {names}.',
  badSet: '“{text}” should be name=figure, as in 熟料比例=80.',
};
