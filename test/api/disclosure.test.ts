import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';
import { readPdf } from '#test/pdf';

let h: TestHouse;
let office: Api;
let run: string;
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  const { jobId } = await office.benchmarks.start({ body: { year: 2022 } });
  for (let n = 0; n < 600 && !run; n += 1) {
    const job = await office.work.job({ params: { id: jobId } });
    if (job.state === 'done') run = String(job.result!['runId']);
    else await new Promise((r) => setTimeout(r, 100));
  }
});
afterAll(() => h.close());

type Result = Awaited<ReturnType<Api['benchmarks']['result']>>;

/** The enterprise sign-in, as the account of another enterprise. */
async function signInAs(subject: string): Promise<Api> {
  await h.owner(`update account set subject_id = '${subject}' where username = 'ent-demo'`);
  return (await h.as('ent-demo', { fresh: true })).api;
}

/** An enterprise whose target under variable returns is a single peer's figures; what the department sees of both. */
async function lonely(): Promise<{ own: Result; peer: Result; lambda: number }> {
  const rows = (
    await office.benchmarks.results({ params: { id: run }, query: { size: 200, evaluated: 'yes' } })
  ).items;
  for (const r of rows.filter((x) => !x.leader)) {
    const own = await office.benchmarks.result({ params: { id: run, subject: r.subject.id } });
    for (const m of own.models.filter((x) => x.rts === 'vrs')) {
      const [peer] = m.peers;
      if (m.peers.length === 1 && peer && peer.id !== own.subject.id)
        return {
          own,
          peer: await office.benchmarks.result({ params: { id: run, subject: peer.id } }),
          lambda: peer.lambda,
        };
    }
  }
  throw new Error('the demonstration has no enterprise with a single peer');
}

const docxText = (bytes: Uint8Array): string =>
  strFromU8(unzipSync(bytes)['word/document.xml']!).replace(/<[^>]+>/g, '\n');

/** Everything an enterprise can ask for about itself. */
async function everythingOf(api: Api, subject: string): Promise<unknown[]> {
  const params = { id: run, subject };
  const position = await api.benchmarks.group({ params });
  return [
    await api.benchmarks.result({ params }),
    position,
    await api.benchmarks.whatIf({ params, body: { columns: position.columns.map(() => 1) } }),
    await api.benchmarks.latest({ params: { subject } }),
    await api.benchmarks.results({ params: { id: run }, query: {} }),
    await api.benchmarks.run({ params: { id: run } }),
    docxText(fileOf(await api.benchmarks.report({ params })).bytes),
    readPdf(fileOf(await api.benchmarks.report({ params, query: { format: 'pdf' } })).bytes).text,
  ];
}

/** Digits that are no figures: ids, hashes, credit codes, instants. */
const withoutNames = (s: string): string =>
  s
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ' ')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, ' ')
    .replace(/[0-9A-Za-z]{12,}/g, (token) => (/[A-Za-z]/.test(token) ? ' ' : token));
/** Every figure anywhere in it, also those written into sentences with thousands separators. */
const figuresIn = (x: unknown): number[] =>
  typeof x === 'number'
    ? [x]
    : typeof x === 'string'
      ? (withoutNames(x).match(/-?\d[\d,]*(\.\d+)?/g) ?? []).map((s) => Number(s.replaceAll(',', '')))
      : typeof x === 'object' && x !== null
        ? Object.values(x).flatMap(figuresIn)
        : [];

const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(b);
/** What a reader of the page would see of it: up to two decimals. */
const rawOf = (r: Result): number[] => [
  ...r.facts.flatMap((f) => (f.value === null ? [] : [Number(f.value)])),
  ...r.models.flatMap((m) => m.columns.map((c) => c.value)),
];
/** Small whole numbers occur as counts, ranks and percentages; they give nobody away. */
const telling = (n: number): boolean => Math.abs(n) >= 100 && !same(n, Number(n.toPrecision(2)));
const leaks = (told: readonly number[], secret: readonly number[]): number[] =>
  [...new Set(secret.filter(telling))].filter((s) =>
    told.some((n) => same(n, s) || same(n, Number(s.toFixed(2))) || same(n, Number(s.toFixed(0)))),
  );

describe('what an enterprise is told of another', () => {
  it('holds no total of its only peer, on no page and in no report; the department reads them all', async () => {
    const { own, peer } = await lonely();
    const mine = rawOf(own);
    const secret = rawOf(peer).filter((s) => !mine.some((m) => same(m, s)));
    expect(secret.filter(telling).length).toBeGreaterThan(5);
    // The search finds what is there: to the department the target is the peer's figures.
    expect(leaks(figuresIn(own.models), secret).length).toBeGreaterThan(0);
    const api = await signInAs(own.subject.id);
    const told = await everythingOf(api, own.subject.id);
    expect(leaks(figuresIn(told), secret)).toEqual([]);
    // Nor as so many times the own figures.
    const shown = told[0] as Result;
    const ratios = figuresIn([shown.models.map((m) => [m.efficiency, m.peers.map((p) => p.lambda)])]);
    const products = mine.filter((m) => m > 0).flatMap((m) => ratios.flatMap((r) => [m * r, m / r]));
    expect(leaks(products, secret)).toEqual([]);
  });

  it('is a range where the target is one enterprise, and two figures where it is a mixture', async () => {
    const { own } = await lonely();
    const shown = await (
      await signInAs(own.subject.id)
    ).benchmarks.result({
      params: { id: run, subject: own.subject.id },
    });
    const kinds = new Set(shown.models.map((m) => m.disclosure));
    expect(kinds.has('ranges')).toBe(true);
    for (const m of shown.models) {
      const exact = own.models.find((x) => x.rts === m.rts && x.orientation === m.orientation)!;
      for (const [n, c] of m.columns.entries()) {
        const times = exact.columns[n]!.target! / c.value;
        expect(c.value).toBe(exact.columns[n]!.value);
        if (m.disclosure === 'exact') continue;
        expect(c.slack).toBeNull();
        if (m.disclosure === 'ranges') {
          expect(c.target).toBeNull();
          expect(times).toBeGreaterThanOrEqual((c.range!.low ?? 0) - 1e-9);
          expect(times).toBeLessThanOrEqual((c.range!.high ?? Infinity) + 1e-9);
        } else {
          expect(c.target).toBe(Number(c.target!.toPrecision(2)));
          expect(Math.abs(c.target! / exact.columns[n]!.target! - 1)).toBeLessThanOrEqual(0.05);
        }
      }
    }
  });

  it('no ratio of another can be taken apart into whole numbers: four figures at most', async () => {
    const { own } = await lonely();
    const p = await (
      await signInAs(own.subject.id)
    ).benchmarks.group({
      params: { id: run, subject: own.subject.id },
    });
    const four = (n: number): boolean => n === Number(n.toPrecision(4));
    for (const n of figuresIn([
      p.model!.others,
      p.model!.rays,
      p.peers.map((x) => x.structure),
      p.items.map((i) => [i.group, i.chase]),
    ]))
      expect(four(n), String(n)).toBe(true);
  });

  it('is more when the other agreed, less when it would not be named, and taking it back holds at once', async () => {
    const { own, peer } = await lonely();
    const params = { id: run, subject: own.subject.id };
    const peerApi = await signInAs(peer.subject.id);
    const of = { params: { subject: peer.subject.id } };
    expect(await peerApi.benchmarks.consent(of)).toMatchObject({
      share: 'name',
      byDefault: true,
      history: [],
    });

    expect(await peerApi.benchmarks.setConsent({ ...of, body: { share: 'figures' } })).toMatchObject({
      share: 'figures',
      byDefault: false,
    });
    const api = await signInAs(own.subject.id);
    const open = await api.benchmarks.result({ params });
    const vrs = open.models.find((m) => m.rts === 'vrs' && m.peers.length === 1)!;
    expect(vrs.disclosure).toBe('exact');
    expect(leaks(figuresIn(open.models), rawOf(peer)).length).toBeGreaterThan(0);
    const shown = (await api.benchmarks.group({ params })).peers.find((x) => x.id === peer.subject.id);
    if (shown) {
      const figures = new Map(shown.figures!.map((f) => [f.indicator, f.value]));
      for (const c of peer.models[0]!.columns) expect(figures.get(c.indicator)).toBe(c.value);
    }

    const again = await signInAs(peer.subject.id);
    await again.benchmarks.setConsent({ ...of, body: { share: 'anonymous' } });
    const hidden = await everythingOf(await signInAs(own.subject.id), own.subject.id);
    expect(JSON.stringify(hidden)).not.toContain(peer.subject.name);
    expect(
      leaks(
        figuresIn(hidden),
        rawOf(peer).filter((s) => !rawOf(own).some((m) => same(m, s))),
      ),
    ).toEqual([]);
    expect(JSON.stringify(await office.benchmarks.result({ params }))).toContain(peer.subject.name);

    const last = await signInAs(peer.subject.id);
    const history = (await last.benchmarks.setConsent({ ...of, body: { share: 'name' } })).history;
    expect(history.map((c) => c.share)).toEqual(['name', 'anonymous', 'figures']);
    const audit = await h.owner<{ detail: { share: string } }>(
      `select detail from audit_event where act = 'benchmarks.consent' and target = 'enterprise:${peer.subject.id}' and success order by at`,
    );
    expect(audit.map((a) => a.detail.share)).toEqual(['figures', 'anonymous', 'name']);
  });

  it('can be agreed to by the enterprise itself and by nobody else', async () => {
    const { own, peer } = await lonely();
    const body = { share: 'figures' as const };
    const api = await signInAs(own.subject.id);
    await expect(
      api.benchmarks.setConsent({ params: { subject: peer.subject.id }, body }),
    ).rejects.toMatchObject({ status: 404 });
    for (const who of ['dept-demo', 'county-demo', 'office-demo', 'expert-demo'])
      await expect(
        (await h.as(who)).api.benchmarks.setConsent({ params: { subject: own.subject.id }, body }),
      ).rejects.toMatchObject({ status: 403 });
    // Past the program: the database lets an account speak for its own enterprise only.
    await expect(
      h.application(
        { kind: 'subject', subjectId: own.subject.id },
        `insert into benchmark_consent (subject_id, seq, share, at, by_name) values ('${peer.subject.id}', 99, 'figures', now(), 'x')`,
      ),
    ).rejects.toThrow();
  });
});

describe('by role', () => {
  it('those who see every enterprise see targets in full; a county sees those of its own enterprises only', async () => {
    const { own } = await lonely();
    const params = { id: run, subject: own.subject.id };
    for (const who of ['dept-demo', 'office-demo', 'finance-demo', 'expert-demo']) {
      const r = await (await h.as(who)).api.benchmarks.result({ params });
      expect(r.models).toEqual(own.models);
      expect(r.efficiency).toBe(own.efficiency);
    }
    const county = (await h.as('park-demo')).api;
    const rows = (
      await county.benchmarks.results({ params: { id: run }, query: { size: 200, evaluated: 'yes' } })
    ).items;
    const inside = new Set(rows.map((r) => r.subject.id));
    let closed = 0;
    for (const r of rows) {
      const theirs = await county.benchmarks.result({ params: { id: run, subject: r.subject.id } });
      for (const m of theirs.models) {
        const outside = m.peers.some((p) => !inside.has(p.id));
        expect(m.disclosure === 'exact').toBe(!outside);
        closed += outside ? 1 : 0;
      }
    }
    expect(closed).toBeGreaterThan(0);
  });
});

describe('trials on the server', () => {
  it('are coarse, and so many a day', async () => {
    const { own } = await lonely();
    const api = await signInAs(own.subject.id);
    const params = { id: run, subject: own.subject.id };
    const size = (await api.benchmarks.group({ params })).columns.length;
    const ask = (first: number) =>
      api.benchmarks.whatIf({
        params,
        body: { columns: Array.from({ length: size }, (_, i) => (i ? 1 : first)) },
      });
    const a = await ask(0.801);
    const b = await ask(0.804);
    expect(a.efficiency).toBe(b.efficiency);
    expect(a.efficiency).toBe(Number(a.efficiency!.toFixed(2)));
    expect(b.left).toBe(a.left - 1);
    await expect(ask(0.3)).rejects.toMatchObject({ status: 422 });
    await h.owner(`update benchmark_trial set used = 200 where subject_id = '${own.subject.id}'`);
    await expect(ask(0.8)).rejects.toMatchObject({ status: 429, code: 'benchmarks.too-many-trials' });
    h.later(24 * 3600 * 1000);
    const tomorrow = await signInAs(own.subject.id);
    const next = await tomorrow.benchmarks.whatIf({ params, body: { columns: Array(size).fill(1) } });
    expect(next.left).toBe(199);
  });
});
