/** Passwords and session tokens. Knows no roles and no tables. */
import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** scrypt, N = 2^15, r = 8, p = 1 (32 MiB, about 60 ms); the parameters travel with the hash so that they can be raised later. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } satisfies ScryptOptions;

const derive = (password: string, salt: Buffer, o: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, o, (e, key) => (e ? reject(e) : resolve(key)));
  });

/** `cost` is lowered in tests only. */
export async function hashPassword(
  password: string,
  cost: { N: number; r: number; p: number } = COST,
): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, { ...COST, ...cost });
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

export async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [kind, n, r, p, salt, key] = stored.split('$');
  if (kind !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
    maxmem: COST.maxmem,
  });
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** A secret for the cookie; the database only ever sees its hash. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** What is wrong with a new password; undefined when it will do: at least 10 characters, three of four kinds, not the user name. */
export function passwordFault(
  password: string,
  username: string,
): 'short' | 'kinds' | 'username' | undefined {
  if ([...password].length < 10) return 'short';
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((k) => k.test(password)).length;
  if (kinds < 3) return 'kinds';
  if (username !== '' && password.toLowerCase().includes(username.toLowerCase())) return 'username';
  return undefined;
}
