/** `duibiao dea …`: the engine on any table; no server, no database. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { hasErrors, Problem } from '#kernel';
import { deaOnTable, type Orientation, type ReturnsToScale } from '#engine/benchmark';
import { readWorkbook } from '#platform/sheets';
import { json, printFindings, say, table } from './print.ts';

const list = (text: string): string[] =>
  text
    .split(',')
    .map((x) => x.trim())
    .filter((x) => x !== '');
const oneOf =
  <T extends string>(...values: T[]) =>
  (text: string): T => {
    const found = values.find((v) => v === text);
    if (!found) throw new InvalidArgumentError(`应为 ${values.join('、')} 之一`);
    return found;
  };
const short = (x: number): number => Number(x.toPrecision(6));

interface Options {
  id: string;
  inputs: string[];
  outputs: string[];
  rts: ReturnsToScale;
  orientation: Orientation;
  slacks?: boolean;
  super?: boolean;
  sheet?: string;
  json?: boolean;
}

export function deaCommand(program: Command): void {
  program
    .command('dea <file>')
    .description('对任意一张表（csv 或 xlsx）做数据包络分析')
    .requiredOption('--id <列>', '单位名称所在的列')
    .requiredOption('--inputs <列,列>', '投入', list)
    .requiredOption('--outputs <列,列>', '产出', list)
    .option(
      '--rts <方式>',
      '规模报酬 crs|vrs|nirs|ndrs',
      oneOf('crs', 'vrs', 'nirs', 'ndrs'),
      'vrs' as ReturnsToScale,
    )
    .option('--orientation <方向>', '导向 in|out', oneOf('in', 'out'), 'in' as Orientation)
    .option('--slacks', '列出松弛和目标值')
    .option('--super', '超效率')
    .option('--sheet <名称>', '工作表')
    .option('--json', '输出 JSON')
    .action(async (file: string, o: Options) => {
      const book = await readWorkbook(readFileSync(file), basename(file));
      const sheet = o.sheet === undefined ? book.sheets[0] : book.sheets.find((s) => s.name === o.sheet);
      if (!sheet)
        throw new Problem('indicators.unreadable', {
          params: { name: basename(file) },
          findings: book.findings,
        });
      const [header = [], ...rows] = sheet.rows.map((r) => r.map((c) => c.number ?? c.text));
      const r = deaOnTable(
        { header, rows },
        {
          id: o.id,
          inputs: o.inputs,
          outputs: o.outputs,
          rts: o.rts,
          orientation: o.orientation,
          ...(o.super ? { super: true } : {}),
        },
      );
      if (o.json) json({ units: r.units, excluded: r.excluded, findings: r.findings });
      else {
        printFindings(r.findings);
        table(
          ['单位', '效率', '参照单位（权重）', ...(o.super ? ['超效率'] : [])],
          r.units.map((u) => [
            u.id,
            short(u.efficiency),
            u.peers.map((p) => `${p.id}(${p.lambda.toFixed(3)})`).join('  '),
            ...(o.super
              ? [
                  u.superEfficiency === null || u.superEfficiency === undefined
                    ? '无解'
                    : short(u.superEfficiency),
                ]
              : []),
          ]),
        );
        if (o.slacks) {
          const columns = [...o.inputs, ...o.outputs];
          say();
          table(
            ['单位', ...columns.map((c) => `${c} 松弛`), ...columns.map((c) => `${c} 目标`)],
            r.units.map((u) => [
              u.id,
              ...columns.map((c) => short(u.slacks[c] ?? 0)),
              ...columns.map((c) => short(u.targets[c] ?? 0)),
            ]),
          );
        }
      }
      if (hasErrors(r.findings)) process.exitCode = 1;
    });
}
