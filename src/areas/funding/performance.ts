/** What acts bring in words and figures: the site visit, the self-assessment, the evaluation, the demand. */
import type { z } from 'zod';
import { finding, Problem, type Finding } from '#kernel';
import { readRegister } from '#areas/subjects';
import type { Ctx, House } from '#platform/act';
import type { entriesSchema, performanceSchema } from './contract-review.ts';
import type { EventRow } from './store.ts';

type Entries = z.output<typeof entriesSchema>;
type Performance = z.output<typeof performanceSchema>;
type Grade = NonNullable<Performance['evaluation']>['grade'];

/** Days that have not come yet (G307, G308) and a difference that nobody describes (G312). */
export function wrongEntries(ctx: Pick<Ctx, 'today'>, e: Entries): Finding[] {
  const findings: Finding[] = [];
  if (e.site && e.site.day > ctx.today)
    findings.push(finding('G307', 'error', 'entries.site.day', { day: e.site.day }));
  for (const [n, x] of (e.site?.items ?? []).entries())
    if (!x.agrees && x.found === '')
      findings.push(finding('G312', 'error', `entries.site.items.${n}.found`, { item: x.item }));
  if (e.recovery && e.recovery.by < ctx.today)
    findings.push(finding('G308', 'error', 'entries.recovery.by', { day: e.recovery.by }));
  return findings;
}

/** Grade of a score, 0–100, by the register of grades. */
export function gradeOf(house: Pick<House, 'contentDir'>, points: number): Grade {
  const rows = readRegister(house, 'performance-grades').rows;
  const found = rows
    .toSorted((a, b) => Number(b['from']) - Number(a['from']))
    .find((r) => points >= Number(r['from']));
  if (!found) throw new Problem('content.broken', { params: { name: 'performance-grades' } });
  return found['grade'] as Grade;
}

const last = (events: readonly EventRow[], entry: keyof Entries): unknown =>
  events.findLast((e) => e.detail[entry] !== undefined)?.detail[entry];

export const siteOf = (events: readonly EventRow[]): NonNullable<Entries['site']> | null =>
  (last(events, 'site') as Entries['site']) ?? null;

export function performanceOf(house: Pick<House, 'contentDir'>, events: readonly EventRow[]): Performance {
  const graded = <T extends { points: number }>(x: T | undefined) =>
    x === undefined ? null : { ...x, grade: gradeOf(house, x.points) };
  return {
    assessment: graded(last(events, 'assessment') as Entries['assessment']),
    evaluation: graded(last(events, 'evaluation') as Entries['evaluation']),
  };
}
