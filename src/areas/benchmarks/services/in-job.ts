import { jobInThread, type JobContext } from '#platform/jobs';
import { workerScript } from '../engine-version.ts';

/** A task of this area's worker inside a job. */
export const inJob = <Input, Output>(
  job: JobContext,
  task: string,
  input: Input,
  marks: readonly [number, number],
): Promise<Output> => jobInThread<Input, Output>(job, workerScript(), task, input, marks);
