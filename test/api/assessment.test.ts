import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidV7 } from '#kernel';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
let department: Api;
let city: Api;
let id: string;
const YEAR = 2020;
const at = () => ({ params: { id } });
let n = 0;
const key = () => uuidV7(1_700_000_000_000 + (n += 1), new Uint8Array(10).fill(n % 256));
const round = (api: Api = office) => api.assessment.round(at());
const act = async (api: Api, name: string, o: Record<string, unknown> = {}) =>
  api.assessment.act({ ...at(), body: { key: key(), version: (await round()).version, act: name, ...o } });

const signIn = async () => {
  office = (await h.as('office-demo', { fresh: true })).api;
  department = (await h.as('dept-demo', { fresh: true })).api;
  city = (await h.as('city-demo', { fresh: true })).api;
};
/** Sessions end with the days. */
const later = async (days: number) => {
  h.later(days * 24 * 3600 * 1000);
  await signIn();
};

beforeAll(async () => {
  h = await openTestHouse({ enterprises: 60 });
  await signIn();
});
afterAll(() => h.close());

/** Fills what is missing for a unit: everything set was done, but for the ratios given. */
const fill = async (unit: string, ratios: Record<string, number> = {}) => {
  const r = await round();
  const group = r.groups.find((g) => g.units.some((u) => u.id === unit))!;
  const had = (await office.assessment.entries(at())).items.filter((e) => e.unit === unit);
  for (const item of r.rules.groups.find((g) => g.id === group.id)!.items) {
    const parts = item.spread ? had.filter((e) => e.item === item.id).map((e) => e.part) : [''];
    for (const part of parts) {
      const before = had.find((e) => e.item === item.id && e.part === part);
      const ratio = ratios[item.id] ?? 1;
      await office.assessment.enter({
        ...at(),
        body: {
          unit,
          item: item.id,
          part,
          revision: before?.revision ?? 0,
          source: '测试文件',
          ...(item.kind === 'qualitative'
            ? { met: ratio >= 1 }
            : { target: '100', actual: String(100 * ratio) }),
        },
      });
    }
  }
};

describe('a year is assessed', () => {
  it('once: rules and units are fixed at its opening', async () => {
    await expect(city.assessment.open({ body: { year: YEAR } })).rejects.toMatchObject({
      code: 'auth.not-allowed',
    });
    ({ id } = await office.assessment.open({ body: { year: YEAR } }));
    await expect(office.assessment.open({ body: { year: YEAR } })).rejects.toMatchObject({
      code: 'assessment.already-open',
    });
    const r = await round();
    const names = r.groups.flatMap((g) => g.units.map((u) => u.name));
    expect(names).toContain('银川市');
    // 经信委 and 非公局 were taken over by 工信厅 by the end of 2018: one body is assessed.
    expect(names.filter((x) => x === '自治区工业和信息化厅')).toHaveLength(1);
    expect(names).not.toContain('自治区经济和信息化委');
    expect(r.counts.missing).toBeGreaterThan(0);
  });

  it('takes over what the platform knows, twice without doubling', async () => {
    const first = await office.assessment.gather(at());
    expect(first.added).toBeGreaterThan(10);
    expect(await office.assessment.gather(at())).toEqual({ added: 0, kept: first.added });
    const { items } = await office.assessment.entries(at());
    const rd = items.filter((e) => e.item === 'rd-share');
    expect(rd.every((e) => e.origin === 'platform' && e.simulated && Number(e.actual) >= 0)).toBe(true);
    expect(rd.length).toBeGreaterThan(2);
    const goals = items.filter((e) => e.item === 'targets');
    expect(goals.length).toBeGreaterThan(3);
    expect(goals.every((e) => e.part !== '' && e.target !== null)).toBe(true);
  });

  it('refuses a figure without source or target, one for nobody, one over somebody else’s', async () => {
    const unit = (await round()).groups[0]!.units[0]!.id;
    const body = { unit, item: 'green', part: '', revision: 0, target: '100', actual: '98' };
    const codes = async (b: Record<string, unknown>) =>
      office.assessment.enter({ ...at(), body: { ...body, ...b } }).then(
        () => [],
        (e: { code: string; problem: { findings?: { code: string }[] } }) =>
          e.problem.findings?.map((f) => f.code) ?? [e.code],
      );
    expect(await codes({})).toEqual(['Y201']);
    expect(await codes({ source: '月报', target: null })).toEqual(['Y206']);
    expect(await codes({ source: '月报', met: true })).toEqual(['Y205']);
    expect(await codes({ applies: false, actual: null, target: null })).toEqual(['Y202']);
    expect(await codes({ unit: '999999', source: '月报' })).toEqual(['assessment.unknown-item']);
    expect(await codes({ item: 'targets', part: 'N999', source: '月报' })).toEqual([
      'assessment.unknown-item',
    ]);
    expect(await codes({ source: '月报' })).toEqual([]);
    expect(await codes({ source: '月报' })).toEqual(['db.conflict']);
  });

  it('notes bonus, deduction and veto once, by the rules, and keeps what is withdrawn', async () => {
    const unit = (await round()).groups[0]!.units[1]!.id;
    const body = {
      id: key(),
      unit,
      kind: 'bonus' as const,
      rule: 'national',
      value: '0.9',
      source: '国发〔2020〕1号',
    };
    await office.assessment.mark({ ...at(), body });
    expect((await office.assessment.mark({ ...at(), body })).items).toHaveLength(1);
    await expect(
      office.assessment.mark({ ...at(), body: { ...body, id: key(), value: '1.5' } }),
    ).rejects.toMatchObject({ code: 'assessment.refused' });
    const late = {
      ...body,
      id: key(),
      kind: 'deduction' as const,
      rule: 'late-report',
      value: '2',
      source: '季通报',
    };
    await office.assessment.mark({ ...at(), body: late });
    const { items } = await office.assessment.withdrawMark({
      params: { id, mark: late.id },
      body: { reason: '重复登记' },
    });
    expect(items.map((m) => m.withdrawn !== null)).toEqual([false, true]);
  });

  it('is computed, and who computed cannot approve', async () => {
    const r = await round();
    const cities = r.groups[0]!.units.map((u) => u.id);
    await fill(cities[0]!);
    await fill(cities[1]!, { 'profit-growth': 1.2, green: 0.9 });
    await fill(cities[2]!, { 'rd-share': 0.8 });
    const done = await act(office, 'compute');
    expect(done.state).toBe('deliberation');
    const found = await office.assessment.results(at());
    const of = (unit: string) => found.groups[0]!.units.find((u) => u.unit.id === unit)!;
    expect(of(cities[0]!).total).toBe('100');
    // 15 × 1.1 for 15, nothing of the binding 10, and the bonus of 0.9.
    expect(of(cities[1]!)).toMatchObject({ base: '91.5', bonus: '0.9', deducted: '0', total: '92.4' });
    expect(of(cities[2]!).total).toBe('97');
    expect(of(cities[0]!)).toMatchObject({ place: 1, grade: 'excellent' });
    // Nobody filled the others in: they may still come out far better.
    expect(of(cities[3]!).interval[0]).toBeLessThan(of(cities[3]!).place);
    await expect(act(office, 'tell', { reason: '审议通过' })).rejects.toMatchObject({
      code: 'assessment.refused',
    });
    await expect(office.assessment.gather(at())).rejects.toMatchObject({ code: 'assessment.closed' });
    expect(found.simulated).toBe(true);
  });

  it('is a secret until it is told, then each sees its own sheet and no other', async () => {
    const own = (await round()).groups[0]!.units.find((u) => u.name === '银川市')!;
    await expect(round(city)).rejects.toMatchObject({ code: 'assessment.unknown-round' });
    const to = '2026-12-31';
    const key1 = key();
    const body = {
      key: key1,
      version: (await round()).version,
      act: 'tell',
      reason: '审议通过',
      appealsTo: to,
    };
    await department.assessment.act({ ...at(), body });
    // The same press of the button again changes nothing.
    expect((await department.assessment.act({ ...at(), body })).counts.runs).toBe(1);
    expect((await round(city)).own).toEqual(own);
    const sheet = await city.assessment.sheet({ params: { id, unit: own.id } });
    expect(sheet.mayAppeal).toBe(true);
    expect(sheet.score.upper).toBeNull();
    const other = (await round()).groups[0]!.units.find((u) => u.id !== own.id)!;
    await expect(city.assessment.sheet({ params: { id, unit: other.id } })).rejects.toMatchObject({
      code: 'assessment.not-yours',
    });
    await expect(city.assessment.results(at())).rejects.toMatchObject({ code: 'assessment.not-issued' });
    // Nor past the service: the rows themselves are kept from a city.
    expect(
      await h.application({ kind: 'regions', paths: ['640000/640100'] }, 'select * from assessment_entry'),
    ).toEqual([]);
  });

  it('is appealed by the unit itself, once however often it is sent; upheld appeals bind', async () => {
    const own = (await round(city)).own!;
    const body = { id: key(), unit: own.id, item: 'rd-share', text: '研发费用统计口径有误，请核实。' };
    expect(await city.assessment.appeal({ ...at(), body })).toEqual({ number: 1 });
    expect(await city.assessment.appeal({ ...at(), body })).toEqual({ number: 1 });
    const other = (await round()).groups[0]!.units.find((u) => u.id !== own.id)!;
    await expect(
      city.assessment.appeal({ ...at(), body: { ...body, id: key(), unit: other.id } }),
    ).rejects.toMatchObject({ code: 'assessment.not-yours' });
    const refused = (e: { problem: { findings: { code: string }[] } }) =>
      e.problem.findings.map((f) => f.code);
    expect(await act(department, 'issue').catch(refused)).toEqual(['Y212', 'Y213']);
    await office.assessment.answer({ params: { id: body.id }, body: { upheld: true, text: '情况属实。' } });
    await expect(
      office.assessment.answer({ params: { id: body.id }, body: { upheld: false, text: '重复答复' } }),
    ).rejects.toMatchObject({ code: 'assessment.already-answered' });
    await later(60);
    expect(await act(department, 'issue').catch(refused)).toEqual(['Y214']);
    await act(office, 'reopen', { reason: '申诉成立' });
    const had = (await office.assessment.entries(at())).items.find(
      (e) => e.unit === own.id && e.item === 'rd-share',
    )!;
    await office.assessment.enter({
      ...at(),
      body: {
        unit: own.id,
        item: 'rd-share',
        revision: had.revision,
        target: '100',
        actual: '105',
        source: '核实报告',
      },
    });
    await act(office, 'compute');
    await act(department, 'tell', { reason: '审议通过', appealsTo: '2027-03-01' });
    await later(100);
    expect((await act(department, 'issue', { number: '宁经调办〔2021〕1号' })).state).toBe('issued');
  });

  it('once issued is open to the administration, a fact of the cities, a workbook and an official document', async () => {
    const found = await city.assessment.results(at());
    expect(found.groups.length).toBe(2);
    const facts = await h.owner<{ indicator: string; n: number }>(
      `select indicator, count(*)::int as n from fact where indicator like 'assessment-%' group by 1 order by 1`,
    );
    expect(facts.map((f) => f.n)).toEqual([found.groups[0]!.units.length, found.groups[0]!.units.length]);
    const book = fileOf(await city.assessment.export(at()));
    const sheets = (await readWorkbookSafely(book.bytes, book.name)).sheets;
    expect(sheets[0]!.rows.length).toBe(found.groups[0]!.units.length + 1);
    const paper = fileOf(await city.assessment.document(at()));
    expect(Buffer.from(paper.bytes.slice(0, 2)).toString()).toBe('PK');
    expect(paper.name).toContain('通报');
    await expect((await h.as('ent-demo')).api.assessment.results(at())).rejects.toMatchObject({
      code: 'auth.not-allowed',
    });
  });

  it('a figure corrected afterwards makes a correction, never a silent change', async () => {
    const before = (
      await h.owner<{ content: unknown }>(`select content from assessment_paper where kind = 'issued'`)
    )[0];
    const unit = (await round()).groups[0]!.units[2]!.id;
    await act(office, 'reopen', { reason: '数据更正' });
    await fill(unit);
    await act(office, 'compute');
    await act(department, 'tell', { reason: '审议通过', appealsTo: '2027-08-01' });
    await later(200);
    await act(department, 'issue', { number: '宁经调办〔2021〕9号' });
    expect(fileOf(await city.assessment.document(at())).name).toContain('更正');
    expect(
      (await h.owner<{ content: unknown }>(`select content from assessment_paper where kind = 'issued'`))[0],
    ).toEqual(before);
  });

  it('can be computed again to the same bytes, and says when what was kept was altered', async () => {
    const v = await office.assessment.verify(at());
    expect(v.same).toBe(true);
    expect(v.runs.length).toBe(3);
    await h.house.db.system((tx) =>
      sql`update assessment_run set result = jsonb_set(result, '{groups,0,units,0,total}', '"1"') where seq = 1`.execute(
        tx,
      ),
    );
    const after = await office.assessment.verify(at());
    expect(after.same).toBe(false);
    expect(after.runs.map((r) => r.same)).toEqual([false, true, true]);
  });
});
