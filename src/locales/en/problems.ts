import type { problems as zh } from '../zh-CN/problems.ts';
import type { SameKeys } from '../types.ts';

export const problems: SameKeys<typeof zh> = {
  'auth.sign-in-first':
    'Please sign in first. You are not signed in, or the session has ended; you will come back to this page.',
  'auth.not-allowed':
    'Your account lacks this permission ({permission}). If your work needs it, ask the system administrator.',
  'auth.cross-site':
    'This request did not come from a page of this system and was refused. Please act from within the system.',
  'auth.out-of-scope':
    'This is outside the data scope of your account and was not saved. Check the region, or ask the body in charge of it.',
  'auth.too-many': 'Too many attempts. Try again in {seconds} seconds.',
  'request.invalid': '{count} fields do not meet the requirements. Correct them as marked and submit again.',
  'request.too-large':
    'The file is larger than {limit} MB and was not accepted. Split it and upload the parts.',
  'documents.changed':
    'There is another document under this id, or somebody has just taken the number. Reload, then issue it.',
  'request.not-found': 'There is no such address.',
  'request.unexpected':
    'Something unexpected happened and was logged. Try again later; if it persists, give the request number to the administrator.',
  'db.folder-in-use':
    'The data folder {folder} is in use by another process ({pid}). Stop it first, or name another folder with DATA_DIR.',
  'db.unreachable':
    'The database named by DATABASE_URL cannot be reached: {reason}. Check the address, the account and that it is running.',
  'db.damaged':
    'The data folder {folder} cannot be opened: the database in it is not whole ({reason}). Put back a backup of the whole folder; without one, keep it as it is and ask for help before deleting anything.',
  'db.no-rights':
    'The database account lacks rights: {reason}. Give it a database of its own (createdb -O account name) and let it create roles (CREATEROLE).',
  'db.newer-than-program':
    'The database ({number}) is newer than this program ({newest}). Upgrade the program; do not open it with an old one.',
  'db.history-edited':
    'The migration {name} was edited after it had been applied. Restore the original file.',
  'db.conflict': 'Somebody else has just changed this. Reload and try again.',
  'config.not-a-number':
    'The environment variable {name} must be a whole number from 0 to {max}; it is "{value}".',
  'config.bad-file-key':
    'DUIBIAO_FILE_KEY is not a key of 32 bytes. Write 64 hexadecimal digits or base64, for example the output of openssl rand -hex 32.',
  'files.wrong-key':
    'The files in {folder} were encrypted with another key; nothing was started. Restore the former DUIBIAO_FILE_KEY or file.key of the data folder.',
  'files.empty': 'The file is empty and was not taken.',
  'files.too-large': 'The file is larger than {limit} MB and was not taken. Compress the scan or split it.',
  'files.refused-type':
    'By its content this is not a file that may be sent in. Send PDF, OFD, Word (docx), Excel (xlsx) or a picture (jpg, png); save old doc or xls files and those with a password anew first.',
  'files.refused-macros':
    'The file holds macros and was not taken. Save it as docx or xlsx without macros, or as PDF.',
  'files.refused-runs':
    'A program or web page is packed into the file; it was not taken. Remove it and send again.',
  'files.unknown': 'There is no such file, or it was removed.',
  'jobs.cancelled': 'The job was cancelled as asked; nothing half-done was kept.',
  'jobs.unknown': 'There is no such job, or it is not yours.',
  'jobs.unknown-kind':
    'The program does not know this kind of job ({kind}); it may come from an older version. Cancel it and start again.',
  'config.port-in-use': 'Port {port} is in use. Stop the program that uses it or set another PORT.',
  'calendar.unknown-year':
    'The holidays of {year} have not been published or are not on file, so working days cannot be counted. Add that year to content/calendars first.',
  'content.broken': 'Content file {name} cannot be read; not started. Correct what is listed.',
  'content.broken-row': 'Row {row} of content file {file} does not fit its columns.',
  'content.unknown-pack': 'There is no plan named {pack}.',
};
