/** npx tsx examples/chilean-plants/run.ts <chilean_plants.csv> [year] */
import { say, table } from '../../src/cli/print.ts';
import { chileanPlants } from './example.ts';

const [path, year = '2004'] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('用法：npx tsx examples/chilean-plants/run.ts <csv 文件> [年份]\n');
  process.exit(2);
}
const r = await chileanPlants(path, Number(year));
say(`${r.plants} 家工厂，${r.plantYears} 条厂年记录；技术工人为 ln 1 的 ${r.zeroLogs.skilled} 条。`);
say(`用水与投资两列完全相同的 ${r.waterIsInvestment} 条，两列都不采用。`);
say(`导入 ${r.imported.rows} 行、${r.imported.facts} 个数据，新登记 ${r.imported.created} 家。`);
say();
say(`${r.run.title}：参评 ${r.run.evaluated} 家，标杆 ${r.rows.filter((x) => x.leader).length} 家`);
for (const g of r.run.groups)
  say(
    `效率：最低 ${g.efficiency?.minimum.toFixed(3)}，中位数 ${g.efficiency?.median.toFixed(3)}，平均 ${g.efficiency?.mean.toFixed(3)}`,
  );
say(r.verified ? '复算一致。' : '复算不一致！');
say();
table(
  ['名次', '工厂', '得分', '效率', '追赶'],
  r.rows
    .slice(0, 12)
    .map((x) => [x.rank, x.subject.name, x.score, x.efficiency?.toFixed(4), x.chase?.name ?? '']),
);
say();
say(`效率居中的工厂：${r.middle.subject.name}`);
for (const m of r.middle.models)
  say(
    `  ${m.rts}-${m.orientation} ${m.efficiency.toFixed(6)}  ${m.peers.map((p) => `${p.name}(${p.lambda.toFixed(3)})`).join('  ')}`,
  );
table(
  ['指标', '本厂', '追赶工厂', '差距'],
  r.middle.gaps.map((g) => [
    g.title.zh,
    g.own === null ? null : Number(g.own).toPrecision(6),
    g.other === null ? null : Number(g.other).toPrecision(6),
    g.relative === null ? null : `${(100 * g.relative).toFixed(1)}%`,
  ]),
);
