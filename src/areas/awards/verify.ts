/** Whether a round can be done again: who went before the experts, who was drawn for whom, every result, and what people read of it. */
import { canonicalJson, finding, type Finding, type Day } from '#kernel';
import {
  awardsResult,
  draw,
  shortlistOf,
  type AwardsInput,
  type AwardsResult,
  type Expert,
} from '#engine/awards';
import type { Ctx } from '#platform/act';
import { sha256Hex } from '#platform/files';
import { drawn, engineCandidates, inputOf, needRound, readJson, rulesOf } from './rounds.ts';
import { marked } from './rules.ts';
import * as store from './store.ts';

/** How many are in one of the two and not in the other. */
function differing(a: readonly string[], b: readonly string[]): number {
  const [x, y] = [new Set(a), new Set(b)];
  return a.filter((k) => !y.has(k)).length + b.filter((k) => !x.has(k)).length;
}

/**
 * Computes every kept result again from its own input, draws again from the seed and the register of then, chooses again who went before the
 * experts, and holds rows against the last result: a mark, a score or a place that was changed past the house is named.
 */
export async function verify(ctx: Ctx, id: string) {
  const { round, review } = await needRound(ctx.tx, id);
  const rules = rulesOf(round);
  const list = await store.candidates(ctx.tx, id);
  const findings: Finding[] = [];
  const differs = (code: string, path: string, count: number): void => {
    if (count > 0) findings.push(finding(code, 'error', path, { count }));
  };

  const opened = await engineCandidates(ctx.tx, rules, round.asOf as Day, list, new Set(), round.createdAt);
  const before = list.filter((c) => c.shortlisted);
  differs(
    'W216',
    'shortlist',
    differing(
      before.map((c) => c.subjectId),
      shortlistOf({ scheme: rules.scheme, awards: rules.edition.awards, candidates: opened }),
    ),
  );
  const record = await store.drawRecord(ctx.tx, id);
  if (record && !Array.isArray(record.experts)) findings.push(finding('W212', 'warning', 'draw'));
  else if (record) {
    const again = draw(round.seed, before.map(drawn), record.experts as Expert[], rules.scheme.experts);
    const keyOf = (a: { candidate: string; expert: string }): string => `${a.candidate} ${a.expert}`;
    differs('W213', 'draw', differing(record.assignments.map(keyOf), again.assignments.map(keyOf)));
  }

  const out = [];
  let last: { input: AwardsInput; result: AwardsResult } | undefined;
  for (const r of await store.results(ctx.tx, id)) {
    const kept = (await store.resultBytes(ctx.tx, id, r.seq))!;
    const [inputJson, resultJson] = [readJson(kept.input), readJson(kept.result)];
    const input = JSON.parse(inputJson) as AwardsInput;
    const foundInput = sha256Hex(inputJson);
    const foundResult = sha256Hex(canonicalJson(awardsResult(input)));
    const same =
      foundInput === r.inputHash && foundResult === r.resultHash && sha256Hex(resultJson) === r.resultHash;
    if (!same) findings.push(finding('W209', 'error', `results.${r.seq}`, { seq: r.seq }));
    out.push({
      seq: r.seq,
      same,
      inputHash: r.inputHash,
      resultHash: r.resultHash,
      foundInput,
      foundResult,
    });
    last = { input, result: JSON.parse(resultJson) as AwardsResult };
  }
  if (last) {
    const rows = (await store.entries(ctx.tx, id)).map((e) => canonicalJson(e.payload));
    const results = last.result.results.map((r) => canonicalJson(r));
    differs('W214', 'entries', Math.ceil(differing(rows, results) / 2));
    // While experts mark again after a return, marks differ from the last computation and should.
    if (!marked(review, round.state, 'scoring')) {
      const now = await inputOf(ctx.tx, round);
      const frozen = (i: AwardsInput): string[] => [
        ...i.candidates.map((c) => canonicalJson([c.id, c.level, c.progress, c.code, c.division])),
        ...i.marks.map((m) => canonicalJson(m)),
      ];
      differs('W215', 'input', Math.ceil(differing(frozen(now), frozen(last.input)) / 2));
    }
  }
  return { same: out.length > 0 && !findings.some((f) => f.severity === 'error'), results: out, findings };
}
