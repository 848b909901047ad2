import type { SameKeys } from '../types.ts';
import type { accounts as zh } from '../zh-CN/accounts.ts';

export const accounts: SameKeys<typeof zh> = {
  'problem.wrong-password':
    'Wrong user name or password. After 5 failures the account is locked for 15 minutes.',
  'problem.locked':
    'The account is locked after several failures. Try again in 15 minutes or ask the security administrator.',
  'problem.disabled': 'The account is disabled. Ask the system administrator.',
  'problem.wrong-current': 'The present password is wrong; nothing was changed.',
  'problem.password-short': 'The new password needs at least 10 characters.',
  'problem.password-kinds': 'Mix three of: lower case, upper case, digits, signs.',
  'problem.password-username': 'The new password must not contain the user name.',
  'problem.password-same': 'The new password is the present one. Choose another.',
  'problem.username-taken': 'User name “{username}” is taken.',
  'problem.unknown': 'There is no such account.',
  'problem.not-yourself': 'Not on your own account; another administrator has to do it.',
  'problem.enterprise-scope': 'The scope of an enterprise account is one enterprise.',
  'problem.administrator-scope': 'Administrators get no scope over data.',
  A101: {
    title: 'Record changed',
    message: 'Entry {seq} of chain {chain} does not match its hash',
    fix: 'Preserve the database and the anchor file and trace the change.',
  },
  A102: {
    title: 'Records removed',
    message: 'Chain {chain} lacks entries {from} to {to}',
    fix: 'Preserve the database and compare with a backup.',
  },
  A103: {
    title: 'Log truncated',
    message: 'Chain {chain} should reach entry {to}, but ends before {from}',
    fix: 'Compare with a backup.',
  },
  A104: {
    title: 'Head differs',
    message: 'The last entry of chain {chain} is not the one its head names',
    fix: 'Preserve the database and trace the change.',
  },
  A105: {
    title: 'Differs from the anchor',
    message: 'Entry {seq} of chain {chain} is not the one anchored outside the database at {at}',
    fix: 'Keep the anchor file; the log was rewritten before it.',
  },
};
