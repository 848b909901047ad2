export * from './types.ts';
export * from './dea.ts';
