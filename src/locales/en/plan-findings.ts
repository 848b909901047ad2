import type { SameKeys } from '../types.ts';
import type { planFindings as zh } from '../zh-CN/plan-findings.ts';

export const planFindings: SameKeys<typeof zh> = {
  C101: {
    title: 'Unreadable file',
    message: 'Line {line}, column {column}: {reason}',
    fix: 'Correct the YAML at this place.',
  },
  C102: {
    title: 'An alias',
    message: 'Line {line}, column {column} uses the alias “*{alias}”',
    fix: 'Packs hold no YAML aliases: write the content where it is used.',
  },
  P100: {
    title: 'Wrong file',
    message: 'File {name} is missing from the pack or does not belong there',
    fix: 'A pack holds plan, agencies and open, and the folders provisions, indicators, evaluations, reviews, forms, schemes, awards, facts.',
  },
  P101: { title: 'Unknown key', message: 'There is no key “{key}”', fix: 'Check the spelling.' },
  P102: {
    title: 'Wrong value',
    message: 'The value of “{key}” does not fit: {reason}',
    fix: 'Correct it by the format.',
  },
  P103: {
    title: 'Missing or unknown unit',
    message: 'Unit “{unit}” is not in the table of units',
    fix: 'State the unit; add a new unit to the table first.',
  },
  P104: {
    title: 'Target without a period',
    message: 'The target does not say by when',
    fix: 'Add a period; `horizon` where the document names none.',
  },
  P105: {
    title: 'Duty without an owner',
    message: '{id} “{text}” has neither a leading nor a cooperating body',
    fix: 'Add lead or cooperate, here or at the clause.',
  },
  P106: {
    title: 'Passage does not match',
    message: 'Characters {start}–{end} are not “{quote}”; the text there is “{there}”',
    fix: 'Check the quote, or run duibiao plan pin.',
  },
  P107: { title: 'Duplicate id', message: '“{id}” occurs more than once', fix: 'Use distinct ids.' },
  P108: {
    title: 'Dangling reference',
    message: 'There is no {what} “{id}”',
    fix: 'Check the spelling, or define it first.',
  },
  P109: {
    title: 'Broken formula',
    message: 'Formula “{formula}”, character {at} “{text}” ({reason})',
    fix: 'Only + - * / brackets, min, max, abs, prev; a minus needs spaces around it.',
  },
  P110: {
    title: 'Formula has another unit',
    message: 'Formula “{formula}” yields {left} {right}, declared is {declared}',
    fix: 'Check the formula or the unit.',
  },
  P111: {
    title: 'Circular formulas',
    message: 'Indicators refer to each other in a circle: {circle}',
    fix: 'Remove one of the references.',
  },
  P112: {
    title: 'Option without a source',
    message: 'An option of an open question lacks “{key}”',
    fix: 'Give every option a date and a source.',
  },
  P113: {
    title: 'Unit does not fit the indicator',
    message: '“{indicator}” is measured in {expected}, not in {unit}',
    fix: 'Correct the unit or the indicator.',
  },
  P114: {
    title: 'Outside its clause',
    message: '{id} does not stand inside clause “{clause}”',
    fix: 'Check the clause or the quote.',
  },
  P115: {
    title: 'Incomplete target',
    message: '“{key}” of the target is missing or contradicts itself',
    fix: 'A value needs a comparator; a range needs an upper end not below the lower.',
  },
  P116: {
    title: 'One-sided reference',
    message: 'Question “{id}” and provision {provision} do not name each other',
    fix: 'Name both.',
  },
  P117: { title: 'More than one default', message: 'Question “{id}” has several defaults', fix: 'Keep one.' },
  P118: {
    title: 'Quote is ambiguous',
    message: '“{quote}” occurs {count} times',
    fix: 'Make the quote longer.',
  },
  P120: {
    title: 'Unknown subject of a figure',
    message: '“{subject}” is no code of a region or park on file; the figure would be left out',
    fix: 'Use a code of the registers of regions and parks in content/standards.',
  },
  P201: {
    title: 'The stated pace misses the target',
    message:
      '“{indicator}”: {yearly} a year from {start} in {from} reaches at most {reach} in {years} years, but {need} are due in {year}',
    decide: 'Raise the yearly number (at least {pace} a year) or say what else counts.',
  },
  P202: {
    title: 'Targets contradict each other',
    message: '“{indicator}”: {first} and {second} cannot both hold',
    decide: 'Which one holds?',
  },
  P203: {
    title: 'Bands only make sense as exclusive',
    message:
      'In {year} “{wide}” is {wideValue}, fewer than “{narrow}” {narrowValue}; whoever passes the higher line passes the lower one',
    decide: 'Are the bands exclusive or nested?',
  },
  P204: {
    title: 'The basis changes',
    message: '“{indicator}”: {first}, {second}; one counts new ones, the other all',
    decide: 'Say for both years whether new or all are counted.',
  },
  P205: {
    title: 'Beyond the horizon',
    message: 'Runs until {until}, the plan ends on {horizon}',
    decide: 'Shorten it, or say who carries on.',
  },
  P206: {
    title: 'Promise without a number',
    message: '“{indicator}” has no target value',
    decide: 'Set one, or follow it in words only.',
  },
  P207: {
    title: 'Fund without a rate',
    message: 'The document gives no amount, rate or cap',
    decide: 'Who sets it, in which document?',
  },
  P208: {
    title: 'Number without a responsible body',
    message: '“{indicator}” asks for {value}, but nobody is named',
    decide: 'Name the body.',
  },
  P209: {
    title: '“About” without a tolerance',
    message: '“{indicator}” is to be about {value}',
    decide: 'How far may it deviate?',
  },
  P210: {
    title: 'Outside reference',
    message: '“{indicator}” is measured against {reference}, which is not in the pack',
    decide: 'Who provides that figure every year?',
  },
  P211: { title: 'Open question', message: '{question}', decide: 'Choose a reading and give the reason.' },
  P212: {
    title: 'Pool without a way in',
    message: 'The document gives no entry threshold',
    decide: 'Set the conditions of entry, change and exit.',
  },
  P213: { title: 'Regular duty without a body', message: 'Nobody is named for it', decide: 'Name the body.' },
  P214: {
    title: 'No frequency or number',
    message: '“{indicator}” does not say how often or how many',
    decide: 'Set the frequency or the number.',
  },
  'status.figures': 'As of {asOf} there are {count} published figures.',
  'status.none': 'No published figure, so no judgement.',
  'status.reference': 'The target is {reference}, which is not available; no judgement.',
  'status.one': 'Only {period} is known ({value}); nothing can be said about pace.',
  'status.direction': '{before} in {from}, {now} in {to}.',
  'status.notYet': 'Asked for from {year} on.',
  'status.missing': 'No yearly figure up to {year}.',
  'status.reached': '{value} in {period} reaches the target {target}.',
  'status.missed': '{value} in {period} is short of the target {target}.',
  'status.older': 'The figure of {year} is not out; this is an earlier one.',
  'status.about': '“About” allows {percent}% less.',
  'status.early': 'The target year is {year}; reached early.',
  'status.over': '{year} is over.',
  'status.unpublished': '{year} is over, but its figure is not published; no judgement.',
  'status.needed': '{perYear} more a year are needed.',
  'status.pace': 'From {baseValue} in {base}: {progress}% done, {time}% of the time gone.',
  'status.interval':
    'By the trend of {count} figures, about {mid} in {year}; between {low} and {high} with {percent}% confidence.',
  'status.forecast': 'The line through {from} and {to} leads to about {forecast} in {year}.',
};
