/** What leaves the house: results as a workbook for whoever rests on them, and the circular as an official document, from what was fixed when it was issued. */
import { Problem, type Day } from '#kernel';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { formats, writeOfficial, type OfficialBlock } from '#platform/documents';
import { writeWorkbook, XLSX } from '#platform/sheets';
import { needRound, results } from './rounds.ts';
import { schemeOf, successorOn } from './rules.ts';
import * as store from './store.ts';

type Asker = Pick<Ctx, 'actor' | 'tx'>;
const say = (key: string): string => t('zh-CN', `assessment.export.${key}` as 'assessment.export.place');

export async function exportRound(ctx: Asker, id: string) {
  const { round } = await needRound(ctx.tx, id);
  const r = await results(ctx, id);
  const bytes = await writeWorkbook({
    sheets: [
      ...r.groups.map((g) => ({
        name: g.title.zh,
        columns: [
          ...['place', 'unit', 'total', 'grade', 'interval', 'base', 'bonus', 'deducted', 'vetoes'].map(
            (k) => ({
              title: say(k),
            }),
          ),
          ...(g.units[0]?.items ?? []).map((i) => ({ title: `${i.title.zh}（${i.points}）` })),
        ],
        rows: g.units.map((u) => [
          u.place,
          u.unit.name,
          Number(u.total),
          u.gradeTitle.zh,
          u.interval.join('—'),
          Number(u.base),
          Number(u.bonus),
          Number(u.deducted),
          u.vetoes.map((v) => v.zh).join('、'),
          ...u.items.map((i) => (i.earned === null ? say('notApplicable') : Number(i.earned))),
        ]),
      })),
      {
        name: say('note'),
        columns: [{ title: say('item') }, { title: say('value') }],
        rows: [
          [say('round'), round.title],
          [say('computedAt'), r.run.at],
          [say('input'), r.run.inputHash],
          [say('result'), r.run.resultHash],
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

interface Fixed {
  readonly resultHash: string;
  readonly simulated: boolean;
  readonly groups: readonly {
    readonly title: string;
    readonly units: readonly {
      readonly name: string;
      readonly place: number;
      readonly total: string;
      readonly grade: string;
    }[];
  }[];
}

/** The circular last issued; its corrections say what became different. */
export async function circular(ctx: Asker & Pick<Ctx, 'today'>, id: string) {
  const { round } = await needRound(ctx.tx, id);
  const papers = (await store.papers(ctx.tx, id)).filter((p) => p.kind !== 'told');
  const paper = papers.at(-1);
  if (!paper) throw new Problem('assessment.not-issued');
  const before = papers.at(-2);
  const content = paper.content as Fixed;
  const { plan } = await schemeOf(ctx.tx, round.pack, round.scheme);
  const day = paper.at.slice(0, 10) as Day;
  const signer = successorOn(plan, 'leading-group-office', day)?.name.zh ?? '';
  const doc = <K extends string>(key: K): string =>
    t('zh-CN', `assessment.document.${key}` as 'assessment.document.addressee');
  const past = new Map(
    ((before?.content as Fixed | undefined)?.groups ?? []).flatMap((g) => g.units.map((u) => [u.name, u])),
  );
  const changed = content.groups
    .flatMap((g) => g.units)
    .flatMap((u) => {
      const was = past.get(u.name);
      return was && (was.total !== u.total || was.grade !== u.grade || was.place !== u.place)
        ? [
            t('zh-CN', 'assessment.document.change', {
              name: u.name,
              before: `${was.total}分、第${was.place}位、${was.grade}`,
              now: `${u.total}分、第${u.place}位、${u.grade}`,
            }),
          ]
        : [];
    });
  const blocks: OfficialBlock[] = [
    {
      kind: 'paragraph',
      text: t('zh-CN', before ? 'assessment.document.corrects' : 'assessment.document.body', {
        number: plan.number,
        title: plan.title.zh,
        year: round.year,
        before: before?.number || doc('earlier'),
      } as never),
    },
    ...(before
      ? [
          {
            kind: 'paragraph' as const,
            text: changed.length > 0 ? changed.join('；') + '。' : doc('noChange'),
          },
        ]
      : []),
    ...content.groups.flatMap((g, n): OfficialBlock[] => [
      { kind: 'level', level: 1, text: `${['一', '二', '三', '四', '五'][n] ?? String(n + 1)}、${g.title}` },
      {
        kind: 'table',
        widths: [14, 46, 20, 20],
        head: [say('place'), say('unit'), say('total'), say('grade')],
        rows: g.units.map((u) => [String(u.place), u.name, u.total, u.grade]),
      },
    ]),
    {
      kind: 'paragraph',
      text: t('zh-CN', 'assessment.document.traced', {
        seq: paper.runSeq,
        hash: content.resultHash.slice(0, 16),
      }),
    },
  ];
  const bytes = await writeOfficial({
    ...(content.simulated ? { warning: doc('simulated') } : {}),
    organ: `${signer}文件`,
    ...(paper.number === '' ? {} : { number: paper.number }),
    title: [
      t('zh-CN', 'assessment.document.title1', { year: round.year }),
      before ? doc('title2Corrected') : doc('title2'),
    ],
    addressee: doc('addressee'),
    blocks,
    signer,
    date: day,
    note: doc('note'),
    printedBy: signer,
  });
  return {
    name: `${round.title}${before ? doc('fileCorrected') : doc('file')}.docx`,
    type: formats.docx.type,
    bytes,
  };
}
