import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

const plan = { params: { pack: 'ningxia-2018' } };

let h: TestHouse;
let visitor: Api;
let office: Api;
beforeAll(async () => {
  h = await openTestHouse({ enterprises: 15 });
  visitor = h.visitor;
  office = (await h.as('office-demo')).api;
});
afterAll(() => h.close());

const provisions = async (query: Parameters<Api['plans']['provisions']>[0] = {}) =>
  visitor.plans.provisions({ ...plan, ...query });
const everything = async (asOf?: string) => {
  const out = [];
  for (let page = 1; ; page += 1) {
    const { total, items } = await provisions({ query: { page, size: 200, ...(asOf ? { asOf } : {}) } });
    out.push(...items);
    if (out.length >= total) return out;
  }
};

describe('a plan, read without sign-in', () => {
  it('is listed with its number, horizon and content hash', async () => {
    const { items } = await visitor.plans.packs();
    expect(items.map((p) => p.id)).toContain('ningxia-2018');
    const one = items.find((p) => p.id === 'ningxia-2018')!;
    expect(one).toMatchObject({ number: '宁党办〔2018〕75号', issued: '2018-09-05', provisions: 227 });
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the document, sentence by sentence, with every provision at its place', async () => {
    const d = await visitor.plans.document(plan);
    const carried = new Set(
      d.blocks.flatMap((b) => b.sentences.flatMap((s) => s.segments.flatMap((x) => x.provisions))),
    );
    expect(d.provisions.map((p) => p.id).filter((id) => !carried.has(id))).toEqual([]);
    let at = 0;
    for (const b of d.blocks) {
      expect(b.start).toBeGreaterThanOrEqual(at);
      at = b.end;
      for (const s of b.sentences) for (const x of s.segments) expect([...x.text].length).toBeGreaterThan(0);
    }
    const counted = Object.values(d.statuses).reduce((n, x) => n + x, 0);
    expect(counted).toBe(d.provisions.filter((p) => p.status !== null).length);
  });

  it('says of each provision what it quotes, what it sets, who leads and how its status was found', async () => {
    const rows = await everything('2023-06-30');
    const judged = rows.filter((r) => r.status !== null && r.latest !== null);
    expect(judged.length).toBeGreaterThan(0);
    const document = await visitor.plans.document(plan);
    const text = document.blocks.flatMap((b) => b.sentences.flatMap((s) => s.segments.map((x) => x.text)));
    for (const row of judged.slice(0, 5)) {
      const p = await visitor.plans.provision({
        params: { pack: 'ningxia-2018', id: row.id },
        query: { asOf: '2023-06-30' },
      });
      expect(p).toMatchObject({ id: row.id, status: row.status, latest: row.latest });
      expect(text.join('')).toContain(p.quote);
      expect(p.targets.map((t) => t.provision)).toContain(p.id);
      const figure = p.facts.find((f) => f.period === row.latest!.period && f.preferred);
      expect(figure?.value).toBe(row.latest!.value);
      expect(figure?.source).not.toBe('');
      expect(figure?.mark).toMatch(/^(verified|derived)$/);
      expect(p.statusTrace).not.toEqual([]);
    }
  });

  it('says of every measured target where it stands and where it is heading', async () => {
    const { items } = await visitor.plans.lights({
      params: { pack: 'ningxia-2018' },
      query: { asOf: '2020-06-30' },
    });
    expect(items.length).toBeGreaterThan(50);
    // The figure of 2017 was published in 2023 only: on the day one was known.
    const goal = (rows: typeof items) =>
      rows.find((r) => r.indicator === 'hightech-enterprises' && r.year === 2022)!;
    expect(goal(items)).toMatchObject({
      target: '300',
      value: '150',
      facts: 1,
      light: 'none',
      forecast: null,
    });
    const later = await visitor.plans.lights({
      params: { pack: 'ningxia-2018' },
      query: { asOf: '2022-06-30' },
    });
    expect(goal(later.items)).toMatchObject({
      value: '353',
      period: '2021',
      light: 'green',
      neededPerYear: 0,
    });
    expect(goal(later.items).forecast!.drift).toBeCloseTo((353 - 150) / 3, 0);
    for (const r of items) {
      if (r.facts === 0) expect(r).toMatchObject({ light: 'none', forecast: null });
      if (r.light === 'green') expect(['met', 'onTrack']).toContain(r.status);
    }
  });

  it('answers about what is not there that it is not there', async () => {
    await expect(
      visitor.plans.provision({ params: { pack: 'ningxia-2018', id: 'N999' } }),
    ).rejects.toMatchObject({ status: 404, code: 'plans.unknown-provision' });
    await expect(visitor.plans.document({ params: { pack: 'no-such-plan' } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(provisions({ query: { asOf: '2023-6-1' } })).rejects.toMatchObject({ status: 422 });
  });
});

describe('statuses', () => {
  it('never rest on simulated figures, nor on what an office filed', async () => {
    const before = await everything('2023-06-30');
    // Worst case: a simulated source writes figures on the region itself, under the very indicators of the plan.
    const source = h.house.newId();
    await h.owner(
      `insert into fact_source (id, kind, title, simulated, recorded_at, recorded_by) values
         ('${source}', 'simulation', '模拟', true, now(), 'system')`,
    );
    const form = h.house.newId();
    await h.owner(
      `insert into fact_source (id, kind, title, simulated, recorded_at, recorded_by) values
         ('${form}', 'form', '填报', false, now(), 'somebody')`,
    );
    const wanted = before.flatMap((p) => (p.indicator === null ? [] : [p.indicator]));
    for (const [from, revision] of [
      [source, 100],
      [form, 101],
    ] as const)
      await h.owner(
        `insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, recorded_at, recorded_by)
         select s.id, y::text, i, ${revision}, 987654.25, '', 'locked', '${from}', now(), 'system'
         from subject s, generate_series(2017, 2022) y, unnest(array[${[...new Set(wanted)].map((w) => `'${w}'`).join(',')}]) i
         where s.kind = 'region' and s.code = '640000'`,
      );
    expect(await everything('2023-06-30')).toEqual(before);
    for (const p of before.filter((x) => x.indicator !== null).slice(0, 40)) {
      const one = await visitor.plans.provision({ params: { pack: 'ningxia-2018', id: p.id } });
      expect(JSON.stringify(one)).not.toContain('987654');
    }
    const overview = await visitor.plans.overview({ ...plan, query: { asOf: '2023-06-30' } });
    const count = (s: string): number => before.filter((p) => p.status === s).length;
    for (const [status, n] of Object.entries(overview.statuses)) expect(n, status).toBe(count(status));
  });

  it('are those of the day asked for', async () => {
    const early = await visitor.plans.overview({ ...plan, query: { asOf: '2018-10-01' } });
    const late = await visitor.plans.overview({ ...plan, query: { asOf: '2023-06-30' } });
    expect(early.asOf).toBe('2018-10-01');
    expect(early.statuses).not.toEqual(late.statuses);
    expect(early.statuses['behind'] ?? 0).toBe(0);
    const sum = (o: Record<string, number>): number => Object.values(o).reduce((n, x) => n + x, 0);
    for (const o of [early, late]) {
      expect(sum(o.kinds)).toBe(o.total);
      expect(sum(o.classes)).toBe(o.total);
    }
    // Bodies are named as in the document, and by who does their work on the day.
    const name = (o: typeof early) => o.agencies.find((a) => a.id === 'jxw');
    expect(name(early)).toMatchObject({ name: '自治区经济和信息化委', now: '自治区经济和信息化委' });
    expect(name(late)).toMatchObject({ name: '自治区经济和信息化委', now: '自治区工业和信息化厅' });
  });
});

describe('the list of provisions', () => {
  it('filters by kind, class, clause, body, status, finding and open question, alone and together', async () => {
    const all = await everything();
    expect(all).toHaveLength(227);
    const ids = (rows: { id: string }[]): string[] => rows.map((r) => r.id).toSorted();
    const ask = async (query: NonNullable<Parameters<Api['plans']['provisions']>[0]>['query']) =>
      (await provisions({ query: { size: 200, ...query } })).items;
    const clause = all[30]!.clause;
    for (const [query, test] of [
      [{ kind: 'funding' }, (p) => p.kind === 'funding'],
      [{ kind: 'pool,cadence' }, (p) => p.kind === 'pool' || p.kind === 'cadence'],
      [{ class: 'rhetorical' }, (p) => p.class === 'rhetorical'],
      [{ clause }, (p) => p.clause.startsWith(clause) || p.clauseLabel === clause],
      [{ agency: 'czt' }, (p) => [...p.lead, ...p.cooperate].some((a) => a.id === 'czt')],
      [{ status: 'met' }, (p) => p.status === 'met'],
      [{ status: 'none' }, (p) => p.status === null],
      [{ finding: 'yes' as const }, (p) => p.findings > 0],
      [{ open: 'no' as const }, (p) => !p.open],
      [
        { kind: 'funding', agency: 'czt' },
        (p) => p.kind === 'funding' && [...p.lead, ...p.cooperate].some((a) => a.id === 'czt'),
      ],
      [{ q: '机器人' }, (p) => JSON.stringify([p.text.zh, p.indicatorTitle?.zh ?? '']).includes('机器人')],
    ] as [object, (p: (typeof all)[number]) => boolean][]) {
      const expected = ids(all.filter(test)).slice(0, 200);
      expect(expected.length, JSON.stringify(query)).toBeGreaterThan(0);
      if (expected.length < 200) expect(ids(await ask(query)), JSON.stringify(query)).toEqual(expected);
    }
    expect((await provisions({ query: { q: '绝无此句' } })).total).toBe(0);
  });

  it('pages without gap or overlap, in any order', async () => {
    for (const sort of ['id', '-id', 'clause', 'kind', '-status'] as const) {
      const seen: string[] = [];
      for (let page = 1; page <= 4; page += 1) {
        const r = await provisions({ query: { sort, page, size: 60 } });
        expect(r.total).toBe(227);
        seen.push(...r.items.map((p) => p.id));
      }
      expect(new Set(seen).size).toBe(227);
      if (sort === 'id') expect(seen).toEqual(seen.toSorted());
      if (sort === '-id') expect(seen).toEqual(seen.toSorted().toReversed());
    }
    expect((await provisions({ query: { page: 99 } })).items).toEqual([]);
    for (const size of [0, 201])
      await expect(provisions({ query: { size } })).rejects.toMatchObject({ status: 422 });
    await expect(provisions({ query: { sort: 'quote' as 'id' } })).rejects.toMatchObject({
      problem: { findings: [{ path: 'query.sort' }] },
    });
  });

  it('leaves the house as a workbook and as JSON, filtered alike', async () => {
    const listed = (await provisions({ query: { kind: 'funding', size: 200 } })).items;
    const xlsx = fileOf(await visitor.plans.exportProvisions({ ...plan, query: { kind: 'funding' } }));
    expect(xlsx.name).toMatch(/\.xlsx$/);
    const rows = (await readWorkbookSafely(xlsx.bytes, xlsx.name)).sheets[0]!.rows;
    expect(rows).toHaveLength(listed.length + 1);
    expect(
      rows
        .slice(1)
        .map((r) => r[0]!.text)
        .toSorted(),
    ).toEqual(listed.map((p) => p.id).toSorted());

    const json = fileOf(
      await visitor.plans.exportProvisions({ ...plan, query: { kind: 'funding', format: 'json' } }),
    );
    expect(json.type).toContain('application/json');
    const machine = JSON.parse(new TextDecoder().decode(json.bytes)) as { id: string }[];
    expect(machine.map((p) => p.id).toSorted()).toEqual(listed.map((p) => p.id).toSorted());
    const whole = fileOf(await visitor.plans.exportProvisions({ ...plan, query: { format: 'json' } }));
    expect(JSON.parse(new TextDecoder().decode(whole.bytes))).toHaveLength(227);
  });
});

describe('the check of the document', () => {
  it('names its findings at passages that are in it', async () => {
    const all = await visitor.plans.findings(plan);
    const overview = await visitor.plans.overview(plan);
    expect(all.items).toHaveLength(overview.findings);
    const [code, count] = Object.entries(all.codes)[0]!;
    const some = await visitor.plans.findings({ ...plan, query: { code } });
    expect(some.items).toHaveLength(count);
    expect(some.codes).toEqual(all.codes);
  });

  it('counts how much of the text can be carried out, watched or only read', async () => {
    const c = await visitor.plans.coverage(plan);
    expect(c.items).toHaveLength(c.sentences);
    expect(c.classes.reduce((n, x) => n + x.sentences, 0)).toBe(c.sentences);
    expect(c.classes.reduce((n, x) => n + x.characters, 0)).toBe(c.characters);
    for (const x of c.classes) expect(x.sentences).toBe(c.items.filter((i) => i.class === x.class).length);
  });
});

describe('an open question', () => {
  const id = 'about-tolerance';
  const question = async () => (await visitor.plans.questions(plan)).items.find((q) => q.id === id)!;
  const decide = (api: Api, body: { option: string; revision: number; reason?: string; day?: string }) =>
    api.plans.decide({
      params: { pack: 'ningxia-2018', question: id },
      body: { reason: '按会议纪要', day: '2019-03-01', ...body },
    });

  it('is decided by who answers for it, every decision kept, the second of two at once refused', async () => {
    const q = await question();
    expect(q).toMatchObject({ decided: false, revision: 0, history: [] });
    const standing = q.options.find((o) => o.default)?.id ?? null;
    expect(q.chosen).toBe(standing);
    const other = q.options.find((o) => o.id !== standing)!.id;

    await expect(decide(visitor, { option: other, revision: 0 })).rejects.toMatchObject({ status: 401 });
    const { api: county } = await h.as('county-demo');
    await expect(decide(county, { option: other, revision: 0 })).rejects.toMatchObject({ status: 403 });

    const first = await decide(office, { option: other, revision: 0 });
    expect(first).toMatchObject({ chosen: other, decided: true, revision: 1 });
    expect(first.history).toMatchObject([
      { revision: 1, option: other, reason: '按会议纪要', day: '2019-03-01', by: '演示·对标办经办' },
    ]);
    const { api: department } = await h.as('dept-demo');
    await expect(decide(department, { option: q.options[0]!.id, revision: 0 })).rejects.toMatchObject({
      status: 409,
      code: 'plans.already-decided',
    });
    const second = await decide(department, { option: q.options[0]!.id, revision: 1, reason: '复议后改定' });
    expect(second.history.map((d) => d.revision)).toEqual([1, 2]);
    expect((await question()).chosen).toBe(q.options[0]!.id);
    const overview = await visitor.plans.overview(plan);
    expect(overview.questions).toMatchObject({ decided: 1 });

    const both = await Promise.allSettled([
      decide(office, { option: other, revision: 2 }),
      decide(department, { option: other, revision: 2 }),
    ]);
    expect(both.map((r) => r.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const r of both) if (r.status === 'rejected') expect(r.reason).toMatchObject({ status: 409 });
    expect((await question()).revision).toBe(3);
  });

  it('takes only its own options, a reason and a day that has come', async () => {
    const { revision, options } = await question();
    const option = options[0]!.id;
    await expect(decide(office, { option: 'made-up', revision })).rejects.toMatchObject({
      code: 'plans.unknown-option',
      problem: { findings: [{ path: 'body.option' }] },
    });
    await expect(decide(office, { option, revision, day: '2199-01-01' })).rejects.toMatchObject({
      code: 'plans.day-in-future',
    });
    await expect(decide(office, { option, revision, reason: ' ' })).rejects.toMatchObject({ status: 422 });
    await expect(decide(office, { option, revision, day: '2019-02-31' })).rejects.toMatchObject({
      status: 422,
    });
    await expect(
      office.plans.decide({
        params: { pack: 'ningxia-2018', question: 'nothing' },
        body: { option, revision, reason: '测试', day: '2019-01-01' },
      }),
    ).rejects.toMatchObject({ status: 404 });
    expect((await question()).revision).toBe(revision);
  });

  it('once decided changes the status of what it governs', async () => {
    // How far 左右 may fall short decides the status of targets that say 左右.
    const asOf = '2023-06-30';
    const row = (await everything(asOf)).find(
      (p) => p.target?.comparator === '≈' && p.target.value !== null && p.indicator !== null && !p.latest,
    )!;
    const source = h.house.newId();
    await h.owner(
      `insert into fact_source (id, kind, title, published_day, simulated, recorded_at, recorded_by) values
         ('${source}', 'published', '试验用公报', '2023-03-01', false, now(), 'system')`,
    );
    await h.owner(
      `insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, recorded_at, recorded_by)
       select s.id, y::text, '${row.indicator}', 200, ${Number(row.target!.value) * 0.95}, '${row.target!.unit}', 'reviewed', '${source}', now(), 'system'
       from subject s, generate_series(2018, 2022) y where s.kind = 'region' and s.code = '640000'`,
    );
    const lights: Record<string, string | null> = {};
    for (const option of ['10', '0']) {
      await decide(office, { option, revision: (await question()).revision });
      const p = await visitor.plans.provision({
        params: { pack: 'ningxia-2018', id: row.id },
        query: { asOf },
      });
      lights[option] = p.status;
    }
    expect(lights).toEqual({ '10': 'met', '0': 'behind' });
  });
});

it('nothing here met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});
