/** Everybody who was looked at, and one of them with the reasons. */
import type { z } from 'zod';
import { Problem } from '#kernel';
import type { Result } from '#engine/awards';
import type { Ctx } from '#platform/act';
import type { candidateDetailSchema, candidateSchema, contract } from './contract.ts';
import { headOf, mustBeReadable, needRound, rulesOf, runs } from './rounds.ts';
import * as store from './store.ts';

type Wire = z.output<typeof candidateSchema>;
type Query = z.output<(typeof contract)['candidates']['query']>;

async function all(ctx: Ctx, round: store.RoundRow): Promise<Wire[]> {
  const { name } = await store.industryTitles(ctx.tx);
  const resultOf = new Map((await store.entries(ctx.tx, round.id)).map((e) => [e.subjectId, e]));
  return (await store.candidates(ctx.tx, round.id)).map((c): Wire => {
    const e = resultOf.get(c.subjectId);
    const r = e?.payload as Result | undefined;
    return {
      subject: { id: c.subjectId, name: c.name },
      creditCode: c.code,
      regionName: c.regionName,
      parkName: c.parkName,
      industryCode: c.industryCode,
      industryName: name.get(c.industryCode) ?? '',
      group: r?.group ?? null,
      standing: r?.standing ?? (c.level === null ? 'unscored' : c.filed ? 'candidate' : 'notFiled'),
      level: c.level,
      progress: c.progress,
      shortlisted: c.shortlisted,
      qualitative: r?.qualitative?.score ?? null,
      award: e?.award ?? null,
      outcomes: (r?.outcomes ?? []).map((o) => ({
        ...o,
        rankInterval: o.rankInterval ? ([...o.rankInterval] as [number, number]) : null,
      })),
      simulated: c.simulated,
    };
  });
}

/** Filtered and paged here: a round holds some thousands, and what is asked for stands inside each result. */
export async function candidates(ctx: Ctx, id: string, q: Query): Promise<{ total: number; items: Wire[] }> {
  const { round, review } = await needRound(ctx.tx, id);
  mustBeReadable(ctx, review, round);
  const text = q.q?.toLowerCase();
  const wanted = (c: Wire): boolean =>
    (text === undefined ||
      c.subject.name.toLowerCase().includes(text) ||
      c.creditCode.toLowerCase().includes(text)) &&
    (q.group === undefined || c.group === q.group) &&
    (q.standing === undefined || q.standing.length === 0 || q.standing.includes(c.standing)) &&
    (q.shortlisted === undefined || c.shortlisted === (q.shortlisted === 'yes')) &&
    (q.outcome === undefined || q.outcome.length === 0
      ? q.award === undefined || c.award === q.award
      : c.outcomes.some(
          (o) => q.outcome!.includes(o.outcome) && (q.award === undefined || o.award === q.award),
        ));
  const found = (await all(ctx, round))
    .filter(wanted)
    .toSorted(
      (a, b) =>
        Number(b.award !== null) - Number(a.award !== null) ||
        (b.level ?? -1) - (a.level ?? -1) ||
        (a.creditCode < b.creditCode ? -1 : 1),
    );
  return { total: found.length, items: found.slice((q.page - 1) * q.size, q.page * q.size) };
}

export const everybody = all;

export async function candidate(
  ctx: Ctx,
  id: string,
  subject: string,
): Promise<z.output<typeof candidateDetailSchema>> {
  const { round, review } = await needRound(ctx.tx, id);
  mustBeReadable(ctx, review, round);
  const found = (await all(ctx, round)).find((c) => c.subject.id === subject);
  if (!found) throw new Problem('awards.unknown-candidate');
  const rules = rulesOf(round);
  const [entry] = await store.entries(ctx.tx, round.id, subject);
  const r = entry?.payload as Result | undefined;
  const whole = runs(ctx);
  const given = whole
    ? (await store.assignments(ctx.tx, id)).filter((a) => a.subjectId === subject && !a.recused)
    : [];
  const outlier = new Set(
    (r?.qualitative?.marks ?? []).flatMap((m) => (m.outlier ? [Number(m.expert)] : [])),
  );
  const scoreOf = new Map((r?.qualitative?.marks ?? []).map((m) => [Number(m.expert), m.score]));
  const vetoes = (await store.vetoesUpTo(ctx.tx, round.asOf)).filter((v) => v.subjectId === subject);
  const excluded = whole
    ? (await store.objections(ctx.tx, id)).filter(
        (o) => o.effect === 'exclude' && o.answeredSubject === subject,
      )
    : [];
  const run = await store.runById(ctx.tx, round.runId);
  return {
    ...found,
    round: await headOf(ctx, round, review),
    reasons: [
      ...(found.standing === 'vetoed'
        ? vetoes.map((v) => ({
            kind: v.kind,
            title: rules.scheme.vetoes.find((x) => x.kind === v.kind)?.title.zh ?? v.kind,
            day: v.day,
            source: v.source,
          }))
        : []),
      ...excluded.map((o) => ({ kind: 'excluded', title: o.answer, day: o.receivedDay, source: null })),
    ],
    run: { id: round.runId, title: run?.title ?? '', year: run?.year ?? round.year },
    links: rules.scheme.experts.links.map((l) => ({
      link: l.id,
      title: l.title,
      spread: whole ? (r?.qualitative?.links.find((x) => x.link === l.id)?.spread ?? null) : null,
    })),
    // Marks show once they were added up: before that nobody is to be swayed by them.
    marks: r
      ? given.flatMap((a) => {
          const total = scoreOf.get(a.expertNumber);
          return total === undefined
            ? []
            : [
                {
                  expert: a.expertNumber,
                  ratings: a.ratings as never,
                  total,
                  outlier: outlier.has(a.expertNumber),
                  note: a.note,
                },
              ];
        })
      : [],
  };
}
