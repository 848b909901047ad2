/** A file on its way in: read, preview, choose, apply all of it or none. The file itself is kept as it came. */
import { finding, normalizeUscc, Problem, usccFault, type Finding } from '#kernel';
import {
  detectTable,
  headSignature,
  keyTargets,
  mapColumns,
  readRecords,
  type ColumnMapping,
  type ImportRecord,
  type Table,
  type Target,
} from '#engine/import';
import { findingText } from '#locales';
import {
  enterprisesByCodes,
  enterprisesByNames,
  insertAboveScale,
  insertSubjects,
  type isAboveScale,
  nameKey,
  placesKnown,
} from '#areas/subjects';
import type { Ctx, Env } from '#platform/act';
import type { Tx } from '#platform/db';
import { readWorkbookSafely, writeWorkbook, XLSX, type Workbook } from '#platform/sheets';
import { definitionsOf } from './facts.ts';
import * as store from './store.ts';

export interface Options {
  sheet: string;
  head: [number, number] | null;
  columns: Record<string, { target: string; unit: string | null }>;
  period: string | null;
  unknown: 'skip' | 'create';
  rows: number[] | null;
}
interface Summary {
  rows: number;
  good: number;
  errors: number;
  warnings: number;
  added?: number;
  unchanged?: number;
  created?: number;
}

/** Whose batches an actor sees: an enterprise its own, others those of their body; the house's own command line sees all. */
const bodyOf = ({ actor }: Env): string | null =>
  actor.role === 'system'
    ? null
    : actor.scope.kind === 'subject'
      ? `enterprise:${actor.scope.subjectId}`
      : (actor.body ?? actor.accountId);

async function targetsOf(tx: Tx): Promise<Target[]> {
  const indicators = (await definitionsOf(tx)).filter((d) => d.formula === null);
  return [
    ...keyTargets,
    ...indicators.map((i): Target => ({
      id: i.id,
      title: i.title.zh,
      synonyms: i.synonyms,
      unit: i.unit,
      kind: 'number',
      // Only profit may fall below zero; everything else is an amount, a count or a quantity.
      nonNegative: !i.mayBeNegative,
    })),
  ];
}

interface Reading {
  readonly table: Table | undefined;
  readonly mapping: readonly (ColumnMapping & { readonly proposed: string })[];
  readonly records: readonly ImportRecord[];
  readonly failed: ReadonlySet<number>;
  readonly findings: readonly Finding[];
  readonly options: Options;
}

/** Reads the workbook by the options; where they say nothing, by what is found. */
function readTable(
  book: Workbook,
  targets: readonly Target[],
  o: Partial<Options>,
  remembered?: (signature: string) => Options['columns'] | undefined,
): Reading {
  const sheet =
    book.sheets.find((s) => s.name === o.sheet) ??
    book.sheets.toSorted((a, b) => b.rows.length - a.rows.length)[0];
  const rest = { period: o.period ?? null, unknown: o.unknown ?? 'skip', rows: o.rows ?? null } as const;
  if (!sheet)
    return {
      table: undefined,
      mapping: [],
      records: [],
      failed: new Set(),
      findings: book.findings,
      options: { sheet: '', head: null, columns: {}, ...rest },
    };
  const table = detectTable(sheet, { head: o.head ?? null });
  const proposal = mapColumns(table.columns, targets, remembered?.(headSignature(table)));
  const mapping = proposal.map((m) => {
    const chosen = o.columns?.[m.letter];
    return {
      ...m,
      proposed: m.target,
      ...(chosen ? { target: chosen.target, unit: chosen.unit ?? m.unit } : {}),
    };
  });
  // Two columns cannot both be the one figure: the first is read, the other named.
  const taken = new Map<string, string>();
  const twice: Finding[] = [];
  const readable = mapping.filter(({ letter, target }) => {
    const before = taken.get(target);
    if (before !== undefined)
      twice.push(
        finding('I115', 'error', `${sheet.name}!${letter}${table.head?.[1] ?? 1}`, {
          column: letter,
          before,
          target: targets.find((t) => t.id === target)?.title ?? target,
        }),
      );
    else if (target !== 'ignore') taken.set(target, letter);
    return before === undefined;
  });
  const read = readRecords(table, readable, targets, { defaultPeriod: rest.period });
  return {
    table,
    mapping,
    records: read.records,
    failed: read.failed,
    findings: [...book.findings, ...twice, ...read.findings],
    options: {
      sheet: sheet.name,
      head: o.head ?? null,
      columns: Object.fromEntries(mapping.map((m) => [m.letter, { target: m.target, unit: m.unit }])),
      ...rest,
    },
  };
}

interface Placed {
  readonly record: ImportRecord;
  readonly subjectId: string | null;
  readonly name: string;
  readonly fate: 'good' | 'skipped' | 'error';
  readonly create: boolean;
}

/** Finds the enterprise of every record in the actor's scope and says what will happen to the row. */
async function place(ctx: Ctx, reading: Reading): Promise<{ rows: Placed[]; findings: Finding[] }> {
  const { records, options } = reading;
  const findings: Finding[] = [];
  const byCode = await enterprisesByCodes(
    ctx.tx,
    records.flatMap((r) => r.creditCode ?? []),
  );
  const byName = await enterprisesByNames(
    ctx.tx,
    records.flatMap((r) => (r.creditCode === undefined && r.name !== undefined ? [r.name] : [])),
  );
  const places = options.unknown === 'create' ? await placesKnown(ctx.tx) : undefined;
  const only = options.rows === null ? undefined : new Set(options.rows);
  const undated = reading.findings.some((f) => f.code === 'I104');
  const placed = records.map((record): Placed => {
    const label = record.name ?? record.creditCode ?? '';
    const path = `${options.sheet}!${record.row}`;
    const out = (fate: Placed['fate'], subjectId: string | null, create = false): Placed => ({
      record,
      subjectId,
      name: label,
      fate: only && !only.has(record.row) && fate === 'good' ? 'skipped' : fate,
      create,
    });
    if (record.period === undefined) {
      // Where the whole table has no period, that was said once.
      if (!undated) findings.push(finding('I104', 'error', path));
      return out('error', null);
    }
    if (record.period.slice(0, 4) > ctx.today.slice(0, 4)) {
      findings.push(finding('I207', 'error', path, { period: record.period }));
      return out('error', null);
    }
    if (record.creditCode !== undefined) {
      const found = byCode.get(record.creditCode);
      if (found) {
        if (record.name !== undefined && record.name !== found.name)
          findings.push(finding('I205', 'warning', path, { registered: found.name, name: record.name }));
        return out('good', found.id);
      }
    } else {
      const found = byName.get(record.name ?? '') ?? [];
      if (found.length === 1) return out('good', found[0]!.id);
      if (found.length > 1) {
        findings.push(finding('I204', 'error', path, { name: label, count: found.length }));
        return out('error', null);
      }
    }
    if (ctx.actor.scope.kind === 'subject') {
      findings.push(finding('I202', 'error', path, { name: label }));
      return out('error', null);
    }
    if (!places) {
      findings.push(finding('I201', 'warning', path, { name: label }));
      return out('skipped', null);
    }
    const complete =
      record.creditCode !== undefined &&
      usccFault(normalizeUscc(record.creditCode)) !== 'check' &&
      record.name !== undefined &&
      places.region(record.region ?? '') !== undefined &&
      places.industry(record.industry ?? '') !== undefined;
    if (!complete) {
      findings.push(finding('I206', 'error', path, { name: label }));
      return out('error', null);
    }
    return out('good', null, true);
  });
  // The same enterprise may stand in one row by its code and in another by its name.
  const first = new Map<string, number>();
  const rows = placed.map((r): Placed => {
    if (r.fate !== 'good' || r.subjectId === null) return r;
    const key = `${r.subjectId} ${r.record.period}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, r.record.row);
      return r;
    }
    findings.push(
      finding('I105', 'error', `${options.sheet}!${r.record.row}`, {
        row: r.record.row,
        before,
        key: r.name,
      }),
    );
    return { ...r, fate: 'error' };
  });
  // Locked figures are named, and stay as they are, whoever sends the file: opening one is an act of its own, with a reason.
  const facts = rows.flatMap((r) =>
    r.fate === 'good' && r.subjectId !== null && r.record.period !== undefined
      ? r.record.values.map((v) => ({
          subjectId: r.subjectId!,
          period: r.record.period!,
          indicator: v.indicator,
        }))
      : [],
  );
  const locked = await store.lockedAmong(ctx.tx, facts);
  if (locked.size > 0)
    for (const r of rows) {
      if (r.fate !== 'good') continue;
      const count = r.record.values.filter((v) =>
        locked.has(`${r.subjectId} ${r.record.period} ${v.indicator}`),
      ).length;
      if (count > 0)
        findings.push(
          finding('I203', 'warning', `${options.sheet}!${r.record.row}`, {
            name: r.name,
            period: r.record.period ?? '',
            count,
          }),
        );
    }
  return { rows, findings };
}

const summaryOf = (rows: readonly Placed[], failed: number, findings: readonly Finding[]): Summary => ({
  rows: rows.length + failed,
  good: rows.filter((r) => r.fate === 'good').length,
  errors: findings.filter((f) => f.severity === 'error').length,
  warnings: findings.filter((f) => f.severity === 'warning').length,
});

const batchWire = (b: store.Batch) => ({
  id: b.id,
  fileName: b.fileName,
  fileSize: b.fileSize,
  state: b.state,
  uploadedAt: b.uploadedAt,
  uploadedBy: b.uploadedBy,
  appliedAt: b.appliedAt,
  version: b.version,
  summary: b.summary as Summary,
});

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Outside any transaction: keep the bytes durably, read them in a thread. */
export async function receive(env: Env, upload: Upload): Promise<{ sha256: string; book: Workbook }> {
  const book = await readWorkbookSafely(upload.bytes, upload.name);
  if (book.sheets.length === 0)
    throw new Problem('indicators.unreadable', { params: { name: upload.name }, findings: book.findings });
  return { sha256: await env.house.files.put(upload.bytes), book };
}

export async function create(
  ctx: Ctx,
  upload: Upload,
  received: { sha256: string; book: Workbook },
): Promise<{ id: string }> {
  const targets = await targetsOf(ctx.tx);
  const body = bodyOf(ctx) ?? '';
  // The memory of heads is asked for once the heads are known.
  const first = readTable(received.book, targets, {});
  const known = first.table
    ? await store.rememberedMapping(ctx.tx, body, headSignature(first.table))
    : undefined;
  const reading = known ? readTable(received.book, targets, {}, () => known) : first;
  const placed = await place(ctx, reading);
  const id = ctx.newId();
  await store.insertBatch(ctx.tx, {
    id,
    fileName: upload.name,
    fileSha256: received.sha256,
    fileSize: upload.bytes.length,
    options: reading.options,
    summary: summaryOf(placed.rows, reading.failed.size, [...reading.findings, ...placed.findings]),
    now: ctx.now,
    by: ctx.actor.accountId,
    body,
  });
  return { id };
}

const mustBatch = async (ctx: Ctx, id: string, lock = false): Promise<store.Batch> => {
  const b = await store.batchById(ctx.tx, id, bodyOf(ctx), lock);
  if (!b) throw new Problem('indicators.unknown-batch');
  return b;
};

/** The kept file of a batch, read again outside any transaction: a long file keeps nobody else from the database. */
export async function open(env: Env, id: string): Promise<Workbook> {
  const b = await env.house.db.tx(env.actor.scope, (tx) => store.batchById(tx, id, bodyOf(env)));
  if (!b) throw new Problem('indicators.unknown-batch');
  const bytes = await env.house.files.get(b.fileSha256);
  if (!bytes) throw new Problem('indicators.file-lost', { params: { name: b.fileName } });
  return readWorkbookSafely(bytes, b.fileName);
}

/** The same bytes, so the same options give the same records. */
async function reread(ctx: Ctx, book: Workbook, options: Options) {
  const targets = await targetsOf(ctx.tx);
  const reading = readTable(book, targets, options);
  const placed = await place(ctx, reading);
  return { targets, reading, placed, findings: [...reading.findings, ...placed.findings] };
}

const PREVIEW_ROWS = 200;
const SHOWN_FINDINGS = 500;

export async function detail(ctx: Ctx, id: string, book: Workbook) {
  const b = await mustBatch(ctx, id);
  const { targets, reading, placed, findings } = await reread(ctx, book, b.options as Options);
  const placedAt = new Map(placed.rows.map((r) => [r.record.row, r]));
  const rank = { error: 0, warning: 1, info: 2 } as const;
  return {
    ...batchWire(b),
    options: reading.options,
    sheets: book.sheets.map((s) => ({ name: s.name, rows: s.rows.length })),
    table: {
      titles: [...(reading.table?.titles ?? [])],
      head: reading.table?.head ? ([reading.table.head[0], reading.table.head[1]] as [number, number]) : null,
      columns: (reading.table?.columns ?? []).map((c) => {
        const m = reading.mapping.find((x) => x.letter === c.letter);
        return {
          letter: c.letter,
          title: c.title,
          unit: c.unit,
          proposed: m?.proposed ?? 'ignore',
          confidence: m?.confidence ?? 0,
          reason: m?.reason ?? 'none',
        };
      }),
    },
    targets: targets.map((t) => ({ id: t.id, title: t.title, unit: t.unit })),
    preview: (reading.table?.rows ?? []).slice(0, PREVIEW_ROWS).map((r) => {
      const p = placedAt.get(r.row);
      return {
        row: r.row,
        cells: (reading.table?.columns ?? []).map((c) => r.cells[c.index]?.text ?? ''),
        fate: p?.fate ?? ('error' as const),
        subject: p ? p.name : null,
      };
    }),
    findings: findings
      .toSorted((x, y) => rank[x.severity] - rank[y.severity])
      .slice(0, SHOWN_FINDINGS)
      .map((f) => ({ ...f, ...(f.params ? { params: { ...f.params } } : {}) })),
    findingsTotal: findings.length,
  };
}

export async function remap(ctx: Ctx, id: string, version: number, options: Options, book: Workbook) {
  const b = await mustBatch(ctx, id, true);
  if (b.state !== 'draft') throw new Problem('indicators.batch-closed', { params: { name: b.fileName } });
  if (b.version !== version) throw new Problem('db.conflict');
  const { reading, placed, findings } = await reread(ctx, book, options);
  const summary = summaryOf(placed.rows, reading.failed.size, findings);
  if (
    !(await store.updateBatch(ctx.tx, id, version, {
      state: 'draft',
      options: reading.options,
      summary,
      appliedAt: null,
      sourceId: null,
    }))
  )
    throw new Problem('db.conflict');
  return detail(ctx, id, book);
}

/** Writes every good row, or none: one transaction, and the batch's version guards against a second apply. */
export async function apply(
  ctx: Ctx,
  id: string,
  version: number,
  book: Workbook,
  aboveScale: ReturnType<typeof isAboveScale>,
) {
  const b = await mustBatch(ctx, id, true);
  if (b.state !== 'draft') throw new Problem('indicators.batch-closed', { params: { name: b.fileName } });
  if (b.version !== version) throw new Problem('db.conflict');
  const { reading, placed, findings } = await reread(ctx, book, b.options as Options);
  const good = placed.rows.filter((r) => r.fate === 'good' && r.record.period !== undefined);
  if (good.length === 0)
    throw new Problem('indicators.nothing-to-apply', {
      findings: findings.filter((f) => f.severity === 'error').slice(0, 20),
    });
  const units = new Map((await definitionsOf(ctx.tx)).map((d) => [d.id, d.unit]));
  const sourceId = ctx.newId();
  await store.insertSource(
    ctx.tx,
    {
      id: sourceId,
      kind: 'import',
      title: b.fileName,
      publishedDay: null,
      fileSha256: b.fileSha256,
      simulated: false,
      recordedBy: ctx.actor.name,
    },
    ctx.now,
  );
  const ids = new Map<string, string>();
  const fresh = good.filter((r) => r.create);
  if (fresh.length > 0) {
    const places = await placesKnown(ctx.tx);
    const byCode = new Map(fresh.map((r) => [r.record.creditCode!, r.record]));
    const rows = [...byCode.values()].map((r) => {
      const subjectId = ctx.newId();
      ids.set(r.creditCode!, subjectId);
      return {
        id: subjectId,
        kind: 'enterprise' as const,
        code: r.creditCode!,
        name: r.name!,
        nameKey: nameKey(r.name!),
        regionCode: places.region(r.region!)!,
        industryCode: places.industry(r.industry!)!,
        parkCode: null,
        size: null,
        simulated: false,
      };
    });
    // One that is there after all stands outside the actor's scope, or was registered a moment ago.
    if ((await insertSubjects(ctx.tx, rows, ctx.now)) < rows.length)
      throw new Problem('indicators.already-registered');
  }
  // Who keeps the register says with the figures of a year that the enterprise was above the designated size in it.
  if (ctx.actor.permissions.has('subjects.write'))
    await insertAboveScale(
      ctx.tx,
      good
        .filter(({ record }) =>
          aboveScale(
            new Map(
              record.period!.length > 4
                ? []
                : record.values.flatMap((v) =>
                    v.value === null
                      ? []
                      : [[v.indicator, { value: v.value, unit: units.get(v.indicator) ?? '' }] as const],
                  ),
            ),
          ),
        )
        .map((r) => ({
          subjectId: r.subjectId ?? ids.get(r.record.creditCode!)!,
          year: Number(r.record.period!.slice(0, 4)),
        })),
    );
  const facts = good.flatMap((r) =>
    r.record.values.map((v) => ({
      subjectId: r.subjectId ?? ids.get(r.record.creditCode!)!,
      period: r.record.period!,
      indicator: v.indicator,
      value: v.value,
      unit: units.get(v.indicator) ?? '',
      note: `${reading.options.sheet}!${v.ref}`,
    })),
  );
  const added = await store.appendFacts(ctx.tx, facts, {
    sourceId,
    now: ctx.now,
    by: ctx.actor.name,
    status: 'filed',
    overLocked: false,
  });
  const summary: Summary = {
    ...summaryOf(placed.rows, reading.failed.size, findings),
    added,
    unchanged: facts.length - added,
    created: ids.size,
  };
  if (
    !(await store.updateBatch(ctx.tx, id, version, {
      state: 'applied',
      options: reading.options,
      summary,
      appliedAt: ctx.now,
      sourceId,
    }))
  )
    throw new Problem('db.conflict');
  // A choice that had to be corrected is not worth remembering.
  if (reading.table && !reading.findings.some((f) => f.code === 'I115'))
    await store.rememberMapping(
      ctx.tx,
      b.uploadedBody,
      headSignature(reading.table),
      reading.options.columns,
      ctx.now,
    );
  return batchWire(await mustBatch(ctx, id));
}

export async function discard(ctx: Ctx, id: string) {
  const b = await mustBatch(ctx, id, true);
  if (b.state !== 'draft') throw new Problem('indicators.batch-closed', { params: { name: b.fileName } });
  if (
    !(await store.updateBatch(ctx.tx, id, b.version, {
      state: 'discarded',
      options: b.options,
      summary: b.summary,
      appliedAt: null,
      sourceId: null,
    }))
  )
    throw new Problem('db.conflict');
  return batchWire(await mustBatch(ctx, id));
}

export async function list(ctx: Ctx, state: string | undefined, page: number, size: number) {
  const { total, items } = await store.listBatches(ctx.tx, bodyOf(ctx), state, size, (page - 1) * size);
  return { total, items: items.map(batchWire) };
}

export async function original(ctx: Ctx, id: string) {
  const b = await mustBatch(ctx, id);
  const bytes = await ctx.house.files.get(b.fileSha256);
  if (!bytes) throw new Problem('indicators.file-lost', { params: { name: b.fileName } });
  return { name: b.fileName, type: 'application/octet-stream', bytes };
}

/** Every remark with its cell, for whoever has to correct the file. */
export async function findingsFile(ctx: Ctx, id: string, book: Workbook) {
  const b = await mustBatch(ctx, id);
  const { findings } = await reread(ctx, book, b.options as Options);
  const words = { error: '错误', warning: '提醒', info: '说明' } as const;
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: '逐格意见',
        columns: [
          { title: '位置' },
          { title: '程度' },
          { title: '问题' },
          { title: '说明' },
          { title: '怎么办' },
        ],
        rows: findings.map((f) => {
          const text = findingText('zh-CN', f.code, f.params);
          return [f.path ?? '', words[f.severity], text.title, text.message, text.action];
        }),
      },
    ],
  });
  return { name: `${b.fileName}-逐格意见.xlsx`, type: XLSX, bytes };
}
