/**
 * Files encrypted at rest: AES-256-GCM, a fresh nonce for each, under a name that tells nothing of the content. docs/decisions/0013.
 * On disk: `DBF1`, nonce (12), tag (16), ciphertext; the name on disk is HMAC-SHA256 of the content's SHA-256 and is authenticated with it.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#kernel';
import { sha256Hex, type FileStore } from './store.ts';

const MAGIC = Buffer.from('DBF1');
const NONCE = 12;
const TAG = 16;

/** 32 bytes as 64 hexadecimal digits or as base64; anything else is refused, so that a slip of the hand does not become a weak key. */
export function parseFileKey(text: string): Uint8Array {
  const t = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(t)) return Buffer.from(t, 'hex');
  const bytes = Buffer.from(t, 'base64');
  if (bytes.length === 32 && /^[A-Za-z0-9+/]{43}=?$/.test(t)) return bytes;
  throw new Problem('config.bad-file-key');
}

/** The key given, or the one kept in the data folder, made there (for the owner's eyes only) when there is none yet. */
export function fileKeyOf(dataDir: string, given: string | undefined): Uint8Array {
  if (given !== undefined) return parseFileKey(given);
  const path = join(dataDir, 'file.key');
  mkdirSync(dataDir, { recursive: true });
  try {
    // `wx`: of two starting at once one makes it, the other reads it.
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e;
  }
  return parseFileKey(readFileSync(path, 'utf8'));
}

const derive = (key: Uint8Array, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `duibiao files ${use}`, 32));

/** Written beside, synced, then renamed: a kill leaves either the whole file or none. */
function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const part = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.part`;
  const fd = openSync(part, 'w', 0o600);
  try {
    for (const bytes of parts) for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(part, path);
}

/** Short texts that must not stand in the database in the clear, such as an account number. `about` says what a text belongs to: elsewhere it does not open. */
export interface Sealer {
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
}

/** AES-256-GCM, a fresh nonce for each; base64url of nonce (12), tag (16), ciphertext. */
export function sealer(key: Uint8Array): Sealer {
  const texts = derive(key, 'texts');
  return {
    seal(text, about) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', texts, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64url');
      const head = NONCE + TAG;
      const decipher = createDecipheriv('aes-256-gcm', texts, bytes.subarray(0, NONCE))
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(NONCE, head));
      return Buffer.concat([decipher.update(bytes.subarray(head)), decipher.final()]).toString('utf8');
    },
  };
}

/** `older` is asked for what was kept before there was a key. Another key than the folder's is refused at once, not at the first file. */
export function sealedStore(root: string, key: Uint8Array, older?: FileStore): FileStore {
  const [content, naming] = [derive(key, 'content'), derive(key, 'names')];
  const hmac = (text: string): string => createHmac('sha256', naming).update(text).digest('hex');
  const check = join(root, 'key.check');
  if (!existsSync(check)) {
    mkdirSync(root, { recursive: true });
    writeWhole(check, [Buffer.from(hmac('key.check'))]);
  } else if (readFileSync(check, 'utf8') !== hmac('key.check'))
    throw new Problem('files.wrong-key', { params: { folder: root } });
  return {
    async put(bytes) {
      const sha = sha256Hex(bytes);
      const name = hmac(sha);
      const path = join(root, name.slice(0, 2), name);
      if (existsSync(path)) return sha;
      mkdirSync(join(root, name.slice(0, 2)), { recursive: true });
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', content, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      writeWhole(path, [MAGIC, nonce, cipher.getAuthTag(), sealed]);
      return sha;
    },
    async get(sha) {
      if (!/^[0-9a-f]{64}$/.test(sha)) return undefined;
      const name = hmac(sha);
      const path = join(root, name.slice(0, 2), name);
      if (!existsSync(path)) return older?.get(sha);
      const kept = readFileSync(path);
      const head = MAGIC.length + NONCE + TAG;
      if (kept.length < head || !kept.subarray(0, MAGIC.length).equals(MAGIC))
        throw new Error(`kept file ${sha} is damaged`);
      const decipher = createDecipheriv(
        'aes-256-gcm',
        content,
        kept.subarray(MAGIC.length, MAGIC.length + NONCE),
      )
        .setAAD(Buffer.from(name))
        .setAuthTag(kept.subarray(MAGIC.length + NONCE, head));
      try {
        return Buffer.concat([decipher.update(kept.subarray(head)), decipher.final()]);
      } catch (e) {
        throw new Error(`kept file ${sha} is damaged`, { cause: e });
      }
    },
  };
}
