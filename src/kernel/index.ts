/**
 * Kernel: the words every room uses. Imports nothing; no I/O, no clock, no randomness (what is drawn follows from a seed).
 * Words: Decimal (exact), Fen (money), Day, Period, Unit, Text, Finding (a remark about data), Problem (a refusal of an act).
 */
export * from './finding.ts';
export * from './problem.ts';
export * from './text.ts';
export * from './decimal.ts';
export * from './money.ts';
export * from './day.ts';
export * from './period.ts';
export * from './calendar.ts';
export * from './unit.ts';
export * from './id.ts';
export * from './codes.ts';
export * from './role.ts';
export * from './canonical.ts';
export * from './prng.ts';
