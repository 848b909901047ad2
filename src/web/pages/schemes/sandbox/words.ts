import { fenText, lookUp, type Locale } from '#locales';
import type { api } from '../../../api.ts';

export type Parameters = Awaited<ReturnType<typeof api.schemes.sandboxParameters>>;
export type SandboxScheme = Parameters['schemes'][number];
export type Parameter = SandboxScheme['versions'][number]['parameters'][number];
export type Scenario = Awaited<ReturnType<typeof api.schemes.scenario>>;
export type Result = NonNullable<Scenario['result']>;
export type Group = Result['total'];
export type Listed = Awaited<ReturnType<typeof api.schemes.scenarios>>['items'][number];

type Named = Pick<Parameter, 'key' | 'title' | 'facts' | 'nth'>;
/** 设备投资额 · 比例 · 第2档 */
export const parameterTitle = (
  locale: Locale,
  data: (text: { zh: string; en?: string | undefined }) => string,
  p: Named,
): string =>
  [
    p.title ?? p.facts.map(data).join('、'),
    lookUp(locale, 'sandbox', `key.${p.key}`) ?? p.key,
    p.nth === null ? '' : (lookUp(locale, 'sandbox', 'nth', { n: p.nth }) ?? ''),
  ]
    .filter((x) => x !== '')
    .join(' · ');

/** Fen with its sign, for a difference. */
export function signedFen(fen: bigint): string {
  if (fen === 0n) return '0元';
  return fen < 0n ? `−${fenText(String(-fen))}` : `+${fenText(String(fen))}`;
}
export const differenceOf = (x: { nowFen: string; triedFen: string }): bigint =>
  BigInt(x.triedFen) - BigInt(x.nowFen);

/** 万元 as a number for a chart: a picture, not an amount. */
export const inWan = (fen: bigint | string): number => Number(BigInt(fen) / 10_000n) / 100;
