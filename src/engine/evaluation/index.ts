/**
 * Evaluation besides the scoring of items: weights of criteria, TOPSIS, classes, and how firm a ranking is. Knows matrices, totals and shares;
 * no formula of an item, no enterprise. Statistics are floating point; nothing in this room may feed an amount of money.
 */
export * from './normalise.ts';
export * from './weights.ts';
export * from './topsis.ts';
export * from './classes.ts';
export * from './sensitivity.ts';
