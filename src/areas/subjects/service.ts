import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinyin } from 'pinyin-pro';
import { compareDecimal, decimal, normalizeUscc, Problem, usccFault, type Scope } from '#kernel';
import type { Ctx, House } from '#platform/act';
import { madeOf, parseYaml } from '#platform/content';
import type { Tx } from '#platform/db';
import * as store from './store.ts';

/** The same register entry has the same id in every installation: a UUID (version 8) from its kind and code. */
export function registerId(kind: 'region' | 'park' | 'agency', code: string): string {
  const h = createHash('sha256').update(`duibiao:${kind}:${code}`).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

/** `宁夏甲钢铁有限公司` → `ningxiajiagangtieyouxiangongsi nxjgtyxgs`: sorting, and search by pinyin or initials. */
export const nameKey = (name: string): string => {
  const parts = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true });
  const flat = parts.map((p) => p.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return `${flat.join('')} ${flat.map((p) => p[0] ?? '').join('')}`;
};

type Row = Readonly<Record<string, string>>;

interface RegisterFile {
  readonly columns?: string[];
  readonly rows?: unknown[][];
  readonly source?: string;
  readonly sources?: Record<string, string>;
  readonly register?: string;
}

function openRegister(house: Pick<House, 'contentDir'>, file: string): RegisterFile {
  const name = `standards/${file}`;
  const { value, findings } = parseYaml(readFileSync(join(house.contentDir, name), 'utf8'), name);
  if (findings.length > 0) throw new Problem('content.broken', { params: { name }, findings });
  return (value ?? {}) as RegisterFile;
}

function recordsOf(table: RegisterFile, file: string): Row[] {
  const name = `standards/${file}`;
  const { columns, rows, sources } = table;
  if (!columns || !rows) throw new Problem('content.broken', { params: { name } });
  const bad = rows.findIndex((r) => !Array.isArray(r) || r.length !== columns.length);
  if (bad >= 0) throw new Problem('content.broken-row', { params: { name, row: bad + 1 } });
  return rows.map((r) =>
    Object.fromEntries(
      columns.map((c, i) => {
        const text = String(r[i] ?? '');
        // Long sources that many rows share stand once, under a short name.
        return [c, c === 'source' ? (sources?.[text] ?? text) : text];
      }),
    ),
  );
}

/** A table of content/standards as records; broken content is a Problem, because nothing can stand on half a register. */
export function readRegister(
  house: Pick<House, 'contentDir'>,
  id: string,
): { readonly rows: readonly Row[] } {
  const file = `${id}.yaml`;
  return madeOf('register', [join(house.contentDir, 'standards', file)], () => ({
    rows: recordsOf(openRegister(house, file), file),
  }));
}

/** All tables that say `register: <kind>`: each province brings its own file, under any name. */
export function readRegisters(
  house: Pick<House, 'contentDir'>,
  kind: 'regions' | 'parks' | 'industries' | 'above-scale',
): { rows: Row[]; source: string }[] {
  const files = readdirSync(join(house.contentDir, 'standards')).filter((f) => f.endsWith('.yaml'));
  return files.toSorted().flatMap((file) => {
    const table = openRegister(house, file);
    return table.register === kind ? [{ rows: recordsOf(table, file), source: table.source ?? '' }] : [];
  });
}

/** Loads the registers; running it again changes nothing that has not changed in the content. */
export async function loadRegisters(house: House): Promise<void> {
  const regions = readRegisters(house, 'regions').flatMap(({ rows, source }) =>
    rows.map((r): Row => ({ ...r, source })),
  );
  const industries = readRegisters(house, 'industries').flatMap(({ rows }) => rows);
  const parkRows = readRegisters(house, 'parks')
    .flatMap(({ rows }) => rows)
    .map((r) => ({
      code: r['code']!,
      name: r['name']!,
      kind: r['kind']!,
      regionCode: r['region']!,
      level: r['level']!,
      leadingIndustries: r['leadingIndustries']!,
      note: r['note']!,
      verified: r['verified'] === 'yes',
      source: r['source']!,
    }));
  await house.db.system(async (tx) => {
    await store.upsertRegions(
      tx,
      regions
        .map((r) => ({
          code: r['code']!,
          name: r['name']!,
          level: r['level'] as 'city',
          parentCode: r['parent'] || null,
          path: r['path']!,
          note: r['note']!,
          source: r['source']!,
        }))
        .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    );
    await store.upsertIndustries(
      tx,
      industries.map((r) => ({
        code: r['code']!,
        name: r['name']!,
        level: r['level'] as 'class',
        parentCode: r['parent'] || null,
        note: r['note']!,
      })),
    );
    await store.upsertParks(tx, parkRows);
    const subject = (
      kind: 'region' | 'park',
      code: string,
      name: string,
      regionCode: string,
    ): store.NewSubject => ({
      id: registerId(kind, code),
      kind,
      code,
      name,
      nameKey: nameKey(name),
      regionCode,
      industryCode: null,
      parkCode: kind === 'park' ? code : null,
      size: null,
      simulated: false,
    });
    await store.insertSubjects(
      tx,
      [
        ...regions.map((r) => subject('region', r['code']!, r['name']!, r['code']!)),
        ...parkRows.map((p) => subject('park', p.code, p.name, p.regionCode)),
      ],
      house.now(),
    );
  });
}

/** 2011 rule for industry: both thresholds must be met, else one class down. `revenue` in 万元. */
export function sizeClass(
  house: Pick<House, 'contentDir'>,
): (employees: number, revenue: number) => store.Size {
  const rule = readRegister(house, 'size-classes').rows.map((r) => ({
    size: r['class'] as store.Size,
    employees: Number(r['employees']),
    revenue: Number(r['revenue']),
  }));
  return (employees, revenue) =>
    rule.find((r) => employees >= r.employees && revenue >= r.revenue)?.size ?? 'micro';
}

/** Whether figures of a whole year (indicator → value) leave an enterprise above the designated size: not when the threshold is missed. */
export function isAboveScale(
  house: Pick<House, 'contentDir'>,
): (figures: ReadonlyMap<string, { readonly value: string; readonly unit: string }>) => boolean {
  const rule = readRegisters(house, 'above-scale')[0]?.rows[0];
  if (!rule) return () => true;
  const line = decimal(rule['value']!);
  return (figures) => {
    const own = figures.get(rule['indicator']!);
    // The unit of the line and of the figure are the indicator's; another unit cannot be compared and says nothing.
    return own === undefined || own.unit !== rule['unit'] || compareDecimal(decimal(own.value), line) >= 0;
  };
}

export async function present(ctx: Ctx, id: string) {
  const e = await store.enterpriseById(ctx.tx, id);
  if (!e) throw new Problem('subjects.unknown');
  const code = e.industryCode;
  return {
    ...e,
    industryPath: await store.industryNames(ctx.tx, [code.slice(0, 2), code.slice(0, 3), code]),
    regionPath: await store.regionPath(ctx.tx, e.regionCode),
    can: { edit: ctx.actor.permissions.has('subjects.write') },
  };
}

async function check(
  tx: Tx,
  e: { regionCode: string; industryCode: string; parkCode: string | null },
): Promise<void> {
  if (!(await store.regionExists(tx, e.regionCode)))
    throw new Problem('subjects.bad-region', { params: { code: e.regionCode } });
  if (!(await store.classExists(tx, e.industryCode)))
    throw new Problem('subjects.bad-industry', { params: { code: e.industryCode } });
  if (e.parkCode !== null && !(await store.parkExists(tx, e.parkCode)))
    throw new Problem('subjects.bad-park', { params: { code: e.parkCode } });
}

export interface Writable {
  name: string;
  regionCode: string;
  industryCode: string;
  parkCode: string | null;
  aboveScale: readonly number[];
}

export async function createEnterprise(ctx: Ctx, e: Writable & { creditCode: string }) {
  const code = normalizeUscc(e.creditCode);
  const fault = usccFault(code);
  if (fault && fault !== 'org-check') throw new Problem(`subjects.code-${fault}`, { params: { code } });
  await check(ctx.tx, e);
  const id = ctx.newId();
  const added = await store.insertSubjects(
    ctx.tx,
    [
      {
        id,
        kind: 'enterprise',
        code,
        name: e.name,
        nameKey: nameKey(e.name),
        regionCode: e.regionCode,
        industryCode: e.industryCode,
        parkCode: e.parkCode,
        size: null,
        simulated: false,
      },
    ],
    ctx.now,
  );
  if (added === 0) throw new Problem('subjects.already-registered', { params: { code } });
  await store.insertAboveScale(
    ctx.tx,
    e.aboveScale.map((year) => ({ subjectId: id, year })),
  );
  return present(ctx, id);
}

export async function editEnterprise(ctx: Ctx, id: string, e: Writable, version: number) {
  await check(ctx.tx, e);
  if (!(await store.enterpriseById(ctx.tx, id))) throw new Problem('subjects.unknown');
  if (!(await store.updateEnterprise(ctx.tx, id, { ...e, nameKey: nameKey(e.name) }, version)))
    throw new Problem('db.conflict');
  await store.replaceAboveScale(ctx.tx, id, e.aboveScale);
  return present(ctx, id);
}

/** Scope of a demonstration sign-in: as written, `firstEnterprise: "<industry>"`, or `placeOfFirst` of the same: the county it stands in. */
export async function resolveDemoScope(house: House, scope: Record<string, unknown>): Promise<Scope> {
  const industry = scope['firstEnterprise'] ?? scope['placeOfFirst'];
  if (typeof industry === 'string') {
    const first = await house.db.system((tx) => store.firstSimulated(tx, industry));
    if (!first) return { kind: 'none' };
    return 'placeOfFirst' in scope
      ? { kind: 'regions', paths: [first.regionPath] }
      : { kind: 'subject', subjectId: first.id };
  }
  return scope as unknown as Scope;
}
