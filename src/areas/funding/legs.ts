import type { Leg, MoneyKind } from './store/ledger.ts';

const accounts: Readonly<Record<MoneyKind, readonly [less: string, more: string]>> = {
  appropriation: ['source', 'available'],
  reduction: ['available', 'source'],
  commitment: ['available', 'committed'],
  release: ['committed', 'available'],
  payment: ['committed', 'paid'],
  recovery: ['paid', 'recovered'],
};

/** The two postings of a money act: fen leave one account and arrive on another. */
export const legsOf = (kind: MoneyKind, amount: bigint): readonly Leg[] => [
  { account: accounts[kind][0], amount: -amount },
  { account: accounts[kind][1], amount },
];
