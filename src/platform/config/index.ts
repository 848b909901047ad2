/** Settings from the environment, read once. */
import { resolve } from 'node:path';
import { Problem } from '#kernel';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** PostgreSQL server; undefined means the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly contentDir: string;
  readonly webDir: string;
  readonly production: boolean;
  /** Enterprises of the demonstration province loaded into an empty database; 0 loads none. */
  readonly demoEnterprises: number;
  /** Key of the kept files (32 bytes, hexadecimal or base64); undefined means the one in `dataDir`. */
  readonly fileKey?: string | undefined;
}

const whole = (name: string, text: string | undefined, fallback: number, max: number): number => {
  if (text === undefined || text === '') return fallback;
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0 || n > max)
    throw new Problem('config.not-a-number', { params: { name, value: text, max } });
  return n;
};

/** `root` is the checkout or the folder the program was installed in. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, root: string): Config {
  return {
    port: whole('PORT', env['PORT'], 3000, 65_535),
    host: env['HOST'] ?? '::',
    dataDir: resolve(root, env['DATA_DIR'] ?? 'data'),
    databaseUrl: env['DATABASE_URL'] || undefined,
    contentDir: resolve(root, env['CONTENT_DIR'] ?? 'content'),
    webDir: resolve(root, 'dist/web'),
    production: env['NODE_ENV'] === 'production',
    demoEnterprises: whole('DEMO_ENTERPRISES', env['DEMO_ENTERPRISES'], 1200, 480_000),
    fileKey: env['DUIBIAO_FILE_KEY'] || undefined,
  };
}

export { scriptUrl } from './script.ts';
