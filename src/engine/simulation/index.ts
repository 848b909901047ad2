/**
 * The demonstration province: invented enterprises with facts, brought to the published totals of a region. Pure and
 * deterministic; knows registers and macro figures as they are passed in, no plan, no database.
 * Words: cell (a division inside or outside 宁东), course (an enterprise's years before calibration), fit (what brings a year
 * to the published ratios).
 */
export {
  assumptions,
  simulate,
  type Province,
  type SimEnterprise,
  type SimFact,
  type SimOptions,
  type SimRegisters,
} from './simulate.ts';
export { lightDivisions } from './industries.ts';
export { macroFigures, type Macro, type MacroRow } from './macro.ts';
