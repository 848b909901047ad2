/**
 * Two processes that open one embedded database both succeed, and one of them loses its writes without an error. So whoever opens the folder
 * takes this lock first, and a second one is refused by name. A lock left by a killed process is recognised and taken over.
 */
import { closeSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#kernel';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** When the process with this id started (kernel ticks), so that a reused id is not mistaken for the old owner. Empty where /proc is not there. */
const startOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

export interface Lock {
  release(): void;
}

export function takeLock(folder: string): Lock {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt += 1) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeSync(fd, `${process.pid} ${startOf(process.pid)}`);
      closeSync(fd);
      return {
        release: () => {
          try {
            unlinkSync(path);
          } catch {
            // Already gone: nothing to give back.
          }
        },
      };
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw e;
    }
    let owner = '';
    try {
      owner = readFileSync(path, 'utf8');
    } catch {
      continue;
    }
    const [pid = '0', start = ''] = owner.split(' ');
    if (alive(Number(pid)) && (start === '' || startOf(Number(pid)) === start))
      throw new Problem('db.folder-in-use', { params: { folder, pid } });
    try {
      unlinkSync(path);
    } catch {
      // Somebody else cleared it at the same moment; try again.
    }
  }
}
