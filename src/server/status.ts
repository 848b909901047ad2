/** HTTP status of a refusal. Services know nothing of it. */
const table: Readonly<Record<string, number>> = {
  'auth.sign-in-first': 401,
  'auth.not-allowed': 403,
  'auth.cross-site': 403,
  'auth.out-of-scope': 403,
  'auth.too-many': 429,
  'request.invalid': 422,
  'request.too-large': 413,
  'request.not-found': 404,
  'request.unexpected': 500,
  'accounts.wrong-password': 401,
  'accounts.locked': 423,
  'accounts.disabled': 403,
  'accounts.username-taken': 409,
  'db.conflict': 409,
  'db.folder-in-use': 503,
  'db.unreachable': 503,
  'content.unknown-pack': 404,
  'benchmarks.too-many-trials': 429,
  'filings.refused': 422,
  'files.empty': 422,
  'files.too-large': 413,
  'files.refused-type': 422,
  'files.refused-macros': 422,
  'files.refused-runs': 422,
  'filings.files-closed': 409,
  'filings.not-editable': 409,
  'awards.refused': 422,
  'schemes.bad-facts': 422,
  'funding.refused': 422,
  'funding.bad-facts': 422,
  'funding.not-eligible': 422,
  'funding.closed': 409,
  'funding.not-editable': 409,
  'funding.not-now': 409,
  'funding.not-covered': 409,
  'funding.no-room': 409,
  'funding.notice-running': 409,
  'awards.not-public': 403,
  'awards.no-lists': 404,
  'awards.sheet-closed': 409,
  'awards.notice-over': 409,
  'awards.not-answering': 409,
  'awards.has-account': 409,
  'awards.not-an-expert': 409,
};

export const statusOf = (code: string): number =>
  table[code] ??
  (/(^|\.)(unknown|not-found|no-such)/.test(code)
    ? 404
    : /(conflict|changed|already|locked)/.test(code)
      ? 409
      : 400);
