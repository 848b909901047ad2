import type { awardDocuments as zh } from '../zh-CN/award-documents.ts';
import type { SameKeys } from '../types.ts';

export const awardDocuments: SameKeys<typeof zh> = {
  simulated: 'A demonstration with simulated data: neither enterprises nor scores are real',
  noticeTitle1: 'Industrial benchmarking of {year}:',
  noticeTitle2: 'notice of the enterprises to be awarded',
  noticeBody:
    'By {grounds}, after quantitative evaluation, expert review and deliberation, of {evaluated} enterprises evaluated: {sum}. Notice is given of the lists.',
  noticeDays: 'Notice: {from} to {to}, {days} working days.',
  objections: 'Objections are taken in writing or here during the notice, with real name, contact and facts.',
  resultTitle1: 'Industrial benchmarking of {year}:',
  resultTitle2: 'circular of results',
  addressee: 'To the departments of industry of cities and counties, Ningdong, and the enterprises concerned',
  resultBody:
    'By {grounds}, the evaluation of {year} is complete. Evaluated: {evaluated}; out by veto: {vetoed}. After quantitative evaluation, expert review, deliberation and notice: {sum}.',
  grounds: '{title} ({number}) and the award measures, {edition}',
  count: '{title} {count}',
  prize: '{title}: {value} {unit} each. ',
  nobody: 'Nobody this year.',
  place: 'No.',
  enterprise: 'Enterprise',
  region: 'Place',
  industry: 'Industry',
  traced: 'The result can be checked: computation {seq}, checksum {hash}; last totals in: {lowest}.',
  note: 'Public',
  office: 'Office of {signer}',
  file: '{title} {kind}',
  'kind.notice': 'notice',
  'kind.result': 'results',
};
