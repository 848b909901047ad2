/** What has to be true before anything runs: a Node that is new enough, the locked packages, a build of the present sources. No dependencies. */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** A folder is made by one process only; one left behind by a process that is gone is taken over. */
function takeTurn(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, 'pid'), String(process.pid));
    return true;
  } catch (e) {
    if (e.code !== 'EEXIST') throw e;
  }
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (e) {
    // ENOENT: the other is between its two lines. ESRCH: it is gone.
    if (e.code === 'ESRCH') rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

/** `npm ci` when node_modules is missing or belongs to another lock file. */
export function installPackages() {
  const stamp = join(root, 'node_modules/.duibiao-lock');
  const want = sha(readFileSync(join(root, 'package-lock.json')));
  const ready = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === want;
  if (ready()) return;
  // Two starts in one checkout must not install over each other: the second waits for the first.
  const turn = join(root, '.installing');
  for (let waited = 0; !takeTurn(turn); waited++) {
    if (waited === 0) console.log('另一个进程正在安装依赖，等它完成……');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    if (ready()) return;
  }
  process.once('exit', () => rmSync(turn, { recursive: true, force: true }));
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
  rmSync(turn, { recursive: true, force: true });
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
