import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesAt, whatIf, type ScoreItem, type WhatIfModel } from '#engine/benchmark';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
let county: Api;
let enterprise: Api;
let own: string;
let run: string;
let earlier: string;
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  county = (await h.as('park-demo')).api;
  enterprise = (await h.as('ent-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
  earlier = await make(2021);
  run = await make(2022);
});
afterAll(() => h.close());

async function make(year: number): Promise<string> {
  const { jobId } = await office.benchmarks.start({ body: { year } });
  for (let n = 0; n < 300; n += 1) {
    const job = await office.work.job({ params: { id: jobId } });
    if (job.state === 'done') return String(job.result!['runId']);
    if (job.state !== 'queued' && job.state !== 'running') throw new Error(job.state);
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('the job did not end');
}

type Position = Awaited<ReturnType<Api['benchmarks']['group']>>;
const position = () => enterprise.benchmarks.group({ params: { id: run, subject: own } });
const modelOf = (p: Position): WhatIfModel => ({
  items: p.model!.items as ScoreItem[],
  decimals: p.model!.decimals ?? undefined,
  others: p.model!.others,
  inputs: p.model!.inputs,
  rays: p.model!.rays,
});
/** What the browser does when sliders stand at `times`. */
const tryIt = (p: Position, times: Record<string, number> = {}) =>
  whatIf(modelOf(p), {
    values: valuesAt(
      p.items.map((i) => i.indicator),
      p.formulas,
      p.figures,
      times,
    ),
    columns: p.columns.map((c) => (c.own > 0 ? (times[c.indicator] ?? 1) : 0)),
  });
/** Every number anywhere in an answer. */
const numbersIn = (x: unknown): number[] =>
  typeof x === 'number'
    ? [x]
    : typeof x === 'string' && /^-?\d+(\.\d+)?$/.test(x)
      ? [Number(x)]
      : typeof x === 'object' && x !== null
        ? Object.values(x).flatMap(numbersIn)
        : [];

describe('my benchmarking', () => {
  it('with no slider moved begins within rounding of the stored score, rank and efficiency', async () => {
    const p = await position();
    const stored = await enterprise.benchmarks.result({ params: { id: run, subject: own } });
    const answer = tryIt(p);
    expect(answer).toEqual(p.model!.base);
    expect(Math.abs(answer.score! - stored.score!)).toBeLessThanOrEqual(0.05);
    expect(answer.rank).toBe(stored.rank);
    const overall = stored.models.find((m) => m.rts === 'crs' && m.orientation === 'in')!.efficiency;
    expect(answer.efficiency).toBeCloseTo(overall, 2);
    expect(p.overall).toBeCloseTo(overall, 2);
    const { efficiency } = await enterprise.benchmarks.whatIf({
      params: { id: run, subject: own },
      body: { columns: p.columns.map(() => 1) },
    });
    expect(efficiency).toBe(stored.efficiency);
    expect(p.efficiency).toBe(stored.efficiency);
  });

  it('answers for leaders and followers alike what the run said', async () => {
    const rows = (
      await office.benchmarks.results({ params: { id: run }, query: { size: 200, evaluated: 'yes' } })
    ).items;
    expect(rows.some((r) => r.leader) && rows.some((r) => !r.leader)).toBe(true);
    const account = `update account set subject_id = `;
    for (const r of [
      ...rows.filter((x) => x.leader).slice(0, 4),
      ...rows.filter((x) => !x.leader).slice(0, 8),
    ]) {
      await h.owner(`${account}'${r.subject.id}' where username = 'ent-demo'`);
      const { api } = await h.as('ent-demo', { fresh: true });
      const p = await api.benchmarks.group({ params: { id: run, subject: r.subject.id } });
      const answer = tryIt(p);
      expect(Math.abs(answer.score! - r.score!)).toBeLessThanOrEqual(0.05);
      expect(Math.abs(answer.rank! - r.rank!)).toBeLessThanOrEqual(1);
      expect(Math.abs(answer.efficiency! - p.overall!)).toBeLessThanOrEqual(0.002);
      const what = await api.benchmarks.whatIf({
        params: { id: run, subject: r.subject.id },
        body: { columns: p.columns.map(() => 1) },
      });
      expect(Math.abs(what.efficiency! - r.efficiency!)).toBeLessThanOrEqual(0.01);
    }
    await h.owner(`${account}'${own}' where username = 'ent-demo'`);
  });

  it('says where each item stands, and a change for the better moves the place up or leaves it', async () => {
    const p = await position();
    for (const i of p.items) {
      expect(i.ahead).toBeLessThanOrEqual(i.others);
      const g = i.group!;
      expect([g.minimum, g.quartile1, g.median, g.quartile3, g.maximum]).toEqual(
        [g.minimum, g.quartile1, g.median, g.quartile3, g.maximum].toSorted((a, b) => a - b),
      );
      // The group's figures are rounded to four digits, the own one is not.
      expect(i.own).toBeGreaterThanOrEqual(g.minimum * (1 - 1e-3));
      expect(i.own).toBeLessThanOrEqual(g.maximum * (1 + 1e-3));
    }
    const better = tryIt(p, { employees: 0.7, energy: 0.7 });
    expect(better.score!).toBeGreaterThan(p.score!);
    expect(better.rank!).toBeLessThanOrEqual(p.rank!);
    expect(better.efficiency!).toBeGreaterThanOrEqual(p.overall! - 1e-3);
    for (const peer of p.peers) {
      expect(peer.lambda).toBeGreaterThan(0);
      expect([0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10]).toContain(peer.size);
    }
  });

  it('tells no total of another enterprise, nor how many times the own one it is', async () => {
    const p = await position();
    const secret = await h.owner<{
      id: string;
      name: string;
      columns: { indicator: string; value: number }[];
    }>(
      `select subject_id::text as id, payload->'summary'->>'name' as name, payload->'models'->0->'columns' as columns
       from run_result where run_id = '${run}' and group_code = '${p.group.code}' and efficiency is not null and subject_id <> '${own}'`,
    );
    expect(secret.length).toBeGreaterThan(2);
    const mine = new Map(p.columns.map((c) => [c.indicator, c.own]));
    // Everything said of others; counts, weights, λ and the steps of size are not figures of anybody.
    const told = numbersIn({
      group: p.items.map((i) => [i.chase, i.group]),
      structure: p.peers.map((x) => x.structure.map((y) => y.times)),
      others: p.model!.others,
      rays: p.model!.rays,
    });
    const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.abs(b);
    const leaks = (said: readonly number[], columns: (typeof secret)[number]['columns']) =>
      columns
        .filter((c) => c.value > 0)
        .flatMap((c) => said.filter((n) => near(n, c.value) || near(n, c.value / mine.get(c.indicator)!)));
    for (const other of secret) expect(leaks(told, other.columns), other.name).toEqual([]);
    // The search does find totals where they are: in the result that the department reads.
    const open = await office.benchmarks.result({ params: { id: run, subject: secret[0]!.id } });
    expect(leaks(numbersIn(open.models), secret[0]!.columns).length).toBeGreaterThanOrEqual(5);
    // No names but those the result names, and no ids.
    const text = JSON.stringify({ ...p, peers: [] });
    for (const other of secret) {
      expect(text).not.toContain(other.id);
      if (!p.peers.some((x) => x.id === other.id)) expect(JSON.stringify(p)).not.toContain(other.name);
    }
    // Sizes are taken out: each ray sums to one, so an enterprise ten times as large would leave the same.
    for (const ray of p.model!.rays) expect(ray.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 3);
  });

  it('the places in the lists do not tell who is who', async () => {
    const p = await position();
    const sorted = (rows: readonly (readonly (number | null)[])[]) =>
      rows.toSorted((a, b) => {
        const i = a.findIndex((x, k) => x !== b[k]);
        return i < 0 ? 0 : (a[i] ?? -Infinity) - (b[i] ?? -Infinity);
      });
    expect(p.model!.others).toEqual(sorted(p.model!.others));
    expect(p.model!.rays).toEqual(sorted(p.model!.rays));
  });

  it('is for the enterprise itself', async () => {
    const all = (await office.benchmarks.results({ params: { id: run }, query: { size: 200 } })).items;
    const other = all.find((r) => r.evaluated && r.subject.id !== own)!.subject.id;
    const params = { id: run, subject: other };
    await expect(enterprise.benchmarks.group({ params })).rejects.toMatchObject({
      status: 404,
      code: 'benchmarks.unknown-result',
    });
    await expect(
      enterprise.benchmarks.whatIf({ params, body: { columns: [1, 1, 1, 1, 1] } }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(office.benchmarks.group({ params })).rejects.toMatchObject({ status: 403 });
    await expect(
      enterprise.benchmarks.whatIf({ params: { id: run, subject: own }, body: { columns: [1, 1] } }),
    ).rejects.toMatchObject({ code: 'benchmarks.what-if-columns' });
    await expect(
      enterprise.benchmarks.whatIf({
        params: { id: run, subject: own },
        body: { columns: [1, 1, 1, 1, 99] },
      }),
    ).rejects.toMatchObject({ status: 422 });
  });
});

describe('industry analysis', () => {
  const groupWithMost = async () =>
    (await office.benchmarks.run({ params: { id: run } })).groups.toSorted(
      (a, b) => b.evaluated - a.evaluated,
    )[0]!.code;

  /** All pages of a list. */
  const everything = async <T>(
    read: (page: number) => Promise<{ total: number; items: T[] }>,
  ): Promise<T[]> => {
    const out: T[] = [];
    for (let page = 1; ; page += 1) {
      const { total, items } = await read(page);
      out.push(...items);
      if (items.length === 0 || out.length >= total) return out;
    }
  };
  const suspectsIn = (api: Api, id: string, group: string) =>
    everything((page) => api.benchmarks.suspects({ params: { id }, query: { group, page, size: 50 } }));

  it('lists members page by page, sorted and narrowed by the server', async () => {
    const group = await groupWithMost();
    const list = (query: object) =>
      everything((page) =>
        office.benchmarks.members({ params: { id: run }, query: { group, page, size: 3, ...query } }),
      );
    const all = await list({});
    expect(new Set(all.map((m) => m.subject.id)).size).toBe(all.length);
    const ranks = all.flatMap((m) => m.rank ?? []);
    expect(ranks).toEqual(ranks.toSorted((x, y) => x - y));
    // Those without a value come last, upwards and downwards.
    for (const sort of ['employees', '-employees']) {
      const values = (await list({ sort })).map((m) => m.values['employees'] ?? null);
      const known = values.filter((v) => v !== null);
      expect(values.slice(0, known.length)).toEqual(
        known.toSorted((x, y) => (sort.startsWith('-') ? y - x : x - y)),
      );
    }
    const [first] = all;
    const part = first!.subject.name.slice(2, 6);
    expect((await list({ q: part })).map((m) => m.subject.id).toSorted()).toEqual(
      all
        .filter((m) => m.subject.name.includes(part))
        .map((m) => m.subject.id)
        .toSorted(),
    );
    expect((await list({ region: first!.regionCode })).every((m) => m.regionCode === first!.regionCode)).toBe(
      true,
    );
    expect((await list({ leader: 'yes' })).length).toBe(all.filter((m) => m.leader).length);
  });

  it('shows a whole group, its moves since the last run and what to ask about', async () => {
    const group = await groupWithMost();
    const a = await office.benchmarks.analysis({ params: { id: run }, query: { group } });
    const rows = (await office.benchmarks.results({ params: { id: run }, query: { group, size: 200 } }))
      .items;
    expect(a.rows.map((r) => r.subject.id).toSorted()).toEqual(rows.map((r) => r.subject.id).toSorted());
    expect(a.elsewhere).toEqual([]);
    expect(a.before?.id).toBe(earlier);
    for (const r of a.rows.filter((x) => x.superEfficiency !== null)) {
      if (r.leader) expect(r.superEfficiency!).toBeGreaterThanOrEqual(1 - 1e-9);
      else expect(r.superEfficiency!).toBeCloseTo(r.efficiency!, 6);
    }
    const then = (await office.benchmarks.results({ params: { id: earlier }, query: { size: 200 } })).items;
    const was = new Map(then.map((r) => [r.subject.id, r]));
    const movers = await everything((page) =>
      office.benchmarks.movers({ params: { id: run }, query: { group, page, size: 7 } }),
    );
    expect(movers.length).toBe(a.counts.movers);
    const change = movers.map((m) => (m.rank === null ? -1 : Math.abs(m.rank)));
    expect(change).toEqual(change.toSorted((x, y) => y - x));
    for (const m of movers.filter((x) => x.kind === 'stayed')) {
      const now = rows.find((r) => r.subject.id === m.subject.id)!;
      expect(m.rank).toBe(was.get(m.subject.id)!.rank! - now.rank!);
    }
    expect(movers.length).toBeGreaterThan(0);
    expect(a.counts).toMatchObject({ members: rows.length, elsewhere: 0 });
    for (const of of ['efficiency', 'score'] as const)
      expect(a.spread[of]!.bins.reduce((n, b) => n + b.count, 0)).toBe(
        rows.filter((r) => r[of] !== null).length,
      );
  });

  it('finds a tenfold jump and a ratio far from the group, and names them to their own scope only', async () => {
    const all = (
      await office.benchmarks.results({ params: { id: run }, query: { size: 200, evaluated: 'yes' } })
    ).items;
    const size = (code: string) => all.filter((r) => r.groupCode === code).length;
    const victim = all.find((r) => size(r.groupCode) >= 9 && r.regionCode !== '640221') ?? all[0]!;
    const facts = (await office.benchmarks.result({ params: { id: run, subject: victim.subject.id } })).facts;
    const taxes = facts.find((f) => f.indicator === 'taxes-paid' && f.period === '2022')!;
    const { api: department } = await h.as('dept-demo');
    await department.indicators.file({
      body: {
        subject: victim.subject.id,
        indicator: 'taxes-paid',
        period: '2022',
        value: String(Number(taxes.value) * 10_000),
        note: '误以元填报',
      },
    });
    const spoilt = await make(2022);
    const found = await office.benchmarks.analysis({
      params: { id: spoilt },
      query: { group: victim.groupCode },
    });
    const codes = (await suspectsIn(office, spoilt, victim.groupCode))
      .filter((s) => s.subject.id === victim.subject.id)
      .map((s) => [s.finding.code, s.finding.params?.['indicator']]);
    expect(codes).toContainEqual(['V403', 'taxes-paid']);
    if (size(victim.groupCode) >= 8) expect(codes).toContainEqual(['V402', 'tax-per-mu']);
    const theirs = await county.benchmarks.analysis({
      params: { id: spoilt },
      query: { group: victim.groupCode },
    });
    const told = JSON.stringify([theirs, await suspectsIn(county, spoilt, victim.groupCode)]);
    expect(told).not.toContain(victim.subject.id);
    expect(told).not.toContain(victim.subject.name);
    expect(theirs.rows.every((r) => r.regionCode === '640221')).toBe(true);
    expect(theirs.rows.filter((r) => r.efficiency !== null).length + theirs.elsewhere.length).toBe(
      found.rows.filter((r) => r.efficiency !== null).length,
    );
  });

  it('leaves the house as a workbook of three sheets, and is not for enterprises', async () => {
    const group = await groupWithMost();
    const file = fileOf(await office.benchmarks.exportAnalysis({ params: { id: run }, query: { group } }));
    const book = await readWorkbookSafely(file.bytes, file.name);
    const a = await office.benchmarks.analysis({ params: { id: run }, query: { group } });
    expect(book.sheets.map((s) => s.rows.length - 1)).toEqual([
      a.counts.members,
      a.counts.movers,
      a.counts.suspects,
    ]);
    const narrow = fileOf(
      await office.benchmarks.exportAnalysis({
        params: { id: run },
        query: { group, move: 'left', q: '没有这样的企业' },
      }),
    );
    expect((await readWorkbookSafely(narrow.bytes, narrow.name)).sheets.map((x) => x.rows.length)).toEqual([
      1, 1, 1,
    ]);
    await expect(
      enterprise.benchmarks.analysis({ params: { id: run }, query: { group } }),
    ).rejects.toMatchObject({ status: 403 });
  });
});
