import type { SameKeys } from '../types.ts';
import type { benchmarks as zh } from '../zh-CN/benchmarks.ts';

export const benchmarks: SameKeys<typeof zh> = {
  'problem.unknown-run': 'There is no such run, or it is not a benchmark run. Go back to the list of runs.',
  'problem.unknown-evaluation': 'Plan {pack} has no evaluation named {evaluation}.',
  'problem.no-enterprises':
    'No enterprise is registered as above scale in {year}, so there is nothing to measure. Import the register first or choose another year.',
  'problem.no-result': 'This run has no result for that enterprise, or it lies outside your scope.',
  'problem.too-many-rows':
    '{count} results match, more than one export may hold ({limit}). Narrow it by region, park or industry.',
  'problem.broken-definition':
    'Evaluation {evaluation} has {count} errors and was not run. Correct the plan content and publish again.',
  'finding.V101':
    '“{title}” ({period}) is missing, so the enterprise was not measured. Report it and run again.',
  'finding.V102': '“{title}” ({period}) was returned and counts as missing. Report it again and run again.',
  'finding.V103': '“{title}” cannot be computed: {reason}.',
  'finding.V104': '“{title}” ({period}) is in “{unit}”, which does not fit “{expected}”; not used.',
  'finding.V105': '“{title}” ({period}) is beyond a size that can be compared; not used.',
  'finding.V106': 'No enterprise has “{title}” ({period}), so none can be measured. Import it first.',
  'finding.V201': 'The stored input was altered: its hash should be {expected} and is {found}.',
  'finding.V202': 'The stored result was altered: its hash should be {expected} and is {found}.',
  'finding.V203':
    'Recomputing from the stored input gives another result: hash {expected} expected, {found} found.',
  'finding.V204':
    '“{indicator}” of {subject} ({period}) differs from the run: it was {expected} (revision {revision}), now {found} is read.',
  'finding.V205':
    '“{indicator}” of {subject} ({period}) was not there for the run but is read now ({found}): it is dated before the run, most likely a batch that was slow to arrive.',
  'finding.V206': '“{indicator}” of {subject} ({period}) was {expected} in the run and is no longer found.',
  'finding.V207':
    'The result row of {subject} differs from the stored result: figures shown to people were altered.',
  'finding.V208': 'The result row of {subject} is missing, or is one too many.',
  'finding.V209':
    'The run was made by engine {expected}, this one is {found}; another version may give other results.',
  'finding.V210': 'Register data of {subject} ({fields}) changed after the run; the run used what held then.',
  'finding.V211': 'The stored {part} is missing, so the run cannot be recomputed.',
  'finding.V212': 'Source “{title}” was altered after the run ({fields}).',
  'finding.V301':
    'Within the group it has the largest reference weight for this enterprise (λ = {lambda}): the closest mix of inputs, with more output.',
  'finding.V302':
    'This enterprise stands on the frontier of its group: it is what others chase. Shown is the best-scoring other one, for comparison.',
  'finding.V303': 'The group holds no other comparable enterprise; compare with earlier years.',
  'export.sheet': 'Benchmark results',
  'export.file': 'benchmark-results-{year}',
  'export.name': 'Enterprise',
  'export.code': 'Credit code',
  'export.region': 'Region',
  'export.park': 'Park',
  'export.industry': 'Industry',
  'export.group': 'Group',
  'export.rank': 'Rank in group',
  'export.groupSize': 'Enterprises in group',
  'export.score': 'Score',
  'export.efficiency': 'Technical efficiency',
  'export.chase': 'To chase',
  'export.leader': 'Leader of the group',
  'export.worstGap': 'Largest gap',
  'export.simulated': 'Simulated data',
  'export.note': 'Note',
  'gap.leads': 'Leads',
  'gap.level': 'Level',
  'gap.near': 'Near',
  'gap.behind': 'Behind',
  'gap.far': 'Far behind',
  'job.reading': 'Reading data: {done} enterprises',
  'job.computing': 'Measuring {subjects} enterprises',
  'job.saving': 'Saving the results',
  'run.title': '{evaluation} {year}',
};
