/** Issued documents of supervision: a number, frozen content and figures, and errata that refer to what they correct. */
import type { z } from 'zod';
import { canonicalJson, Problem, type Day } from '#kernel';
import { t, type Args, type Key } from '#locales';
import type { Ctx } from '#platform/act';
import type { FileAnswer } from '#platform/api';
import {
  changedFigures,
  documentHash,
  documentIntact,
  documentNumber,
  errataOf,
  figuresAfter,
  formats,
  issueDocument,
  issuedDocument,
  issuedDocuments,
  officialDay,
  writeOfficial,
  type DocumentFigure,
  type FigureChange,
  type Issued,
  type OfficialDocument,
} from '#platform/documents';
import { writeWorkbook, XLSX } from '#platform/sheets';
import {
  bulletinFigures,
  bulletinPaper,
  checkPeriod,
  dispatchFigures,
  dispatchSheets,
  gather,
  titleOfPeriod,
  type PeriodInput,
} from './bulletin.ts';
import { documentKinds, type documentSchema } from './contract.ts';
import { marksOf, rulesOf } from './rules.ts';
import { lockEntry } from './store.ts';
import { caseById, lockCase } from './store/cases.ts';

type Wire = z.output<typeof documentSchema>;
type Kind = (typeof documentKinds)[number];
type Content = Wire['content'];

const say = <K extends Key>(key: K, ...args: Args<K>): string => t('zh-CN', key, ...args);

interface CaseInput {
  readonly case: string;
  readonly version: number;
  readonly title: string;
  readonly requirement: string;
  readonly sourceText: string;
  readonly cooperating: string;
  readonly deadline: string;
  readonly owner: string;
  readonly head: PeriodInput['head'];
  readonly simulated: boolean;
}
interface ErratumInput {
  readonly original: {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly day: string;
    readonly contentHash: string;
  };
  readonly reason: string;
  readonly changes: readonly FigureChange[];
  readonly head: PeriodInput['head'];
  readonly simulated: boolean;
}

const contentOf = (
  kind: 'dispatch' | 'bulletin',
  i: PeriodInput,
  number: string | null,
  date: Day,
): unknown =>
  kind === 'bulletin' ? { paper: bulletinPaper(i, number, date) } : { sheets: dispatchSheets(i, number) };
const figuresOf = (kind: 'dispatch' | 'bulletin', i: PeriodInput): DocumentFigure[] =>
  kind === 'bulletin' ? bulletinFigures(i) : dispatchFigures(i);

function orderPaper(i: CaseInput, number: string, date: Day): OfficialDocument {
  const p = (text: string) => ({ kind: 'paragraph' as const, text });
  const h = (text: string) => ({ kind: 'level' as const, level: 1 as const, text });
  return {
    ...(i.simulated ? { warning: say('supervision.bulletin.simulated') } : {}),
    organ: `${i.head.organ}文件`,
    number,
    title: [say('supervision.order.title1'), say('supervision.order.title2')],
    addressee: i.owner,
    blocks: [
      p(say('supervision.order.opening')),
      h(say('supervision.order.h1')),
      p(i.title),
      ...(i.sourceText === '' ? [] : [p(i.sourceText)]),
      h(say('supervision.order.h2')),
      ...i.requirement
        .split('\n')
        .filter((x) => x.trim() !== '')
        .map(p),
      ...(i.cooperating === '' ? [] : [p(say('supervision.order.cooperating', { names: i.cooperating }))]),
      h(say('supervision.order.h3')),
      p(say('supervision.order.deadline', { day: officialDay(i.deadline as Day) })),
      p(say('supervision.order.feedback')),
    ],
    signer: i.head.signer,
    date,
    ...(i.cooperating === '' ? {} : { copies: i.cooperating }),
    printedBy: i.head.office,
  };
}

function erratumPaper(i: ErratumInput, number: string, date: Day): OfficialDocument {
  const said = (c: FigureChange, v: string | null): string => (v === null ? '—' : `${v}${c.unit}`);
  return {
    ...(i.simulated ? { warning: say('supervision.bulletin.simulated') } : {}),
    organ: `${i.head.organ}文件`,
    number,
    title: [
      say('supervision.erratum.title1', { number: i.original.number }),
      say('supervision.erratum.title2'),
    ],
    addressee: i.head.addressee,
    blocks: [
      {
        kind: 'paragraph',
        text: say('supervision.erratum.opening', {
          title: i.original.title,
          number: i.original.number,
          day: officialDay(i.original.day as Day),
          count: i.changes.length,
        }),
      },
      { kind: 'paragraph', text: say('supervision.erratum.reason', { reason: i.reason }) },
      {
        kind: 'table',
        widths: [56, 22, 22],
        head: [
          say('supervision.erratum.figure'),
          say('supervision.erratum.before'),
          say('supervision.erratum.after'),
        ],
        rows: i.changes.map((c) => [c.label, said(c, c.before), said(c, c.after)]),
      },
      { kind: 'paragraph', text: say('supervision.erratum.rest') },
    ],
    signer: i.head.signer,
    date,
    ...(i.head.copies === null ? {} : { copies: i.head.copies }),
    printedBy: i.head.office,
  };
}

const need = async (ctx: Ctx, id: string): Promise<Issued> => {
  const d = await issuedDocument(ctx.tx, id);
  if (!d || !documentKinds.includes(d.kind as Kind)) throw new Problem('supervision.unknown-document');
  return d;
};

const headWire = (d: Omit<Issued, 'content' | 'figures' | 'input'>, corrected: boolean) => ({
  id: d.id,
  kind: d.kind as Kind,
  period: d.period,
  number: documentNumber(d),
  title: d.title,
  issuedDay: d.issuedDay,
  issuedAt: d.issuedAt,
  by: d.by,
  simulated: d.simulated,
  corrected,
});

export async function present(ctx: Ctx, id: string): Promise<Wire> {
  const d = await need(ctx, id);
  const errata = await errataOf(ctx.tx, id);
  const original = d.corrects === null ? undefined : await issuedDocument(ctx.tx, d.corrects);
  return {
    ...headWire(d, errata.length > 0),
    content: d.content as Content,
    figures: [...d.figures],
    inputHash: d.inputHash,
    contentHash: d.contentHash,
    reason: d.reason,
    corrects: original ? { id: original.id, number: documentNumber(original) } : null,
    errata: errata.map((e) => ({ id: e.id, number: documentNumber(e), issuedDay: e.issuedDay })),
  };
}

export async function list(
  ctx: Ctx,
  q: { pack: string; kind?: Kind | undefined; year?: number | undefined },
  page: number,
  size: number,
) {
  const { total, items } = await issuedDocuments(
    ctx.tx,
    { pack: q.pack, kinds: q.kind ? [q.kind] : documentKinds, year: q.year },
    size,
    (page - 1) * size,
  );
  return { total, items: items.map((d) => headWire(d, d.corrected)) };
}

export async function draft(ctx: Ctx, q: { pack: string; kind: 'dispatch' | 'bulletin'; period: string }) {
  checkPeriod(q.kind, q.period);
  const i = await gather(ctx, q.pack, q.period);
  return {
    kind: q.kind,
    period: q.period,
    title: titleOfPeriod(q.kind, i),
    content: JSON.parse(JSON.stringify(contentOf(q.kind, i, null, ctx.today))) as Content,
    figures: figuresOf(q.kind, i),
    inputHash: documentHash(i),
    simulated: i.simulated,
  };
}

async function fileOf(name: string, content: Content): Promise<FileAnswer> {
  return 'paper' in content
    ? {
        name: `${name}.docx`,
        type: formats.docx.type,
        bytes: await writeOfficial(content.paper as unknown as OfficialDocument),
      }
    : { name: `${name}.xlsx`, type: XLSX, bytes: await writeWorkbook({ sheets: content.sheets }) };
}

export async function draftFile(
  ctx: Ctx,
  q: { pack: string; kind: 'dispatch' | 'bulletin'; period: string },
) {
  const d = await draft(ctx, q);
  return fileOf(`${d.title}（${say('supervision.draft')}）`, d.content);
}

export async function readFile(ctx: Ctx, id: string): Promise<FileAnswer> {
  const d = await need(ctx, id);
  return fileOf(`${documentNumber(d)} ${d.title}`, d.content as Content);
}

const at = (ctx: Ctx) => ({ day: ctx.today, now: ctx.now, account: ctx.actor.accountId, by: ctx.actor.name });

export async function issue(
  ctx: Ctx,
  b: {
    id: string;
    pack: string;
    kind: 'dispatch' | 'bulletin';
    period: string;
    inputHash?: string | undefined;
  },
): Promise<Wire> {
  checkPeriod(b.kind, b.period);
  if (!(await issuedDocument(ctx.tx, b.id))) {
    const i = await gather(ctx, b.pack, b.period);
    // What is signed is what was looked at.
    if (b.inputHash !== undefined && b.inputHash !== documentHash(i))
      throw new Problem('supervision.draft-changed');
    const { rules } = await rulesOf(ctx.tx, b.pack);
    await issueDocument(
      ctx.tx,
      {
        id: b.id,
        kind: b.kind,
        pack: b.pack,
        period: b.period,
        series: rules.documents[b.kind].series,
        title: titleOfPeriod(b.kind, i),
        input: i,
        figures: figuresOf(b.kind, i),
        content: (number) => contentOf(b.kind, i, number, ctx.today),
        simulated: i.simulated,
      },
      at(ctx),
    );
  }
  return present(ctx, b.id);
}

export async function issueOrder(ctx: Ctx, caseId: string, id: string): Promise<Wire> {
  await lockCase(ctx.tx, caseId);
  const c = await caseById(ctx.tx, caseId);
  if (!c) throw new Problem('supervision.unknown-case');
  const { rules, review } = await rulesOf(ctx.tx, c.pack);
  if (!marksOf(review, c.state).includes('live') || c.deadline === null)
    throw new Problem('supervision.not-assigned');
  const { organ, signer, office, addressee, copies } = rules.documents;
  const input: CaseInput = {
    case: c.id,
    version: c.version,
    title: c.title,
    requirement: c.requirement,
    sourceText: c.sourceText,
    cooperating: c.cooperating,
    deadline: c.deadline,
    owner: c.owner.name,
    head: { organ, signer, office, addressee, copies: copies ?? null },
    simulated: c.simulated,
  };
  await issueDocument(
    ctx.tx,
    {
      id,
      kind: 'order',
      pack: c.pack,
      period: String(c.year),
      series: rules.documents.order.series,
      title: say('supervision.order.name', { title: c.title }),
      about: `case:${c.id}`,
      subjectId: c.owner.id,
      input,
      figures: [
        {
          id: 'deadline',
          label: say('supervision.column.deadline'),
          value: c.deadline,
          unit: '',
          source: `case:${c.id}#${c.version}`,
        },
      ],
      content: (number) => ({ paper: orderPaper(input, number, ctx.today) }),
      simulated: c.simulated,
    },
    at(ctx),
  );
  return present(ctx, id);
}

/** The content put into words again from the kept input. */
function rewritten(d: Issued): unknown {
  const number = documentNumber(d);
  switch (d.kind as Kind) {
    case 'bulletin':
    case 'dispatch':
      return contentOf(d.kind as 'bulletin', d.input as PeriodInput, number, d.issuedDay);
    case 'order':
      return { paper: orderPaper(d.input as CaseInput, number, d.issuedDay) };
    case 'erratum':
      return { paper: erratumPaper(d.input as ErratumInput, number, d.issuedDay) };
  }
}

/** Figures of a period that now say something else than the document and its errata do. */
async function changesOf(ctx: Ctx, d: Issued): Promise<FigureChange[]> {
  if (d.kind !== 'bulletin' && d.kind !== 'dispatch') return [];
  const errata = await errataOf(ctx.tx, d.id);
  const said = figuresAfter(
    d.figures,
    errata.map((e) => (e.input as ErratumInput).changes),
  );
  return changedFigures(said, figuresOf(d.kind, await gather(ctx, d.pack, d.period)));
}

export async function check(ctx: Ctx, id: string) {
  const d = await need(ctx, id);
  return {
    intact: documentIntact(d),
    rewritten: canonicalJson(JSON.parse(JSON.stringify(rewritten(d)))) === canonicalJson(d.content),
    changes: await changesOf(ctx, d),
  };
}

/** Says what was wrong in a document of its own; the original stays as it is. */
export async function correct(
  ctx: Ctx,
  originalId: string,
  b: { id: string; reason: string },
): Promise<Wire> {
  // Two at once would say the same twice.
  await lockEntry(ctx.tx, originalId);
  const d = await need(ctx, originalId);
  if (await issuedDocument(ctx.tx, b.id)) return present(ctx, b.id);
  const changes = await changesOf(ctx, d);
  if (changes.length === 0) throw new Problem('supervision.nothing-to-correct');
  const { rules } = await rulesOf(ctx.tx, d.pack);
  const { organ, signer, office, addressee, copies } = rules.documents;
  const input: ErratumInput = {
    original: {
      id: d.id,
      number: documentNumber(d),
      title: d.title,
      day: d.issuedDay,
      contentHash: d.contentHash,
    },
    reason: b.reason,
    changes,
    head: { organ, signer, office, addressee, copies: copies ?? null },
    simulated: d.simulated,
  };
  await issueDocument(
    ctx.tx,
    {
      id: b.id,
      kind: 'erratum',
      pack: d.pack,
      period: d.period,
      series: rules.documents.erratum.series,
      title: say('supervision.erratum.name', { title: d.title }),
      input,
      figures: changes.flatMap((c) =>
        c.after === null
          ? []
          : [{ id: c.id, label: c.label, value: c.after, unit: c.unit, source: c.source }],
      ),
      content: (number) => ({ paper: erratumPaper(input, number, ctx.today) }),
      corrects: d.id,
      reason: b.reason,
      simulated: d.simulated,
    },
    at(ctx),
  );
  return present(ctx, b.id);
}
