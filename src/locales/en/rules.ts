import type { rules as zh } from '../zh-CN/rules.ts';
import type { SameKeys } from '../types.ts';

export const rules: SameKeys<typeof zh> = {
  F101: { title: 'Id used twice', message: 'The id "{id}" stands twice', fix: 'Give different ids.' },
  F102: {
    title: 'Wrong form',
    message: '"{key}" does not have the form of a rule: {reason}',
    fix: 'See docs/rules.md.',
  },
  F103: {
    title: 'No such fact',
    message: 'The rule uses "{fact}", which is not defined',
    fix: 'Define it under facts, or correct the name.',
  },
  F104: {
    title: 'Wrong kind of fact',
    message: '"{fact}" is a {type}; {expected} is needed here',
    fix: 'Use another fact, or correct its kind.',
  },
  F105: {
    title: 'Wrong unit',
    message: 'The unit of "{value}" does not fit here; expected {expected}',
    fix: 'Write figure and unit, such as 300万元 or 20%.',
  },
  F106: {
    title: 'Tiers out of order',
    message: 'The tier "{from}" is not above the one before it, or stands twice',
    fix: 'From low to high, each once.',
  },
  F107: {
    title: 'No such table',
    message: 'The table "{table}" is not defined',
    fix: 'Write it under tables, with its source.',
  },
  F108: {
    title: 'No such open question',
    message: 'The open question "{question}" is not in open.yaml',
    fix: 'Add it there, or correct the name.',
  },
  F109: {
    title: 'Open question without a rule',
    message: 'For the answer "{answer}" to "{question}" the rule has nothing, or there is no such answer',
    fix: 'Write the rule for each answer and mark the default in open.yaml.',
  },
  F110: {
    title: 'Dates reversed',
    message: 'It ends on {to}, before it begins on {from}',
    fix: 'Correct the dates.',
  },
  F111: {
    title: 'No such provision',
    message: 'The provision {provision} is not in the pack',
    fix: 'Correct its number.',
  },
  F112: {
    title: 'One name, two meanings',
    message: '"{fact}" has different kinds, units or options in different schemes',
    fix: 'Make them the same, or use other names.',
  },
  F113: {
    title: 'No such scheme',
    message: 'The overlap rule names "{scheme}", which does not exist',
    fix: 'Correct the id.',
  },
  F114: {
    title: 'Example does not come out',
    message: '"{example}" should give {expected}, but gives {actual}',
    fix: 'Check example and rule; correct the one that is wrong.',
  },
  F201: {
    title: 'Unknown fact',
    message: 'There is no fact "{fact}"',
    fix: 'See duibiao rules show for the facts that are needed.',
  },
  F202: {
    title: 'No unit',
    message: '"{fact}" says {value} without a unit',
    fix: 'Write the unit, such as {expected}.',
  },
  F203: {
    title: 'Wrong unit',
    message: '"{fact}" is in "{unit}"; it must be of the kind of {expected}',
    fix: 'Convert it to {expected} or the like.',
  },
  F204: {
    title: 'Must not be negative',
    message: '"{fact}" says {value}{unit}',
    fix: 'Check the documents; enter a figure not below zero.',
  },
  F205: {
    title: 'Facts missing',
    message: 'Without {facts} there is no result',
    fix: 'Add them; nothing is guessed.',
  },
  F206: {
    title: 'Not what is asked for',
    message: '"{fact}" says {value}, which cannot be read',
    fix: 'Figures are texts with a unit, such as "1200万元"; yes or no is true or false; lists stand in brackets.',
  },
  F207: {
    title: 'Too many decimals',
    message: '"{fact}" says {value}{unit}, finer than the rules count',
    fix: 'Money goes down to one fen; use the figure of the document.',
  },
  F208: {
    title: 'Too large',
    message: '"{fact}" says {value}{unit}, beyond all reason',
    fix: 'Check the unit: 元 or 万元?',
  },
  F209: { title: 'Not a day', message: '"{fact}" has the day "{value}"', fix: 'Write days as 2020-06-30.' },
  F210: {
    title: 'No such option',
    message: '"{fact}" says "{value}"; it can only be: {options}',
    fix: 'Choose one of those.',
  },
  F211: {
    title: 'Wrong note',
    message: '{key} of "{fact}" says "{value}", which cannot be read',
    fix: 'known is a day or a UTC instant, revision a whole number, period a year.',
  },
  F212: {
    title: 'Not in force',
    message: 'No rule of "{scheme}" was in force on {asOf} by what was known on {known}. There are: {terms}',
    fix: 'Check the day; where no rule holds there is nothing to compute.',
  },
  F213: {
    title: 'Wrong form of the file',
    message: '"{key}" of the facts file is wrong',
    fix: 'The file is an object: facts, awards, and if you like subject and project.',
  },
  F214: {
    title: 'Two figures in one revision',
    message: 'Revision {revision} of "{fact}" has two different figures',
    fix: 'Give the later one a higher revision.',
  },
  F215: {
    title: 'Loan dates reversed',
    message: 'The loan of "{fact}" ends on {to}, not after it begins on {from}',
    fix: 'Check the dates on the slip.',
  },
  F216: {
    title: 'Wrong form of an award',
    message: 'Each entry of "{fact}" needs scheme, year, amount',
    fix: 'For example { "scheme": "platform-operating", "year": 2018, "amount": "200万元" }.',
  },
  F217: {
    title: 'No such scheme',
    message: 'The plan has no scheme "{scheme}". It has: {known}',
    fix: 'Check the id.',
  },
  'problem.refused': 'Not computed: {count} things are wrong with the facts.',
  'problem.no-schemes': 'The pack "{pack}" has no funding schemes.',
};
