import type { z } from 'zod';
import type { contract } from '#contract/assessment';

export type Round = z.output<typeof contract.round.response>;
export type RoundRow = z.output<typeof contract.rounds.response>['items'][number];
export type Scheme = z.output<typeof contract.schemes.response>['items'][number];
export type Entry = z.output<typeof contract.entries.response>['items'][number];
export type Mark = z.output<typeof contract.marks.response>['items'][number];
export type Appeal = z.output<typeof contract.appeals.response>['items'][number];
export type Results = z.output<typeof contract.results.response>;
export type UnitScore = Results['groups'][number]['units'][number];
export type Act = Round['can'][number];
