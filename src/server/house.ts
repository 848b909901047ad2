/** Opens the house: database, files, jobs, content; the same for the server and for a command line without one. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant, Problem, uuidV7, type Instant } from '#kernel';
import type { House } from '#platform/act';
import { anchorAudit } from '#platform/audit';
import { entryOf } from '#platform/calc';
import { scriptUrl, type Config } from '#platform/config';
import { parseYaml } from '#platform/content';
import { openDatabase } from '#platform/db';
import { fileKeyOf, folderStore, sealedStore, sealer } from '#platform/files';
import { jobQueue } from '#platform/jobs';
import type { Log } from '#platform/log';
import {
  auditAnchor,
  createDemoAccounts,
  createFirstAdministrators,
  demoFile,
  type DemoAccount,
} from '#areas/accounts';
import { defineRunJob } from '#areas/benchmarks';
import { defineDirectJob } from '#areas/funding';
import { isEmpty, loadDemo, loadPublishedFacts } from '#areas/indicators';
import { publishAll, publishedPacks } from '#areas/plans';
import { defineSandboxJob } from '#areas/schemes';
import { defineReportingJobs } from '#areas/reporting';
import { defineChaseJob } from '#areas/supervision';
import { loadRegisters, resolveDemoScope } from '#areas/subjects';

export const systemNow = (): Instant => instant(new Date().toISOString());

export interface Opened {
  readonly house: House;
  close(): Promise<void>;
}

/** `root` holds db/migrations. In a server the embedded database runs in a thread of its own. */
export async function openHouse(
  config: Config,
  root: string,
  log: Log,
  o: { thread: boolean; jobs: boolean },
): Promise<Opened> {
  const kept = join(config.dataDir, 'files');
  const key = fileKeyOf(config.dataDir, config.fileKey);
  const files = sealedStore(join(config.dataDir, 'sealed'), key, folderStore(kept));
  const entry = entryOf(scriptUrl(import.meta.url, '../platform/db/embedded-worker.ts'));
  const { db } = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    migrationsDir: join(root, 'db/migrations'),
    ...(o.thread ? { thread: { entry: entry.url, execArgv: entry.execArgv } } : {}),
  });
  const jobs = jobQueue({
    db,
    databaseUrl: config.databaseUrl,
    now: systemNow,
    onError: (err, jobId) => log.error({ err, jobId }, 'job'),
  });
  const house: House = {
    db,
    files,
    secrets: sealer(key),
    jobs,
    contentDir: config.contentDir,
    dataDir: config.dataDir,
    now: systemNow,
    newId: () => uuidV7(Date.now(), randomBytes(10)),
  };
  defineRunJob(house);
  defineSandboxJob(house);
  defineReportingJobs(house);
  defineDirectJob(house);
  defineChaseJob(house);
  try {
    await loadRegisters(house);
    await publishAll(house);
    for (const pack of await db.system(publishedPacks)) await loadPublishedFacts(house, pack);
    if (o.jobs) await jobs.start();
  } catch (e) {
    await db.close();
    throw e;
  }
  return {
    house,
    close: async () => {
      if (o.jobs) await jobs.stop();
      await db.system((tx) => anchorAudit(tx, auditAnchor(house), systemNow()));
      await db.close();
    },
  };
}

/** Fills an empty database: the demonstration province and its sign-ins, or the three first administrators. */
export async function furnish(
  house: House,
  config: Config,
  say: (line: string) => void,
): Promise<{
  demo: { password: string; accounts: DemoAccount[] } | undefined;
  administrators: { username: string; password: string }[];
  /** The province was made just now. */
  made: boolean;
}> {
  const file = demoFile(config.dataDir);
  let made = false;
  if (config.demoEnterprises > 0 && (await isEmpty(house))) {
    say(`正在生成演示省份（${config.demoEnterprises} 家模拟企业）……`);
    const started = Date.now();
    await loadDemo(house, {
      enterprises: config.demoEnterprises,
      seed: 2018,
      onProgress: (percent) => say(`  已写入 ${percent}%`),
    });
    say(`  用时 ${((Date.now() - started) / 1000).toFixed(1)} 秒`);
    const password = process.env['DEMO_PASSWORD'] ?? `Db-${randomUUID().slice(0, 8)}`;
    const accounts = await demoAccounts(house);
    await createDemoAccounts(house, accounts, password);
    made = true;
    writeFileSync(file, JSON.stringify({ password, usernames: accounts.map((a) => a.username) }), {
      mode: 0o600,
    });
  }
  if (existsSync(file)) {
    const { password } = JSON.parse(readFileSync(file, 'utf8')) as { password: string };
    return { demo: { password, accounts: await demoAccounts(house) }, administrators: [], made };
  }
  return { demo: undefined, administrators: await createFirstAdministrators(house), made };
}

/** content/demo/accounts.yaml; a scope of `firstEnterprise` is resolved to a simulated enterprise. */
async function demoAccounts(house: House): Promise<DemoAccount[]> {
  const name = 'demo/accounts.yaml';
  const { value, findings } = parseYaml(readFileSync(join(house.contentDir, name), 'utf8'), name);
  if (findings.length > 0) throw new Problem('content.broken', { findings, params: { name } });
  const list = (value as { accounts: (Omit<DemoAccount, 'scope'> & { scope: Record<string, unknown> })[] })
    .accounts;
  return Promise.all(
    list.map(async (a) => ({ ...a, body: a.body ?? null, scope: await resolveDemoScope(house, a.scope) })),
  );
}
