/** `duibiao awards …`: lists of a year (as a trial or as they are kept), and whether they can be computed again. */
import type { Command } from 'commander';
import type { Connection } from './connect.ts';
import { json, printFindings, say, table } from './print.ts';

type WithHouse = <T>(run: (c: Connection) => Promise<T>) => Promise<T>;
type Lists = Awaited<ReturnType<Connection['api']['awards']['lists']>>;

function print(found: Lists): void {
  say(`${found.year} 年度，${found.edition} 版办法${found.simulated ? '（模拟数据）' : ''}`);
  say(
    `参评 ${found.evaluated} 家，因否决不参评 ${found.vetoed} 家。${found.kind === 'trial' ? '试算：只用定量得分，不留存。' : ''}`,
  );
  for (const l of found.lists) {
    say();
    say(`${l.award.title.zh}：名额 ${l.places} 家，入选 ${l.entries.length} 家`);
    table(
      ['名次', '企业', '行业组', '总分', '定量', '定性', '名次区间'],
      l.entries.map((e) => [
        e.place,
        e.subject.name,
        e.groupTitle,
        e.total.toFixed(2),
        e.quantitative.toFixed(2),
        e.qualitative === null ? '—' : e.qualitative.toFixed(2),
        e.rankInterval ? e.rankInterval.join('—') : '—',
      ]),
    );
  }
  say();
  say(`输入 ${found.inputHash}`);
  say(`结果 ${found.resultHash}`);
}

export function awardsCommands(program: Command, withHouse: WithHouse): void {
  const awards = program.command('awards').description('评价与奖励');
  awards
    .command('run')
    .description('按年度的测算结果试算奖励名单（只用定量得分，不留存）')
    .requiredOption('--year <年>', '年度', Number)
    .option('--pack <方案>', '方案', 'ningxia-2018')
    .option('--edition <版本>', '办法版本，不给按年度选用')
    .option('--json', '输出 JSON')
    .action((o: { year: number; pack: string; edition?: string; json?: boolean }) =>
      withHouse(async ({ api }) => {
        const found = await api.awards.trial({
          body: { year: o.year, pack: o.pack, ...(o.edition ? { edition: o.edition } : {}) },
        });
        if (o.json) json(found);
        else print(found);
      }),
    );
  awards
    .command('lists')
    .description('一个年度已经汇总的奖励名单')
    .requiredOption('--year <年>', '年度', Number)
    .option('--json', '输出 JSON')
    .action((o: { year: number; json?: boolean }) =>
      withHouse(async ({ api }) => {
        const { items } = await api.awards.rounds({ query: { year: o.year } });
        const all = [];
        for (const r of items.filter((x) => x.winners !== null))
          all.push(await api.awards.lists({ params: { id: r.id } }));
        if (o.json) json(all);
        else if (all.length === 0) say(`${o.year} 年还没有汇总的名单。`);
        else all.forEach(print);
      }),
    );
  awards
    .command('verify <轮次>')
    .description('由保存的输入重新计算一轮的每次结果，逐字节比对')
    .option('--json', '输出 JSON')
    .action((id: string, o: { json?: boolean }) =>
      withHouse(async ({ api }) => {
        const found = await api.awards.verify({ params: { id } });
        if (o.json) json(found);
        else {
          printFindings(found.findings);
          for (const r of found.results)
            say(`第 ${r.seq} 次：${r.same ? '一致' : '不一致'}　${r.resultHash}　${r.foundResult}`);
        }
        if (!found.same) process.exitCode = 1;
      }),
    );
}
