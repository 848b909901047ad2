/** Publishing packs and handing out the plan in force. A published version never changes; new content is a new version. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson, Problem } from '#kernel';
import { compilePlan, lintPlan, type CompiledPlan, type PlanFinding } from '#engine/plan';
import { saveAgencies } from '#areas/subjects';
import type { House } from '#platform/act';
import { loadFolder, subfolders } from '#platform/content';
import type { Tx } from '#platform/db';
import * as store from './store.ts';

export interface Published {
  readonly plan: CompiledPlan;
  readonly hash: string;
  readonly sourceText: string;
  readonly publishedAt: string;
  readonly findings: readonly PlanFinding[];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Versions are immutable, so what was read once stays right. A handful of packs with a few versions each. */
const cache = new Map<string, Published>();

/** Compiles one pack of the content folder; refused with its findings when it has errors. */
export function readPack(contentDir: string, pack: string): { plan: CompiledPlan; sourceText: string } {
  const folder = loadFolder(join(contentDir, 'plans', pack));
  const source = folder.texts['source.txt'] ?? '';
  const { plan, findings } = compilePlan(folder.yaml, source);
  const all = [...folder.findings, ...findings];
  if (!plan || folder.findings.length > 0)
    throw new Problem('plans.has-errors', { params: { pack, count: all.length }, findings: all });
  return { plan, sourceText: source };
}

export const packsIn = (contentDir: string): string[] => subfolders(join(contentDir, 'plans'));

/** Publishes every pack whose content differs from the version in force. */
export async function publishAll(house: House): Promise<void> {
  for (const pack of packsIn(house.contentDir)) {
    const { plan, sourceText } = readPack(house.contentDir, pack);
    if (plan.id !== pack) throw new Problem('plans.has-errors', { params: { pack, count: 1 } });
    const content = sha256(canonicalJson({ plan, sourceText }));
    await house.db.system(async (tx) => {
      await store.lockPublishing(tx, pack);
      const head = await store.head(tx, pack);
      if (head?.hash.split('.')[0] === content) return;
      const times = await store.timesPublished(tx, pack, content);
      const hash = times === 0 ? content : `${content}.${times + 1}`;
      await store.saveVersion(tx, {
        pack,
        hash,
        number: plan.number,
        title: plan.title.zh,
        compiled: plan,
        sourceText,
        publishedAt: house.now(),
        publishedBy: 'system',
      });
      await saveAgencies(
        tx,
        pack,
        plan.agencies
          .filter((a) => !a.group)
          .map((a) => ({
            code: a.id,
            name: a.name.zh,
            shortName: a.short.zh,
            fromDay: a.from,
            toDay: a.to,
            successorCode: a.successor,
            source: a.source,
          })),
      );
    });
  }
}

export const publishedPacks = async (tx: Tx): Promise<string[]> => (await store.heads(tx)).map((h) => h.pack);

/** A published version of a pack, whether it is still in force or not. */
export async function planVersion(tx: Tx, pack: string, hash: string): Promise<Published> {
  const key = `${pack} ${hash}`;
  const had = cache.get(key);
  if (had) return had;
  const v = await store.version(tx, pack, hash);
  if (!v) throw new Problem('content.unknown-pack', { params: { pack } });
  const plan = v.compiled as CompiledPlan;
  const published: Published = {
    plan,
    hash: v.hash,
    sourceText: v.sourceText,
    publishedAt: v.publishedAt,
    findings: lintPlan(plan),
  };
  if (cache.size > 50) cache.clear();
  cache.set(key, published);
  return published;
}

/** The version in force of a pack. */
export async function currentPlan(tx: Tx, pack: string): Promise<Published> {
  const head = await store.head(tx, pack);
  if (!head) throw new Problem('content.unknown-pack', { params: { pack } });
  return planVersion(tx, pack, head.hash);
}

/** Option in force for each open question: the last decision, else the default, else none. */
export async function choicesOf(tx: Tx, pack: string): Promise<Map<string, string>> {
  const { plan } = await currentPlan(tx, pack);
  const out = new Map<string, string>();
  for (const q of plan.questions) {
    const standard = q.options.find((o) => o.default);
    if (standard) out.set(q.id, standard.id);
  }
  for (const c of await store.choices(tx, pack)) out.set(c.question, c.option);
  return out;
}

/** What one scheme of a pack said in each publication, and how the questions it asks were decided, oldest first. */
export async function historyOf(
  tx: Tx,
  pack: string,
  scheme: string,
): Promise<{
  readonly publications: readonly store.PublicationRow[];
  readonly decisions: readonly store.ChoiceRow[];
}> {
  return {
    publications: await store.publications(tx, pack, scheme),
    decisions: await store.choices(tx, pack),
  };
}
