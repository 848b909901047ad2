/** `duibiao rules …`: the funding rules of a pack; works on the content folder alone; no server, no database. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { finding, parseDay, Problem, type Day, type Finding } from '#kernel';
import { compilePlan, rulebookOf, sandboxRules } from '#engine/plan';
import {
  checkRulebook,
  compileRulebook,
  entitlements,
  evaluate,
  factsInput,
  looseSchemes,
  ruleParameters,
  runExamples,
  sandbox,
  spendOnFile,
  versionFor,
  type Evaluation,
  type FactsInput,
  type RuleFinding,
  type Rulebook,
  type SandboxChange,
  type SandboxRules,
  type SandboxSubject,
  type SchemeFiles,
  type WitnessRun,
} from '#engine/rules';
import { explanationLines, fenText, findingText } from '#locales';
import type { Config } from '#platform/config';
import { loadFolder, parseYaml } from '#platform/content';
import { readGiven } from './file.ts';
import { json, printFindings, say, table } from './print.ts';

interface Pack {
  readonly files: SchemeFiles;
  /** The same as plain data, for a trial of other figures. */
  rules(choices: Readonly<Record<string, string>>): SandboxRules;
  book(choices?: Readonly<Record<string, string>>): Rulebook;
}

/** A pack by its name in the content folder, or by the path of a folder; only one whose schemes compile and whose examples come out. */
function read(config: Config, pack: string): Pack {
  const named = join(config.contentDir, 'plans', pack);
  const folder = existsSync(join(named, 'plan.yaml')) ? named : resolve(pack);
  if (!existsSync(join(folder, 'plan.yaml'))) return readLoose(folder, pack);
  const content = loadFolder(folder);
  const { plan, findings } = compilePlan(content.yaml, content.texts['source.txt'] ?? '');
  if (!plan) return refuse([...content.findings, ...findings]);
  if (!plan.rules) throw new Problem('rules.no-schemes', { params: { pack } });
  return {
    files: plan.rules,
    rules: (choices) => sandboxRules(plan, choices),
    book: (choices = {}) => rulebookOf(plan, choices),
  };
}

/** Schemes by themselves: a YAML file, or a folder of them without a plan. */
function readLoose(path: string, pack: string): Pack {
  if (!existsSync(path)) throw new Problem('content.unknown-pack', { params: { pack } });
  const name = basename(path);
  const parsed = statSync(path).isDirectory() ? undefined : parseYaml(readGiven(path).toString('utf8'), name);
  const content = parsed
    ? { yaml: [{ name, value: parsed.value }], findings: parsed.findings }
    : loadFolder(path);
  if (content.findings.length > 0) return refuse(content.findings);
  const { files, findings } = looseSchemes(content.yaml);
  const words = { number: '', questions: [], passages: new Map() };
  const compiled = compileRulebook(files, words);
  const all = [...findings, ...compiled.findings];
  if (all.length > 0) return refuse(all);
  if (files.schemes.length === 0) throw new Problem('rules.no-schemes', { params: { pack } });
  const examples = runExamples(files, words).findings;
  if (examples.length > 0) return refuse(examples);
  return {
    files,
    rules: (choices) => ({ files, number: '', questions: [], passages: {}, choices }),
    book: (choices = {}) => {
      const { rulebook, findings: wrong } = compileRulebook(files, words, choices);
      if (wrong.length > 0) throw new RangeError('choices');
      return rulebook;
    },
  };
}

/** Refuses with codes; the sentences go beside them where a machine reads. */
const refuse = (findings: readonly Finding[], more: Readonly<Record<string, unknown>> = {}): never => {
  const refusal = findings.map((f) => {
    const { message, action } = findingText('zh-CN', f.code, f.params);
    return { code: f.code, message, action };
  });
  throw Object.assign(new Problem('rules.refused', { params: { count: findings.length }, findings }), {
    more: { ...more, refusal },
  });
};

/** `question=answer` into the table of answers. */
const choice = (text: string, before: Record<string, string>): Record<string, string> => {
  const [q = '', a = ''] = text.split('=');
  return { ...before, [q]: a };
};

interface EvalOptions {
  facts: string;
  asOf: string;
  known?: string;
  year?: string;
  choice: Record<string, string>;
  json?: boolean;
}

const dayOrRefuse = (text: string): Day => {
  const day = parseDay(text);
  return day ?? refuse([finding('F209', 'error', 'asOf', { fact: '--as-of', value: text })]);
};

const overlapNames = {
  exclusive: '只能享受一项',
  higher: '就高不就低',
  difference: '补差额',
  perYear: '年度上限',
  lifetime: '累计上限',
} as const;

/** The value of a JSON file a person names, or the refusal of its form. */
function jsonFrom(file: string): unknown {
  try {
    return JSON.parse(readGiven(file).toString('utf8'));
  } catch (e) {
    if (!(e instanceof SyntaxError)) throw e;
    return refuse([finding('F213', 'error', 'facts', { key: e.message })]);
  }
}
function factsFrom(value: unknown): FactsInput {
  const given = factsInput(value);
  return given.input ?? refuse(given.findings);
}

/** Without the facts that the result hinges on there is a refusal, with what is missing beside it. */
function mustBeKnown(e: Evaluation): void {
  if (e.outcome !== 'unknown') return;
  const facts = [...new Set(e.missing.filter((m) => m.unknown).map((m) => m.title))].join('、');
  refuse([finding('F205', 'error', 'facts', { facts })], {
    eligible: false,
    amountFen: '0',
    missing: e.missing,
    trace: e.trace,
    ruleVersion: e.ruleVersion,
    clause: e.clause,
  });
}

export function rulesCommands(program: Command, config: () => Config): void {
  const rules = program.command('rules').description('资金政策：测算、列出、体检');

  rules
    .command('eval <pack> <scheme>')
    .description('按一份事实文件测算一项政策，每一分钱都追到条款和事实')
    .requiredOption('--facts <文件>', '事实文件（JSON）')
    .requiredOption('--as-of <日期>', '按哪一天施行的规定')
    .option('--known <日期或时刻>', '按哪一天（或哪个UTC时刻）所知的事实和规定；不写时与 --as-of 相同')
    .option('--year <年份>', '申请哪一年度')
    .option('--choice <未定事项=口径>', '未定事项另取口径，可写几次', choice, {})
    .option('--json', '输出 JSON')
    .action((pack: string, scheme: string, o: EvalOptions) => {
      const p = read(config(), pack);
      const asOf = dayOrRefuse(o.asOf);
      const book = bookOf(p, o.choice);
      const given = factsFrom(jsonFrom(o.facts));
      const year = o.year === undefined ? undefined : Number(o.year);
      if (year !== undefined && !(Number.isInteger(year) && year > 1900 && year < 2200))
        refuse([finding('F211', 'error', 'year', { fact: '--year', key: 'year', value: o.year ?? '' })]);
      const r = evaluate(book, scheme, given, { asOf, known: o.known, year });
      if (!r.evaluation) return refuse(r.findings);
      mustBeKnown(r.evaluation);
      if (o.json) json(r.evaluation);
      else for (const line of explanationLines('zh-CN', r.evaluation)) say(line);
      return undefined;
    });

  rules
    .command('match <pack>')
    .description('按一份事实文件测算全部政策：能享受哪些，各得多少，碰到一起怎么算，还差什么')
    .requiredOption('--facts <文件>', '事实文件（JSON）')
    .requiredOption('--as-of <日期>', '按哪一天施行的规定')
    .option('--known <日期或时刻>', '按哪一天（或哪个UTC时刻）所知的事实和规定')
    .option('--choice <未定事项=口径>', '未定事项另取口径，可写几次', choice, {})
    .option('--json', '输出 JSON')
    .action((pack: string, o: EvalOptions) => {
      const book = bookOf(read(config(), pack), o.choice);
      const r = entitlements(book, factsFrom(jsonFrom(o.facts)), {
        asOf: dayOrRefuse(o.asOf),
        known: o.known,
      });
      if (!r.entitlements) return refuse(r.findings);
      if (o.json) {
        json(r.entitlements);
        return undefined;
      }
      const { evaluations, granted, totalFen } = r.entitlements;
      table(
        ['政策', '结果', '应得', '并算后', '还差', '补齐可得'],
        evaluations.map((e) => {
          const g = granted.find((x) => x.scheme === e.scheme);
          return [
            e.title,
            { yes: e.open === null ? '符合' : '符合，金额未定', no: '不符合', unknown: '缺少事实' }[
              e.outcome
            ],
            e.eligible && e.open === null ? fenText(e.amountFen) : null,
            g ? `${fenText(String(g.granted))}${g.by === null ? '' : `（${overlapNames[g.by]}）`}` : null,
            e.missing.map((m) => m.title).join('；'),
            e.outcome !== 'yes' && e.worthFen !== null && e.worthFen !== '0' ? fenText(e.worthFen) : null,
          ];
        }),
      );
      say();
      say(`并算后合计 ${fenText(totalFen)}。`);
      return undefined;
    });

  rules
    .command('list <pack>')
    .description('列出各项政策和各个时期的规定')
    .option('--json', '输出 JSON')
    .action((pack: string, o: { json?: boolean }) => {
      const { schemes } = read(config(), pack).book();
      const rows = [...schemes.values()].flatMap((s) =>
        s.versions.map((v) => ({
          scheme: s.id,
          title: s.title.zh,
          instrument: s.instrument,
          payee: s.payee,
          version: v.id,
          from: v.from,
          to: v.to ?? null,
          issued: v.issued,
          mark: v.mark,
          clause: `${v.number} ${v.clause}`,
          mostFen: Number.isFinite(Math.min(v.amount.most, v.limits.perYear))
            ? String(Math.min(v.amount.most, v.limits.perYear))
            : null,
          open: v.amount.open ?? null,
        })),
      );
      if (o.json) json({ schemes: rows });
      else
        table(
          ['政策', '名称', '方式', '规定', '起', '止', '性质', '依据'],
          rows.map((r) => [
            r.scheme,
            r.title,
            r.instrument,
            r.version,
            r.from,
            r.to,
            { official: '方案原文', default: '默认口径', proposal: '本系统提议' }[r.mark],
            r.clause,
          ]),
        );
    });

  rules
    .command('show <pack> <scheme>')
    .description('一项政策要哪些事实，附一份可以照着填的事实文件')
    .option('--as-of <日期>', '按哪一天施行的规定；不写时列出最后一个')
    .option('--json', '输出 JSON')
    .action((pack: string, scheme: string, o: { asOf?: string; json?: boolean }) => {
      const p = read(config(), pack);
      const book = p.book();
      const file = p.files.schemes.find((s) => s.id === scheme);
      const asOf = o.asOf === undefined ? undefined : dayOrRefuse(o.asOf);
      const found = asOf === undefined ? undefined : versionFor(book, scheme, { asOf });
      if (!file || (found && !found.version))
        return refuse(versionFor(book, scheme, { asOf: asOf ?? ('1900-01-01' as Day) }).findings);
      const version = found?.version ?? book.schemes.get(scheme)!.versions.at(-1)!;
      const facts = version.slots.map((s) => book.defs[s]!);
      const example = file.examples.find((e) => e.expect.eligible && e.asOf >= version.from);
      const template = example && {
        facts: example.facts,
        ...(version.asksAwards ? { awards: example.awards ?? [] } : {}),
      };
      if (o.json) {
        json({
          scheme,
          version: version.id,
          facts: facts.map((f) => ({
            id: f.id,
            title: f.title.zh,
            type: f.type,
            unit: ['flag', 'day', 'text', 'events'].includes(f.type) ? '' : f.unit,
            options: f.options,
            yearly: f.yearly,
          })),
          awards: version.asksAwards,
          asOf: example?.asOf ?? null,
          template: template ?? null,
        });
        return undefined;
      }
      say(`${file.title.zh}（${scheme}@${version.id}），${version.number} ${version.clause}`);
      table(
        ['事实', '名称', '种类', '单位或选项'],
        [
          ...facts.map((f) => [
            f.id,
            f.title.zh,
            f.yearly ? `${f.type}（每年一个）` : f.type,
            f.options.length > 0 ? f.options.map((x) => `${x.id}=${x.title}`).join('、') : f.unit,
          ]),
          ...(version.asksAwards ? [['awards', '已获资金（没有的写 []）', 'list', '']] : []),
        ],
      );
      if (template) {
        say();
        say(`照着填的事实文件（${example.title}；--as-of ${example.asOf}）：`);
        json(template);
      }
      return undefined;
    });

  rules
    .command('sandbox <pack>')
    .description('政策沙盘：改参数，把一批企业在几年里重算一遍，比较现行与改动后的支出和得失')
    .requiredOption('--facts <文件>', '企业的事实文件（JSON 数组）；可另写 county、industry、size')
    .requiredOption('--years <年度>', '如 2019-2023 或 2020,2022；按每年12月31日施行的规定')
    .option(
      '--set <参数=值>',
      '如 smart-factory.amount.cap=500万元，可写几次',
      (x: string, all: string[]) => [...all, x],
      [],
    )
    .option('--choice <未定事项=口径>', '改动后另取口径，可写几次', choice, {})
    .option('--known <日期>', '按哪一天已知的事实和规定；不写时为最后一年年底')
    .option('--json', '输出 JSON')
    .action(
      (
        pack: string,
        o: {
          facts: string;
          years: string;
          set: string[];
          choice: Record<string, string>;
          known?: string;
          json?: boolean;
        },
      ) => {
        const p = read(config(), pack);
        const years = yearsFrom(o.years);
        const { result, findings } = sandbox({
          format: 1,
          rules: p.rules({}),
          changes: changesFrom(p, o.set, o.choice),
          answers: o.choice,
          years,
          known: o.known === undefined ? `${Math.max(...years)}-12-31` : dayOrRefuse(o.known),
          subjects: subjectsFrom(o.facts),
          budgets: [],
        });
        if (!result) return refuse(findings);
        if (o.json) {
          json(result);
          return undefined;
        }
        table(
          ['年度', '情况', '现行', '改动后', '得到的企业'],
          result.years.map((y) => [
            String(y.year),
            y.state === 'computed' ? '已计算' : '没有可算的',
            fenText(y.nowFen),
            fenText(y.triedFen),
            `${y.nowDue} → ${y.triedDue}`,
          ]),
        );
        const { total } = result;
        say();
        say(
          `合计：现行 ${fenText(total.nowFen)}，改动后 ${fenText(total.triedFen)}；多得 ${total.winners} 家共 ${fenText(total.gainFen)}，少得 ${total.losers} 家共 ${fenText(total.lossFen)}。`,
        );
        return undefined;
      },
    );

  rules
    .command('check <pack>')
    .description(
      '规则体检：空当、重叠、用不到的档次、多一元少得、重复享受、先后次序、年度最多支出，各附一家算得出来的企业',
    )
    .option('--enterprises <家数>', '按多少家企业算年度最多支出；不写时按示范数据的1200家', '1200')
    .option('--choice <未定事项=口径>', '未定事项另取口径，可写几次', choice, {})
    .option('--facts <文件>', '在册企业的事实文件（JSON 数组），另算这些企业一年实际要花多少；要写 --as-of')
    .option('--as-of <日期>', '按哪一天施行的规定算在册企业')
    .option('--witness <文件夹>', '把每条的例证写成事实文件，可用 rules eval 重算')
    .option('--json', '输出 JSON')
    .action(
      (
        pack: string,
        o: {
          enterprises: string;
          facts?: string;
          asOf?: string;
          choice: Record<string, string>;
          witness?: string;
          json?: boolean;
        },
      ) => {
        const p = read(config(), pack);
        const count = Number(o.enterprises);
        if (!(Number.isSafeInteger(count) && count > 0 && count < 1_000_000_000))
          refuse([finding('F206', 'error', 'enterprises', { fact: '--enterprises', value: o.enterprises })]);
        const book = bookOf(p, o.choice);
        const found: RuleFinding[] = checkRulebook(book, p.files, {
          enterprise: count,
          person: count,
          place: 27,
          park: 32,
        });
        if (o.facts !== undefined) {
          const list = jsonFrom(o.facts);
          if (!Array.isArray(list) || o.asOf === undefined)
            return refuse([
              finding('F213', 'error', 'facts', { key: o.asOf === undefined ? '--as-of' : '[]' }),
            ]);
          const spend = spendOnFile(book, list.map(factsFrom), { asOf: dayOrRefuse(o.asOf) });
          if (spend.refused.length > 0) return refuse(spend.refused);
          found.push(
            ...spend.findings.map((f) => ({
              ...f,
              params: { ...f.params, sum: fenText(String(f.params!['sum'])) },
            })),
          );
        }
        const files = new Map<WitnessRun, string>();
        if (o.witness !== undefined) {
          mkdirSync(o.witness, { recursive: true });
          for (const [i, f] of found.entries())
            for (const [k, w] of f.witness.entries()) {
              const file = join(o.witness, `${f.code}-${i + 1}-${k + 1}.json`);
              writeFileSync(file, `${JSON.stringify(w.input, null, 2)}\n`);
              files.set(w, file);
            }
        }
        if (o.json) {
          json({ enterprises: count, findings: found });
          return undefined;
        }
        for (const f of found) {
          printFindings([f]);
          for (const w of f.witness)
            say(
              `    例：${w.scheme} ${w.asOf} → ${w.amountFen === null ? '没有施行中的规定' : fenText(w.amountFen)}  ${files.has(w) ? `duibiao rules eval ${pack} ${w.scheme} --facts ${files.get(w)} --as-of ${w.asOf} --known ${w.known} --year ${w.year}` : JSON.stringify(w.input.facts)}`,
            );
        }
        const by = (s: Finding['severity']): number => found.filter((f) => f.severity === s).length;
        say();
        say(
          `体检意见：${by('warning')} 条需要决定，${by('info')} 条说明；年度最多支出按 ${count} 家企业计算。`,
        );
      },
    );
}

/** `2019-2023` or `2019,2021` as years. */
function yearsFrom(text: string): number[] {
  const range = /^(\d{4})-(\d{4})$/.exec(text);
  const list = range
    ? Array.from(
        { length: Math.max(0, Number(range[2]) - Number(range[1]) + 1) },
        (_, i) => Number(range[1]) + i,
      )
    : text.split(',').map((y) => (/^\d{4}$/.test(y.trim()) ? Number(y) : Number.NaN));
  if (list.length === 0 || list.length > 50 || list.some((y) => Number.isNaN(y)))
    refuse([finding('F206', 'error', 'years', { fact: '--years', value: text })]);
  return list;
}

/** `scheme.amount.cap=500万元` for every time of the scheme that has the figure, `scheme@2018.amount.cap=…` for one. */
function changesFrom(
  p: Pack,
  list: readonly string[],
  choices: Readonly<Record<string, string>>,
): SandboxChange[] {
  const { questions } = p.rules(choices);
  const answer = (q: string): string | undefined =>
    choices[q] ?? questions.find((x) => x.id === q)?.options.find((o) => o.default)?.id;
  return list.flatMap((text) => {
    const [, scheme = '', version, path = '', value = ''] =
      /^([a-z0-9-]+)(?:@([a-z0-9-]+))?\.([^=]+)=(.+)$/.exec(text) ?? [];
    const times = p.files.schemes.find((s) => s.id === scheme)?.versions ?? [];
    const fit = times.filter(
      (v) =>
        (version === undefined || v.id === version) && ruleParameters(v, answer).some((x) => x.path === path),
    );
    // One that names nothing goes on as it is, and is refused by its name.
    return (fit.length > 0 ? fit.map((v) => v.id) : [version ?? times.at(-1)?.id ?? '']).map((v) => ({
      scheme: scheme === '' ? text : scheme,
      version: v,
      path,
      value,
    }));
  });
}

/** A list of facts files; beside the facts each may say county, industry and size. */
function subjectsFrom(file: string): SandboxSubject[] {
  const list = jsonFrom(file);
  if (!Array.isArray(list)) return refuse([finding('F213', 'error', 'facts', { key: '[]' })]);
  return list.map((x: unknown, i) => {
    const { county, industry, size, ...rest } = (x ?? {}) as Record<string, unknown>;
    const { subject, facts, awards } = factsFrom(rest);
    const key = (v: unknown): string => (typeof v === 'string' ? v : '');
    return {
      id: subject ?? String(i + 1),
      county: key(county),
      industry: key(industry),
      size: key(size),
      facts,
      claims: [],
      awards: awards ?? [],
    };
  });
}

/** The rules with other answers to open questions; an answer that does not exist is refused. */
function bookOf(p: Pack, choices: Record<string, string>): Rulebook {
  try {
    return p.book(choices);
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    return refuse(
      Object.entries(choices).map(([question, answer]) =>
        finding('F109', 'error', 'choice', { question, answer }),
      ),
    );
  }
}
