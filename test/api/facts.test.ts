import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDecimal, decimal, formatDecimal } from '#kernel';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
/** Somebody of the province, of one county, of one city, of one enterprise. */
let department: Api;
let county: Api;
let city: Api;
let enterprise: Api;
let own: string;
/** An enterprise of the county, one of the city, and one of neither. */
let inCounty: string;
let inCity: string;
let elsewhere: string;

beforeAll(async () => {
  h = await openTestHouse();
  department = (await h.as('dept-demo')).api;
  county = (await h.as('park-demo')).api;
  city = (await h.as('city-demo')).api;
  enterprise = (await h.as('ent-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
  const { items } = await department.subjects.enterprises({ query: { size: 200 } });
  const first = (test: (region: string) => boolean): string =>
    items.find((e) => e.id !== own && test(e.regionCode))!.id;
  inCounty = first((r) => r === '640221');
  inCity = first((r) => r.startsWith('6401'));
  elsewhere = first((r) => !r.startsWith('6402') && !r.startsWith('6401'));
});
afterAll(() => h.close());

const revenue = (subject: string, period = '2022') => ({ query: { subject, indicator: 'revenue', period } });
const filing = (subject: string, value: string | null, more: { period?: string; note?: string } = {}) => ({
  body: { subject, indicator: 'wages', period: more.period ?? '2023', value, note: more.note ?? '' },
});
const status = (
  subject: string,
  to: 'filed' | 'returned' | 'reviewed' | 'locked',
  reason = '',
  period = '2023',
) => ({ body: { subject, period, indicators: ['wages'], status: to, reason } });

describe('the scope of an account', () => {
  it('holds the enterprises of its places, and none beside them', async () => {
    const all = await department.subjects.enterprises({ query: { size: 200 } });
    expect(all.total).toBe(40);
    const of = (prefix: string): string[] =>
      all.items
        .filter((e) => e.regionCode.startsWith(prefix))
        .map((e) => e.id)
        .toSorted();
    const seen = async (api: Api): Promise<string[]> =>
      (await api.subjects.enterprises({ query: { size: 200 } })).items.map((e) => e.id).toSorted();
    expect(of('640221').length).toBeGreaterThan(0);
    expect(await seen(county)).toEqual(of('640221'));
    expect(await seen(city)).toEqual(of('6401'));
    expect(await seen(enterprise)).toEqual([own]);
    // Asking for another county by name opens nothing.
    const asked = await county.subjects.enterprises({ query: { region: '640100' } });
    expect(asked.total).toBe(0);
  });

  it('answers about what is outside as about what does not exist', async () => {
    for (const api of [county, enterprise]) {
      const unknown = { status: 404, code: 'subjects.unknown' };
      await expect(api.subjects.enterprise({ params: { id: elsewhere } })).rejects.toMatchObject(unknown);
      await expect(api.indicators.series({ query: { subject: elsewhere } })).rejects.toMatchObject(unknown);
      await expect(
        api.indicators.derived({ query: { subject: elsewhere, period: '2022' } }),
      ).rejects.toMatchObject(unknown);
      await expect(api.indicators.file(filing(elsewhere, '1'))).rejects.toMatchObject(unknown);
      expect((await api.indicators.history(revenue(elsewhere))).items).toEqual([]);
    }
    await expect(county.indicators.setStatus(status(elsewhere, 'locked'))).rejects.toMatchObject({
      status: 404,
    });
    expect((await department.indicators.history(revenue(elsewhere))).items).toHaveLength(1);
  });

  it('is kept by the database itself', async () => {
    const count = async (scope: Parameters<TestHouse['application']>[0], table: string): Promise<number> =>
      (await h.application<{ n: number }>(scope, `select count(*)::int as n from ${table}`))[0]!.n;
    const enterprises = `subject where kind = 'enterprise'`;
    expect(await count({ kind: 'all' }, enterprises)).toBe(40);
    expect(await count({ kind: 'regions', paths: ['64'] }, enterprises)).toBe(40);
    expect(await count({ kind: 'subject', subjectId: own }, enterprises)).toBe(1);
    expect(await count({ kind: 'none' }, enterprises)).toBe(0);
    expect(await count({ kind: 'none' }, 'above_scale')).toBe(0);
    // A path is a place, not the beginning of a text.
    expect(await count({ kind: 'regions', paths: ['64/6'] }, enterprises)).toBe(0);
    const simulated = `fact f join fact_source s on s.id = f.source_id and s.simulated`;
    expect(await count({ kind: 'none' }, simulated)).toBe(0);
    expect(await count({ kind: 'subject', subjectId: own }, simulated)).toBeGreaterThan(0);
    expect(
      await count({ kind: 'subject', subjectId: own }, `${simulated} where f.subject_id <> '${own}'`),
    ).toBe(0);
    await expect(
      h.application(
        { kind: 'subject', subjectId: own },
        `insert into fact select '${elsewhere}', period, indicator, revision + 1, value, unit, status, source_id, note, recorded_at, recorded_by
         from fact where subject_id = '${own}' limit 1`,
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('does not let figures be filed on a place or a park, whose figures are published ones', async () => {
    const [region] = await h.owner<{ id: string }>(
      `select id::text from subject where kind = 'region' and code = '640000'`,
    );
    const before = await h.owner(`select * from fact where subject_id = '${region!.id}'`);
    for (const api of [enterprise, county, department])
      await expect(api.indicators.file(filing(region!.id, '1'))).rejects.toMatchObject({
        code: 'subjects.unknown',
      });
    for (const api of [county, department])
      await expect(
        api.indicators.setStatus({
          body: {
            subject: region!.id,
            period: '2018',
            indicators: before.map((f) => (f as { indicator: string }).indicator).slice(0, 200),
            status: 'locked',
            reason: '测试',
          },
        }),
      ).rejects.toMatchObject({ code: 'subjects.unknown' });
    expect(await h.owner(`select * from fact where subject_id = '${region!.id}'`)).toEqual(before);
    // Reading what was published stays open.
    const seen = await county.indicators.series({ query: { subject: region!.id } });
    expect(seen.items.length).toBeGreaterThan(0);
    expect(seen.items.some((f) => f.simulated)).toBe(false);
  });

  it('is the scope of a new enterprise too', async () => {
    const body = {
      creditCode: '91640121MA0000012X',
      name: '宁夏测试登记有限公司',
      regionCode: '640104',
      industryCode: '2631',
      parkCode: null,
      aboveScale: [],
    };
    const codes = await freeCodes(2);
    await expect(
      county.subjects.createEnterprise({ body: { ...body, creditCode: codes[0]! } }),
    ).rejects.toMatchObject({ status: 403, code: 'auth.out-of-scope' });
    const made = await county.subjects.createEnterprise({
      body: { ...body, creditCode: codes[0]!, regionCode: '640221' },
    });
    expect(made).toMatchObject({ creditCode: codes[0], version: 1, simulated: false });
    // Nor can it be moved out of sight.
    await expect(
      county.subjects.editEnterprise({
        params: { id: made.id },
        body: { ...body, regionCode: '640104', version: 1 },
      }),
    ).rejects.toMatchObject({ status: 403, code: 'auth.out-of-scope' });
    const edited = await county.subjects.editEnterprise({
      params: { id: made.id },
      body: { ...body, name: '宁夏测试登记股份有限公司', regionCode: '640221', version: 1 },
    });
    expect(edited).toMatchObject({ name: '宁夏测试登记股份有限公司', version: 2 });
    await expect(
      county.subjects.editEnterprise({
        params: { id: made.id },
        body: { ...body, regionCode: '640221', version: 1 },
      }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(
      city.subjects.createEnterprise({ body: { ...body, creditCode: codes[0]! } }),
    ).rejects.toMatchObject({ status: 409, code: 'subjects.already-registered' });
  });
});

/** Credit codes with right check characters that nobody in the house has: 统一社会信用代码, GB 32100-2015. */
async function freeCodes(count: number): Promise<string[]> {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const there = new Set((await h.owner<{ code: string }>(`select code from subject`)).map((r) => r.code));
  const out: string[] = [];
  for (let n = 1; out.length < count; n += 1) {
    const head = `91640000MA${String(n).padStart(7, '0')}`;
    const sum = [...head].reduce((s, c, i) => s + letters.indexOf(c) * weights[i]!, 0);
    const code = `${head}${letters[(31 - (sum % 31)) % 31]}`;
    if (!there.has(code)) out.push(code);
  }
  return out;
}

describe('filing', () => {
  it('adds revisions and keeps what was said before', async () => {
    const first = await enterprise.indicators.file(filing(own, '1234.5'));
    expect(first).toMatchObject({
      revision: 1,
      value: '1234.5',
      unit: '万元',
      status: 'filed',
      simulated: false,
      recordedBy: '演示·企业填报员',
    });
    const second = await enterprise.indicators.file(filing(own, '1240', { note: '漏报一个月' }));
    expect(second).toMatchObject({ revision: 2, value: '1240', note: '漏报一个月' });
    const history = await enterprise.indicators.history({
      query: { subject: own, indicator: 'wages', period: '2023' },
    });
    expect(history.items.map((f) => [f.revision, f.value])).toEqual([
      [2, '1240'],
      [1, '1234.5'],
    ]);
    const latest = await enterprise.indicators.series({ query: { subject: own, indicators: 'wages' } });
    expect(latest.items.filter((f) => f.period === '2023').map((f) => f.value)).toEqual(['1240']);
  });

  it('of the same figure adds nothing', async () => {
    await enterprise.indicators.file(filing(own, '77', { period: '2024' }));
    const again = await enterprise.indicators.file(filing(own, '77.0', { period: '2024' }));
    expect(again.revision).toBe(1);
  });

  it('does not count a corrected figure twice', async () => {
    const year = async () => (await city.indicators.periods()).items.find((p) => p.year === 2019)!;
    const subject = await withFigure('wages', '2019', '6401');
    const before = await year();
    await department.indicators.file(filing(subject, '1', { period: '2019', note: '试改' }));
    await department.indicators.file(filing(subject, '2', { period: '2019', note: '再改' }));
    expect(await year()).toEqual(before);
  });

  it('takes back a figure as a revision without one', async () => {
    await enterprise.indicators.file(filing(own, '5', { period: '2025' }));
    const back = await enterprise.indicators.file(filing(own, null, { period: '2025' }));
    expect(back).toMatchObject({ revision: 2, value: null });
  });

  it('refuses what is computed, unknown, in the future or not a number', async () => {
    const body = filing(own, '1').body;
    await expect(
      enterprise.indicators.file({ body: { ...body, indicator: 'labour-productivity' } }),
    ).rejects.toMatchObject({ code: 'indicators.derived' });
    await expect(
      enterprise.indicators.file({ body: { ...body, indicator: 'no-such-thing' } }),
    ).rejects.toMatchObject({ code: 'indicators.unknown' });
    await expect(enterprise.indicators.file({ body: { ...body, period: '2999' } })).rejects.toMatchObject({
      code: 'indicators.period-in-future',
    });
    for (const value of ['1e9', '１２', 'many', '', '1,000'])
      await expect(enterprise.indicators.file({ body: { ...body, value } })).rejects.toMatchObject({
        status: 422,
        problem: { findings: [{ path: 'body.value' }] },
      });
  });

  it('at the same moment by two hands leaves two revisions or one refusal, never half', async () => {
    const both = await Promise.allSettled([
      department.indicators.file(filing(inCity, '10')),
      city.indicators.file(filing(inCity, '11')),
    ]);
    const done = both.filter((r) => r.status === 'fulfilled').length;
    for (const r of both) if (r.status === 'rejected') expect(r.reason).toMatchObject({ status: 409 });
    const { items } = await department.indicators.history({
      query: { subject: inCity, indicator: 'wages', period: '2023' },
    });
    expect(done).toBeGreaterThan(0);
    expect(items.map((f) => f.revision)).toEqual(Array.from({ length: done }, (_, n) => done - n));
  });
});

describe('review', () => {
  it('returns with a reason, reviews, locks; a locked figure is opened by a department only, with a reason', async () => {
    await county.indicators.file(filing(inCounty, '300'));
    await expect(county.indicators.setStatus(status(inCounty, 'returned'))).rejects.toMatchObject({
      code: 'indicators.reason-needed',
    });
    expect(await county.indicators.setStatus(status(inCounty, 'returned', '与去年相差太大'))).toEqual({
      changed: 1,
    });
    await county.indicators.file(filing(inCounty, '310'));
    expect(await county.indicators.setStatus(status(inCounty, 'reviewed'))).toEqual({ changed: 1 });
    expect(await county.indicators.setStatus(status(inCounty, 'reviewed'))).toEqual({ changed: 0 });
    expect(await county.indicators.setStatus(status(inCounty, 'locked'))).toEqual({ changed: 1 });

    const locked = { status: 409, code: 'indicators.locked' };
    await expect(county.indicators.file(filing(inCounty, '311'))).rejects.toMatchObject(locked);
    await expect(county.indicators.setStatus(status(inCounty, 'filed', '要改'))).rejects.toMatchObject(
      locked,
    );
    await expect(department.indicators.file(filing(inCounty, '311'))).rejects.toMatchObject({
      code: 'indicators.reason-needed',
    });
    const corrected = await department.indicators.file(filing(inCounty, '311', { note: '审计核减' }));
    expect(corrected).toMatchObject({ value: '311', status: 'filed' });

    const { items } = await county.indicators.history({
      query: { subject: inCounty, indicator: 'wages', period: '2023' },
    });
    expect(items.toReversed().map((f) => `${f.revision} ${f.value} ${f.status}`)).toEqual([
      '1 300 filed',
      '2 300 returned',
      '3 310 filed',
      '4 310 reviewed',
      '5 310 locked',
      '6 311 filed',
    ]);
    expect(items.find((f) => f.revision === 2)?.note).toBe('与去年相差太大');
  });

  it('is not for enterprises', async () => {
    await expect(enterprise.indicators.setStatus(status(own, 'locked'))).rejects.toMatchObject({
      status: 403,
    });
  });

  it('leaves a returned figure out of sums and ratios until it is filed again', async () => {
    const sum = async () =>
      (await city.indicators.rollup({ query: { indicator: 'wages', period: '2019', by: 'county' } })).total;
    const subject = await withFigure('wages', '2019', '6401');
    const before = await sum();
    const [fact] = (
      await department.indicators.history({ query: { subject, indicator: 'wages', period: '2019' } })
    ).items;
    await department.indicators.setStatus(status(subject, 'returned', '重新核实', '2019'));
    const after = await sum();
    expect(after.subjects).toBe(before.subjects - 1);
    expect(formatDecimal(addDecimal(decimal(after.value!), decimal(fact!.value!)))).toBe(before.value);
    // Who filed it may stand by it: the same figure again is an answer.
    const again = await city.indicators.file(
      filing(subject, fact!.value, { period: '2019', note: '核实无误' }),
    );
    expect(again).toMatchObject({ revision: fact!.revision + 2, status: 'filed', value: fact!.value });
    expect(await sum()).toEqual(before);
  });
});

const withFigure = async (indicator: string, period: string, region: string): Promise<string> =>
  (
    await h.owner<{ id: string }>(
      `select s.id::text from subject s join fact f on f.subject_id = s.id and f.indicator = '${indicator}' and f.period = '${period}'
       where s.region_code like '${region}%' order by s.code limit 1`,
    )
  )[0]!.id;

describe('the record', () => {
  it('cannot be changed or deleted by the application', async () => {
    for (const text of [
      `update fact set value = 0`,
      `delete from fact`,
      `truncate fact`,
      `update fact_source set simulated = false`,
      `delete from fact_source`,
      `update plan_version set title = ''`,
      `delete from run`,
    ])
      await expect(h.application({ kind: 'all' }, text), text).rejects.toThrow(/permission denied/);
  });
});

describe('sums', () => {
  const figures = (region: string, period = '2021'): Promise<{ region_code: string; value: string }[]> =>
    h.owner(
      `select distinct on (f.subject_id) s.region_code, f.value::text from fact f join subject s on s.id = f.subject_id and s.kind = 'enterprise'
       where f.indicator = 'revenue' and f.period = '${period}' and s.region_code like '${region}%' order by f.subject_id, f.revision desc`,
    );
  const add = (values: readonly string[]): string =>
    formatDecimal(values.map((v) => decimal(v)).reduce(addDecimal));
  const rollup = (api: Api, by: 'city' | 'county' | 'park' | 'division' | 'size') =>
    api.indicators.rollup({ query: { indicator: 'revenue', period: '2021', by } });

  it.each(['city', 'county', 'park', 'division', 'size'] as const)(
    'by %s are the sums of the figures in scope, to the last digit',
    async (by) => {
      for (const [api, region] of [
        [department, ''],
        [city, '6401'],
        [county, '640221'],
      ] as const) {
        const rows = await figures(region);
        const r = await rollup(api, by);
        expect(r.total).toEqual({ value: add(rows.map((x) => x.value)), subjects: rows.length });
        expect(add(r.items.map((i) => i.value!))).toBe(r.total.value);
        expect(r.items.reduce((n, i) => n + i.subjects, 0)).toBe(rows.length);
        expect(r.simulated).toBe(true);
        for (const i of r.items) expect(i.name).not.toBe('');
      }
    },
  );

  it('by county agree with the figures of each county', async () => {
    const rows = await figures('');
    for (const i of (await rollup(department, 'county')).items)
      expect(i.value).toBe(add(rows.filter((x) => x.region_code === i.code).map((x) => x.value)));
  });

  it('of a ratio are the ratio of the sums', async () => {
    const q = (indicator: string) =>
      department.indicators.rollup({ query: { indicator, period: '2021', by: 'city' } });
    const [margin, profit, turnover] = await Promise.all([q('profit-margin'), q('profit'), q('revenue')]);
    const expected = (Number(profit.total.value) / Number(turnover.total.value)) * 100;
    expect(Number(margin.total.value)).toBeCloseTo(expected, 8);
    expect(margin.indicator.formula).toBe('profit / revenue * 100');
  });

  it('leave the house as a workbook that says it holds simulated figures', async () => {
    const answer = fileOf(
      await department.indicators.exportRollup({
        query: { indicator: 'revenue', period: '2021', by: 'city' },
      }),
    );
    expect(answer.name).toBe('营业收入-2021-模拟数据.xlsx');
    const book = await readWorkbookSafely(answer.bytes, answer.name);
    const r = await rollup(department, 'city');
    const rows = book.sheets[0]!.rows;
    expect(rows).toHaveLength(r.items.length + 2);
  });

  it('refuse an indicator that is not there', async () => {
    await expect(
      department.indicators.rollup({ query: { indicator: 'nothing', period: '2021' } }),
    ).rejects.toMatchObject({ status: 404, code: 'indicators.unknown' });
  });
});

describe('derived indicators', () => {
  it('come with formula, steps and inputs that give the value again', async () => {
    const { items } = await enterprise.indicators.derived({ query: { subject: own, period: '2022' } });
    const rate = items.find((d) => d.indicator === 'value-added-rate')!;
    const series = await enterprise.indicators.series({ query: { subject: own } });
    const value = (indicator: string): number =>
      Number(series.items.find((f) => f.indicator === indicator && f.period === '2022')!.value);
    expect(rate).toMatchObject({
      unit: '%',
      formula: 'value-added / gross-output * 100',
      reason: null,
      simulated: true,
    });
    expect(Number(rate.value)).toBeCloseTo((value('value-added') / value('gross-output')) * 100, 8);
    const trace = rate.trace as { value: string; of: { of: { name: string; value: string }[] }[] };
    expect(trace.value).toBe(rate.value);
    expect(trace.of[0]!.of.map((x) => [x.name, Number(x.value)])).toEqual([
      ['value-added', value('value-added')],
      ['gross-output', value('gross-output')],
    ]);
  });

  it('say which figure is missing where there is none', async () => {
    const { items } = await enterprise.indicators.derived({ query: { subject: own, period: '2015' } });
    const rate = items.find((d) => d.indicator === 'profit-margin')!;
    expect(rate).toMatchObject({
      value: null,
      reason: { code: 'missing', params: { indicator: '利润总额' } },
    });
  });
});

it('nothing here met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});
