/**
 * Documents as they were issued: content, figures and input are frozen under a number that runs without gaps; what turns out wrong is said by
 * an erratum with a number of its own. Any area may issue: it gives values, the house keeps them and hands them back unchanged.
 * Words: figure (a number of the text with where it comes from), series (机关代字), erratum (更正).
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { canonicalJson, Problem, type Day } from '#kernel';
import { brokenConstraint, type Tx } from '#platform/db';

/** A number that stands in a document: told apart by `id` when it is computed again. */
export interface DocumentFigure {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  /** Where it comes from, e.g. `provision:N060`, `entry:<id>`, `run:<id>`, with what it was made of. */
  readonly source: string;
}

export interface Issued {
  readonly id: string;
  readonly kind: string;
  readonly pack: string;
  readonly period: string;
  readonly series: string;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly about: string;
  readonly subjectId: string | null;
  readonly content: unknown;
  readonly figures: readonly DocumentFigure[];
  readonly input: unknown;
  readonly inputHash: string;
  readonly contentHash: string;
  readonly corrects: string | null;
  readonly reason: string;
  readonly simulated: boolean;
  readonly issuedDay: Day;
  readonly issuedAt: string;
  readonly by: string;
}
export type IssuedHead = Omit<Issued, 'content' | 'figures' | 'input'>;

/** 宁对标督〔2020〕2号 */
export const documentNumber = (d: Pick<Issued, 'series' | 'year' | 'number'>): string =>
  `${d.series}〔${d.year}〕${d.number}号`;

/** As it comes back from the database: what is undefined is not there. */
const plain = <T>(v: T): T => JSON.parse(JSON.stringify(v)) as T;
export const documentHash = (v: unknown): string =>
  createHash('sha256')
    .update(canonicalJson(plain(v)))
    .digest('hex');

const heads = sql`d.id::text as id, d.kind, d.pack, d.period, d.series, d.year, d.number, d.title, d.about, d.subject_id::text as "subjectId",
  d.input_hash as "inputHash", d.content_hash as "contentHash", d.corrects::text as corrects, d.reason, d.simulated, d.issued_day as "issuedDay",
  d.issued_at as "issuedAt", d.by_name as by`;
const whole = sql`${heads}, d.content, d.figures, d.input`;

export const issuedDocument = async (tx: Tx, id: string): Promise<Issued | undefined> =>
  (await sql<Issued>`select ${whole} from issued_document d where d.id = ${id}::uuid`.execute(tx)).rows[0];

/** Errata of a document, in the order of issue. */
export const errataOf = async (tx: Tx, id: string): Promise<Issued[]> =>
  (
    await sql<Issued>`select ${whole} from issued_document d where d.corrects = ${id}::uuid order by d.issued_at, d.number`.execute(
      tx,
    )
  ).rows;

export const documentsAbout = async (tx: Tx, about: string): Promise<IssuedHead[]> =>
  (
    await sql<IssuedHead>`select ${heads} from issued_document d where d.about = ${about} order by d.issued_at`.execute(
      tx,
    )
  ).rows;

export async function issuedDocuments(
  tx: Tx,
  f: { pack: string; kinds: readonly string[]; year?: number | undefined },
  size: number,
  offset: number,
): Promise<{ total: number; items: (IssuedHead & { corrected: boolean })[] }> {
  const where = sql`where d.pack = ${f.pack} and d.kind = any(${f.kinds as string[]}) and (${f.year ?? null}::int is null or d.year = ${f.year ?? null})`;
  const rows = await sql<IssuedHead & { corrected: boolean }>`select ${heads},
      exists (select from issued_document e where e.corrects = d.id) as corrected
    from issued_document d ${where} order by d.issued_at desc, d.series, d.number desc limit ${size} offset ${offset}`.execute(
    tx,
  );
  const count = await sql<{ n: bigint }>`select count(*) as n from issued_document d ${where}`.execute(tx);
  return { total: Number(count.rows[0]?.n ?? 0), items: rows.rows };
}

export interface ToIssue {
  readonly id: string;
  readonly kind: string;
  readonly pack: string;
  readonly period: string;
  readonly series: string;
  readonly title: string;
  readonly about?: string;
  readonly subjectId?: string | null;
  readonly input: unknown;
  readonly figures: readonly DocumentFigure[];
  /** The content under its number: what is frozen. */
  readonly content: (number: string) => unknown;
  readonly corrects?: string;
  readonly reason?: string;
  readonly simulated: boolean;
}

/**
 * Issues a document under the next number of its series and year. The same id again gives the document that is there (a press that arrives
 * twice), unless it was issued as something else.
 */
export async function issueDocument(
  tx: Tx,
  d: ToIssue,
  at: { readonly day: Day; readonly now: string; readonly account: string | null; readonly by: string },
): Promise<Issued> {
  const year = Number(at.day.slice(0, 4));
  // The trigger takes the same lock; taken here the number can stand in the text.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`issued_document ${d.series} ${year}`}, 0))`.execute(
    tx,
  );
  const there = await issuedDocument(tx, d.id);
  if (there) {
    if (there.kind === d.kind && there.period === d.period && there.about === (d.about ?? '')) return there;
    throw new Problem('documents.changed');
  }
  const next = await sql<{ n: number }>`select coalesce(max(number), 0) + 1 as n from issued_document
    where series = ${d.series} and year = ${year}`.execute(tx);
  const number = next.rows[0]!.n;
  const content = plain(d.content(documentNumber({ series: d.series, year, number })));
  try {
    await sql`insert into issued_document (id, kind, pack, period, series, year, number, title, about, subject_id, content, figures, input,
        input_hash, content_hash, corrects, reason, simulated, issued_day, issued_at, by_account, by_name)
      values (${d.id}::uuid, ${d.kind}, ${d.pack}, ${d.period}, ${d.series}, ${year}, ${number}, ${d.title}, ${d.about ?? ''},
        ${d.subjectId ?? null}::uuid, ${JSON.stringify(content)}::jsonb, ${JSON.stringify(d.figures)}::jsonb, ${JSON.stringify(d.input)}::jsonb,
        ${documentHash(d.input)}, ${documentHash(content)}, ${d.corrects ?? null}::uuid, ${d.reason ?? ''}, ${d.simulated}, ${at.day}::date,
        ${at.now}::timestamptz, ${at.account}::uuid, ${at.by})`.execute(tx);
  } catch (e) {
    if (brokenConstraint(e)) throw new Problem('documents.changed');
    throw e;
  }
  return (await issuedDocument(tx, d.id))!;
}

export interface FigureChange {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  /** null: the figure was not there, or is there no more. */
  readonly before: string | null;
  readonly after: string | null;
  readonly source: string;
}

/** Figures that say something else than they did, in the order of the document; what is new comes last. */
export function changedFigures(
  before: readonly DocumentFigure[],
  after: readonly DocumentFigure[],
): FigureChange[] {
  const now = new Map(after.map((f) => [f.id, f]));
  const had = new Set(before.map((f) => f.id));
  return [
    ...before.flatMap((f) => {
      const n = now.get(f.id);
      return n && n.value === f.value && n.unit === f.unit
        ? []
        : [
            {
              id: f.id,
              label: f.label,
              unit: f.unit,
              before: f.value,
              after: n?.value ?? null,
              source: n?.source ?? f.source,
            },
          ];
    }),
    ...after.flatMap((f) =>
      had.has(f.id)
        ? []
        : [{ id: f.id, label: f.label, unit: f.unit, before: null, after: f.value, source: f.source }],
    ),
  ];
}

/** The figures of a document as its errata left them: each change put on the one before. */
export function figuresAfter(
  first: readonly DocumentFigure[],
  changes: readonly (readonly FigureChange[])[],
): DocumentFigure[] {
  const out = new Map(first.map((f) => [f.id, f]));
  for (const c of changes.flat()) {
    if (c.after === null) out.delete(c.id);
    else out.set(c.id, { id: c.id, label: c.label, value: c.after, unit: c.unit, source: c.source });
  }
  return [...out.values()];
}

/** Whether content and input are still what their hashes say. */
export const documentIntact = (d: Issued): boolean =>
  documentHash(d.content) === d.contentHash && documentHash(d.input) === d.inputHash;
