/** `duibiao plan …`: works on the content folder alone; no server, no database. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { hasErrors, Problem, type Finding } from '#kernel';
import {
  compilePlan,
  coverage,
  diffPlans,
  exportProvisions,
  lintPlan,
  pinQuotes,
  unknownSubjects,
  type CompiledPlan,
  type Pin,
} from '#engine/plan';
import { checkEvaluations } from '#areas/benchmarks';
import { readRegisters } from '#areas/subjects';
import type { Config } from '#platform/config';
import { loadFolder } from '#platform/content';
import { json, printFindings, say, table } from './print.ts';

interface Read {
  readonly folder: string;
  readonly plan: CompiledPlan | undefined;
  readonly source: string;
  readonly findings: readonly Finding[];
}

/** A pack by its name in the content folder, or by the path of a folder. */
function read(config: Config, pack: string): Read {
  const named = join(config.contentDir, 'plans', pack);
  const folder = existsSync(join(named, 'plan.yaml')) ? named : resolve(pack);
  if (!existsSync(join(folder, 'plan.yaml'))) throw new Problem('content.unknown-pack', { params: { pack } });
  const content = loadFolder(folder);
  const source = content.texts['source.txt'] ?? '';
  const { plan, findings } = compilePlan(content.yaml, source);
  return {
    folder,
    plan: content.findings.length > 0 ? undefined : plan,
    source,
    findings: [...content.findings, ...findings],
  };
}

/** What the table of levels says to the indicators of a plan; nothing where none refers to it. */
async function levelFindings(config: Config, plan: CompiledPlan): Promise<Finding[]> {
  if (!plan.indicators.some((i) => i.levels.length > 0)) return [];
  const [{ inspectEnergyTable }, { checkLeveledIndicators }] = await Promise.all([
    import('#areas/benchmarks'),
    import('#engine/benchmark'),
  ]);
  const { lines, parameters, findings } = inspectEnergyTable(config);
  return [...findings, ...checkLeveledIndicators(plan.indicators, lines, parameters)];
}

/** The plan, or its errors and exit code 1. */
function must(r: Read, asJson: boolean): CompiledPlan {
  if (r.plan) return r.plan;
  if (asJson) json({ ok: false, findings: r.findings });
  else printFindings(r.findings);
  process.exit(1);
}

/** What only shows beside the rest of the content: evaluations against schemes and indicators, published figures against the registers. */
function against(config: Config, r: Read): Finding[] {
  const files = loadFolder(r.folder).yaml;
  const codes = (['regions', 'parks'] as const).flatMap((kind) =>
    readRegisters(config, kind).flatMap(({ rows }) => rows.map((row) => row['code'] ?? '')),
  );
  return [
    ...(r.plan ? checkEvaluations(config, r.plan, files) : []),
    ...unknownSubjects(files, new Set(codes)),
  ];
}

export function planCommands(program: Command, config: () => Config): void {
  const plan = program.command('plan').description('方案包：检查、覆盖率、导出、定位、比较');

  plan
    .command('check <pack>')
    .description('编译并体检一个方案包；有错误时退出码为 1')
    .option('--json', '输出 JSON')
    .action(async (pack: string, o: { json?: boolean }) => {
      const bare = read(config(), pack);
      // Indicators held against energy-efficiency levels must find their lines there, and what the levels depend on here.
      const leveled = bare.plan ? await levelFindings(config(), bare.plan) : [];
      const r = { ...bare, findings: [...bare.findings, ...leveled.filter((f) => f.severity === 'error')] };
      const lint = r.plan ? [...lintPlan(r.plan), ...leveled.filter((f) => f.severity !== 'error')] : [];
      const found = [...r.findings, ...against(config(), r)];
      const ok = r.plan !== undefined && !hasErrors(found);
      if (o.json) json({ ok, errors: found, findings: lint });
      else {
        printFindings(found);
        printFindings(lint);
        const count = (s: string): number => lint.filter((f) => f.severity === s).length;
        say();
        say(
          ok && r.plan
            ? `${r.plan.title.zh}：${r.plan.provisions.length} 条条款，没有编码错误；体检意见 ${count('warning')} 条需要决定，${count('info')} 条提示。`
            : `有 ${found.filter((f) => f.severity === 'error').length} 处错误，改好后再发布。`,
        );
      }
      if (!ok) process.exitCode = 1;
    });

  plan
    .command('coverage <pack>')
    .description('文件各句可执行、可监测、宣示性的占比')
    .option('--json', '输出 JSON')
    .option('--list', '列出没有编码的句子')
    .action((pack: string, o: { json?: boolean; list?: boolean }) => {
      const r = read(config(), pack);
      const c = coverage(must(r, o.json === true), r.source);
      if (o.json) {
        json(c);
        return;
      }
      const names = { executable: '可执行', monitorable: '可监测', rhetorical: '宣示性' } as const;
      const share = (n: number, of: number): string => `${((100 * n) / Math.max(1, of)).toFixed(1)}%`;
      table(
        ['类别', '句数', '占句数', '字数', '占字数'],
        [
          ...c.classes.map((x) => [
            names[x.class],
            x.sentences,
            share(x.sentences, c.sentences),
            x.characters,
            share(x.characters, c.characters),
          ]),
          ['合计', c.sentences, '100.0%', c.characters, '100.0%'],
        ],
      );
      if (o.list) {
        say();
        say('没有对应条款的句子：');
        for (const i of c.items.filter((x) => x.provisions.length === 0))
          say(`  [${i.start}–${i.end}] ${i.text}`);
      }
    });

  plan
    .command('export <pack>')
    .description('导出全部条款')
    .option('--json', '输出 JSON 数组')
    .action((pack: string, o: { json?: boolean }) => {
      const rows = exportProvisions(must(read(config(), pack), o.json === true));
      if (o.json) json(rows);
      else
        table(
          ['编号', '章节', '种类', '内容', '目标', '年份', '口径', '牵头'],
          rows.map((p) => [
            p.id,
            p.clause,
            p.kind,
            p.text,
            p.value === null
              ? ''
              : `${p.comparator ?? ''}${p.value}${p.valueTo === null ? '' : `–${p.valueTo}`}${p.unit ?? ''}`,
            p.year,
            p.scope ?? '',
            p.lead.join('、'),
          ]),
        );
    });

  plan
    .command('pin <pack>')
    .description('原文改动后，按引文重新确定每条的位置并写回')
    .option('--check', '只检查，不写回')
    .option('--json', '输出 JSON')
    .action((pack: string, o: { check?: boolean; json?: boolean }) => {
      const r = read(config(), pack);
      const files = loadFolder(r.folder).yaml.filter(
        (f) => f.name.startsWith('provisions/') || f.name === 'plan.yaml',
      );
      let moved = 0;
      const findings: Finding[] = [];
      for (const f of files) {
        const list = (f.name === 'plan.yaml' ? (f.value as { clauses?: unknown }).clauses : f.value) as {
          id: string;
          quote: string;
          span?: [number, number];
        }[];
        const pins: Pin[] = list.map((p) => ({
          path: `${f.name}#${p.id}`,
          quote: p.quote,
          span: p.span ?? null,
        }));
        const result = pinQuotes(pins, r.source);
        findings.push(...result.findings);
        let text = readFileSync(join(r.folder, f.name), 'utf8');
        for (const p of result.pinned.filter((x) => x.moved)) {
          moved += 1;
          const id = p.path.slice(p.path.indexOf('#') + 1);
          const at = text.search(
            new RegExp(`^\\s*- id: ${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`, 'm'),
          );
          const span = `[${p.span[0]}, ${p.span[1]}]`;
          // The first span after the id is the entry's own; an entry that has none yet gets one below its quote.
          const rest = p.fresh
            ? text.slice(at).replace(/(\n( *)quote: .*)/, `$1\n$2span: ${span}`)
            : text.slice(at).replace(/(\n\s*span: )\[[^\]]*\]/, `$1${span}`);
          text = text.slice(0, at) + rest;
        }
        if (!o.check) writeFileSync(join(r.folder, f.name), text);
      }
      if (o.json) json({ moved, findings });
      else {
        printFindings(findings);
        say(o.check ? `有 ${moved} 处位置需要更新。` : `已更新 ${moved} 处位置。`);
      }
      if (findings.length > 0 || (o.check && moved > 0)) process.exitCode = 1;
    });

  plan
    .command('diff <before> <after>')
    .description('比较两个方案包的条款')
    .option('--json', '输出 JSON')
    .action((before: string, after: string, o: { json?: boolean }) => {
      const d = diffPlans(
        must(read(config(), before), o.json === true),
        must(read(config(), after), o.json === true),
      );
      if (o.json) json(d);
      else {
        say(`新增 ${d.added.length}：${d.added.join('、')}`);
        say(`删去 ${d.removed.length}：${d.removed.join('、')}`);
        for (const c of d.changed) say(`改动 ${c.id}：${c.keys.join('、')}`);
      }
    });
}
