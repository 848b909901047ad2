/** Whose report a call is about, and who the caller is to it. */
import { Problem } from '#kernel';
import type { ReviewActor, ReviewLevel } from '#engine/review';
import { asksFor } from '#engine/reporting';
import type { Ctx } from '#platform/act';
import { agenciesAsked, sheetOf, type Sheet } from './forms.ts';
import * as store from './store.ts';
import { projectById } from './store/projects.ts';

export interface Target {
  readonly sheet: Sheet;
  readonly place: store.Place;
  readonly subject: store.SubjectRow;
  readonly itemName: string;
}

export interface Call {
  readonly pack: string;
  readonly form: string;
  readonly period: string;
  readonly subject?: string | undefined;
  readonly item: string;
}

/** The agency an account belongs to: named by its body, `agency:gxt` or the agency's own name in it. */
export function agencyOf(
  ctx: Pick<Ctx, 'actor'>,
  agencies: readonly { id: string; name: string }[],
): string | undefined {
  const body = ctx.actor.body ?? '';
  return agencies.find((a) => body === `agency:${a.id}` || body.includes(a.name))?.id;
}

/** Finds subject and item, and refuses what the form does not ask for: another kind of subject, a period that has not ended, a project nobody entered. */
export async function targetOf(ctx: Ctx, c: Call): Promise<Target> {
  const sheet = await sheetOf(ctx.tx, c.pack, c.form, c.item);
  const { form } = sheet;
  if (!asksFor(form, c.period, ctx.today))
    throw new Problem('reporting.not-asked', { params: { form: form.title.zh, period: c.period } });
  const { scope } = ctx.actor;
  const own = c.subject ?? (scope.kind === 'subject' ? scope.subjectId : undefined);
  const subject =
    form.reporter === 'agency'
      ? await store.subjectByCode(ctx.tx, 'region', sheet.plan.region)
      : own === undefined
        ? undefined
        : await store.subjectById(ctx.tx, own);
  const kind = { enterprise: 'enterprise', project: 'enterprise', park: 'park', agency: 'region' }[
    form.reporter
  ];
  if (!subject || subject.kind !== kind) throw new Problem('reporting.unknown-subject');
  const place = { subjectId: subject.id, pack: c.pack, form: c.form, period: c.period, item: '' };
  if (form.reporter === 'project') {
    const project = await projectById(ctx.tx, subject.id, c.item);
    if (!project) throw new Problem('reporting.unknown-project');
    if (c.period < project.from || (project.to !== null && c.period > project.to))
      throw new Problem('reporting.not-asked', { params: { form: form.title.zh, period: c.period } });
    return { sheet, subject, place: { ...place, item: project.id }, itemName: project.name };
  }
  if (form.reporter === 'agency') {
    const agency = agenciesAsked(sheet.plan).find((a) => a.id === c.item);
    if (!agency) throw new Problem('reporting.unknown-agency');
    return { sheet, subject, place: { ...place, item: agency.id }, itemName: agency.name };
  }
  return { sheet, subject, place, itemName: '' };
}

const levels: Readonly<Record<string, ReviewLevel>> = {
  county: 'county',
  // 宁东 has no code of its own and reports like a county.
  unit: 'county',
  city: 'city',
  province: 'region',
};

/** Who the actor is to a report; undefined outside the scope. An agency's report is for its own agency, and for whoever reviews it. */
export async function actorOn(
  ctx: Pick<Ctx, 'tx' | 'actor'>,
  sheet: Sheet,
  r: { id: string; regionPath: string; item: string },
): Promise<ReviewActor | undefined> {
  const { scope, role, accountId } = ctx.actor;
  const as = (level: ReviewLevel | undefined): ReviewActor | undefined =>
    level && { id: accountId ?? '', role, level };
  if (scope.kind === 'all') {
    const stranger =
      sheet.form.reporter === 'agency' &&
      role === 'department' &&
      agencyOf(ctx, agenciesAsked(sheet.plan)) !== r.item;
    return stranger ? undefined : as('region');
  }
  if (scope.kind === 'subject') return as(scope.subjectId === r.id ? 'own' : undefined);
  if (scope.kind !== 'regions') return undefined;
  const nearest = scope.paths
    .filter((p) => r.regionPath === p || r.regionPath.startsWith(`${p}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  const level = nearest === undefined ? undefined : await store.placeLevel(ctx.tx, nearest);
  const actor = as(level === undefined ? undefined : levels[level]);
  return actor?.level === 'city' && !(await store.countyStaffed(ctx.tx, r.regionPath))
    ? { ...actor, vacant: ['county'] }
    : actor;
}
