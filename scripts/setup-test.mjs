/** What the tests need beside npm packages: a Chromium, a Chinese font, the programs of a PostgreSQL server, LibreOffice. Installs them where it may, says what is missing where it may not. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options });
const has = (command) => run('sh', ['-c', `command -v ${command}`]).status === 0;

export const chromium = () =>
  [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (p) => p && existsSync(p),
  );

/** Folder with initdb and postgres; undefined when there is none. */
export function postgresPrograms() {
  if (has('initdb') && has('postgres')) return '';
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return undefined;
  const version = readdirSync(base)
    .filter((v) => existsSync(join(base, v, 'bin/initdb')))
    .toSorted((a, b) => Number(b) - Number(a))[0];
  return version ? join(base, version, 'bin') : undefined;
}

const hasChineseFont = () => has('fc-list') && run('fc-list', [':lang=zh']).stdout.trim() !== '';

export function setUpTests() {
  const wanted = [];
  if (!chromium()) wanted.push('chromium');
  if (!hasChineseFont()) wanted.push('fonts-noto-cjk', 'fontconfig');
  if (!process.env.DATABASE_URL && postgresPrograms() === undefined) wanted.push('postgresql');
  // Official documents are laid out by LibreOffice and measured.
  if (!has('soffice')) wanted.push('libreoffice-writer-nogui');
  if (!has('pdftotext')) wanted.push('poppler-utils');
  if (wanted.length === 0) return;
  const root = process.getuid?.() === 0;
  const sudo = !root && has('sudo') && run('sudo', ['-n', 'true']).status === 0;
  if (!has('apt-get') || !(root || sudo)) {
    console.error(
      `测试需要：${wanted.join('、')}。请先安装（例如 sudo apt-get install ${wanted.join(' ')}），再运行 npm test。`,
    );
    process.exit(1);
  }
  console.log(`正在安装测试所需的 ${wanted.join('、')}……`);
  const apt = (...args) => {
    const [command, rest] = sudo ? ['sudo', ['apt-get', ...args]] : ['apt-get', args];
    const r = run(command, rest, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (r.status !== 0) {
      console.error(r.stderr);
      process.exit(1);
    }
  };
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...wanted);
}
