/** Projects under way, as the enterprise enters them: each is then asked for a report every month until it is finished. */
import { Problem } from '#kernel';
import type { Ctx } from '#platform/act';
import * as store from './store/projects.ts';

const own = (ctx: Ctx): string => {
  if (ctx.actor.scope.kind !== 'subject') throw new Problem('auth.out-of-scope');
  return ctx.actor.scope.subjectId;
};

interface Body {
  name: string;
  code: string;
  place: string;
  from: string;
  to: string | null;
}

const inOrder = (b: Body): void => {
  if (b.to !== null && b.to < b.from) throw new Problem('reporting.project-ends-before');
};

export const list = async (ctx: Ctx) => ({ items: await store.projectsOf(ctx.tx, own(ctx)) });

export async function add(ctx: Ctx, b: Body): Promise<store.Project> {
  inOrder(b);
  const subjectId = own(ctx);
  const id = ctx.newId();
  if (!(await store.insertProject(ctx.tx, { ...b, id, subjectId, by: ctx.actor.name }, ctx.now)))
    throw new Problem('reporting.project-already', { params: { name: b.name } });
  return { ...b, id, version: 1 };
}

export async function change(ctx: Ctx, id: string, b: Body & { version: number }): Promise<store.Project> {
  inOrder(b);
  const subjectId = own(ctx);
  const all = await store.projectsOf(ctx.tx, subjectId);
  if (!all.some((p) => p.id === id)) throw new Problem('reporting.unknown-project');
  if (all.some((p) => p.id !== id && p.name === b.name))
    throw new Problem('reporting.project-already', { params: { name: b.name } });
  if (!(await store.updateProject(ctx.tx, { ...b, id, subjectId }))) throw new Problem('reporting.changed');
  return { ...b, id, version: b.version + 1 };
}
