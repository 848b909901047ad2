/** `duibiao dea …`: the engine on any table; no server, no database. */
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { finding, hasErrors, Problem, type Finding } from '#kernel';
import { deaOnTable, type DeaTable, type Orientation, type ReturnsToScale } from '#engine/benchmark';
import { readWorkbook, type Sheet } from '#platform/sheets';
import { readGiven } from './file.ts';
import { Complaint, json, printFindings, say, table } from './print.ts';

const list = (text: string): string[] =>
  text
    .split(/[,，]/)
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

/** Rows that may stand above the heads: a title, a unit, a date. */
const ABOVE = 20;

/** The table in a sheet: its heads are the first row that has every column asked for, or else the most of them. */
function tableOf(sheet: Sheet, wanted: readonly string[]): DeaTable & { readonly above: number } {
  // A cell shown as 85% stores 0.85; what a person reads there counts.
  const rows = sheet.rows.map((r) =>
    r.map((c) => (c.text.endsWith('%') ? c.text : (c.number ?? c.text)).trim()),
  );
  const has = (row: readonly string[]): number => wanted.filter((name) => row.includes(name)).length;
  let above = 0;
  for (const [n, row] of rows.slice(0, ABOVE).entries()) if (has(row) > has(rows[above]!)) above = n;
  return { header: rows[above] ?? [], rows: rows.slice(above + 1), above };
}

/** Remarks about a row name it by its number in the sheet. */
const inSheet = (f: Finding, above: number): Finding => {
  const row = f.params?.['row'];
  if ((f.code !== 'B232' && f.code !== 'B235') || typeof row !== 'number') return f;
  const own = row + above + 1;
  return {
    ...f,
    params: { ...f.params, row: own },
    ...(f.path === undefined ? {} : { path: f.path.replace(/^#\d+/, `#${own}`) }),
  };
};

type Model = 'radial' | 'fdh' | 'sbm';

interface Options {
  id: string;
  inputs: string[];
  outputs: string[];
  model: Model;
  rts: ReturnsToScale;
  orientation?: Orientation | 'none';
  nondiscretionary?: string[];
  category?: string;
  undesirable?: string[];
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
      '--model <模型>',
      '模型 radial（径向）|fdh（自由处置壳，只与真实单位比较）|sbm（松弛量测度）',
      oneOf('radial', 'fdh', 'sbm'),
      'radial' as Model,
    )
    .option(
      '--rts <方式>',
      '规模报酬 crs|vrs|nirs|ndrs（fdh 不设规模报酬）',
      oneOf('crs', 'vrs', 'nirs', 'ndrs'),
      'vrs' as ReturnsToScale,
    )
    .option(
      '--orientation <方向>',
      '导向 in|out|none（none 只用于 sbm；不写时 sbm 为 none，其余为 in）',
      oneOf('in', 'out', 'none'),
    )
    .option('--nondiscretionary <列,列>', '不可控的投入或产出，只作比较条件，不要求改进（radial）', list)
    .option('--category <列>', '条件类别，数字大的条件好；只与同类或条件更差的比较（radial）')
    .option('--undesirable <列,列>', '非期望产出，如排放（radial，vrs）', list)
    .option('--slacks', '列出松弛和目标值')
    .option('--super', '超效率')
    .option('--sheet <名称>', '工作表')
    .option('--json', '输出 JSON')
    .action(async (file: string, o: Options) => {
      const name = basename(file);
      const book = await readWorkbook(readGiven(file), name);
      const sheet = o.sheet === undefined ? book.sheets[0] : book.sheets.find((s) => s.name === o.sheet);
      if (!sheet) {
        const sheets = book.sheets.map((s) => s.name).join('、');
        if (o.sheet !== undefined && sheets !== '')
          throw new Complaint('cli.sheet', `${name} 里没有工作表“${o.sheet}”。有的工作表：${sheets}。`, {
            sheet: o.sheet,
            sheets,
          });
        throw new Problem('indicators.unreadable', { params: { name }, findings: book.findings });
      }
      const columns = [...o.inputs, ...o.outputs, ...(o.undesirable ?? [])];
      const named = [o.id, ...columns, ...(o.category === undefined ? [] : [o.category])];
      const { header, rows, above } = tableOf(sheet, named);
      // Two columns under one name: nobody can tell which of them was meant.
      const twice = [...new Set(named)].filter((c) => header.indexOf(c) !== header.lastIndexOf(c));
      const r =
        twice.length > 0
          ? {
              units: [],
              excluded: [],
              findings: twice.map((column) => finding('B234', 'error', column, { column })),
            }
          : deaOnTable(
              { header, rows },
              {
                id: o.id,
                inputs: o.inputs,
                outputs: o.outputs,
                model: o.model,
                rts: o.rts,
                orientation: o.orientation ?? (o.model === 'sbm' ? 'none' : 'in'),
                ...(o.nondiscretionary ? { nonDiscretionary: o.nondiscretionary } : {}),
                ...(o.category === undefined ? {} : { category: o.category }),
                ...(o.undesirable ? { undesirable: o.undesirable } : {}),
                ...(o.super ? { super: true } : {}),
              },
            );
      const findings = [...book.findings, ...r.findings.map((f) => inSheet(f, above))];
      if (o.json) json({ units: r.units, excluded: r.excluded, findings });
      else printFindings(findings);
      if (!o.json && r.units.length > 0) {
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
      if (hasErrors(findings)) process.exitCode = 1;
    });
}
