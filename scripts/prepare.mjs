/** What has to be true before anything runs: a Node that is new enough, the locked packages, a build of the present sources. No dependencies. */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `需要 Node.js 20.19 或更新的版本，现在是 ${process.versions.node}。请从 https://nodejs.org 安装后重试。`,
  );
  process.exit(1);
}

const sha = (text) => createHash('sha256').update(text).digest('hex');

/** `npm ci` when node_modules is missing or belongs to another lock file. */
export function installPackages() {
  const stamp = join(root, 'node_modules/.duibiao-lock');
  const want = sha(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  console.log('正在安装依赖（npm ci）……');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('依赖没有装好，请检查网络或 npm 的设置后重试。');
    process.exit(1);
  }
  writeFileSync(stamp, want);
}

const sources = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .toSorted()
        .flatMap((n) => sources(join(path, n)))
    : [path];

/** Builds when a source has changed since the last build. */
export async function buildIfChanged() {
  const stamp = join(root, 'dist/.stamp');
  const files = [
    'src',
    'scripts/build.mjs',
    'vite.config.ts',
    'package-lock.json',
    'tsconfig.base.json',
  ].flatMap((p) => sources(join(root, p)));
  const want = sha(files.map((f) => `${f.slice(root.length)} ${sha(readFileSync(f))}`).join('\n'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  console.log('正在构建……');
  const { buildAll } = await import('./build.mjs');
  await buildAll();
  writeFileSync(stamp, want);
}
