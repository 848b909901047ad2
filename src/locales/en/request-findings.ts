import type { SameKeys } from '../types.ts';
import type { requestFindings as zh } from '../zh-CN/request-findings.ts';

export const requestFindings: SameKeys<typeof zh> = {
  'H.too_small': { title: 'Too short or small', message: 'Not less than {minimum}', fix: '' },
  'H.too_big': { title: 'Too long or large', message: 'Not more than {maximum}', fix: '' },
  'H.invalid_type': { title: 'Missing or wrong', message: 'Required', fix: '' },
  'H.invalid_value': { title: 'Not among the choices', message: 'Only {values}', fix: '' },
  'H.invalid_format': { title: 'Wrong form', message: 'The form is wrong', fix: '' },
  'H.invalid_union': { title: 'Does not fit', message: 'Does not fit', fix: '' },
  'H.unrecognized_keys': { title: 'Unknown content', message: 'Unknown content', fix: '' },
  'H.custom': { title: 'Does not fit', message: 'Does not fit', fix: '' },
  'H.body': { title: 'Unreadable content', message: 'Unreadable: {reason}', fix: '' },
  'H.file': { title: 'No file', message: 'Choose a file', fix: '' },
  H105: { title: 'Not among the options', message: 'Choose one that is listed', fix: '' },
  H106: { title: 'Period not over', message: 'Period {value} has not come yet', fix: '' },
  H107: { title: 'No reason', message: 'Give the reason, at least 2 characters', fix: '' },
};
