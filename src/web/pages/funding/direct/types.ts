import type { api } from '../../../api.ts';

export type Claims = Awaited<ReturnType<typeof api.funding.directClaims>>;
export type Claim = Claims['items'][number];
export type ClaimDetail = Awaited<ReturnType<typeof api.funding.directClaim>>;
export type Run = Awaited<ReturnType<typeof api.funding.directRuns>>['items'][number];
export type Entitlements = Awaited<ReturnType<typeof api.funding.entitlements>>;
export type Entitlement = Entitlements['items'][number];

export const changeKinds = ['new', 'raised', 'lowered', 'gone', 'altered'] as const;
