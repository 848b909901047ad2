/** A PostgreSQL server for the tests, made in a temporary folder and thrown away. Runs as an ordinary user: the server refuses to run as root. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresPrograms } from './setup-test.mjs';

const freePort = () =>
  new Promise((resolve, reject) => {
    const s = createServer();
    s.on('error', reject);
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });

/** Starts the server; gives its address and a way to stop it. */
/** `durable`: every commit is on the disk before it is answered, as in earnest; the tests do without. */
export async function startPostgres({ durable = false } = {}) {
  const bin = postgresPrograms();
  if (bin === undefined) throw new Error('no PostgreSQL programs found');
  const program = (name) => (bin === '' ? name : join(bin, name));
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-pg-'));
  const root = process.getuid?.() === 0;
  const user = 'postgres';
  if (root) {
    if (spawnSync('id', [user]).status !== 0) spawnSync('useradd', ['--system', '--no-create-home', user]);
    spawnSync('chown', ['-R', user, folder]);
    chmodSync(folder, 0o700);
  }
  const run = (name, ...args) => {
    const quoted = [program(name), ...args].map((a) => `'${a}'`).join(' ');
    const r = root
      ? spawnSync('su', [user, '-s', '/bin/sh', '-c', quoted], { encoding: 'utf8', cwd: '/' })
      : spawnSync(program(name), args, { encoding: 'utf8' });
    if (r.status !== 0) throw new Error(`${name}: ${r.stderr || r.stdout}`);
  };
  const port = await freePort();
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync');
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '${folder}'\n${durable ? '' : 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n'}max_connections = 100\n`,
  );
  run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), 'start');
  run(
    'psql',
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    'postgres',
    '-c',
    'create role duibiao login createdb createrole',
  );
  return {
    url: `postgres://duibiao@127.0.0.1:${port}/postgres`,
    stop: () => {
      try {
        run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
