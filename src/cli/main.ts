/** `duibiao …`. Talks to the running server of the data folder when there is one; without one the work is done in this process. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { Problem } from '#kernel';
import { problemText } from '#locales';
import { readConfig, type Config } from '#platform/config';
import type { Api, Connection } from './connect.ts';
import { assessCommands } from './assess.ts';
import { awardsCommands } from './awards.ts';
import { bulletinCommand } from './bulletin.ts';
import { deaCommand } from './dea.ts';
import { readGiven } from './file.ts';
import { levelsCommand } from './levels.ts';
import { planCommands } from './plan.ts';
import { rulesCommands } from './rules.ts';
import { Complaint, json, printFindings, say, table } from './print.ts';
import { scoreCommand } from './score.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** The checkout: above `src/cli` from source, above `dist` when built. */
const root = existsSync(resolve(here, '../content')) ? resolve(here, '..') : resolve(here, '../..');
const config = (): Config => readConfig(process.env, root);

/** Opens a way to the house for one command and closes it again. */
async function withHouse<T>(run: (c: Connection) => Promise<T>): Promise<T> {
  // Loaded late: commands that need no house start at once.
  const { connect } = await import('./connect.ts');
  const c = await connect(config(), root);
  try {
    return await run(c);
  } finally {
    await c.close();
  }
}

/** What commander says in English, said in Chinese; what is not in the list stays as it is. */
const complaints: readonly (readonly [RegExp, string])[] = [
  [/^error: required option '(.+)' not specified/, '缺少必需的选项 $1'],
  [/^error: missing required argument '(.+)'/, '缺少参数 <$1>'],
  [/^error: option '(.+)' argument missing/, '选项 $1 缺少值'],
  [/^error: option '(.+)' argument '(.*)' is invalid\. ?/, '选项 $1 的值“$2”不对。'],
  [/^error: unknown option '(.+)'/, '没有选项 $1'],
  [/^error: unknown command '(.+)'/, '没有命令 $1'],
  [/^error: too many arguments.*/, '参数过多'],
  [/\(Did you mean (one of )?(.+)\?\)/, '（是不是 $2？）'],
];
const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

const program = new Command('duibiao')
  .description('对标：让产业升级方案跑起来')
  .configureOutput({
    outputError: (text, write) =>
      write(complaints.reduce((said, [pattern, chinese]) => said.replace(pattern, chinese), text)),
  })
  .configureHelp({ styleTitle: (title) => titles[title] ?? title })
  .helpOption('-h, --help', '显示帮助')
  .addHelpCommand(false)
  .showHelpAfterError('（用 --help 查看用法）');

program
  .command('serve')
  .description('启动服务')
  .action(async () => {
    const { serve } = await import('../server/main.ts');
    await serve();
  });

planCommands(program, config);
deaCommand(program);
assessCommands(program, withHouse);
awardsCommands(program, withHouse);
bulletinCommand(program, withHouse);
rulesCommands(program, config);
scoreCommand(program, config);
levelsCommand(program, config);

type Light = Awaited<ReturnType<Api['plans']['lights']>>['items'][number];
const lightNames = { green: '绿', yellow: '黄', red: '红', none: '—' } as const;
/** `target` and `value` as the plan and the source print them; per cents and forecasts are statistics. */
const lightJson = (r: Light) => ({
  provision: r.provision,
  indicator: r.indicator,
  target: r.target,
  comparator: r.comparator,
  unit: r.unit,
  year: r.year,
  value: r.value,
  period: r.period,
  progress: r.progress,
  timeProgress: r.timeProgress,
  neededPerYear: r.neededPerYear,
  light: r.light,
  status: r.status,
  forecast: r.forecast && { low: r.forecast.low, mid: r.forecast.mid, high: r.forecast.high },
  facts: r.facts,
});
function printLights(rows: readonly Light[]): void {
  const percent = (x: number | null): string => (x === null ? '—' : `${x.toFixed(1)}%`);
  const one = (x: number | null): string => (x === null ? '—' : x.toFixed(1));
  table(
    ['灯', '条款', '指标', '目标', '年', '现值', '进度', '时序', '推算', '每年还需'],
    rows.map((r) => [
      lightNames[r.light],
      r.clause,
      r.title.zh,
      `${r.comparator}${r.target ?? ''} ${r.unit}`,
      r.year,
      r.value === null ? '—' : `${r.value}（${r.period}）`,
      percent(r.progress),
      percent(r.timeProgress),
      r.forecast
        ? `${one(r.forecast.mid)}${r.forecast.low === null ? '' : `（${one(r.forecast.low)}～${one(r.forecast.high)}）`}`
        : '—',
      one(r.neededPerYear),
    ]),
  );
}

program
  .command('status')
  .description('服务和数据的现状；给出 --as-of 时是各目标到那一天的灯')
  .option('--as-of <日期>', '截至哪一天，如 2020-06-30')
  .option('--pack <方案>', '方案', 'ningxia-2018')
  .option('--json', '输出 JSON')
  .action((o: { asOf?: string; pack: string; json?: boolean }) =>
    withHouse(async ({ api, server }) => {
      if (o.asOf !== undefined) {
        const { items } = await api.plans.lights({ params: { pack: o.pack }, query: { asOf: o.asOf } });
        if (o.json) json(items.map(lightJson));
        else printLights(items);
        return;
      }
      const [plans, years, runs] = [
        await api.plans.packs(),
        await api.indicators.periods(),
        await api.benchmarks.runs({ query: { size: 5 } }),
      ];
      if (o.json) {
        json({ server: server ?? null, plans: plans.items, years: years.items, runs: runs.total });
        return;
      }
      say(server ? `服务正在运行：${server}` : '没有正在运行的服务，直接读取数据文件夹。');
      table(
        ['方案', '文号', '条款数'],
        plans.items.map((p) => [p.title.zh, p.number, p.provisions]),
      );
      say();
      table(
        ['年度', '企业数', '数据条数', ''],
        years.items.map((y) => [y.year, y.enterprises, y.facts, y.simulated ? '模拟' : '']),
      );
      say();
      say(`对标评价共 ${runs.total} 次。`);
    }),
  );

/** Waits for a job and says how far it is. */
async function finished(api: Api, jobId: string, quiet: boolean): Promise<Record<string, unknown>> {
  let told = '';
  for (;;) {
    const job = await api.work.job({ params: { id: jobId } });
    const line = `${job.progress}% ${job.note}`;
    if (!quiet && line !== told) process.stderr.write(`  ${line}\n`);
    told = line;
    if (job.state === 'done') return job.result ?? {};
    if (job.state === 'failed' || job.state === 'cancelled')
      throw new Problem(job.problem?.code ?? 'jobs.cancelled', { params: job.problem?.params ?? {} });
    await new Promise((r) => setTimeout(r, 300));
  }
}

const benchmark = program.command('benchmark').description('对标评价');
benchmark
  .command('run')
  .description('按年度运行一次对标评价')
  .requiredOption('--year <年>', '年度', Number)
  .option('--pack <方案>', '方案', 'ningxia-2018')
  .option('--evaluation <名称>', '评价方案', 'benchmarking')
  .option('--json', '输出 JSON')
  .action((o: { year: number; pack: string; evaluation: string; json?: boolean }) =>
    withHouse(async ({ api }) => {
      const { jobId } = await api.benchmarks.start({
        body: { year: o.year, pack: o.pack, evaluation: o.evaluation },
      });
      const { runId } = await finished(api, jobId, o.json === true);
      const run = await api.benchmarks.run({ params: { id: String(runId) } });
      if (o.json) json(run);
      else printRun(run);
    }),
  );

type Run = Awaited<ReturnType<Api['benchmarks']['run']>>;
function printRun(run: Run): void {
  say(`${run.title}${run.simulated ? '（模拟数据）' : ''}`);
  say(`编号 ${run.id}，企业 ${run.subjects} 家，参评 ${run.evaluated} 家`);
  say(`输入散列 ${run.inputHash}`);
  say(`结果散列 ${run.resultHash}`);
  say();
  table(
    ['行业组', '名称', '企业', '参评', '平均效率', '标杆'],
    run.groups.map((g) => [
      g.code,
      g.title,
      g.subjects,
      g.evaluated,
      g.efficiency ? Number(g.efficiency.mean.toFixed(3)) : null,
      g.leaders[0]?.name ?? '',
    ]),
  );
}

const run = program.command('run').description('对标评价的历次运行');
run
  .command('list')
  .description('列出历次运行')
  .option('--json', '输出 JSON')
  .action((o: { json?: boolean }) =>
    withHouse(async ({ api }) => {
      const r = await api.benchmarks.runs({ query: { size: 100 } });
      if (o.json) json(r.items);
      else
        table(
          ['编号', '名称', '参评', '运行时间', '运行人'],
          r.items.map((x) => [x.id, x.title, x.evaluated, x.createdAt, x.createdBy]),
        );
    }),
  );
run
  .command('show <id>')
  .description('一次运行的概况')
  .option('--json', '输出 JSON')
  .action((id: string, o: { json?: boolean }) =>
    withHouse(async ({ api }) => {
      const r = await api.benchmarks.run({ params: { id } });
      if (o.json) json(r);
      else printRun(r);
    }),
  );
run
  .command('verify <id>')
  .description('由保存的输入重新计算，逐字节比对；不一致时退出码为 1')
  .option('--json', '输出 JSON')
  .action((id: string, o: { json?: boolean }) =>
    withHouse(async ({ api }) => {
      const r = await api.benchmarks.verify({ params: { id } });
      if (o.json) json(r);
      else {
        printFindings(r.findings);
        say(r.same ? '一致：重新计算得到完全相同的结果。' : '不一致：见上面的说明。');
      }
      if (!r.same) process.exitCode = 1;
    }),
  );

program
  .command('import <file>')
  .description('导入一个 xlsx 或 csv 文件；默认只预览，加 --apply 才入库')
  .option('--sheet <名称>', '工作表')
  .option('--period <期间>', '行里没有期间时用的期间，如 2019 或 2019-M07')
  .option('--create', '名录里没有的企业，信息齐全时新增')
  .option('--apply', '没有错误时入库')
  .option('--json', '输出 JSON')
  .action(
    (
      file: string,
      o: { sheet?: string; period?: string; create?: boolean; apply?: boolean; json?: boolean },
    ) =>
      withHouse(async ({ api }) => {
        const bytes = readGiven(file);
        const { id } = await api.indicators.upload({
          upload: { name: basename(file), bytes },
        });
        let batch = await api.indicators.import({ params: { id } });
        if (o.sheet !== undefined || o.period !== undefined || o.create) {
          const { options } = batch;
          const sheet = o.sheet ?? options.sheet;
          batch = await api.indicators.remap({
            params: { id },
            body: {
              ...options,
              sheet,
              columns: sheet === options.sheet ? options.columns : {},
              period: o.period ?? options.period,
              unknown: o.create ? 'create' : 'skip',
              version: batch.version,
            },
          });
        }
        const applied =
          o.apply && batch.summary.errors === 0
            ? await api.indicators.apply({ params: { id }, body: { version: batch.version } })
            : undefined;
        if (o.json) json({ batch, applied: applied ?? null });
        else {
          table(
            ['列', '表头', '单位', '对应为'],
            batch.table.columns.map((c) => [
              c.letter,
              c.title,
              c.unit ?? '',
              batch.targets.find((x) => x.id === (batch.options.columns[c.letter]?.target ?? c.proposed))
                ?.title ?? '（不导入）',
            ]),
          );
          say();
          printFindings(batch.findings);
          say(
            `共 ${batch.summary.rows} 行，可导入 ${batch.summary.good} 行，错误 ${batch.summary.errors}，提醒 ${batch.summary.warnings}。`,
          );
          if (applied)
            say(
              `已入库：新增 ${applied.summary.added ?? 0} 个数据，${applied.summary.unchanged ?? 0} 个没有变化，新增企业 ${applied.summary.created ?? 0} 家。`,
            );
          else
            say(o.apply ? '有错误，没有入库。请改正后重新导入。' : '这是预览，没有入库；加 --apply 入库。');
        }
        if (o.apply && !applied) process.exitCode = 1;
      }),
  );

program
  .command('audit')
  .description('审计日志')
  .command('verify')
  .description('校验审计日志：改动、删除、截断都能发现；发现时退出码为 1')
  .option('--json', '输出 JSON')
  .action((o: { json?: boolean }) =>
    withHouse(async ({ api }) => {
      const r = await api.accounts.verifyAudit();
      if (o.json) json(r);
      else {
        printFindings(r.findings);
        say(
          r.findings.length === 0
            ? `完好：${r.rows} 条记录前后相接，没有改动。`
            : `共 ${r.rows} 条记录，发现 ${r.findings.length} 处问题。`,
        );
      }
      if (r.findings.length > 0) process.exitCode = 1;
    }),
  );

const user = program.command('user').description('账号');
user
  .command('list')
  .description('列出账号')
  .option('--json', '输出 JSON')
  .action((o: { json?: boolean }) =>
    withHouse(async ({ api }) => {
      const r = await api.accounts.list({ query: { size: 200 } });
      if (o.json) json(r.items);
      else
        table(
          ['登录名', '姓名', '角色', '单位', '状态'],
          r.items.map((a) => [a.username, a.name, a.role ?? '', a.body ?? '', a.disabled ? '停用' : '在用']),
        );
    }),
  );
user
  .command('add <username> <name>')
  .description('建立账号并给出一次性口令')
  .option('--body <单位>', '所属单位')
  .option('--json', '输出 JSON')
  .action((username: string, name: string, o: { body?: string; json?: boolean }) =>
    withHouse(async ({ api }) => {
      const r = await api.accounts.create({ body: { username, name, body: o.body ?? null } });
      if (o.json) json(r);
      else say(`已建立账号 ${username}，一次性口令：${r.password}`);
    }),
  );
user
  .command('reset <username>')
  .description('重置口令')
  .option('--json', '输出 JSON')
  .action((username: string, o: { json?: boolean }) =>
    withHouse(async ({ api }) => {
      const found = (await api.accounts.list({ query: { q: username, size: 200 } })).items.find(
        (a) => a.username === username,
      );
      if (!found) throw new Problem('accounts.unknown');
      const r = await api.accounts.resetPassword({ params: { id: found.id } });
      if (o.json) json(r);
      else say(`${username} 的一次性口令：${r.password}`);
    }),
  );

program
  .command('demo')
  .description('演示数据')
  .command('load')
  .description('在空的数据库里生成演示省份（模拟数据）')
  .option('--enterprises <家>', '企业数', Number, 1200)
  .option('--seed <数>', '种子', Number, 2018)
  .option('--no-months', '不生成月度数据')
  .action(async (o: { enterprises: number; seed: number; months: boolean }) => {
    const { openHouse } = await import('../server/house.ts');
    const { isEmpty, loadDemo } = await import('#areas/indicators');
    const { makeLog } = await import('#platform/log');
    const opened = await openHouse(config(), root, makeLog('warn'), { thread: false, jobs: false });
    try {
      if (!(await isEmpty(opened.house))) throw new Problem('indicators.not-empty');
      const started = Date.now();
      const r = await loadDemo(opened.house, {
        enterprises: o.enterprises,
        seed: o.seed,
        months: o.months,
        onProgress: (p) => say(`  已写入 ${p}%`),
      });
      const seconds = (Date.now() - started) / 1000;
      say(
        `已生成 ${r.enterprises} 家模拟企业、${r.facts} 条数据，用时 ${seconds.toFixed(1)} 秒（每秒 ${Math.round(r.facts / seconds)} 条）。`,
      );
    } finally {
      await opened.close();
    }
  });

try {
  await program.parseAsync();
} catch (e) {
  if (!(e instanceof Problem) && !(e instanceof Complaint)) throw e;
  const findings = e instanceof Problem ? e.findings : [];
  if (process.argv.includes('--json'))
    json({
      problem: { code: e.code, params: e.params, findings },
      ...('more' in e ? (e.more as object) : {}),
    });
  else if (e instanceof Complaint) process.stderr.write(`${e.message}\n`);
  else {
    process.stderr.write(`${problemText('zh-CN', e.code, e.params)}\n`);
    printFindings(e.findings);
  }
  process.exitCode = 1;
}
