import { RadarChart } from 'echarts/charts';
import { RadarComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { useMemo } from 'react';
import Chart from '../../parts/Chart.tsx';

use([RadarChart, RadarComponent]);

/** Names in lines of a few characters, so that they stay beside the picture on a narrow screen. */
const inLines = (name: string): string =>
  /\p{Script=Han}/u.test(name)
    ? (name.match(name.length === 5 || name.length === 6 ? /.{1,3}/g : /.{1,4}/g) ?? []).join('\n')
    : name.replace(/(.{8}\S*)\s/g, '$1\n');

/** Places in the group as a radar: 0 in the middle, 100 at the rim, the median of the group as a dashed ring. Import it lazily. */
export default function MineRadar({
  axes,
  own,
  median,
  label,
}: {
  axes: readonly { title: string; place: number }[];
  own: string;
  median: string;
  label: string;
}) {
  const option = useMemo(
    () => ({
      legend: { bottom: 0, data: [own, median] },
      radar: {
        indicator: axes.map((a) => ({ name: a.title, max: 100 })),
        radius: '60%',
        center: ['50%', '46%'],
        splitNumber: 4,
        axisName: { color: '#1f2933', fontSize: 12.5, lineHeight: 15, formatter: inLines },
        splitArea: { show: false },
      },
      series: [
        {
          type: 'radar',
          data: [
            {
              name: median,
              value: axes.map(() => 50),
              symbol: 'none',
              lineStyle: { type: 'dashed', color: '#8a5a00', width: 1.5 },
              itemStyle: { color: '#8a5a00' },
            },
            {
              name: own,
              value: axes.map((a) => Math.round(a.place)),
              lineStyle: { color: '#1c4f7c', width: 2 },
              itemStyle: { color: '#1c4f7c' },
              areaStyle: { color: '#1c4f7c', opacity: 0.15 },
            },
          ],
        },
      ],
    }),
    [axes, own, median],
  );
  return <Chart option={option} height={320} label={label} />;
}
