/** Files that the person at the command line names. */
import { readFileSync } from 'node:fs';
import { Complaint } from './print.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: '没有这个文件',
  EISDIR: '这是一个文件夹，不是文件',
  EACCES: '没有读取的权限',
};

/** The bytes of a file; what keeps it from being read is said, not thrown about. */
export function readGiven(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (e) {
    const { code = '', message } = e as NodeJS.ErrnoException;
    throw new Complaint('cli.file', `读不了 ${file}：${reasons[code] ?? message}。`, { file, reason: code });
  }
}
