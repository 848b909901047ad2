/** What a room to the right may know of a comparison group: who is in it, and who agreed to be seen. */
import { Problem } from '#kernel';
import type { Env } from '#platform/act';
import type { Tx } from '#platform/db';
import * as store from '../store.ts';
import { consents } from '../store/disclosure.ts';
import { members } from '../store/group.ts';

/** The group of an enterprise in a run; the enterprise itself must lie in the reader's scope. */
export async function groupOf(
  env: Env,
  runId: string,
  subject: string,
): Promise<{ pack: string; group: string; members: string[] }> {
  const { run, own } = await env.house.db.tx(env.actor.scope, async (tx) => ({
    run: await store.run(tx, runId),
    own: (await store.resultsOf(tx, runId, [subject]))[0],
  }));
  if (!run) throw new Problem('benchmarks.unknown-run');
  if (!own) throw new Problem('benchmarks.unknown-result');
  return {
    pack: run.rulePack,
    group: own.groupCode,
    members: await env.house.db.system((tx) => members(tx, runId, own.groupCode)),
  };
}

/** Those that agreed to show their figures. */
export async function opennessOf(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  return new Set([...(await consents(tx, ids))].filter(([, c]) => c.share === 'figures').map(([id]) => id));
}
