import type { reports as zh } from '../zh-CN/reports.ts';
import type { SameKeys } from '../types.ts';

export const reports: SameKeys<typeof zh> = {
  title: 'Benchmarking report',
  file: 'benchmarking-report-{name}-{year}.docx',
  archive: 'benchmarking-reports-{year}.zip',
  subtitle: '{name}  {code}  {group}  {year}',
  simulated: 'Simulated figures, for demonstration only',
  conclusion: 'Conclusion',
  measured:
    'Among the {size} enterprises of {group}: score {score}, rank {rank}; technical efficiency {efficiency} (1 is the best of the group).',
  chase: 'Enterprise to chase: {name}.',
  leader: 'No enterprise of the group scores higher: this one is the benchmark.',
  notMeasured: 'Not measured this year: ',
  gaps: 'Gap to the enterprise to chase',
  indicator: 'Indicator',
  own: 'Own',
  other: 'To chase',
  difference: 'Gap',
  standing: 'Class',
  behind: 'short by {share}',
  ahead: 'ahead by {share}',
  targets: 'What the same means could make',
  targetsHint: 'From the weighted combination of {peers}: no more input, no less output.',
  now: 'Now',
  target: 'Target',
  change: 'Change',
  energy: 'Energy-efficiency levels per product',
  best: 'To reach',
  basis:
    'Basis: {document} {clause}. Figures as known on {known}; source and revision of each can be opened in the system. The figures are those of run {run}, result hash {hash}, and can be recomputed.',
  footer: 'Duibiao · run {run}',
  batch: 'Reports in one go',
  batchHint:
    'One page for each enterprise the list shows, in one archive that is downloaded when it is done.',
  reading: 'Reading the enterprises',
  writing: 'Writing {done} of {total}',
  packing: 'Packing',
};
