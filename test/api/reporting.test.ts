import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXlsx } from 'hucre';
import { fileOf, openTestHouse, Refused, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let enterprise: Api;
let county: Api;
let stranger: Api;
let city: Api;
let department: Api;
let office: Api;
let own: string;

const form = 'enterprise-monthly';
const at = (period: string) => ({ params: { form, period } });

/** Figures that balance. */
const sound = (over: Record<string, string> = {}): Record<string, string> => ({
  'gross-output': '1000',
  'sales-value': '980',
  revenue: '990',
  cost: '800',
  profit: '50',
  assets: '5000',
  liabilities: '3000',
  equity: '2000',
  employees: '120',
  electricity: '300',
  'purchased-electricity': '250',
  'own-electricity': '50',
  ...over,
});
/** An answer to every soft remark, whatever it is. */
const answered = async (api: Api, period: string, values: Record<string, string>, more = {}) => {
  const { findings } = await api.reporting.check({ ...at(period), body: { values, ...more } });
  return Object.fromEntries(
    findings
      .filter((f) => f.severity === 'warning')
      .map((f) => [`${String(f.params?.['check'])}:${f.path}`, '停产检修后恢复生产']),
  );
};
const handIn = async (api: Api, period: string, values = sound(), key: string = randomUUID()) =>
  api.reporting.submit({
    ...at(period),
    body: { values, reasons: await answered(api, period, values), key },
  });
const act = (
  api: Api,
  r: { id: string; version: number },
  name: string,
  more: { reason?: string; values?: Record<string, string>; key?: string } = {},
) =>
  api.reporting.act({
    params: { id: r.id },
    body: { key: more.key ?? randomUUID(), act: name, version: r.version, ...more },
  });
const refusal = async (p: Promise<unknown>): Promise<Refused> => {
  try {
    await p;
  } catch (e) {
    if (e instanceof Refused) return e;
    throw e;
  }
  throw new Error('it was not refused');
};

beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  enterprise = (await h.as('ent-demo')).api;
  county = (await h.as('entcounty-demo')).api;
  city = (await h.as('city-demo')).api;
  department = (await h.as('dept-demo')).api;
  office = (await h.as('office-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
  const { regionCode } = await enterprise.subjects.enterprise({ params: { id: own } });
  stranger = (await h.as(regionCode === '64ND00' ? 'county-demo' : 'ningdong-demo')).api;
});
afterAll(() => h.close());

describe('a monthly report, from the blank form to facts', () => {
  it('shows the blank form with last period and last year beside', async () => {
    const r = await enterprise.reporting.report(at('2022-M11'));
    expect(r).toMatchObject({ id: null, state: 'draft', version: 0, editable: true, late: true });
    expect(r.previous).toMatchObject({ period: '2022-M10' });
    expect(Number(r.previous.values['gross-output'])).toBeGreaterThan(0);
    expect(Number(r.lastYear.values['revenue'])).toBeGreaterThan(0);
    // Ten months before November come together in the running total.
    expect(Number(r.yearBefore['gross-output'])).toBeGreaterThan(
      Number(r.previous.values['gross-output']) * 4,
    );
    expect(r.yearBefore['assets']).toBeUndefined();
    expect(r.can.map((a) => a.id)).toEqual(['submit']);
    // Eight working days of December 2022.
    expect(r.due?.day).toBe('2022-12-12');
  });

  it('keeps a draft, half a number and all, and sees when another window saved first', async () => {
    const save = (values: Record<string, string>, version: number) =>
      enterprise.reporting.save({ ...at('2022-M11'), body: { values, version } });
    const first = await save({ revenue: '12..', cost: '8' }, 0);
    expect(first.version).toBe(1);
    expect(first.findings.map((f) => f.code)).toContain('M112');
    expect((await refusal(save({ revenue: '1' }, 0))).code).toBe('reporting.changed');
    expect((await enterprise.reporting.report(at('2022-M11'))).values).toEqual({
      revenue: '12..',
      cost: '8',
    });
  });

  it('refuses what does not balance, and asks for a reason where a figure is unusual', async () => {
    const body = (values: Record<string, string>, reasons = {}) => ({
      ...at('2022-M11'),
      body: { values, reasons, key: randomUUID() },
    });
    const wrong = await refusal(
      enterprise.reporting.submit(
        body(sound({ assets: '5100', electricity: '-1', revenue: 'abc', cost: '' })),
      ),
    );
    expect(wrong.code).toBe('reporting.refused');
    const found = wrong.problem.findings!.map((f) => `${f.code} ${f.path}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'M102 values.assets',
        'M101 values.electricity',
        'M112 values.revenue',
        'M100 values.cost',
      ]),
    );
    const asked = await refusal(enterprise.reporting.submit(body(sound())));
    expect(asked.code).toBe('reporting.reasons-needed');
    expect(asked.problem.findings!.every((f) => f.severity === 'warning')).toBe(true);
    // Nothing was handed in by either.
    expect((await enterprise.reporting.report(at('2022-M11'))).state).toBe('draft');
  });

  it('goes to the county, comes back with a reason, is passed, locked, and becomes facts', async () => {
    const done = await handIn(enterprise, '2022-M11');
    expect(done).toMatchObject({ state: 'submitted', late: true, repeated: false, version: 2 });
    expect((await refusal(handIn(enterprise, '2022-M11'))).problem.findings![0]!.code).toBe('M202');
    // Neither a county elsewhere nor the enterprise itself passes it.
    expect((await refusal(act(stranger, done, 'approve'))).code).toBe('reporting.unknown');
    expect((await refusal(act(enterprise, done, 'approve'))).code).toBe('reporting.refused');
    expect((await refusal(act(county, done, 'return'))).problem.findings!.map((f) => f.code)).toEqual([
      'M207',
    ]);
    const back = await act(county, done, 'return', { reason: '用电量与电力公司数据不符' });
    const seen = await enterprise.reporting.report(at('2022-M11'));
    expect(seen).toMatchObject({ state: 'returned', returned: '用电量与电力公司数据不符', editable: true });
    expect(seen.stateDue?.role).toBe('enterprise');

    const again = await handIn(
      enterprise,
      '2022-M11',
      sound({ electricity: '310', 'purchased-electricity': '260' }),
    );
    expect(again.version).toBe(back.version + 1);
    const trail = await county.reporting.report({ ...at('2022-M11'), query: { subject: own } });
    expect(trail.events.map((e) => e.act)).toEqual(['submit', 'return', 'submit']);
    expect(trail.events.at(-1)!.changes).toEqual([
      { indicator: 'electricity', from: '300', to: '310' },
      { indicator: 'purchased-electricity', from: '250', to: '260' },
    ]);
    const passed = await act(county, again, 'approve');
    expect((await refusal(act(county, passed, 'lock'))).code).toBe('reporting.refused');
    const locked = await act(department, passed, 'lock');
    expect(locked.state).toBe('locked');

    const { items } = await department.indicators.history({
      query: { subject: own, indicator: 'electricity', period: '2022-M11' },
    });
    // What the demonstration knew stays below; the report's figure is one more revision with a source of its own.
    expect(items[0]).toMatchObject({ value: '310', status: 'locked', simulated: true });
    expect(items[0]!.revision).toBe(items.length);
    expect(items[0]!.source).toContain('工业企业月报 2022-M11');
  });

  it('is corrected by a new revision, with a reason and somebody who agrees', async () => {
    const r = await enterprise.reporting.report(at('2022-M11'));
    const locked = { id: r.id!, version: r.version };
    const values = { ...r.values, electricity: '320', 'purchased-electricity': '270' };
    expect((await refusal(act(enterprise, locked, 'correct', { values }))).problem.findings![0]!.code).toBe(
      'M207',
    );
    const unbalanced = { ...values, assets: '1' };
    expect(
      (
        await refusal(act(enterprise, locked, 'correct', { values: unbalanced, reason: '抄错' }))
      ).problem.findings!.map((f) => f.code),
    ).toContain('M102');
    const asked = await act(enterprise, locked, 'correct', { values, reason: '电费单更正' });
    const shown = await county.reporting.report({ ...at('2022-M11'), query: { subject: own } });
    expect(shown.values['electricity']).toBe('310');
    expect(shown.proposal).toMatchObject({ reason: '电费单更正', values: { electricity: '320' } });
    await act(county, asked, 'approve-correction');
    const after = await enterprise.reporting.report(at('2022-M11'));
    expect(after).toMatchObject({
      state: 'locked',
      revision: 2,
      proposal: null,
      values: { electricity: '320' },
    });
    const { items } = await department.indicators.history({
      query: { subject: own, indicator: 'electricity', period: '2022-M11' },
    });
    expect(items.slice(0, 2).map((f) => f.value)).toEqual(['320', '310']);
  });
});

describe('handing in, over and over', () => {
  it('the same key twice is one report, and says so', async () => {
    const key = randomUUID();
    const first = await handIn(enterprise, '2022-M09', sound(), key);
    const again = await handIn(enterprise, '2022-M09', sound({ profit: '51' }), key);
    expect(again).toMatchObject({ id: first.id, version: first.version, repeated: true });
    expect((await enterprise.reporting.report(at('2022-M09'))).values['profit']).toBe('50');
  });

  it('many at once make one report and one record, whoever comes first', async () => {
    const values = sound();
    const reasons = await answered(enterprise, '2022-M08', values);
    const same = randomUUID();
    const keys = [same, same, same, ...Array.from({ length: 5 }, () => randomUUID())];
    const all = await Promise.allSettled(
      keys.map((key) => enterprise.reporting.submit({ ...at('2022-M08'), body: { values, reasons, key } })),
    );
    const good = all.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []));
    expect(good.length).toBeGreaterThanOrEqual(1);
    expect(new Set(good.map((r) => r.id)).size).toBe(1);
    expect(good.filter((r) => !r.repeated)).toHaveLength(1);
    for (const r of all) if (r.status === 'rejected') expect((r.reason as Refused).status).toBeLessThan(500);
    const [n] = await h.owner<{ reports: number; events: number }>(
      `select count(*)::int as reports, (select count(*)::int from report_event e join report x on x.id = e.report_id where x.period = '2022-M08') as events
        from report where period = '2022-M08'`,
    );
    expect(n).toEqual({ reports: 1, events: 1 });
  });

  it('a program hands in with a key of its own, held to its enterprise, until the key is revoked', async () => {
    const { key, made } = await enterprise.reporting.makeKey({ body: { name: '财务系统' } });
    expect(key).toMatch(/^dbk_/);
    const [stored] = await h.owner<{ hash: string }>('select hash from report_key');
    expect(stored!.hash).not.toContain(key.slice(4));
    const call = (body: object, more: Record<string, string> = {}) =>
      h.send({
        method: 'POST',
        url: `/api/reporting/reports/${form}/2022-M07/submit`,
        body,
        headers: { authorization: `Bearer ${key}`, ...more },
      });
    const values = sound();
    const reasons = await answered(enterprise, '2022-M07', values);
    const once = { 'idempotency-key': randomUUID() };
    const first = await call({ values, reasons }, once);
    expect(first.statusCode, first.body).toBe(200);
    expect((await call({ values, reasons }, once)).json()).toMatchObject({ repeated: true });
    expect((await call({ values, reasons }, { 'idempotency-key': 'x' })).statusCode).toBe(422);
    const r = await enterprise.reporting.report(at('2022-M07'));
    expect(r.events[0]).toMatchObject({ via: 'key' });
    // Not another enterprise's report, and nothing but reports.
    const { items } = await department.subjects.enterprises({ query: { size: 5 } });
    const other = items.find((e) => e.id !== own)!.id;
    expect((await call({ values, reasons, subject: other, key: randomUUID() })).statusCode).toBe(404);
    const elsewhere = await h.send({
      method: 'GET',
      url: '/api/reporting/keys',
      headers: { authorization: `Bearer ${key}` },
    });
    expect(elsewhere.statusCode).toBe(403);
    expect((await enterprise.reporting.revokeKey({ params: { id: made.id } })).live).toBe(false);
    expect((await call({ values, reasons }, once)).statusCode).toBe(401);
  });

  it('no enterprise reads or writes the report of another, whatever it asks the database', async () => {
    const { items } = await department.subjects.enterprises({ query: { size: 5 } });
    const other = items.find((e) => e.id !== own)!.id;
    const scope = { kind: 'subject', subjectId: other } as const;
    expect(await h.application(scope, 'select 1 from report')).toEqual([]);
    expect(await h.application(scope, 'select 1 from report_event')).toEqual([]);
    expect(await h.application(scope, 'select 1 from report_key')).toEqual([]);
    await expect(
      h.application(scope, `update report set state = 'locked' where subject_id = '${own}' returning 1`),
    ).resolves.toEqual([]);
    await expect(h.application({ kind: 'all' }, 'delete from report_event')).rejects.toThrow(/permission/);
    await expect(h.application({ kind: 'all' }, `update report_event set reason = ''`)).rejects.toThrow(
      /permission/,
    );
  });
});

describe('many reports at once', () => {
  it('are previewed, passed together or not at all', async () => {
    const queue = await county.reporting.list({ query: { form, standing: 'waiting', sort: 'submittedAt' } });
    const reports = queue.items.map((r) => ({ id: r.id, version: r.version }));
    expect(reports.length).toBeGreaterThanOrEqual(3);
    expect(queue.items[0]!.headline[0]!.value).toBe('1000');
    const ids = reports.map((r) => r.id);
    const { items } = await county.reporting.preview({ body: { act: 'approve', ids } });
    // Somebody wrote reasons: they are to be read, not waved through unseen.
    expect(new Set(items.map((i) => i.fate))).toEqual(new Set(['look']));
    expect(items[0]!.reasons[0]).toBe('停产检修后恢复生产');
    const stale = reports.map((r, i) => (i === 0 ? { ...r, version: r.version + 1 } : r));
    const body = { key: randomUUID(), act: 'approve' };
    expect((await refusal(county.reporting.bulk({ body: { ...body, reports: stale } }))).code).toBe(
      'reporting.changed',
    );
    expect((await county.reporting.list({ query: { form, standing: 'waiting' } })).total).toBe(
      reports.length,
    );
    expect(await county.reporting.bulk({ body: { ...body, reports } })).toEqual({ done: reports.length });
    // The button pressed twice.
    expect(await county.reporting.bulk({ body: { ...body, reports } })).toEqual({ done: reports.length });
    expect((await county.reporting.list({ query: { form, standing: 'waiting' } })).total).toBe(0);
  });

  it('of a period are locked by a job', async () => {
    const { job } = await department.reporting.lockAll({ body: { form, period: '2022-M09' } });
    await expect
      .poll(async () => (await department.work.job({ params: { id: job } })).state, { timeout: 20_000 })
      .toBe('done');
    expect((await department.work.job({ params: { id: job } })).result).toEqual({ locked: 1 });
    expect((await enterprise.reporting.report(at('2022-M09'))).state).toBe('locked');
    const { items } = await department.indicators.history({
      query: { subject: own, indicator: 'revenue', period: '2022-M09' },
    });
    expect(items[0]).toMatchObject({ value: '990', status: 'locked' });
  });
});

describe('who is missing', () => {
  it('is counted by place, and what was handed in is not', async () => {
    const p = await department.reporting.progress({ query: { form, period: '2022-M11' } });
    const { total } = await department.subjects.enterprises({ query: { size: 1, year: 2022 } });
    expect(p.total).toEqual({ asked: total, handed: 1, late: 1, passed: 1, locked: 1, missing: total - 1 });
    expect(p.items.reduce((n, r) => n + r.asked, 0)).toBe(total);
    const here = await county.reporting.progress({ query: { form, period: '2022-M11' } });
    expect(here.items).toHaveLength(1);
    const cities = await department.reporting.progress({ query: { form, period: '2022-M11', by: 'city' } });
    expect(cities.total).toEqual(p.total);
    const list = await department.reporting.missing({ query: { form, period: '2022-M11', size: 200 } });
    expect(list.total).toBe(total - 1);
    expect(list.items.map((d) => d.subject.id)).not.toContain(own);
    const book = await readXlsx(
      fileOf(await department.reporting.exportProgress({ query: { form, period: '2022-M11' } })).bytes,
    );
    expect(book.sheets.map((s) => s.name)).toEqual(['报送进度', '未报名单']);
    expect(book.sheets[1]!.rows).toHaveLength(total);
  });

  it('is reminded once a day, and sees it', async () => {
    const body = { form, period: '2022-M10' };
    const { reminded } = await county.reporting.remind({ body });
    expect(reminded).toBeGreaterThan(0);
    expect(await county.reporting.remind({ body })).toEqual({ reminded: 0 });
    const { items, years } = await enterprise.reporting.mine({ query: { year: 2022 } });
    expect(years).toContain(2018);
    const duty = items.find((d) => d.form === form && d.period === '2022-M10')!;
    expect(duty).toMatchObject({ standing: 'todo', late: true, reminders: 1, due: { word: 'late' } });
    expect(items.find((d) => d.form === form && d.period === '2022-M11')).toMatchObject({
      standing: 'locked',
      due: null,
    });
  });

  it('the house reminds by itself when a last day is near, and only then', async () => {
    const run = async (): Promise<unknown> => {
      const id = h.house.newId();
      await h.house.db.system((tx) =>
        h.house.jobs.enqueue(tx, {
          id,
          kind: 'reporting.remind',
          params: {},
          createdBy: null,
          now: h.house.now(),
        }),
      );
      const state = async () =>
        (await h.owner<{ state: string }>(`select state from job where id = '${id}'`))[0]!.state;
      await expect.poll(state, { timeout: 20_000 }).toBe('done');
      return (
        await h.owner<{ result: { reminded: number } }>(`select result from job where id = '${id}'`)
      )[0]!.result.reminded;
    };
    const first = (await run()) as number;
    // What it did this morning it does not do again.
    expect(await run()).toBe(0);
    const [n] = await h.owner<{ n: number }>(
      `select count(*)::int as n from report_reminder where by_name = '系统'`,
    );
    expect(n!.n).toBe(first);
  });

  it('no period is asked for before it has ended', async () => {
    const e = await refusal(enterprise.reporting.report(at('2099-M01')));
    expect([e.status, e.code]).toEqual([409, 'reporting.not-asked']);
  });
});

describe('the template', () => {
  it('carries last figures, the checks as formulas, and comes back as values', async () => {
    const file = fileOf(await enterprise.reporting.template(at('2022-M10')));
    expect(file.name).toBe('工业企业月报-2022-M10.xlsx');
    const [sheet] = (await readXlsx(file.bytes)).sheets;
    const row = sheet!.rows.findIndex((r) => r[0] === 'assets');
    expect(sheet!.dataValidations!.length).toBeGreaterThan(20);
    const formula = sheet!.cells?.get(`${row},7`)?.formula ?? '';
    expect(formula).toContain('ABS(D');
    expect(formula).toContain('负债合计');

    const { writeXlsx } = await import('hucre');
    const filled = sheet!.rows.map((r) => {
      const value = sound({ assets: '5000.5' })[String(r[0] ?? '')];
      return value === undefined ? r : [r[0]!, r[1]!, r[2]!, Number(value)];
    });
    const bytes = await writeXlsx({ sheets: [{ name: '填报', rows: filled }] });
    const read = await enterprise.reporting.readSheet({
      ...at('2022-M10'),
      body: {},
      upload: { name: '月报.xlsx', bytes },
    });
    expect(read.values).toMatchObject({ assets: '5000.5', revenue: '990', 'own-electricity': '50' });
    expect(read.values['export-value']).toBeUndefined();
    // Of another month it is not taken, however alike it looks.
    const other = await refusal(
      enterprise.reporting.readSheet({ ...at('2022-M06'), body: {}, upload: { name: '月报.xlsx', bytes } }),
    );
    expect(other.code).toBe('reporting.other-sheet');
  });
});

describe('the other forms', () => {
  it('a project is entered, reported by itself, and the enterprise has the sum as fact', async () => {
    const project = (name: string) =>
      enterprise.reporting.addProject({ body: { name, from: '2022-M01', to: null, code: '', place: '' } });
    const [a, b] = [await project('矿热炉改造'), await project('余热发电')];
    expect((await refusal(project('余热发电'))).code).toBe('reporting.project-already');
    const values = {
      'project-investment': '10000',
      'project-year-plan': '4000',
      'project-month-done': '300',
      'project-year-done': '2000',
      'project-total-done': '2500',
    };
    for (const p of [a, b]) {
      const params = { form: 'project-monthly', period: '2022-M05' };
      const r = await enterprise.reporting.submit({
        params,
        body: { item: p.id, values, key: randomUUID() },
      });
      await act(department, await act(county, r, 'approve'), 'lock');
    }
    const { items } = await department.indicators.history({
      query: { subject: own, indicator: 'project-month-done', period: '2022-M05' },
    });
    expect(items.map((f) => f.value)).toEqual(['600', '300']);
    const stop = await enterprise.reporting.changeProject({
      params: { id: a.id },
      body: { name: a.name, code: '', place: '', from: a.from, to: '2022-M05', version: a.version },
    });
    expect(stop.to).toBe('2022-M05');
    const duties = (await enterprise.reporting.mine({ query: { year: 2022 } })).items.filter(
      (d) => d.form === 'project-monthly' && d.period === '2022-M06',
    );
    expect(duties.map((d) => d.itemName)).toEqual(['余热发电']);
  });

  it('a park is reported by its county and passed by its city', async () => {
    const county = (await h.as('park-demo')).api;
    const mine = (await county.reporting.mine({ query: { year: 2022 } })).items;
    expect(new Set(mine.map((d) => d.form))).toEqual(new Set(['park-quarterly']));
    const { subject } = mine[0]!;
    const params = { form: 'park-quarterly', period: '2022-Q3' };
    const values = {
      'park-enterprises': '80',
      'park-output': '900000',
      'park-leading-output': '600000',
      'park-leading-industry-share': '66.67',
    };
    const off = await refusal(
      county.reporting.submit({
        params,
        body: {
          subject: subject.id,
          values: { ...values, 'park-leading-industry-share': '70' },
          key: randomUUID(),
        },
      }),
    );
    expect(off.problem.findings!.map((f) => f.code)).toEqual(['M103']);
    const r = await county.reporting.submit({
      params,
      body: { subject: subject.id, values, key: randomUUID() },
    });
    const passed = await act(department, r, 'approve');
    expect((await act(department, passed, 'lock')).state).toBe('locked');
    // Another city sees nothing of it, and an enterprise neither.
    expect((await city.reporting.list({ query: { form: 'park-quarterly' } })).total).toBe(0);
    const e = await refusal(enterprise.reporting.report({ params, query: { subject: subject.id } }));
    expect(e.code).toBe('reporting.unknown-subject');
  });

  it('an agency reports what it answers for, and the office passes it', async () => {
    const params = { form: 'agency-monthly', period: '2022-M11' };
    const blank = await department.reporting.report({ params, query: { item: 'gxt' } });
    const fields = blank.form.sections.flatMap((s) => s.fields.map((f) => f.indicator));
    expect(fields).toContain('green-factories');
    const body = { item: 'gxt', values: { 'green-factories': '60' }, key: randomUUID() };
    const r = await department.reporting.submit({ params, body });
    // Not what others answer for.
    const e = await refusal(
      department.reporting.submit({ params, body: { ...body, item: 'kjt', values: {}, key: randomUUID() } }),
    );
    expect(e.problem.findings![0]!.code).toBe('M203');
    await act(office, await act(office, r, 'approve'), 'lock');
    const region = (
      await h.owner<{ id: string }>(`select id from subject where kind = 'region' and code = '640000'`)
    )[0]!;
    const { items } = await department.indicators.history({
      query: { subject: region.id, indicator: 'green-factories', period: '2022-M11' },
    });
    expect(items[0]).toMatchObject({ value: '60', simulated: false });
  });

  it('the catalogue says of every form who files it, by when, and what is checked', async () => {
    const { items } = await h.visitor.reporting.forms();
    expect(items.map((f) => f.id).toSorted()).toEqual([
      'agency-monthly',
      'enterprise-monthly',
      'enterprise-yearly',
      'park-quarterly',
      'project-monthly',
    ]);
    const monthly = items.find((f) => f.id === form)!;
    expect(monthly.checks.find((c) => c.id === 'assets-balance')!.says).toContain('资产总计 = 负债合计');
  });
});

it('nothing above met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});
