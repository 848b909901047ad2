import { jobInThread, type JobContext, type JobThread } from '#platform/jobs';
import { workerScript } from '../engine-version.ts';

/** A task of this area's worker inside a job. */
export const inJob = <Input, Output, Question = never>(
  job: JobContext,
  task: string,
  input: Input,
  marks: readonly [number, number],
  more?: JobThread<Question>,
): Promise<Output> => jobInThread<Input, Output, Question>(job, workerScript(), task, input, marks, more);
