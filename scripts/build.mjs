/** Builds dist/: server, command line and worker scripts side by side in one flat folder, the web application in dist/web. */
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Every `*-worker.ts` is a script of its own that a thread starts with. */
const workers = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? workers(join(dir, e.name)) : e.name.endsWith('-worker.ts') ? [join(dir, e.name)] : [],
  );

export async function buildAll() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const server = build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/server/main.ts', out: 'server' },
      { in: 'src/cli/main.ts', out: 'cli' },
      ...workers(join(root, 'src')).map((path) => ({
        in: path,
        out: path.replace(/^.*[\\/]/, '').replace(/\.ts$/, ''),
      })),
    ],
    outdir: 'dist',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  const { build: vite } = await import('vite');
  await Promise.all([server, vite({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
