/** Where bytes are kept, and the plain folder that older data folders have. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export interface FileStore {
  /** Keeps the bytes durably and returns their SHA-256 (hex). */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, or undefined when no such file is kept. Throws when the kept bytes no longer match their name. */
  get(sha256: string): Promise<Uint8Array | undefined>;
}

export const sha256Hex = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

export function folderStore(root: string): FileStore {
  const pathOf = (sha: string): string => join(root, sha.slice(0, 2), sha);
  return {
    async put(bytes) {
      const sha = sha256Hex(bytes);
      const path = pathOf(sha);
      if (existsSync(path)) return sha;
      mkdirSync(join(root, sha.slice(0, 2)), { recursive: true });
      // Written beside, synced, then renamed: a kill leaves either the whole file or none.
      const part = `${path}.${process.pid}.part`;
      const fd = openSync(part, 'w', 0o600);
      try {
        let at = 0;
        while (at < bytes.length) at += writeSync(fd, bytes, at);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(part, path);
      return sha;
    },
    async get(sha) {
      if (!/^[0-9a-f]{64}$/.test(sha)) return undefined;
      const path = pathOf(sha);
      if (!existsSync(path)) return undefined;
      const bytes = readFileSync(path);
      if (sha256Hex(bytes) !== sha) throw new Error(`kept file ${sha} is damaged`);
      return bytes;
    },
  };
}
