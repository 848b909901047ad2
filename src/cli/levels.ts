/** `duibiao levels …`: energy-efficiency levels of a product on a day, for works of which some figures are known; no server, no database. */
import { InvalidArgumentError, type Command } from 'commander';
import { formatDecimal, parseDay, parseDecimal, type Decimal } from '#kernel';
import {
  distancesOf,
  gapFindings,
  inForce,
  levelsFor,
  ownFor,
  parametersOf,
  standingOf,
  type LevelParameter,
} from '#engine/benchmark';
import { openedStep, shownValues, t, type ShownName } from '#locales';
import type { Config } from '#platform/config';
import { Complaint, json, printFindings, say, table } from './print.ts';

const zh = 'zh-CN';

interface Options {
  process?: string;
  indicator?: string;
  set: string[];
  value?: Decimal;
  asOf: string;
  json?: boolean;
}

const day = (text: string): string => {
  if (!parseDay(text)) throw new InvalidArgumentError('应为日期，如 2024-12-31');
  return text;
};
const number = (text: string): Decimal => {
  const d = parseDecimal(text);
  if (!d) throw new InvalidArgumentError('应为数值');
  return d;
};

/** `熟料比例=80`: by id, by title, or by a part of the title that fits one parameter only; a choice may be said in words. */
function settings(list: readonly string[], parameters: readonly LevelParameter[]): Map<string, Decimal> {
  const out = new Map<string, Decimal>();
  for (const text of list) {
    const at = text.search(/[=＝]/);
    const [name, said] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
    const exact = parameters.filter((p) => p.id === name || p.title.zh === name);
    const found =
      exact.length > 0 ? exact : parameters.filter((p) => name !== '' && p.title.zh.includes(name));
    const names = parameters.map((p) => p.title.zh).join('、');
    if (at < 0) throw new Complaint('cli.set', t(zh, 'energy.badSet', { text }), { text });
    if (found.length !== 1)
      throw new Complaint('cli.parameter', t(zh, 'energy.noParameter', { name, names }), { name, names });
    const p = found[0]!;
    const bare = said.endsWith(p.unit) ? said.slice(0, -p.unit.length).trim() : said;
    const value = parseDecimal(p.choices?.find((c) => c.title.zh === said)?.value ?? bare);
    if (!value) throw new Complaint('cli.set', t(zh, 'energy.badSet', { text }), { text });
    out.set(p.id, value);
  }
  return out;
}

export function levelsCommand(program: Command, config: () => Config): void {
  program
    .command('levels <product>')
    .description('一种产品的能效水平：按日期取版本，按给出的参数修正')
    .option('--process <工艺>', '只看这种工艺或原料')
    .option('--indicator <指标>', '只看这个指标，如 单位产品综合能耗')
    .option(
      '--set <名称=数值>',
      '修正用的参数，可多次给出，如 熟料比例=80',
      (v, all: string[]) => [...all, v],
      [],
    )
    .option('--value <数值>', '企业的实际值，给出后判定所处水平', number)
    .option('--as-of <日期>', '按哪一天施行的版本', day, new Date().toISOString().slice(0, 10))
    .option('--json', '输出 JSON')
    .action(async (product: string, o: Options) => {
      const { energyTable } = await import('#areas/benchmarks');
      const { lines, parameters } = energyTable(config());
      const own = lines.filter(
        (l) =>
          l.product === product &&
          (o.process === undefined || l.process === o.process) &&
          (o.indicator === undefined || l.indicator === o.indicator),
      );
      if (own.length === 0)
        throw new Complaint('cli.product', t(zh, 'energy.noProduct', { product }), { product });
      const asked = [...new Set(own.flatMap((l) => parametersOf(l)))].map((id) => parameters.get(id)!);
      const set = settings(o.set, asked);
      const given = (id: string): Decimal | undefined => set.get(id);
      const kinds = new Map<string, typeof own>();
      for (const l of own) {
        const key = [l.family, l.process, l.indicator].join('\n');
        kinds.set(key, [...(kinds.get(key) ?? []), l]);
      }
      // The edition in force, then those still to come.
      const shown = [...kinds.values()].flatMap((list) => {
        const now = inForce(list, o.asOf);
        return [...(now ? [now] : []), ...list.filter((l) => !inForce([l], o.asOf))];
      });
      const answers = shown.map((line) => {
        const a = levelsFor(line, parameters, given, o.asOf);
        const actual = o.value && ownFor(line, parameters, given, o.value);
        return { line, a, actual };
      });
      const plain = answers.map(({ line, a, actual }) => ({
        family: line.family,
        product: line.product,
        process: line.process,
        indicator: line.indicator,
        unit: line.unit,
        standard: line.standard,
        table: line.table,
        clause: line.clause ?? null,
        edition: line.edition,
        from: a.from,
        inForce: a.inForce,
        correction: line.correction,
        source: line.source,
        verified: line.verified,
        levels: a.levels.map((l) => ({ ...l, value: l.value && formatDecimal(l.value) })),
        parameters: parametersOf(line).map((id) => ({
          ...parameters.get(id)!,
          value: set.has(id) ? formatDecimal(set.get(id)!) : null,
        })),
        own: actual ? { ...actual, value: actual.value && formatDecimal(actual.value) } : null,
        standing:
          !actual || !a.inForce ? null : actual.value ? standingOf(actual.value, a.known) : 'incomplete',
        distances: actual?.value
          ? distancesOf(actual.value, a.known).distances.map((d) => ({ ...d, by: formatDecimal(d.by) }))
          : [],
        findings: gapFindings([...a.levels, ...(actual ? [actual] : [])], parameters, given),
      }));
      if (o.json) {
        json({ asOf: o.asOf, lines: plain });
        return;
      }
      const nameOf = (id: string): ShownName | undefined => {
        const p = parameters.get(id);
        const value = set.get(id);
        const meaning = value && p?.choices?.find((c) => c.value === formatDecimal(value))?.title.zh;
        return p && { title: p.title.zh, meaning };
      };
      for (const l of plain) {
        say(
          [l.process, l.indicator, l.standard || `${l.edition} 年版`, l.clause ?? l.table]
            .filter((x) => x !== '')
            .join('  '),
        );
        if (!l.inForce) say(`  ${t(zh, 'energy.preview', { from: l.from })}`);
        table(
          ['  级别', `表列（${l.unit}）`, t(zh, 'energy.corrected')],
          l.levels
            .filter((x) => x.state !== 'absent')
            .map((x) => [
              `  ${t(zh, `energy.level.${x.name}`)}`,
              x.printed,
              x.value ?? t(zh, 'energy.incomplete'),
            ]),
        );
        for (const x of l.levels)
          for (const s of x.steps)
            say(
              `  ${t(zh, `energy.level.${x.name}`)} ${s.title.zh}：${s.applied ? openedStep(s, nameOf) : t(zh, 'energy.notApplied', { values: shownValues(s, nameOf) })}`,
            );
        for (const s of l.own?.steps ?? []) say(`  ${s.title.zh}：${openedStep(s, nameOf)}`);
        if (l.standing) say(`  所处水平：${t(zh, `benchmarkPages.energy.${l.standing}`)}`);
        printFindings(l.findings);
        say();
      }
    });
}
