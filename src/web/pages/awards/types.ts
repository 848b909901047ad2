import type { api } from '../../api.ts';

type Awards = typeof api.awards;
export type Round = Awaited<ReturnType<Awards['round']>>;
export type RoundRow = Awaited<ReturnType<Awards['rounds']>>['items'][number];
export type RoundAct = Round['can'][number];
export type Lists = Awaited<ReturnType<Awards['lists']>>;
export type Candidate = Awaited<ReturnType<Awards['candidates']>>['items'][number];
export type CandidateDetail = Awaited<ReturnType<Awards['candidate']>>;
export type Scheme = Awaited<ReturnType<Awards['schemes']>>['items'][number];
export type Rules = Scheme['rules'];
export type Basis = Rules['basis'];
export type Expert = Awaited<ReturnType<Awards['experts']>>['items'][number];
export type Sheet = Awaited<ReturnType<Awards['sheet']>>;
export type SheetRow = Sheet['rows'][number];
export type Objection = Awaited<ReturnType<Awards['objections']>>['items'][number];
export type Veto = Awaited<ReturnType<Awards['vetoes']>>['items'][number];

export const grades = ['A', 'B', 'C', 'D', 'E'] as const;
export type Grade = (typeof grades)[number];

/** A score as it is read: two decimals. */
export const score = (n: number | null | undefined): string =>
  n === null || n === undefined ? '—' : n.toFixed(2);
