/** Starts the server: opens the house, furnishes an empty database, listens, says where. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '#kernel';
import { problemText } from '#locales';
import { anchorAudit } from '#platform/audit';
import { readConfig } from '#platform/config';
import { makeLog } from '#platform/log';
import { auditAnchor } from '#areas/accounts';
import { loadDemoAwards } from '#areas/awards';
import { loadDemoDirect, loadDemoFunding } from '#areas/funding';
import { loadDemoSupervision } from '#areas/supervision';
import { makeApp } from './app.ts';
import { areas } from './areas.ts';
import { furnish, openHouse, systemNow } from './house.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** The checkout: above `src/server` from source, above `dist` when built. */
const root = import.meta.url.endsWith('.ts') ? resolve(here, '../..') : resolve(here, '..');

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Asked before anything is made: a minute of demonstration data for a port that is taken would be a minute lost. */
const portTaken = (port: number, host: string): Promise<boolean> =>
  new Promise((answer) => {
    const probe = createServer()
      .once('error', (e: NodeJS.ErrnoException) => answer(e.code === 'EADDRINUSE'))
      .once('listening', () => probe.close(() => answer(false)))
      .listen(port, host);
  });

export async function serve(): Promise<void> {
  const started = Date.now();
  const config = readConfig(process.env, root);
  const log = makeLog(process.env['LOG_LEVEL'] ?? 'warn');
  if (config.port !== 0 && (await portTaken(config.port, config.host)))
    throw new Problem('config.port-in-use', { params: { port: config.port } });
  mkdirSync(config.dataDir, { recursive: true });
  say(config.databaseUrl ? '正在连接 PostgreSQL……' : `正在打开内嵌数据库（${config.dataDir}）……`);
  const { house, close } = await openHouse(config, root, log, { thread: true, jobs: true });
  const { demo, administrators, made } = await furnish(house, config, say);
  // A province of a demonstration's size; a nation's is for measuring.
  if (made && config.demoEnterprises <= 20_000) {
    for (const [name, load] of [
      ['2018 年对标评价', loadDemoAwards],
      ['2020 年上半年调度督办', loadDemoSupervision],
      ['免申即享', loadDemoDirect],
      ['资金申报', loadDemoFunding],
    ] as const) {
      const began = Date.now();
      await load(house);
      say(`  ${name}（模拟）：${((Date.now() - began) / 1000).toFixed(1)} 秒`);
    }
  }

  const localToken = randomBytes(24).toString('base64url');
  const app = await makeApp({ house, areas, log, webDir: config.webDir, localToken });
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    if (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')
      await app.listen({ port: config.port, host: '0.0.0.0' });
    else if (code === 'EADDRINUSE')
      throw new Problem('config.port-in-use', { params: { port: config.port } });
    else throw e;
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const note = join(config.dataDir, 'server.json');
  writeFileSync(note, JSON.stringify({ port, pid: process.pid, token: localToken }), { mode: 0o600 });

  say('');
  say(`对标已启动：http://localhost:${port}  （${((Date.now() - started) / 1000).toFixed(1)} 秒）`);
  if (demo) {
    say(`演示账号（口令均为 ${demo.password}）：`);
    for (const a of demo.accounts) say(`  ${a.username.padEnd(14)} ${a.name}`);
  }
  if (administrators.length > 0) {
    say('首次启动，已建立三个管理员（口令只显示这一次，登录后须修改）：');
    for (const a of administrators) say(`  ${a.username.padEnd(14)} ${a.password}`);
  }

  const hourly = setInterval(() => {
    house.db
      .system((tx) => anchorAudit(tx, auditAnchor(house), systemNow()))
      .catch((err: unknown) => log.error({ err }, 'audit anchor'));
  }, 3_600_000);
  hourly.unref();

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearInterval(hourly);
    rmSync(note, { force: true });
    await app.close();
    await close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

export function fail(e: unknown): never {
  const text =
    e instanceof Problem ? problemText('zh-CN', e.code, e.params) : ((e as Error).stack ?? String(e));
  process.stderr.write(`${text}\n`);
  if (e instanceof Problem)
    for (const f of e.findings.slice(0, 50))
      process.stderr.write(`  ${f.code} ${f.path ?? ''} ${JSON.stringify(f.params ?? {})}\n`);
  process.exit(1);
}

// Run directly (not imported by the command line).
if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) serve().catch(fail);
