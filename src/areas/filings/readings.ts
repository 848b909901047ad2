/** How the plan is read: the options chosen for its open questions, as rules. */
import { allIndicatorsRules, enterpriseRules, type ParkRules } from '#engine/benchmark';
import { choicesOf } from '#areas/plans';
import type { Tx } from '#platform/db';
import type { Readings } from './content.ts';

export async function readingsOf(tx: Tx, pack: string): Promise<Readings & { park: ParkRules }> {
  const chosen = await choicesOf(tx, pack);
  return {
    enterprise:
      chosen.get('enterprise-completion') === 'all-indicators' ? allIndicatorsRules : enterpriseRules,
    values: chosen.get('completion-values') === 'declared' ? 'declared' : 'measuredFirst',
    proof: chosen.get('benchmark-evidence') === 'text' ? 'text' : 'fileOrRun',
    park: {
      per: chosen.get('completion-rate') === 'all' ? 'aboveScale' : 'accepted',
      rank: chosen.get('park-ranking') === 'rate' ? 'rate' : 'composite',
    },
  };
}
