/** The public notice and the circular of results as official documents: sentences from the values of a round, nothing computed here. */
import type { z } from 'zod';
import { formatDecimal, decimal, type Day } from '#kernel';
import { t, type Args, type Key } from '#locales';
import { officialDay, type OfficialBlock, type OfficialDocument } from '#platform/documents';
import type { listsSchema } from './contract.ts';

type Lists = z.output<typeof listsSchema>;

export interface DocumentOf {
  readonly kind: 'notice' | 'result';
  readonly year: number;
  readonly scheme: string;
  /** Documents the round rests on, as they are cited. */
  readonly grounds: string;
  readonly signer: string;
  readonly date: Day;
  readonly notice: { readonly from: Day; readonly to: Day; readonly workingDays: number } | null;
  readonly number?: string;
  readonly lists: Lists;
}

const say = <K extends Key>(key: K, ...args: Args<K>): string => t('zh-CN', key, ...args);
const score = (x: number): string => formatDecimal(decimal(x.toFixed(2)));

const sum = (d: DocumentOf): string =>
  d.lists.lists
    .map((l) => say('awardDocuments.count', { title: l.award.title.zh, count: l.entries.length }))
    .join('，');

function listBlocks(d: DocumentOf): OfficialBlock[] {
  return d.lists.lists.flatMap((l, n): OfficialBlock[] => [
    {
      kind: 'level',
      level: 1,
      text: `${['一', '二', '三', '四'][n] ?? String(n + 1)}、${l.award.title.zh}（${l.entries.length}家）`,
    },
    ...(l.entries.length === 0
      ? [{ kind: 'paragraph' as const, text: say('awardDocuments.nobody') }]
      : [
          {
            kind: 'table' as const,
            widths: [8, 46, 16, 30],
            head: [
              say('awardDocuments.place'),
              say('awardDocuments.enterprise'),
              say('awardDocuments.region'),
              say('awardDocuments.industry'),
            ],
            rows: l.entries.map((e) => [String(e.place), e.subject.name, e.regionName, e.industryName]),
          },
        ]),
  ]);
}

/** The document; which of the two follows from `kind`. */
export function awardDocument(d: DocumentOf): OfficialDocument {
  const warning = d.lists.simulated ? { warning: say('awardDocuments.simulated') } : {};
  const base = { ...warning, signer: d.signer, date: d.date };
  if (d.kind === 'notice')
    return {
      ...base,
      title: [say('awardDocuments.noticeTitle1', { year: d.year }), say('awardDocuments.noticeTitle2')],
      blocks: [
        {
          kind: 'paragraph',
          text: say('awardDocuments.noticeBody', {
            grounds: d.grounds,
            evaluated: d.lists.evaluated,
            sum: sum(d),
          }),
        },
        ...(d.notice
          ? [
              {
                kind: 'paragraph' as const,
                text: say('awardDocuments.noticeDays', {
                  from: officialDay(d.notice.from),
                  to: officialDay(d.notice.to),
                  days: d.notice.workingDays,
                }),
              },
            ]
          : []),
        { kind: 'paragraph', text: say('awardDocuments.objections') },
        ...listBlocks(d),
      ],
    };
  const prizes = d.lists.lists.flatMap((l) =>
    l.award.amount && l.entries.length > 0
      ? [
          say('awardDocuments.prize', {
            title: l.award.title.zh,
            value: l.award.amount.value,
            unit: l.award.amount.unit,
          }),
        ]
      : [],
  );
  return {
    ...base,
    organ: `${d.signer}文件`,
    ...(d.number === undefined ? {} : { number: d.number }),
    title: [say('awardDocuments.resultTitle1', { year: d.year }), say('awardDocuments.resultTitle2')],
    addressee: say('awardDocuments.addressee'),
    blocks: [
      {
        kind: 'paragraph',
        text: say('awardDocuments.resultBody', {
          grounds: d.grounds,
          year: d.year,
          evaluated: d.lists.evaluated,
          vetoed: d.lists.vetoed,
          sum: sum(d),
        }),
      },
      ...(prizes.length > 0 ? [{ kind: 'paragraph' as const, text: prizes.join('') }] : []),
      ...listBlocks(d),
      {
        kind: 'paragraph',
        text: say('awardDocuments.traced', {
          seq: d.lists.seq,
          hash: d.lists.resultHash.slice(0, 16),
          lowest: d.lists.lists
            .map((l) => `${l.award.title.zh}${l.entries.length > 0 ? score(l.entries.at(-1)!.total) : '—'}`)
            .join('，'),
        }),
      },
    ],
    note: say('awardDocuments.note'),
    printedBy: say('awardDocuments.office', { signer: d.signer }),
  };
}
