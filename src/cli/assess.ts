/** `duibiao assess …`: the result of a year's assessment, and whether it can be computed again. */
import type { Command } from 'commander';
import type { Connection } from './connect.ts';
import { json, say, table } from './print.ts';

type WithHouse = <T>(run: (c: Connection) => Promise<T>) => Promise<T>;

export function assessCommands(program: Command, withHouse: WithHouse): void {
  program
    .command('assess')
    .description('年终考核结果：名次、得分、等次和名次区间；--verify 由保存的输入重算核对')
    .requiredOption('--year <年>', '年度', Number)
    .option('--pack <方案>', '方案', 'ningxia-2018')
    .option('--verify', '重算核对')
    .option('--json', '输出 JSON')
    .action((o: { year: number; pack: string; verify?: boolean; json?: boolean }) =>
      withHouse(async ({ api }) => {
        const { items } = await api.assessment.rounds({ query: { pack: o.pack, year: o.year } });
        // The one in force stands first; a cancelled one has nothing to show.
        const round = items.find((r) => r.told) ?? items[0];
        if (!round) {
          if (o.json) json([]);
          else say(`${o.year} 年还没有考核。请在页面上“开启考核”。`);
          return;
        }
        const params = { id: round.id };
        if (o.verify) {
          const v = await api.assessment.verify({ params });
          if (o.json) json(v);
          else
            for (const r of v.runs)
              say(`第 ${r.seq} 次：${r.same && r.inputSame ? '一致' : '不一致'}　${r.resultHash}`);
          if (!v.same) process.exitCode = 1;
          return;
        }
        const found = await api.assessment.results({ params });
        if (o.json) return json({ round, ...found });
        say(`${round.title}，${round.stateTitle.zh}${found.simulated ? '（含模拟数据）' : ''}`);
        for (const g of found.groups) {
          say();
          say(g.title.zh);
          table(
            ['名次', '单位', '总分', '等次', '名次区间', '加分', '扣分', '否决'],
            g.units.map((u) => [
              u.place,
              u.unit.name,
              u.total,
              u.gradeTitle.zh,
              u.interval.join('—'),
              u.bonus,
              u.deducted,
              u.vetoes.map((v) => v.zh).join('、') || '—',
            ]),
          );
        }
        say();
        say(`第 ${found.run.seq} 次计算　输入 ${found.run.inputHash}　结果 ${found.run.resultHash}`);
      }),
    );
}
