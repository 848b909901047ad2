import type { z } from 'zod';
import type { filingSchema, leaderKindSchema, linkSchema, benchmarkKindSchema } from '#contract/filings';

export type Filing = z.output<typeof filingSchema>;
export type Content = Filing['content'];
export type Item = Content['items'][number];
export type Measure = Content['measures'][number];
export type Due = NonNullable<Filing['due']>;
export type Change = Filing['events'][number]['changes'][number];
export type Milestone = Filing['milestones'][number];
export type FilingAct = Filing['can'][number];
export type Link = z.output<typeof linkSchema>;
export type LeaderKind = z.output<typeof leaderKindSchema>;
export type BenchmarkKind = z.output<typeof benchmarkKindSchema>;

export const links: readonly Link[] = [
  'product',
  'equipment',
  'process',
  'technology',
  'management',
  'marketing',
];
export const leaderKinds: readonly LeaderKind[] = ['peer', 'named', 'energyLevel', 'excellent'];
export const benchmarkKinds: readonly BenchmarkKind[] = [
  'pursued',
  'nationalLeader',
  'gbLevel1',
  'energyBenchmark',
  'excellent',
  'ownBest',
];

/** `content.items.0.target` → ['items', 0, 'target']: where the form keeps what the server names. */
export const fieldPath = (path: string, root: string): (string | number)[] =>
  path
    .replace(new RegExp(`^(body\\.)?${root}\\.`), '')
    .split('.')
    .map((x) => (/^\d+$/.test(x) ? Number(x) : x));

/** Paths of the leaves of what a form says has changed. */
export const changedPaths = (value: unknown, at: (string | number)[] = []): (string | number)[][] =>
  Array.isArray(value)
    ? value.flatMap((x, i) => (x === undefined ? [] : changedPaths(x, [...at, i])))
    : value !== null && typeof value === 'object'
      ? Object.entries(value).flatMap(([k, x]) => changedPaths(x, [...at, k]))
      : [at];

/** A key for a new row. Drawn, not counted: files stand at keys, and a row that comes anew must not find those of one that went. */
export const newKey = (prefix: string): string =>
  `${prefix}${[...crypto.getRandomValues(new Uint8Array(6))].map((n) => (n % 36).toString(36)).join('')}`;
