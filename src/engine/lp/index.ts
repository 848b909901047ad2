/**
 * Linear programs with few rows and many columns: revised simplex on an explicit basis inverse, in double precision.
 * Every tolerance is relative to the terms a number was summed from, so units of measurement do not matter.
 * Words: column (a variable), row (a constraint), basis, pricing (reduced costs of all columns), dual (multiplier of a row).
 */
export * from './columns.ts';
export * from './basis.ts';
export * from './solve.ts';
export * from './exact.ts';
