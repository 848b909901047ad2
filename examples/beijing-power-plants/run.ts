/** npx tsx examples/beijing-power-plants/run.ts <plants.csv> [2003=<book.xlsx> 2010=<book.xlsx> …] */
import { say, table } from '../../src/cli/print.ts';
import { beijingPlants } from './example.ts';

const [path, ...rest] = process.argv.slice(2);
const books = rest.map((text) => {
  const m = /^(\d{4})=(.+)$/.exec(text);
  return m ? { year: Number(m[1]), path: m[2]! } : undefined;
});
if (path === undefined || books.includes(undefined)) {
  process.stderr.write(
    '用法：npx tsx examples/beijing-power-plants/run.ts <csv 文件> [年份=<xlsx 文件> …]\n',
  );
  process.exit(2);
}
const given = books.filter((b) => b !== undefined);
const years = given.length > 0 ? given.map((b) => b.year) : [2010];
const r = await beijingPlants(path, years, given);
say(`${r.plantYears} 条厂年记录，${r.years.length} 个年份，${r.names} 个不同的名称；`);
say(`每年都用同一名称的 ${r.namesInEveryYear.length} 家：${r.namesInEveryYear.join('、')}`);
say(`导入 ${r.imported.rows} 行、${r.imported.facts} 个数据，新登记 ${r.imported.created} 个名称。`);
for (const b of r.books) {
  say();
  say(`${b.year} 年工作簿：${b.rows} 行，导入 ${b.good} 行，新增数据 ${b.added}，已有且相同 ${b.unchanged}`);
  say(`  名录里没有、未导入：${b.unknown.join('、') || '无'}`);
  say(
    `  表头写发电量单位 ${b.headUnit}；${b.trap.plants} 家的 发电量÷(装机×小时) 中位数：按 MWh 为 ${b.trap.inMwh.toFixed(4)}，按万千瓦时为 ${b.trap.inTenMwh.toFixed(4)}`,
  );
  say(
    `  按万千瓦时仍差 5% 以上：${b.trap.off.map((x) => `${x.name} ${x.ratio.toFixed(3)}`).join('、') || '无'}`,
  );
}
for (const { run, rows, measured, verified } of r.runs) {
  say();
  say(
    `${run.title}：名录 ${run.subjects} 家，参评 ${run.evaluated} 家${verified ? '，复算一致' : '，复算不一致！'}`,
  );
  const opened = new Map(measured.map((m) => [m.subject.id, m]));
  table(
    ['名次', '企业', '得分', '效率(vrs)', '效率(crs)', '供电煤耗 克/千瓦时', '每千瓦发电 千瓦时', '追赶'],
    rows
      .filter((x) => x.evaluated)
      .map((x) => {
        const m = opened.get(x.subject.id);
        const item = (id: string): number => Number(m?.items.find((i) => i.indicator === id)?.value);
        return [
          x.rank,
          x.subject.name,
          x.score,
          x.efficiency?.toFixed(4),
          m?.models.find((k) => k.rts === 'crs')?.efficiency.toFixed(4),
          (item('net-coal-rate') * 100).toFixed(1),
          (item('generation-per-kw') * 10_000).toFixed(0),
          x.leader ? '（标杆）' : (x.chase?.name ?? ''),
        ];
      }),
  );
}
