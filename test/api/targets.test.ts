import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, Refused, type Api, type TestHouse } from '#test/house';

const pack = 'ningxia-2018';
const of = (indicator: string) => ({ params: { pack, indicator } });

let h: TestHouse;
let office: Api;
let county: Api;
beforeAll(async () => {
  h = await openTestHouse({ enterprises: 120 });
  office = (await h.as('office-demo')).api;
  county = (await h.as('entcounty-demo')).api;
  // A small province has nobody that large: the two largest of 2022 become so.
  await h.house.db.system((tx) =>
    sql`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
      select f.subject_id, f.period, f.indicator, f.revision + 1, f.value + 600000, f.unit, f.status, f.source_id, '', f.recorded_at, '测试'
      from fact f join above_scale a on a.subject_id = f.subject_id and a.year = 2022
      where f.period = '2022' and f.indicator = 'gross-output' order by f.value desc limit 2`.execute(tx),
  );
});
afterAll(() => h.close());

const lightOf = async (api: Api, indicator: string, asOf = '2023-06-30') =>
  (await api.targets.lights({ params: { pack }, query: { asOf } })).items.find(
    (r) => r.indicator === indicator,
  )!;

/** A figure of the region itself, as a body reports it. */
const report = (value: string, status: string, revision: number): Promise<unknown> =>
  h.house.db.system((tx) =>
    sql`with o as (
        insert into fact_source (id, kind, title, simulated, recorded_at, recorded_by)
        values (gen_random_uuid(), 'form', '牵头单位月报', false, '2019-01-05T00:00:00Z', '测试') returning id)
      insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
      select (select id from subject where kind = 'region' and code = '640000'), '2018', 'enterprises-on-cloud', ${revision}, ${value}::numeric, '家',
        ${status}, o.id, '', '2019-01-05T00:00:00Z', '测试' from o`.execute(tx),
  );

describe('goals by the figures of the platform', () => {
  it('show nothing simulated to a visitor, and are not for enterprises', async () => {
    const { items } = await h.visitor.plans.lights({ params: { pack }, query: { asOf: '2023-06-30' } });
    expect(items.filter((r) => r.simulated || (r.origin !== null && r.origin !== 'published'))).toEqual([]);
    await expect(h.visitor.targets.lights({ params: { pack } })).rejects.toThrow(Refused);
    const enterprise = (await h.as('ent-demo')).api;
    await expect(enterprise.targets.lights({ params: { pack } })).rejects.toMatchObject({
      code: 'auth.not-allowed',
    });
  });

  it('take the published figure where there is one, and say of a computed one that it is simulated', async () => {
    expect(await lightOf(office, 'rd-share-of-revenue')).toMatchObject({
      value: '0.94',
      period: '2020',
      origin: 'published',
      simulated: false,
    });
    expect(await lightOf(office, 'enterprises-over-50')).toMatchObject({
      origin: 'computed',
      simulated: true,
    });
  });

  it('work a ratio out from the sums of those above scale, not from the mean of ratios', async () => {
    const m = await office.targets.measure({ ...of('rd-share-of-revenue'), query: { year: 2019 } });
    expect(m.how).toMatchObject({ kind: 'totals' });
    const rows = await h.house.db.system(
      async (tx) =>
        (
          await sql<{ indicator: string; total: string; n: number }>`
            select f.indicator, sum(f.value)::text as total, count(*)::int as n from fact f
            join above_scale a on a.subject_id = f.subject_id and a.year = 2019
            where f.period = '2019' and f.indicator in ('rd-expense', 'revenue')
              and f.revision = (select max(revision) from fact x where x.subject_id = f.subject_id and x.period = f.period and x.indicator = f.indicator)
            group by 1`.execute(tx)
        ).rows,
    );
    const total = (id: string): number => Number(rows.find((r) => r.indicator === id)!.total);
    const own = m.series.find((s) => s.period === '2019' && s.origin === 'computed')!;
    expect(Number(own.value)).toBeCloseTo((100 * total('rd-expense')) / total('revenue'), 9);
    expect(Object.fromEntries(m.inputs.map((i) => [i.indicator, Number(i.value)]))).toEqual({
      'rd-expense': total('rd-expense'),
      revenue: total('revenue'),
    });
  });

  it('reckon growth from the sums of two years, and say which', async () => {
    const m = await office.targets.measure({ ...of('industrial-profit-growth'), query: { year: 2020 } });
    const profit = (year: string): number => Number(m.inputs.find((i) => i.period === year)!.value);
    const own = m.series.find((s) => s.period === '2020' && s.origin === 'computed')!;
    expect(Number(own.value)).toBeCloseTo(
      (100 * (profit('2020') - profit('2019'))) / Math.abs(profit('2019')),
      9,
    );
    // Nobody stood above scale before the first year there is: no growth is made up for it.
    expect(m.series.filter((s) => s.origin === 'computed').map((s) => s.period)).not.toContain('2016');
  });

  it('count the same however they are split, down to the enterprises', async () => {
    const m = await office.targets.measure(of('enterprises-over-50'));
    const year = m.year!;
    const counted = Number(m.series.findLast((s) => s.period === String(year))!.value);
    expect(counted).toBeGreaterThan(0);
    for (const by of ['city', 'county', 'park', 'division', 'size'] as const) {
      const { items } = await office.targets.places({ ...of('enterprises-over-50'), query: { year, by } });
      expect(items.reduce((n, p) => n + Number(p.value), 0)).toBe(counted);
    }
    const list = await office.targets.behind({ ...of('enterprises-over-50'), query: { year, size: 200 } });
    expect(list.total).toBe(counted);
    expect(list.items.every((r) => Number(r.value) > 500_000)).toBe(true);
    expect(list.unit).toBe('万元');
    const parks = await office.targets.measure(of('parks-over-300'));
    const behind = await office.targets.behind({ ...of('parks-over-300'), query: { year: parks.year! } });
    expect(behind.of).toBe('park');
    expect(behind.total).toBe(Number(parks.series.findLast((s) => s.origin === 'computed')!.value));
  });

  it('show a county the figure of the whole region, and only its own enterprises behind it', async () => {
    const [whole, own] = await Promise.all([
      office.targets.measure(of('enterprises-over-50')),
      county.targets.measure(of('enterprises-over-50')),
    ]);
    expect(own.series).toEqual(whole.series);
    const year = whole.year!;
    const all = await office.targets.behind({ ...of('rd-share-of-revenue'), query: { year, size: 200 } });
    const mine = await county.targets.behind({ ...of('rd-share-of-revenue'), query: { year, size: 200 } });
    expect(mine.total).toBeLessThan(all.total);
    expect(new Set(mine.items.map((r) => r.place)).size).toBe(1);
    const places = await county.targets.places({
      ...of('rd-share-of-revenue'),
      query: { year, by: 'county' },
    });
    expect(places.items.map((p) => p.name)).toEqual([mine.items[0]!.place]);
  });

  it('count a reported figure once somebody accepted it', async () => {
    await report('480', 'filed', 1);
    expect((await lightOf(office, 'enterprises-on-cloud')).value).toBeNull();
    await report('500', 'reviewed', 2);
    expect(await lightOf(office, 'enterprises-on-cloud')).toMatchObject({
      value: '500',
      origin: 'reported',
      simulated: false,
    });
  });

  it('can be taken along, and refuse an indicator that is none of the plan’s goals', async () => {
    const file = fileOf(
      await office.targets.exportBehind({ ...of('enterprises-over-50'), query: { year: 2020 } }),
    );
    const workbook = await readWorkbookSafely(file.bytes, file.name);
    expect(workbook.sheets.map((s) => s.name)).toEqual(['背后的企业', '地市']);
    await expect(office.targets.measure(of('revenue'))).rejects.toMatchObject({ code: 'indicators.unknown' });
  });
});
