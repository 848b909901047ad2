import type { SameKeys } from '../types.ts';
import type { importFindings as zh } from '../zh-CN/import-findings.ts';

export const importFindings: SameKeys<typeof zh> = {
  I001: {
    title: 'Format not supported',
    message: 'This is {format} and cannot be read',
    fix: 'Save it as .xlsx or .csv and upload again.',
  },
  I002: {
    title: 'Empty file',
    message: 'There is nothing in the file',
    fix: 'Check whether it is the right one.',
  },
  I003: { title: 'Too many rows', message: '{rows} rows, more than {limit} at once', fix: 'Split the file.' },
  I004: {
    title: 'File cannot be opened',
    message: '{reason}',
    fix: 'Open it in a spreadsheet program, save a copy and upload that.',
  },
  I005: { title: 'Empty sheet', message: 'Sheet “{sheet}” is empty and was left out', fix: '' },
  I101: {
    title: 'Not a number',
    message: '“{column}” says “{text}”, which is not a number',
    fix: 'Write a number; leave it blank or write “-” where there is none.',
  },
  I102: {
    title: 'Wrong credit code',
    message: '“{text}” is not a valid unified social credit code ({fault})',
    fix: 'Compare the 18 characters with the business licence.',
  },
  I103: {
    title: 'Unreadable period',
    message: '“{text}” names no year or month',
    fix: 'Write 2019 or 2019-07.',
  },
  I104: {
    title: 'No period',
    message: 'Neither the sheet nor the choice above says which period',
    fix: 'Choose the period above.',
  },
  I105: {
    title: 'Duplicate row',
    message: 'Row {row} is the same enterprise and period as row {before} ({key})',
    fix: 'Delete one of them or correct it.',
  },
  I106: { title: 'Must not be negative', message: '“{column}” says “{text}”', fix: 'Check the figure.' },
  I107: { title: 'Unit converted', message: '“{column}” was read in {from} and converted to {to}', fix: '' },
  I108: {
    title: 'Unit does not fit',
    message: 'Unit “{unit}” of “{column}” cannot become {expected} of “{target}”',
    fix: 'Choose another unit or indicator.',
  },
  I109: {
    title: 'Which enterprise?',
    message: 'Row {row} has neither a credit code nor a name',
    fix: 'Add it, or map the column.',
  },
  I110: { title: 'Total', message: 'Row {row} “{text}” is a total and is not imported', fix: '' },
  I111: {
    title: 'Repeated heads',
    message: '{count} rows repeat the heads of the page and were left out',
    fix: '',
  },
  I114: {
    title: 'No unit',
    message: '“{column}” has no unit; read in {unit} of “{target}”',
    fix: 'Choose the unit if it is another one.',
  },
  I115: {
    title: 'Two columns for one item',
    message: 'Columns {column} and {before} both stand for “{target}”; only {before} is read',
    fix: 'Map one of them to something else, or leave it out.',
  },
  I116: {
    title: 'No enterprise',
    message: 'No column stands for the credit code or the name, so nobody knows whose the rows are',
    fix: 'Choose the column of the code or the name above.',
  },
  I117: {
    title: 'No indicator',
    message: 'No column stands for an indicator: there is nothing to record',
    fix: 'Choose indicators for the columns above; an indicator that is missing is added to the plan pack first.',
  },
  I120: {
    title: 'No heads',
    message: 'No heads were found in sheet “{sheet}”',
    fix: 'Say above in which rows they stand.',
  },
  I121: {
    title: 'No rows',
    message: 'Nothing stands below the heads of sheet “{sheet}”',
    fix: 'Check the sheet.',
  },
  I201: {
    title: 'Not on the register',
    message: '“{name}” is not on the register that you can see',
    fix: 'Check code and name; for a new enterprise choose to create it.',
  },
  I202: {
    title: 'Not yours to file',
    message: '“{name}” is outside your scope',
    fix: 'Only your own figures can be imported.',
  },
  I203: {
    title: 'Locked',
    message: '{count} figures of “{name}” {period} are locked and stay',
    fix: 'Ask the department to return them first.',
  },
  I204: {
    title: 'Several of this name',
    message: '{count} enterprises are called “{name}”',
    fix: 'Add the credit code.',
  },
  I205: {
    title: 'Other name on the register',
    message: 'The register calls it “{registered}”, the sheet “{name}”',
    fix: 'The code decides; update the register after a change of name.',
  },
  I206: {
    title: 'Not enough to create it',
    message: '“{name}” lacks a valid credit code, industry class or region',
    fix: 'Add all three.',
  },
  I207: { title: 'Period not over', message: '“{period}” is not over', fix: 'Check the period.' },
  I208: { title: 'Left out', message: '“{name}” is not on the register and is left out as chosen', fix: '' },
};
