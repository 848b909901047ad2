import type { Finding } from '#kernel';
import type { Review } from './schema.ts';

export type { Review };
export type ReviewState = Review['states'][number];
export type ReviewAct = Review['acts'][number];
export type ReviewDocument = NonNullable<Review['documents']>[number];

/** How far an actor's scope reaches over the case: the own enterprise, a county (or 宁东), a city, the whole region. */
export const reviewLevels = ['own', 'county', 'city', 'region'] as const;
export type ReviewLevel = (typeof reviewLevels)[number];

/** What the machine must know of a case; what the fields hold is the area's business. */
export interface ReviewCase {
  readonly state: string;
  /** By name; null, '', and an empty list count as not given. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly attachments: number;
  /** Files there are of each document, by its id. */
  readonly documents?: Readonly<Record<string, number>>;
  /** Acts so far with the account that did them, oldest first; `stayed` where the case did not leave its state (asked where parties sign). */
  readonly done: readonly { readonly act: string; readonly by: string; readonly stayed?: boolean }[];
}

export interface ReviewActor {
  /** Account; two eyes are told from four by it. */
  readonly id: string;
  readonly role: string;
  readonly level: ReviewLevel;
  /** Levels below at which nobody of the same role could act on the case. */
  readonly vacant?: readonly ReviewLevel[];
  /** Roles that nobody below the region holds for the case. */
  readonly absent?: readonly string[];
}

export interface ReviewRemark {
  /** Path of the field inside the case. */
  readonly field: string;
  readonly text: string;
}

export interface ReviewInput {
  readonly reason?: string;
  readonly remarks?: readonly ReviewRemark[];
  /** What an act brings besides, e.g. a quarterly follow-up, by name. */
  readonly entries?: Readonly<Record<string, unknown>>;
}

export interface Transition {
  readonly act: string;
  readonly from: string;
  readonly to: string;
}

export type Applied =
  | { readonly transition: Transition; readonly findings: readonly Finding[] }
  | { readonly transition?: undefined; readonly findings: readonly Finding[] };
