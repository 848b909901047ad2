import { answerTask } from '#platform/calc';
import { readWorkbook, type ReadLimits } from './read.ts';

answerTask({
  read: (input: { bytes: Uint8Array; fileName: string; limits: Partial<ReadLimits> }) =>
    readWorkbook(input.bytes, input.fileName, input.limits),
});
