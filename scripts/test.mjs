/**
 * `npm test`: everything, from nothing but Node and npm. Installs what is missing, checks format, lint, types and texts, runs the suite on the
 * embedded database and on PostgreSQL, builds, and walks the pages in a real browser. Ends with one line: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, requireNode, root } from './prepare.mjs';
import { setUpTests } from './setup-test.mjs';

requireNode();
installPackages();
setUpTests();

const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;

const run = (command, args, env = {}) =>
  new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (d) => (output += d));
    child.stderr.on('data', (d) => (output += d));
    child.on('close', (code) => resolve({ code, output, seconds: (Date.now() - started) / 1000 }));
  });

const bin = (name) => join(root, 'node_modules/.bin', name);

/** A check that either holds or does not counts as one test. */
async function check(name, command, args, env) {
  const r = await run(command, args, env);
  if (r.code === 0) passed += 1;
  else {
    failed += 1;
    console.log(r.output.trimEnd());
  }
  console.log(`${r.code === 0 ? '✓' : '✗'} ${name}（${r.seconds.toFixed(1)} 秒）`);
  return r.code === 0;
}

/** A suite that reports how many of its tests passed. Without a report it has failed as a whole. */
async function suite(name, command, args, env, report, count) {
  const r = await run(command, args, env);
  let own = { passed: 0, failed: 1, skipped: 0 };
  if (existsSync(report)) own = count(JSON.parse(readFileSync(report, 'utf8')));
  // A test that was left out, or a suite that ended badly, is a failure: nothing passes in silence.
  const bad = own.failed + own.skipped + (r.code !== 0 && own.failed === 0 ? 1 : 0);
  passed += own.passed;
  failed += bad;
  if (bad > 0) console.log(r.output.trimEnd());
  console.log(
    `${bad === 0 ? '✓' : '✗'} ${name}：${own.passed} 通过，${bad} 未通过（${r.seconds.toFixed(1)} 秒）`,
  );
}

const vitest = (name, id, filters, env) => {
  const report = join(results, `${id}.json`);
  return suite(
    name,
    bin('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters],
    env,
    report,
    (j) => ({
      passed: j.numPassedTests,
      failed:
        j.numFailedTests + (j.numFailedTestSuites > 0 && j.numFailedTests === 0 ? j.numFailedTestSuites : 0),
      skipped: j.numPendingTests + (j.numTodoTests ?? 0),
    }),
  );
};

await Promise.all([
  check('格式', bin('oxfmt'), ['--check', 'src', 'test', 'bench', 'scripts', 'examples']),
  (async () => {
    await check('类型：核心', bin('tsc'), ['-p', 'tsconfig.pure.json', '--noEmit']);
    await check('类型：服务与测试', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']);
    await check('类型：网页', bin('tsc'), ['-p', 'tsconfig.web.json', '--noEmit']);
  })(),
]);
await check('规则（含分层）', bin('oxlint'), [
  '--type-aware',
  '--deny-warnings',
  'src',
  'test',
  'bench',
  'examples',
]);
await check('文案', bin('tsx'), ['scripts/check-texts.ts']);
await check('接口说明与数据库结构是最新的', bin('tsx'), ['scripts/generate.ts', '--check']);

await vitest('测试（内嵌数据库）', 'embedded', [], { DATABASE_URL: '' });

const onServer = ['src/platform', 'src/areas', 'test/api'];
if (process.env.DATABASE_URL) await vitest('测试（PostgreSQL）', 'postgres', onServer, {});
else {
  const { startPostgres } = await import('./postgres.mjs');
  const pg = await startPostgres();
  try {
    await vitest('测试（PostgreSQL）', 'postgres', onServer, { DATABASE_URL: pg.url });
  } finally {
    pg.stop();
  }
}

if (
  await check('构建', process.execPath, [
    '-e',
    "import('./scripts/prepare.mjs').then((p) => p.buildIfChanged())",
  ])
) {
  await check('测速程序能运行', bin('tsx'), ['bench/dea.ts', '--small']);
  await check('测速程序能运行：资金规则', bin('tsx'), ['bench/rules.ts', '--small']);
  await check('测速程序能运行：对标测算', bin('tsx'), ['bench/run.ts', '--small'], { DATABASE_URL: '' });
  const report = join(results, 'e2e.json');
  const tally = (suites) =>
    suites.flatMap((s) => [...(s.specs ?? []).flatMap((x) => x.tests), ...tally(s.suites ?? [])]);
  await suite('浏览器', bin('playwright'), ['test'], { DATABASE_URL: '' }, report, (j) => {
    const tests = tally(j.suites);
    return {
      passed: tests.filter((t) => t.status === 'expected').length,
      failed:
        tests.filter((t) => t.status === 'unexpected' || t.status === 'flaky').length +
        (j.errors?.length ?? 0),
      skipped: tests.filter((t) => t.status === 'skipped').length,
    };
  });
} else failed += 1;

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
