/** `duibiao bulletin`: the quarterly bulletin as a .docx, drafted from the figures there are, or issued under its number. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Connection } from './connect.ts';
import { Complaint, json, say, table } from './print.ts';

type WithHouse = <T>(run: (c: Connection) => Promise<T>) => Promise<T>;
interface Options {
  quarter: string;
  out: string;
  pack: string;
  issue?: boolean;
  json?: boolean;
}

export function bulletinCommand(program: Command, withHouse: WithHouse): void {
  program
    .command('bulletin')
    .description('季督查通报（docx）：默认按现有数据形成草稿；--issue 取文号签发，数据固定')
    .requiredOption('--quarter <季度>', '季度，如 2020-Q2')
    .requiredOption('--out <文件>', '写到哪个 .docx 文件')
    .option('--pack <方案>', '方案', 'ningxia-2018')
    .option('--issue', '签发')
    .option('--json', '输出各个数和由来（JSON）')
    .action((o: Options) =>
      withHouse(async ({ api }) => {
        if (!/^\d{4}-Q[1-4]$/.test(o.quarter))
          throw new Complaint('cli.quarter', `季度“${o.quarter}”不对，应如 2020-Q2。`, {
            quarter: o.quarter,
          });
        const query = { pack: o.pack, kind: 'bulletin' as const, period: o.quarter };
        const issued = o.issue
          ? await api.supervision.issue({ body: { id: randomUUID(), ...query } })
          : undefined;
        const made = issued ?? (await api.supervision.draft({ query }));
        const bytes = (await (issued
          ? api.supervision.documentFile({ params: { id: issued.id } })
          : api.supervision.draftFile({ query }))) as unknown as Uint8Array;
        writeFileSync(o.out, bytes);
        if (o.json) {
          json({
            ...(issued ? { number: issued.number } : {}),
            title: made.title,
            inputHash: made.inputHash,
            figures: made.figures,
          });
          return;
        }
        say(`${issued ? issued.number : '草稿'}　${made.title}`);
        if (made.simulated) say('含模拟数据，仅供演示。');
        table(
          ['数据', '数值', '由来'],
          made.figures
            .filter((f) => /^(ledger|cases)\./.test(f.id))
            .map((f) => [f.label, `${f.value}${f.unit}`, f.source]),
        );
        say(`已写入 ${o.out}，共 ${made.figures.length} 个数，校验码 ${made.inputHash.slice(0, 16)}。`);
      }),
    );
}
