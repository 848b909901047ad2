/** The account that money goes to: sealed where it is kept, masked where it is read; in the clear only in the list that the finance department pays by. */
import type { z } from 'zod';
import { finding, Problem } from '#kernel';
import type { House } from '#platform/act';
import type { applicationContentSchema } from './contract.ts';

type Content = z.output<typeof applicationContentSchema>;
type Payee = NonNullable<Content['payee']>;

export interface SealedPayee {
  readonly name: string;
  readonly bank: string;
  /** Last four digits, for the mask. */
  readonly tail: string;
  readonly sealed: string;
}
/** What is kept of an application's content. */
export type KeptContent = Omit<Content, 'payee'> & { readonly payee: SealedPayee | null };

/** An account goes with the enterprise from application to application. */
const about = (subjectId: string): string => `payee of ${subjectId}`;
const mask = (p: SealedPayee): string => `**** ${p.tail}`;

export const payeeWire = (p: SealedPayee | null): Payee | null =>
  p && { name: p.name, bank: p.bank, account: mask(p) };

/** The account as it was typed; what comes back as it was shown stays what it is (G306 for any other mask). */
export function sealPayee(
  { secrets }: Pick<House, 'secrets'>,
  subjectId: string,
  given: Payee | null,
  kept: SealedPayee | null,
): SealedPayee | null {
  if (given === null) return null;
  const { name, bank, account } = given;
  if (account.includes('*')) {
    if (kept && account === mask(kept)) return { ...kept, name, bank };
    throw new Problem('funding.bad-account', {
      findings: [finding('G306', 'error', 'content.payee.account')],
    });
  }
  const digits = account.replace(/\D/g, '');
  return { name, bank, tail: digits.slice(-4), sealed: secrets.seal(account, about(subjectId)) };
}

export const openPayee = (
  { secrets }: Pick<House, 'secrets'>,
  subjectId: string,
  p: SealedPayee | null,
): Payee | null => p && { name: p.name, bank: p.bank, account: secrets.open(p.sealed, about(subjectId)) };
