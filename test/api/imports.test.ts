import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely, writeWorkbook } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let department: Api;
let county: Api;
let city: Api;
let enterprise: Api;
interface Known {
  id: string;
  creditCode: string;
  name: string;
  regionCode: string;
}
let all: Known[];
let own: Known;

beforeAll(async () => {
  h = await openTestHouse();
  department = (await h.as('dept-demo')).api;
  county = (await h.as('park-demo')).api;
  city = (await h.as('city-demo')).api;
  enterprise = (await h.as('ent-demo')).api;
  all = (await department.subjects.enterprises({ query: { size: 200 } })).items;
  const id = (await enterprise.accounts.me()).account!.subjectId!;
  own = all.find((e) => e.id === id)!;
});
afterAll(() => h.close());

type CellValue = string | number | null;
/** A sheet as a bureau sends it: a title and a unit line above the heads, whatever below. */
const sheet = (heads: readonly string[], rows: readonly (readonly CellValue[])[], above: string[] = []) =>
  writeWorkbook({
    sheets: [
      {
        name: '报表',
        columns: (above.length > 0 ? [above[0]!, ...heads.slice(1).map(() => '')] : heads).map((title) => ({
          title,
        })),
        rows: above.length > 0 ? [...above.slice(1).map((x) => [x]), heads, ...rows] : rows,
      },
    ],
  });
const heads = ['统一社会信用代码', '单位名称', '年度', '应付职工薪酬（元）', '从业人数'];
const upload = async (api: Api, bytes: Uint8Array, name = '报表.xlsx'): Promise<string> =>
  (await api.indicators.upload({ upload: { name, bytes } })).id;
const detail = (api: Api, id: string) => api.indicators.import({ params: { id } });
const apply = async (api: Api, id: string) =>
  api.indicators.apply({ params: { id }, body: { version: (await detail(api, id)).version } });
/** What the batch now says, sent back with changes. */
const remap = async (api: Api, id: string, change: (o: Options) => Options) => {
  const d = await detail(api, id);
  return api.indicators.remap({ params: { id }, body: { ...change(d.options), version: d.version } });
};
type Options = Awaited<ReturnType<typeof detail>>['options'];
const codes = (d: { findings: { code: string; severity: string }[] }): string[] =>
  d.findings.filter((f) => f.severity !== 'info').map((f) => f.code);
const written = async (): Promise<number> =>
  (await h.owner<{ n: number }>(`select count(*)::int as n from fact`))[0]!.n;
const latest = async (subject: string, indicator: string, period: string) =>
  (await department.indicators.history({ query: { subject, indicator, period } })).items[0];

describe('a messy file', () => {
  const rows = (): CellValue[][] => [
    [all[0]!.creditCode, all[0]!.name, '2023年', '1,234,500', 120],
    [` ${all[1]!.creditCode.toLowerCase()} `, '改过的名字', '2023', '２３４５００', 30],
    ['', all[2]!.name, 2023, 100000, '—'],
    [all[3]!.creditCode, all[3]!.name, '2023', '大约五百', 40],
    ['91640000000000000X', '代码不对', '2023', 1, 1],
    [all[4]!.creditCode, all[4]!.name, '2023', -5, 50],
    [all[0]!.creditCode, all[0]!.name, '2023', 1, 1],
    ['', '名录里没有的公司', '2023', 10000, 10],
    ['合计', '', '', 99, 99],
  ];
  let id: string;

  it('is previewed with every remark at its cell, and nothing is written', async () => {
    const before = await written();
    const bytes = await sheet(heads, rows(), ['规模以上工业企业主要指标', '2023年度']);
    id = await upload(department, bytes);
    const d = await detail(department, id);
    expect(d).toMatchObject({
      state: 'draft',
      fileName: '报表.xlsx',
      fileSize: bytes.length,
      appliedAt: null,
    });
    expect(d.table.head).toEqual([3, 3]);
    expect(Object.values(d.options.columns).map((c) => c.target)).toEqual([
      'creditCode',
      'name',
      'year',
      'wages',
      'employees',
    ]);
    expect(d.options.columns['D']).toEqual({ target: 'wages', unit: '元' });
    expect(d.findings.map((f) => [f.code, f.path])).toEqual(
      expect.arrayContaining([
        ['I101', '报表!D7'],
        ['I102', '报表!A8'],
        ['I106', '报表!D9'],
        ['I105', '报表!10'],
        ['I205', '报表!5'],
        ['I201', '报表!11'],
      ]),
    );
    expect(d.preview.filter((r) => r.fate === 'good').map((r) => r.row)).toEqual([4, 5, 6]);
    expect(d.preview.find((r) => r.row === 11)?.fate).toBe('skipped');
    expect(d.summary).toMatchObject({ good: 3, errors: 4 });
    expect(await written()).toBe(before);
  });

  it('can be had back as it came, with the remarks as a workbook', async () => {
    const kept = fileOf(await department.indicators.original({ params: { id } }));
    expect(kept.bytes.length).toBe((await detail(department, id)).fileSize);
    const remarks = fileOf(await department.indicators.findings({ params: { id } }));
    const book = await readWorkbookSafely(remarks.bytes, remarks.name);
    const text = JSON.stringify(book.sheets[0]!.rows);
    for (const cell of ['报表!D7', '报表!A8', '信用代码有误']) expect(text).toContain(cell);
  });

  it('is written by good rows only, in the units of the indicators', async () => {
    const before = await written();
    const done = await apply(department, id);
    expect(done).toMatchObject({
      state: 'applied',
      summary: { good: 3, added: 6, unchanged: 0, created: 0 },
    });
    expect(await written()).toBe(before + 6);
    expect(await latest(all[0]!.id, 'wages', '2023')).toMatchObject({
      value: '123.45',
      unit: '万元',
      status: 'filed',
      source: '报表.xlsx',
      note: '报表!D4',
      simulated: false,
    });
    expect(await latest(all[1]!.id, 'wages', '2023')).toMatchObject({ value: '23.45' });
    expect(await latest(all[2]!.id, 'wages', '2023')).toMatchObject({ value: '10' });
    // A dash says that there is none; it is not zero.
    expect(await latest(all[2]!.id, 'employees', '2023')).toMatchObject({ value: null });
    expect(await latest(all[3]!.id, 'wages', '2023')).toBeUndefined();
  });

  it('is closed after that', async () => {
    await expect(apply(department, id)).rejects.toMatchObject({ code: 'indicators.batch-closed' });
    await expect(remap(department, id, (o) => o)).rejects.toMatchObject({ code: 'indicators.batch-closed' });
    await expect(department.indicators.discard({ params: { id } })).rejects.toMatchObject({
      code: 'indicators.batch-closed',
    });
  });

  it('sent again adds nothing, and the heads are remembered', async () => {
    const before = await written();
    const again = await upload(
      department,
      await sheet(heads, rows(), ['规模以上工业企业主要指标', '2023年度']),
    );
    const done = await apply(department, again);
    expect(done.summary).toMatchObject({ good: 3, added: 0, unchanged: 6 });
    expect(await written()).toBe(before);
  });
});

describe('choosing', () => {
  it('another meaning of a column, another unit, another period, some rows', async () => {
    const bytes = await sheet(
      ['代码', '公司', '数一', '数二'],
      [0, 1, 2].map((n) => [all[n]!.creditCode, all[n]!.name, (n + 1) * 1000, 7]),
    );
    const id = await upload(department, bytes);
    const first = await detail(department, id);
    expect(first.table.columns.map((c) => c.title)).toEqual(['代码', '公司', '数一', '数二']);
    const second = await remap(department, id, (o) => ({
      ...o,
      period: '2024',
      rows: [2, 4],
      columns: {
        A: { target: 'creditCode', unit: null },
        B: { target: 'name', unit: null },
        C: { target: 'revenue', unit: '千元' },
        D: { target: 'ignore', unit: null },
      },
    }));
    expect(second.version).toBe(first.version + 1);
    expect(second.preview.map((r) => r.fate)).toEqual(['good', 'skipped', 'good']);
    const done = await apply(department, id);
    expect(done.summary).toMatchObject({ good: 2, added: 2 });
    expect(await latest(all[0]!.id, 'revenue', '2024')).toMatchObject({ value: '100', unit: '万元' });
    expect(await latest(all[1]!.id, 'revenue', '2024')).toBeUndefined();
    expect(await latest(all[2]!.id, 'revenue', '2024')).toMatchObject({ value: '300' });

    // The same heads from the same body are read as they were chosen.
    const next = await detail(department, await upload(department, bytes));
    expect(next.options.columns['C']).toEqual({ target: 'revenue', unit: '千元' });
    // From another body they are as unknown as before.
    const other = await detail(city, await upload(city, bytes));
    expect(other.options.columns['C']?.target).toBe(first.options.columns['C']?.target);
  });

  it('is refused when somebody else chose in between', async () => {
    const id = await upload(department, await sheet(heads, [[all[0]!.creditCode, '', '2024', 1, 1]]));
    const d = await detail(department, id);
    await remap(department, id, (o) => ({ ...o, period: '2024' }));
    const body = { ...d.options, version: d.version };
    await expect(department.indicators.remap({ params: { id }, body })).rejects.toMatchObject({
      status: 409,
    });
    await expect(
      department.indicators.apply({ params: { id }, body: { version: d.version } }),
    ).rejects.toMatchObject({ status: 409 });
  });

  it('one item for two columns is named, and the first column is read', async () => {
    const id = await upload(department, await sheet(heads, [[all[5]!.creditCode, '', '2024', 20000, 30000]]));
    const d = await remap(department, id, (o) => ({
      ...o,
      columns: { ...o.columns, E: { target: 'wages', unit: '元' } },
    }));
    expect(d.findings).toContainEqual(expect.objectContaining({ code: 'I115', path: '报表!E1' }));
    expect((await apply(department, id)).summary).toMatchObject({ added: 1 });
    expect(await latest(all[5]!.id, 'wages', '2024')).toMatchObject({ value: '2' });
  });

  it('rows without a period are not good rows', async () => {
    const id = await upload(
      department,
      await sheet(heads, [
        [all[5]!.creditCode, '', '2021', 20000, null],
        [all[6]!.creditCode, '', '', 30000, null],
      ]),
    );
    const d = await detail(department, id);
    expect(d.preview.map((r) => r.fate)).toEqual(['good', 'error']);
    expect(d.findings).toContainEqual(expect.objectContaining({ code: 'I104', path: '报表!3' }));
    await department.indicators.discard({ params: { id } });
  });

  it('an enterprise once by its code and once by its name is one enterprise twice', async () => {
    const id = await upload(
      department,
      await sheet(heads, [
        [all[7]!.creditCode, '', '2024', 10000, null],
        ['', all[7]!.name, '2024', 20000, null],
      ]),
    );
    const d = await detail(department, id);
    expect(d.preview.map((r) => r.fate)).toEqual(['good', 'error']);
    expect(codes(d)).toContain('I105');
    expect((await apply(department, id)).summary).toMatchObject({ good: 1, added: 1 });
    expect(await latest(all[7]!.id, 'wages', '2024')).toMatchObject({ value: '1' });
  });

  it('leaves locked figures alone and says so, whoever sends them', async () => {
    const before = await latest(all[8]!.id, 'wages', '2021');
    expect(before?.status).toBe('locked');
    const id = await upload(department, await sheet(heads, [[all[8]!.creditCode, '', '2021', 1, null]]));
    expect(codes(await detail(department, id))).toContain('I203');
    expect((await apply(department, id)).summary).toMatchObject({ added: 0, unchanged: 1 });
    expect(await latest(all[8]!.id, 'wages', '2021')).toEqual(before);
  });
});

const freshRows = (code: string, region = '640104', name = '宁夏新办试验有限公司'): CellValue[][] => [
  [code, name, '2023', 560000, 12, region, '2631'],
];
const widerHeads = [...heads, '行政区划代码', '行业代码'];
/** 统一社会信用代码 with right check characters, GB 32100-2015. */
const codeNumber = (n: number): string => {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const head = `91649999MA${String(n).padStart(7, '0')}`;
  const sum = [...head].reduce((s, c, i) => s + letters.indexOf(c) * weights[i]!, 0);
  return `${head}${letters[(31 - (sum % 31)) % 31]}`;
};

describe('enterprises that are not on the register', () => {
  it('are left out, or registered, as chosen', async () => {
    const code = codeNumber(1);
    const id = await upload(city, await sheet(widerHeads, freshRows(code)));
    const before = await detail(city, id);
    expect(before.preview[0]?.fate).toBe('skipped');
    expect(codes(before)).toContain('I201');
    await expect(apply(city, id)).rejects.toMatchObject({ code: 'indicators.nothing-to-apply' });
    expect((await detail(city, id)).state).toBe('draft');

    const chosen = await remap(city, id, (o) => ({ ...o, unknown: 'create' }));
    expect(chosen.preview[0]?.fate).toBe('good');
    const count = async () => (await city.subjects.enterprises({ query: { q: code } })).total;
    expect(await count()).toBe(0);
    expect((await apply(city, id)).summary).toMatchObject({ created: 1, added: 2 });
    const { items } = await city.subjects.enterprises({ query: { q: code } });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      name: '宁夏新办试验有限公司',
      regionCode: '640104',
      industryCode: '2631',
      aboveScale: [2023],
      simulated: false,
    });
    expect(await latest(items[0]!.id, 'wages', '2023')).toMatchObject({ value: '56' });
  });

  it('are above the designated size in the years whose figures their keepers sent, but for revenue below the line', async () => {
    const code = codeNumber(1);
    const yearly = async (api: Api, year: number, revenue: number): Promise<number[]> => {
      const table = await sheet(
        ['统一社会信用代码', '单位名称', '年度', '营业收入（万元）'],
        [[code, '宁夏新办试验有限公司', year, revenue]],
      );
      await apply(api, await upload(api, table));
      return (await city.subjects.enterprises({ query: { q: code } })).items[0]!.aboveScale;
    };
    // 2000 万元 of revenue in the year is the line.
    expect(await yearly(city, 2022, 2000)).toEqual([2022, 2023]);
    expect(await yearly(city, 2021, 1999.99)).toEqual([2022, 2023]);
  });

  it('are not registered where something is missing', async () => {
    const rows = freshRows(codeNumber(2));
    rows[0]![6] = '9999';
    const id = await upload(city, await sheet(widerHeads, rows));
    const d = await remap(city, id, (o) => ({ ...o, unknown: 'create' }));
    expect(codes(d)).toContain('I206');
    await expect(apply(city, id)).rejects.toMatchObject({ code: 'indicators.nothing-to-apply' });
  });

  it('are not registered in somebody else’s place, nor twice; then nothing of the file is written', async () => {
    const elsewhere = all.find((e) => e.regionCode === '640221')!;
    const mine = all.find((e) => e.regionCode.startsWith('6401'))!;
    const good: CellValue[] = [mine.creditCode, mine.name, '2023', 880000, 5, '', ''];
    const before = await written();
    for (const [rows, code] of [
      [freshRows(codeNumber(3), '640221'), 'auth.out-of-scope'],
      [freshRows(elsewhere.creditCode), 'indicators.already-registered'],
    ] as const) {
      const id = await upload(city, await sheet(widerHeads, [good, ...rows]));
      await remap(city, id, (o) => ({ ...o, unknown: 'create' }));
      await expect(apply(city, id)).rejects.toMatchObject({ code });
      expect((await detail(city, id)).state).toBe('draft');
    }
    expect(await written()).toBe(before);
    expect((await department.subjects.enterprises({ query: { q: codeNumber(3) } })).total).toBe(0);
  });
});

describe('scope', () => {
  it('an enterprise sends its own rows only', async () => {
    const other = all.find((e) => e.id !== own.id)!;
    const id = await upload(
      enterprise,
      await sheet(heads, [
        [own.creditCode, own.name, '2023', 10000, 1],
        [other.creditCode, other.name, '2023', 20000, 2],
        ['', other.name, '2023', 20000, 2],
      ]),
    );
    const d = await detail(enterprise, id);
    expect(d.preview.map((r) => r.fate)).toEqual(['good', 'error', 'error']);
    expect(codes(d).filter((c) => c === 'I202')).toHaveLength(2);
    const before = await latest(other.id, 'wages', '2023');
    expect((await apply(enterprise, id)).summary).toMatchObject({ good: 1, added: 2 });
    expect(await latest(own.id, 'wages', '2023')).toMatchObject({
      value: '1',
      recordedBy: '演示·企业填报员',
    });
    expect(await latest(other.id, 'wages', '2023')).toEqual(before);
    // Nor does choosing to register what is unknown help.
    const more = await upload(
      enterprise,
      await sheet(widerHeads, freshRows(codeNumber(4), own.regionCode, '别家有限公司')),
    );
    const tried = await remap(enterprise, more, (o) => ({ ...o, unknown: 'create' }));
    expect(tried.preview[0]?.fate).toBe('error');
  });

  it('a county does not reach enterprises of another, and batches are seen by the body that sent them', async () => {
    const far = all.find((e) => e.regionCode.startsWith('6401'))!;
    const id = await upload(county, await sheet(heads, [[far.creditCode, far.name, '2024', 10000, 1]]));
    expect((await detail(county, id)).preview[0]?.fate).toBe('skipped');
    for (const api of [department, city, enterprise]) {
      await expect(detail(api, id)).rejects.toMatchObject({ status: 404, code: 'indicators.unknown-batch' });
      await expect(api.indicators.apply({ params: { id }, body: { version: 1 } })).rejects.toMatchObject({
        status: 404,
      });
      await expect(api.indicators.original({ params: { id } })).rejects.toMatchObject({ status: 404 });
      await expect(api.indicators.discard({ params: { id } })).rejects.toMatchObject({ status: 404 });
      const listed = await api.indicators.imports({ query: { size: 200 } });
      expect(listed.items.map((b) => b.id)).not.toContain(id);
    }
    const listed = await county.indicators.imports({ query: { state: 'draft' } });
    expect(listed.items.map((b) => b.id)).toContain(id);
  });

  it('two enterprises of one body do not see each other’s files', async () => {
    const { api: maker } = await h.as('sysadmin');
    const { api: giver } = await h.as('secadmin');
    const other = all.find((e) => e.id !== own.id)!;
    const body = (await enterprise.accounts.me()).account!.body;
    const made = await maker.accounts.create({ body: { username: 'other-firm', name: '另一家企业', body } });
    await giver.accounts.setRole({
      params: { id: made.account.id },
      body: {
        role: 'enterprise',
        scope: { kind: 'subject', subjectId: other.id },
        version: made.account.version,
      },
    });
    const { api } = await h.as('other-firm', { password: made.password });
    expect((await enterprise.indicators.imports()).total).toBeGreaterThan(0);
    expect((await api.indicators.imports()).total).toBe(0);
  });
});

describe('all or nothing', () => {
  it('a failure in the middle of writing leaves nothing, and the batch can be applied later', async () => {
    const rows = all.slice(10, 30).map((e, n) => [e.creditCode, e.name, '2024', 10000 * (n + 1), n + 1]);
    const id = await upload(department, await sheet(heads, rows));
    const count = async (table: string) =>
      (await h.owner<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;
    const before = [await count('fact'), await count('fact_source'), await count('import_mapping')];
    // The last statement of an apply that writes facts fails: everything before it has been written by then.
    await h.owner(
      `create function stop_here() returns trigger language plpgsql as $$ begin
         if new.state = 'applied' then raise exception 'the disk is full'; end if; return new; end $$`,
    );
    await h.owner(
      `create trigger stop_here before update on import_batch for each row execute function stop_here()`,
    );
    await expect(apply(department, id)).rejects.toMatchObject({ status: 500, code: 'request.unexpected' });
    expect(h.faults.splice(0)).toHaveLength(1);
    await h.owner(`drop trigger stop_here on import_batch`);
    expect([await count('fact'), await count('fact_source'), await count('import_mapping')]).toEqual(before);
    expect(await detail(department, id)).toMatchObject({ state: 'draft', appliedAt: null });
    expect((await apply(department, id)).summary).toMatchObject({ good: 20, added: 40 });
    expect(await count('fact')).toBe(before[0]! + 40);
  });

  it('two applies at once write once', async () => {
    const id = await upload(department, await sheet(heads, [[all[9]!.creditCode, '', '2024', 10000, 5]]));
    const { version } = await detail(department, id);
    const before = await written();
    const call = () => department.indicators.apply({ params: { id }, body: { version } });
    const both = await Promise.allSettled([call(), call()]);
    expect(both.map((r) => r.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = both.flatMap((r) =>
      r.status === 'rejected' ? [(r.reason as { code: string }).code] : [],
    );
    expect(['db.conflict', 'indicators.batch-closed']).toContain(refused[0]);
    expect(await written()).toBe(before + 2);
  });

  it('two files about the same figures at once never leave half of one', async () => {
    const rows = (value: number) => all.slice(0, 30).map((e) => [e.creditCode, '', '2025', value, 1]);
    const ids = [
      await upload(department, await sheet(heads, rows(10000))),
      await upload(city, await sheet(heads, rows(20000))),
    ];
    const both = await Promise.allSettled([apply(department, ids[0]!), apply(city, ids[1]!)]);
    for (const [n, r] of both.entries()) {
      const facts = await h.owner<{ n: number }>(
        `select count(*)::int as n from fact where source_id = (select source_id from import_batch where id = '${ids[n]}')`,
      );
      if (r.status === 'fulfilled') expect(facts[0]!.n).toBe(r.value.summary.added);
      else {
        expect(r.reason).toMatchObject({ status: 409 });
        expect(facts[0]!.n).toBe(0);
      }
    }
    expect(both.some((r) => r.status === 'fulfilled')).toBe(true);
  });
});

describe('a batch', () => {
  it('that is given up stays given up, its file kept', async () => {
    const before = await written();
    const id = await upload(department, await sheet(heads, [[all[0]!.creditCode, '', '2025', 99, 9]]));
    expect(await department.indicators.discard({ params: { id } })).toMatchObject({ state: 'discarded' });
    await expect(apply(department, id)).rejects.toMatchObject({ code: 'indicators.batch-closed' });
    expect(fileOf(await department.indicators.original({ params: { id } })).bytes.length).toBeGreaterThan(0);
    expect(await written()).toBe(before);
    const listed = await department.indicators.imports({ query: { state: 'discarded', size: 200 } });
    expect(listed.items.map((b) => b.id)).toContain(id);
  });

  it('is not made of something that is no table, nor of an upload by who may not send one', async () => {
    const before = await h.owner(`select id from import_batch`);
    await expect(upload(department, new Uint8Array([1, 2, 3, 0, 255]), '图.xlsx')).rejects.toMatchObject({
      code: 'indicators.unreadable',
    });
    const bytes = await sheet(heads, []);
    await expect(upload(h.visitor, bytes)).rejects.toMatchObject({ status: 401 });
    await expect(upload((await h.as('expert-demo')).api, bytes)).rejects.toMatchObject({ status: 403 });
    const r = await h.send({
      method: 'POST',
      url: '/api/imports',
      cookie: (await h.as('dept-demo')).cookie,
      body: {},
      headers: { 'content-type': 'application/json' },
    });
    expect(r.statusCode).toBeGreaterThanOrEqual(400);
    expect(r.statusCode).toBeLessThan(500);
    expect(await h.owner(`select id from import_batch`)).toHaveLength(before.length);
  });

  it('reads a csv in the encoding that bureaus use', async () => {
    const text = `统一社会信用代码,企业名称,年份,营业收入(万元)\r\n${all[0]!.creditCode},${all[0]!.name},2025,12.5\r\n`;
    const id = await upload(department, gb18030(text), '年报.csv');
    const d = await detail(department, id);
    expect(d.table.columns.map((c) => c.title)).toEqual(['统一社会信用代码', '企业名称', '年份', '营业收入']);
    expect(d.preview.map((r) => r.fate)).toEqual(['good']);
    await apply(department, id);
    expect(await latest(all[0]!.id, 'revenue', '2025')).toMatchObject({ value: '12.5' });
  });
});

/** Node decodes GB18030 but does not encode it: the two-byte characters are found by decoding all of them. */
function gb18030(text: string): Uint8Array {
  const table = new Map<string, [number, number]>();
  const decoder = new TextDecoder('gb18030');
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1)
      if (low !== 0x7f) table.set(decoder.decode(new Uint8Array([high, low])), [high, low]);
  return new Uint8Array([...text].flatMap((c) => (c < '\u0080' ? [c.charCodeAt(0)] : table.get(c)!)));
}

it('nothing here met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});
