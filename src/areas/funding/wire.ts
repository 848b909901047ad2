import type { TransactionRow } from './store/ledger.ts';

export const who = (r: { subjectId: string | null; subjectName: string | null }) =>
  r.subjectId === null ? null : { id: r.subjectId, name: r.subjectName ?? '' };

export const transactionWire = (t: TransactionRow) => ({
  id: t.id,
  kind: t.kind,
  amountFen: String(t.amount),
  subject: who(t),
  application: t.applicationId,
  reference: t.reference,
  at: t.at,
  by: t.by,
  // Postings are for those who keep the books.
  postings: (t.postings ?? []).map((p) => ({ account: p.account, amountFen: p.amount })),
});
