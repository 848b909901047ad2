/** Filling the house: published figures of a pack, and the demonstration province. */
import { createHash } from 'node:crypto';
import { macroFigures, simulate, type MacroRow } from '#engine/simulation';
import { currentPlan } from '#areas/plans';
import type { PublishedFact } from '#engine/plan';
import {
  insertAboveScale,
  insertSubjects,
  nameKey,
  readRegister,
  readRegisters,
  sizeClass,
  type NewSubject,
} from '#areas/subjects';
import type { House } from '#platform/act';
import * as store from './store.ts';

/** A stable id for a publication, so that loading it again finds it again. */
const sourceIdOf = (text: string): string => {
  const h = createHash('sha256').update(text).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
};

/** Records the published figures of a pack on its region; the same content again adds nothing. */
export async function loadPublishedFacts(house: House, pack: string): Promise<number> {
  return house.db.system(async (tx) => {
    const { plan } = await currentPlan(tx, pack);
    const id = (f: PublishedFact): string => sourceIdOf(`published\n${f.source}\n${f.dated ?? ''}`);
    const had = await store.recordedBy(tx, [...new Set(plan.facts.map(id))]);
    const groups = new Map<string, PublishedFact[]>();
    for (const f of plan.facts) {
      const key = [f.subject, f.period, f.indicator].join(' ');
      groups.set(key, [...(groups.get(key) ?? []), f]);
    }
    let added = 0;
    for (const group of groups.values()) {
      const { subject } = group[0]!;
      const subjectId =
        (await store.subjectId(tx, 'region', subject)) ?? (await store.subjectId(tx, 'park', subject));
      if (subjectId === undefined) continue;
      const isNew = (f: PublishedFact): boolean =>
        had.get([subjectId, f.period, f.indicator, id(f)].join(' ')) !==
        `${f.value} ${f.unit} ${f.note ?? ''}`;
      const fresh = group.filter(isNew);
      if (fresh.length === 0) continue;
      // Of several sources for one period the preferred one is the latest revision, also when another one comes later.
      const preferred = group.filter((f) => f.prefer);
      for (const f of [...fresh.filter((x) => !x.prefer), ...preferred]) {
        const sourceId = id(f);
        await store.insertSource(
          tx,
          {
            id: sourceId,
            kind: 'published',
            title: f.source,
            publishedDay: f.dated ?? null,
            fileSha256: null,
            simulated: false,
            recordedBy: 'system',
          },
          house.now(),
        );
        await store.appendOne(
          tx,
          {
            subjectId,
            period: f.period,
            indicator: f.indicator,
            value: f.value,
            unit: f.unit,
            note: f.note ?? '',
          },
          { sourceId, now: house.now(), by: 'system', status: 'reviewed' },
        );
        added += 1;
      }
    }
    return added;
  });
}

export const isEmpty = (house: House): Promise<boolean> =>
  house.db.system(async (tx) => !(await store.anyEnterprise(tx)));

/** Years the demonstration covers: the year before the plan's base to the plan's end. */
const YEARS = [2016, 2022] as const;
const BATCH = 5000;

/**
 * Writes the simulated province into an empty database. Everything carries the mark `simulated`; no figure of it ever reaches the public page.
 * `months` adds monthly output, revenue and electricity.
 */
export async function loadDemo(
  house: House,
  o: { enterprises: number; seed: number; months?: boolean; onProgress?: (percent: number) => void },
): Promise<{ enterprises: number; facts: number }> {
  const rowsOf = (kind: 'regions' | 'parks' | 'industries') =>
    readRegisters(house, kind).flatMap(({ rows }) => rows);
  const province = simulate({
    seed: o.seed,
    enterprises: o.enterprises,
    years: YEARS,
    months: o.months ?? true,
    macro: macroFigures(readRegister(house, 'macro-ningxia').rows as unknown as MacroRow[]),
    registers: {
      regions: rowsOf('regions').map((r) => ({
        code: r['code']!,
        name: r['name']!,
        level: r['level']!,
        parent: r['parent'] ?? '',
        path: r['path']!,
      })),
      parks: rowsOf('parks').map((r) => ({
        code: r['code']!,
        name: r['name']!,
        region: r['region']!,
      })),
      industries: rowsOf('industries').map((r) => ({
        code: r['code']!,
        name: r['name']!,
        level: r['level']!,
        parent: r['parent'] ?? '',
      })),
    },
  });
  const sizeOf = sizeClass(house);
  const now = house.now();
  const sourceId = house.newId();
  await house.db.system((tx) =>
    store.insertSource(
      tx,
      {
        id: sourceId,
        kind: 'simulation',
        title: `演示省份（模拟数据，种子 ${o.seed}）`,
        publishedDay: null,
        fileSha256: null,
        simulated: true,
        recordedBy: 'system',
      },
      now,
    ),
  );
  let subjects: NewSubject[] = [];
  let years: { subjectId: string; year: number }[] = [];
  let facts: store.NewFact[] = [];
  let done = 0;
  let written = 0;
  let told = 0;
  const flush = async (): Promise<void> => {
    const [s, y, f] = [subjects, years, facts];
    [subjects, years, facts] = [[], [], []];
    if (s.length === 0) return;
    // One transaction per portion: subjects never stand without their facts.
    await house.db.system(async (tx) => {
      await insertSubjects(tx, s, now);
      await insertAboveScale(tx, y);
      for (let at = 0; at < f.length; at += BATCH)
        await store.insertFirstFacts(tx, f.slice(at, at + BATCH), {
          sourceId,
          now,
          by: 'system',
          status: 'locked',
        });
    });
    written += f.length;
    const percent = Math.floor((100 * done) / o.enterprises);
    if (percent >= told + 20) {
      told = percent;
      o.onProgress?.(percent);
    }
  };
  for (const e of province.enterprises()) {
    const id = house.newId();
    let employees = 0;
    let revenue = 0;
    let last = '';
    for (const f of e.facts()) {
      facts.push({ subjectId: id, period: f.period, indicator: f.indicator, value: f.value, unit: f.unit });
      if (f.period.length !== 4 || f.period < last || f.value === null) continue;
      last = f.period;
      if (f.indicator === 'employees') employees = Number(f.value);
      if (f.indicator === 'revenue') revenue = Number(f.value);
    }
    subjects.push({
      id,
      kind: 'enterprise',
      code: e.creditCode,
      name: e.name,
      nameKey: nameKey(e.name),
      regionCode: e.regionCode,
      industryCode: e.industryCode,
      parkCode: e.parkCode,
      size: sizeOf(employees, revenue),
      simulated: true,
    });
    years.push(...e.aboveScaleYears.map((year) => ({ subjectId: id, year })));
    done += 1;
    if (facts.length >= 4 * BATCH) await flush();
  }
  await flush();
  return { enterprises: done, facts: written };
}
