/** Files of a round: the workbook with lists, places and everybody, and the official documents. */
import { workingDaysBetween, type Day } from '#kernel';
import { t } from '#locales';
import { currentPlan } from '#areas/plans';
import { readCalendar } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import { formats, writeOfficial } from '#platform/documents';
import { writeWorkbook, XLSX } from '#platform/sheets';
import { everybody } from './candidates.ts';
import { awardDocument } from './document.ts';
import { lists, mustBeReadable, needRound, rulesOf } from './rounds.ts';

const say = (key: string): string => t('zh-CN', `awards.export.${key}` as 'awards.export.lists');
const two = (x: number | null): number | null => (x === null ? null : Math.round(x * 100) / 100);

export async function exportRound(ctx: Ctx, id: string) {
  const { round, review } = await needRound(ctx.tx, id);
  mustBeReadable(ctx, review, round);
  const found = await lists(ctx, id);
  const titles = new Map(found.lists.map((l) => [l.award.id, l.award.title.zh]));
  const outcome = (o: { outcome: string } | undefined): string =>
    o ? t('zh-CN', `awardPages.outcome.${o.outcome}` as 'awardPages.outcome.awarded') : '';
  const all = await everybody(ctx, round);
  const runs = ctx.actor.permissions.has('awards.run');
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: say('lists'),
        columns: [
          'award',
          'place',
          'enterprise',
          'code',
          'region',
          'industry',
          'total',
          'quantitative',
          'qualitative',
          'interval',
        ].map((k) => ({ title: say(k) })),
        rows: found.lists.flatMap((l) =>
          l.entries.map((e) => [
            l.award.title.zh,
            e.place,
            e.subject.name,
            e.creditCode,
            e.regionName,
            e.industryName,
            two(e.total),
            two(e.quantitative),
            two(e.qualitative),
            e.rankInterval ? e.rankInterval.join('—') : '',
          ]),
        ),
      },
      {
        name: say('places'),
        columns: [
          'group',
          'evaluated',
          'vetoed',
          'award',
          'exact',
          'placesOf',
          'winners',
          'lastIn',
          'firstOut',
        ].map((k) => ({
          title: say(k),
        })),
        rows: found.industries.flatMap((i) =>
          i.awards.map((a) => [
            i.title,
            i.evaluated,
            i.vetoed,
            titles.get(a.award) ?? a.award,
            two(a.exact),
            a.places,
            a.winners,
            two(a.lastIn),
            two(a.firstOut),
          ]),
        ),
      },
      // Everybody's scores are for those who run the round.
      ...(runs
        ? [
            {
              name: say('everybody'),
              columns: [
                ...['enterprise', 'code', 'region', 'industry', 'level', 'progress', 'qualitative'].map(
                  (k) => ({
                    title: say(k),
                  }),
                ),
                ...found.lists.map((l) => ({ title: l.award.title.zh })),
              ],
              rows: all.map((c) => [
                c.subject.name,
                c.creditCode,
                c.regionName,
                c.industryName,
                two(c.level),
                two(c.progress),
                two(c.qualitative),
                ...found.lists.map((l) => outcome(c.outcomes.find((o) => o.award === l.award.id))),
              ]),
            },
          ]
        : []),
      {
        name: say('note'),
        columns: [{ title: say('item') }, { title: say('value') }],
        rows: [
          [say('round'), round.title],
          [say('edition'), rulesOf(round).edition.title.zh],
          [say('computedAt'), found.computedAt],
          [say('input'), found.inputHash],
          [say('result'), found.resultHash],
          [
            t('zh-CN', 'common.simulated'),
            round.simulated ? t('zh-CN', 'common.yes') : t('zh-CN', 'common.no'),
          ],
        ],
      },
    ],
  });
  return { name: `${round.title}.xlsx`, type: XLSX, bytes };
}

export async function officialDocument(
  ctx: Ctx,
  id: string,
  kind: 'notice' | 'result',
  number: string | undefined,
) {
  const { round } = await needRound(ctx.tx, id);
  const rules = rulesOf(round);
  const { plan } = await currentPlan(ctx.tx, round.pack);
  const clause = plan.clauses.find((c) => c.id === rules.scheme.clause);
  // The body that leads the clause, by its name on the day.
  const day = ctx.today;
  let signer = plan.agencies.find((a) => a.id === clause?.lead[0]);
  for (let n = 0; signer && signer.to !== null && signer.to <= day && n < 10; n += 1)
    signer = plan.agencies.find((a) => a.id === signer!.successor);
  const bytes = await writeOfficial(
    awardDocument({
      kind,
      year: round.year,
      scheme: rules.scheme.title.zh,
      grounds: t('zh-CN', 'awardDocuments.grounds', {
        number: plan.number,
        title: plan.title.zh,
        edition: rules.edition.title.zh,
      }),
      signer: signer?.name.zh ?? '',
      date: day,
      notice:
        round.noticeFrom && round.noticeTo
          ? {
              from: round.noticeFrom as Day,
              to: round.noticeTo as Day,
              workingDays: workingDaysBetween(
                readCalendar(ctx.house),
                round.noticeFrom as Day,
                round.noticeTo as Day,
              ),
            }
          : null,
      ...(number === undefined || number === '' ? {} : { number }),
      lists: await lists(ctx, id),
    }),
  );
  const name = t('zh-CN', 'awardDocuments.file', {
    title: round.title,
    kind: t('zh-CN', `awardDocuments.kind.${kind}`),
  });
  return { name: `${name}.docx`, type: formats.docx.type, bytes };
}
