/**
 * Jobs: anything heavier than milliseconds. A row a person can watch (state, progress, cancel) and a queue that carries it.
 * Words: job (one piece of work), runner (the function that does a kind of job), schedule (a kind that runs every day at an hour).
 */
import type { Instant } from '#kernel';
import type { Tx } from '#platform/db';

export interface JobContext {
  readonly id: string;
  /** 0–100 and a short note of what is being done. */
  progress(percent: number, note?: string): Promise<void>;
  /** Throws a Problem `jobs.cancelled` when somebody asked to stop; call it between steps. */
  checkCancelled(): Promise<void>;
}

export type Runner = (params: Record<string, unknown>, ctx: JobContext) => Promise<Record<string, unknown>>;

export interface NewJob {
  readonly id: string;
  readonly kind: string;
  readonly params: Record<string, unknown>;
  readonly createdBy: string | null;
  readonly now: Instant;
}

export interface Jobs {
  define(kind: string, run: Runner): void;
  /** Writes the job within the caller's transaction; it starts after the transaction has committed. */
  enqueue(tx: Tx, job: NewJob): Promise<void>;
  /**
   * A job of the kind every day at `HH:MM`, Shanghai time, with `{ day }` as its parameters: one a day however many servers run, and one for
   * all the days that nobody was there. A schedule that is new has missed nothing.
   */
  daily(kind: string, at: string): void;
  /** Puts in what is due by the clock; the started queue does it every half minute. */
  tick(): Promise<void>;
  start(): Promise<void>;
  /** Waits for what is running, for at most ten seconds. */
  stop(): Promise<void>;
}

export { jobInThread, type JobThread } from './in-thread.ts';
export { dueDay, nextAt } from './daily.ts';
export { jobQueue } from './queue.ts';
