/**
 * Benchmarking: who is best in a group, how far is everybody else, whom to chase. Knows figures and groups; no enterprise register, no
 * database, no year. Statistics are floating point here, with stated tolerances; nothing in this room may feed an amount of money.
 * Words: unit (a thing measured), frontier (best practice), peer (reference unit with weight λ), slack (what is left to save or make after
 * the radial move), target (the point of the frontier a unit is shown), chase enterprise (追赶企业), gap, score, trace.
 */
export * from './types.ts';
export { runDea } from './dea.ts';
export * from './scale.ts';
export * from './scores.ts';
export * from './schemes.ts';
export * from './energy.ts';
export * from './energy-levels.ts';
export * from './energy-check.ts';
export * from './groups.ts';
export * from './run.ts';
export * from './table.ts';
export type { ModelData } from './clean.ts';
export * from './radial.ts';
export * from './fdh.ts';
export * from './sbm.ts';
export * from './cost.ts';
export * from './undesirable.ts';
export * from './malmquist.ts';
export * from './productivity.ts';
export * from './cross.ts';
export * from './order-m.ts';
export * from './bootstrap.ts';
export * from './outliers.ts';
export * from './movers.ts';
export * from './suspicious.ts';
export * from './whatif.ts';
export * from './whatif-figures.ts';
export * from './completion.ts';
