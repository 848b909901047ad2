import type { SameKeys } from '../types.ts';
import type { benchmarks as zh } from '../zh-CN/benchmarks.ts';

export const benchmarks: SameKeys<typeof zh> = {
  'problem.unknown-run': 'There is no such run, or it is not a benchmark run. Go back to the list of runs.',
  'problem.unknown-evaluation': 'Plan {pack} has no evaluation named {evaluation}.',
  'problem.no-enterprises':
    'No enterprise is registered as above scale in {year}, so there is nothing to measure. Import the register first or choose another year.',
  'problem.unknown-result': 'This run has no result for that enterprise, or it lies outside your scope.',
  'problem.not-measured':
    'The enterprise was not evaluated in this run. See which figures are missing, file them and run again.',
  'problem.what-if-columns':
    'A trial takes {expected} multiples, one for each input and output. Reload the page and try again.',
  'problem.too-many-trials':
    'Technical efficiency was tried {limit} times today, which is the limit. Score, place and overall efficiency still follow the sliders; tomorrow there are more.',
  'problem.unknown-subject': 'There is no such enterprise, or it lies outside your scope.',
  withoutName: '(an enterprise of the group, not named)',
  'problem.no-earlier-run':
    'There is no run of an earlier year by the same evaluation. Run last year first, then the change of productivity.',
  'problem.no-rows': 'No enterprise is left by the filters. Widen them and try again.',
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
  'finding.V213':
    'The audit log has no hashes from when this run was saved; only the run’s own record can be checked.',
  'finding.V214': 'The group figures differ from the stored result: figures shown to people were altered.',
  'finding.V110': 'The evaluation is not well formed: {reason}.',
  'finding.V121': 'Classes need two at least.',
  'finding.V122': 'Two classes have the same id.',
  'finding.V123': 'By share, exactly one class takes the rest (rest: true).',
  'finding.V124': 'The shares exceed 100% together.',
  'finding.V125': 'By score, every class but the last has its lowest score (from), and the last has none.',
  'finding.V126': 'Lowest scores must fall from class to class.',
  'finding.V127': 'The class somebody is barred from does not exist, or is the last one.',
  'finding.V128':
    'Class {class} does not fit how the classes are cut: by share, one of share, atMost, atLeast, rest; by score, from.',
  'finding.V129': 'Veto “{veto}” needs one consequence, and only one: to: last, or below.',
  'finding.V130':
    'Class {class} outside the ranking has the id of a ranked one, or is treated as one that does not exist.',
  'finding.V131': 'Classes look at indicator {indicator}, which the plan does not have.',
  'finding.V132': 'All shares are stated and must make 100%; they make {total}%.',
  'finding.V133': 'The pairwise matrix has {count} rows for {items} items.',
  'finding.V134':
    'The consistency ratio of the judgements is {ratio}, above {accept}: they contradict each other.',
  'finding.V135': 'The pairwise matrix cannot be used: {reason}.',
  'finding.V136':
    'There is no scoring scheme and no table of standard values {scheme} of {year}. Check the name and edition in content/standards.',
  'finding.V137': 'Scheme {scheme}: no indicator of the plan is given for {names}.',
  'finding.V138': 'Scheme {scheme} has no item {names}.',
  'finding.V139': '{scheme} publishes no weights: give those of {names} under weights.',
  'finding.V140': 'Scheme {scheme} of {year} is not whole: {reason}.',
  'finding.V141': 'Indicator {indicator} is not in the plan.',
  'finding.V142': '{indicator} is scored twice.',
  'finding.V143': 'The part that {indicator} belongs to is missing, or there is no part {part}.',
  'finding.V144':
    'The method of {indicator} does not fit that of the evaluation: items of TOPSIS say criterion, with a weight above zero and no fixed points for missing figures; items of other methods do not.',
  'finding.V145': 'The five standard values of {indicator} are not in order from excellent to poor.',
  'finding.V146':
    '{scheme} of {year} has no complete standard values for {indicator}: it is scored by the ratio to its base, and not at all where it has none.',
  'finding.V147': 'Part {part} has no items, or is written twice; TOPSIS cannot be divided into parts.',
  'finding.V148': 'The weights of the items sum to {total}, not {full}. If that is meant, say so under full.',
  'finding.V149':
    'Method and content do not fit: method scheme has scheme and no items, every other method has items and no scheme.',
  'finding.V301':
    'Within the group it has the largest reference weight for this enterprise (λ = {lambda}): the closest mix of inputs, with more output.',
  'finding.V302':
    'What this enterprise puts in and makes is already on the frontier of its group; its score is not the best, so the best-scoring one is whom to chase.',
  'finding.V303':
    'This enterprise stands on the frontier of its group and no other scores higher: it is the benchmark itself; compare with its earlier years.',
  'finding.V107':
    '“{title}” ({period}) is negative ({value}) and cannot enter the efficiency model. Check the figure.',
  'finding.V199': '{count} more remarks of this kind are not listed.',
  'finding.B201': 'There is no enterprise or no indicator to compute with.',
  'finding.B202': '“{column}” is missing, so the enterprise was not measured.',
  'finding.B203':
    '“{column}” has negative values, which this model cannot take; the group has no efficiency result.',
  'finding.B204': '“{column}” has negative values, which do not matter in this model.',
  'finding.B205': 'All inputs are zero, so the enterprise was not measured. Check the data.',
  'finding.B206': 'All outputs are zero, so there is no efficiency to speak of. Check the data.',
  'finding.B207': 'Enterprises with exactly the same figures have the same result.',
  'finding.B208': '“{column}” is the same everywhere in the group and tells nobody apart.',
  'finding.B209':
    '{units} comparable enterprises are fewer than three times the {columns} columns: many will look efficient, so trust ranks more than scores.',
  'finding.B210': 'The group has one enterprise only; it is compared with itself.',
  'finding.B211': 'The others cannot reach this enterprise, so it has no super-efficiency.',
  'finding.B212': 'The id occurs twice; nothing was computed.',
  'finding.B213':
    'Largest and smallest value of “{column}” are so far apart that results of the smallest enterprises are at the limit of precision.',
  'finding.B221':
    'Group “{group}” has only {count} enterprises, fewer than {minimum}; take its results as an indication.',
  'finding.B231': 'There is no column “{column}”. There are: {columns}.',
  'finding.B232': 'Row {row}, “{column}”: “{text}” is not a number; {id} is left out.',
  'finding.B233': 'The table has no rows.',
  'finding.B234': '“{column}” is used twice.',
  'finding.B235': 'Row {row} has no name and is left out.',
  'finding.B222': 'Industry code “{code}” is not known; the enterprise went to the merged group.',
  'finding.B301': '“{column}” is zero for {count} enterprises; their means leave it out.',
  'finding.B302': 'Input prices are missing, negative or all zero, so cost efficiency was not measured.',
  'finding.B303':
    'Everything that could improve is zero, so there is no efficiency to speak of. Check the data.',
  'finding.B304':
    '“{column}” cannot be non-discretionary: the model has no such column, or nothing would be left to improve.',
  'finding.B305':
    'The weight bound of “{column}” to “{to}” cannot hold: both must be inputs or both outputs, and the lower bound {lower} neither negative nor above the upper bound {upper}.',
  'finding.B306': 'The model has no solution for this enterprise. Check the weight bounds and the data.',
  'finding.B307':
    'The constant {translation} for “{column}” is below its largest value {largest}, or the column has negative values; nothing was computed.',
  'finding.B308': 'There are no usable figures for {period}, so its change was not computed.',
  'finding.B309':
    'The change of productivity from {from} to {to} cannot be computed: an efficiency is zero, or there is no frontier to compare with.',
  'finding.B318':
    'The group has {count} enterprises, more than the {limit} that can be compared at once; no change of productivity was computed.',
  'finding.B310':
    '{count} sets of weights price all inputs of this enterprise at zero; their scores are left out of the cross-efficiency.',
  'finding.B313':
    'It may set the mark for the whole group; check its figures first: {follows} enterprises have it as a peer, and without it the others’ mean efficiency rises by {influence}.',
  'finding.B314':
    'The number of draws must be a positive whole number (it is {value}); nothing was computed.',
  'finding.B315':
    'Only {units} comparable enterprises, fewer than {minimum}: an interval would mean nothing and was not computed.',
  'finding.B316':
    'Every enterprise is efficient; there is no spread to infer from, so scores have no interval.',
  'finding.B311': 'No orientation (none) goes with the SBM model only: say in or out, or choose --model sbm.',
  'finding.B312': 'Non-discretionary columns and categories go with the radial model only.',
  'finding.B317':
    'Undesirable outputs go with the radial model under variable returns (vrs) only, and not with non-discretionary columns or categories.',
  'group.rest': 'Merged group (other industries)',
  'export.sheet': 'Benchmark results',
  'export.file': 'benchmark-results-{year}',
  'export.name': 'Enterprise',
  'export.code': 'Credit code',
  'export.region': 'Region',
  'export.park': 'Park',
  'export.industry': 'Industry',
  'export.group': 'Group',
  'export.rank': 'Rank in group',
  'export.rankInterval': 'Places within error',
  'export.groupSize': 'Enterprises in group',
  'export.score': 'Score',
  'export.class': 'Class',
  'export.classProposed': 'Class (a proposal)',
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
  'job.computing': 'Measuring and saving: {done} of {subjects} enterprises',
  'job.productivity': 'Computing the change of productivity of {subjects} enterprises',
  'run.title': '{evaluation} {year}',
  'productivity.title': 'Change of productivity {from}–{to} ({evaluation})',
};
