/** A round from opening to publication, through the server: who may what, in which order, and that the result can be computed again. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf, instant } from '#kernel';
import { loadDemoAwards } from '#areas/awards';
import { runNow } from '#areas/benchmarks';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

type Round = Awaited<ReturnType<Api['awards']['round']>>;

let h: TestHouse;
let department: Api;
let office: Api;
let expert: Api;
let enterprise: Api;
let county: Api;
let finance: Api;
let run: string;
let id: string;

const refusal = async (what: Promise<unknown>): Promise<{ code: string; findings: string[] }> => {
  try {
    await what;
  } catch (e) {
    const { problem } = e as Refused;
    return { code: problem.code, findings: (problem.findings ?? []).map((f) => f.code) };
  }
  throw new Error('was not refused');
};
const read = (api: Api = department): Promise<Round> => api.awards.round({ params: { id } });
const act = async (api: Api, name: string, more: object = {}): Promise<Round> => {
  const { version } = await read();
  return api.awards.act({ params: { id }, body: { act: name, version, key: randomUUID(), ...more } });
};
const today = (): string => dayOf(h.house.now());
/** Marks of everybody on paper: level decides the grade, so that the outcome is known. */
async function markAll(): Promise<void> {
  const { items } = await department.awards.work({ params: { id } });
  for (const w of items) {
    if (!w.paper) continue;
    const sheet = await department.awards.paperSheet({ params: { id, expert: w.expert.id } });
    await department.awards.enterPaper({
      params: { id, expert: w.expert.id },
      body: {
        items: sheet.rows.map((r) => ({
          assignment: r.assignment,
          ratings: Object.fromEntries(sheet.rules.links.map((l) => [l.id, (r.level ?? 0) > 60 ? 'A' : 'C'])),
        })),
      },
    });
  }
}

beforeAll(async () => {
  h = await openTestHouse({ jobs: true, enterprises: 160 });
  await loadDemoAwards(h.house);
  run = await runNow(h.house, {
    pack: 'ningxia-2018',
    evaluation: 'award-quantitative',
    year: 2019,
    by: '测试',
  });
  // A notice counts working days: in a year whose holidays are on file, whenever this runs.
  h.later(Date.parse('2026-03-02T01:00:00Z') - Date.now());
  department = (await h.as('dept-demo')).api;
  office = (await h.as('office-demo')).api;
  expert = (await h.as('expert-demo')).api;
  enterprise = (await h.as('ent-demo')).api;
  county = (await h.as('county-demo')).api;
  finance = (await h.as('finance-demo')).api;
}, 300_000);
afterAll(() => h.close());

describe('the simulated round of 2018', () => {
  it('has lists of the right kind: 5% of each industry, at least one, nobody twice, all simulated', async () => {
    const { items } = await department.awards.rounds({ query: { year: 2018 } });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ state: 'published', edition: '2018', public: true, simulated: true });
    const lists = await department.awards.lists({ params: { id: items[0]!.id } });
    expect(lists.lists.map((l) => l.award.id)).toEqual(['leader', 'progress']);
    const names = lists.lists.flatMap((l) => l.entries.map((e) => e.subject.id));
    expect(new Set(names).size).toBe(names.length);
    for (const i of lists.industries) {
      const [leader] = i.awards;
      const expected = i.evaluated < 5 ? 0 : Math.max(1, Math.floor(0.05 * i.evaluated + 1e-9));
      expect(leader!.places).toBe(expected);
      expect(leader!.winners).toBeLessThanOrEqual(leader!.places);
    }
    expect(lists.lists[0]!.entries.length).toBeGreaterThan(5);
    expect(lists.lists[0]!.award.amount).toEqual({ value: '50', unit: '万元' });
    expect(lists.lists[1]!.award.amount).toBeNull();
    expect(items[0]!.winners).toEqual({
      leader: lists.lists[0]!.entries.length,
      progress: lists.lists[1]!.entries.length,
    });
  });

  it('is computed again to the byte', async () => {
    const [round] = (await department.awards.rounds({ query: { year: 2018 } })).items;
    const v = await department.awards.verify({ params: { id: round!.id } });
    expect(v).toMatchObject({ same: true, findings: [] });
    expect(v.results).toHaveLength(1);
  });

  it('everybody concerned reads the lists, the public the names only, an expert nothing of it', async () => {
    const [round] = (await county.awards.rounds({ query: { year: 2018 } })).items;
    const all = await department.awards.lists({ params: { id: round!.id } });
    expect((await county.awards.lists({ params: { id: round!.id } })).lists).toEqual(all.lists);
    expect((await enterprise.awards.lists({ params: { id: round!.id } })).lists).toEqual(all.lists);
    expect((await county.awards.rounds({ query: { year: 2018 } })).items[0]!.winners).toEqual(round!.winners);
    const [notice] = (await h.visitor.awards.notices()).items;
    expect(notice).toMatchObject({ kind: 'result', open: false });
    const page = await h.visitor.awards.notice({ params: { id: notice!.id } });
    expect(page.lists[0]!.entries.map((e) => e.name)).toEqual(
      all.lists[0]!.entries.map((e) => e.subject.name),
    );
    expect(Object.keys(page.lists[0]!.entries[0]!)).not.toContain('total');
    expect((await refusal(expert.awards.rounds({ query: {} }))).code).toBe('auth.not-allowed');
  });

  it('what was won is what the scheme of the award pays for; who did not win is told so', async () => {
    const [round] = (await department.awards.rounds({ query: { year: 2018 } })).items;
    const all = await department.awards.lists({ params: { id: round!.id } });
    const held = async (subject: string) => {
      const { items } = await department.schemes.mine({ body: { subject, asOf: '2018-10-08', awards: [] } });
      return items.find((i) => i.evaluation.scheme === 'benchmark-leader')!.evaluation;
    };
    expect(await held(all.lists[0]!.entries[0]!.subject.id)).toMatchObject({
      eligible: true,
      amountFen: '50000000',
    });
    const { items } = await department.awards.candidates({
      params: { id: round!.id },
      query: { outcome: 'belowLine', award: 'leader' },
    });
    expect((await held(items[0]!.subject.id)).eligible).toBe(false);
  });

  it('the workbook and the official documents hold the same names', async () => {
    const [round] = (await department.awards.rounds({ query: { year: 2018 } })).items;
    const all = await department.awards.lists({ params: { id: round!.id } });
    const book = fileOf(await department.awards.export({ params: { id: round!.id } }));
    const { sheets } = await readWorkbookSafely(book.bytes, book.name);
    expect(sheets[0]!.rows).toHaveLength(1 + all.lists.reduce((n, l) => n + l.entries.length, 0));
    for (const kind of ['notice', 'result'] as const) {
      const file = fileOf(
        await department.awards.document({
          params: { id: round!.id },
          query: { kind, number: '宁工信〔2018〕1号' },
        }),
      );
      expect(file.name).toMatch(/\.docx$/);
      expect(file.bytes.length).toBeGreaterThan(5000);
    }
    expect(
      (await refusal(county.awards.document({ params: { id: round!.id }, query: { kind: 'notice' } }))).code,
    ).toBe('auth.not-allowed');
  });
});

describe('a round of 2019', () => {
  it('a trial keeps nothing', async () => {
    const before = (await department.awards.rounds({ query: {} })).items.length;
    const lists = await department.awards.trial({ body: { year: 2019, edition: '2018', run } });
    expect(lists).toMatchObject({ kind: 'trial', edition: '2018', seq: 0 });
    expect(lists.lists[0]!.entries.length).toBeGreaterThan(0);
    expect((await department.awards.rounds({ query: {} })).items).toHaveLength(before);
  });

  it('by its own rules only who filed and evaluated itself is a candidate: nobody yet', async () => {
    const lists = await department.awards.trial({ body: { year: 2019, run } });
    expect(lists).toMatchObject({ edition: '2019', evaluated: 0 });
  });

  it('is opened once a year, by those who run rounds, from a run that exists', async () => {
    expect((await refusal(department.awards.open({ body: { year: 2035 } }))).code).toMatch(
      /awards\.(no-run|no-edition)/,
    );
    expect((await refusal(finance.awards.open({ body: { year: 2019 } }))).code).toBe('auth.not-allowed');
    id = (await department.awards.open({ body: { year: 2019, edition: '2018', run, seed: 7 } })).id;
    expect((await refusal(office.awards.open({ body: { year: 2019 } }))).code).toBe('awards.already-open');
    const round = await read();
    expect(round).toMatchObject({
      state: 'quantitative',
      edition: '2018',
      seed: 7,
      public: false,
      winners: null,
    });
    expect(round.counts.shortlisted).toBeGreaterThan(0);
    expect((await refusal(county.awards.lists({ params: { id } }))).code).toBe('awards.not-public');
    expect((await refusal(enterprise.awards.candidates({ params: { id }, query: {} }))).code).toBe(
      'awards.not-public',
    );
  });

  it('acts have their order', async () => {
    expect((await refusal(act(department, 'conclude'))).findings).toContain('R202');
    expect((await refusal(act(department, 'publish'))).code).toBe('awards.refused');
  });

  it('the register refuses accounts that are not experts, and two cards for one account', async () => {
    const card = { name: '测试专家', organisation: '测试' };
    expect(
      (await refusal(department.awards.addExpert({ body: { ...card, username: 'ent-demo' } }))).findings,
    ).toEqual(['W220']);
    expect(
      (await refusal(department.awards.addExpert({ body: { ...card, username: 'expert-demo' } }))).findings,
    ).toEqual(['W221']);
    const added = await department.awards.addExpert({ body: card });
    const changed = await department.awards.editExpert({
      params: { id: added.id },
      body: { ...card, active: false, version: added.version },
    });
    expect(changed).toMatchObject({ active: false, version: added.version + 1 });
    expect(
      (
        await refusal(
          department.awards.editExpert({
            params: { id: added.id },
            body: { ...card, version: added.version },
          }),
        )
      ).code,
    ).toBe('db.conflict');
  });

  it('the draw gives everybody before the experts as many as the rule says, and the same click twice is done once', async () => {
    const { version } = await read();
    const body = { act: 'draw', version, key: randomUUID() };
    await department.awards.act({ params: { id }, body });
    const again = await department.awards.act({ params: { id }, body });
    expect(again).toMatchObject({ state: 'experts', version: version + 1 });
    // Nobody else's click, and no other act, passes for it.
    expect((await refusal(office.awards.act({ params: { id }, body }))).code).toBe('db.conflict');
    expect(
      (await refusal(department.awards.act({ params: { id }, body: { ...body, act: 'conclude' } }))).code,
    ).toBe('db.conflict');
    const round = await read();
    expect(round.counts.assignments).toBe(round.counts.shortlisted * round.rules.experts.perCandidate);
    const { items } = await department.awards.work({ params: { id } });
    const loads = items.map((w) => w.assigned);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  });

  it('marks are blind, on the own sheet, and complete before they are added up', async () => {
    const sheet = await expert.awards.sheet({ params: { id } });
    expect(sheet.open).toBe(true);
    expect(sheet.rows.length).toBeGreaterThan(0);
    const [first] = sheet.rows;
    const marks = { product: 'A', equipment: 'B' } as const;
    const next = await expert.awards.score({
      params: { id },
      body: { items: [{ assignment: first!.assignment, ratings: marks, note: '初评' }] },
    });
    expect(next.rows.find((r) => r.assignment === first!.assignment)).toMatchObject({
      ratings: marks,
      complete: false,
    });
    // Nobody marks on another's sheet, nor the office in the name of one who has an account.
    const { items } = await department.awards.work({ params: { id } });
    const mine = items.find((w) => !w.paper)!;
    expect(
      (await refusal(department.awards.paperSheet({ params: { id, expert: mine.expert.id } }))).code,
    ).toBe('awards.has-account');
    const other = await department.awards.paperSheet({
      params: { id, expert: items.find((w) => w.paper)!.expert.id },
    });
    expect(
      (
        await refusal(
          expert.awards.score({
            params: { id },
            body: { items: [{ assignment: other.rows[0]!.assignment, ratings: marks }] },
          }),
        )
      ).findings,
    ).toEqual(['W222']);
    expect((await refusal(act(department, 'conclude'))).findings).toEqual(['W204']);
  });

  it('who has declared a connection may not mark; who steps back is replaced by another who was not there', async () => {
    const sheet = await expert.awards.sheet({ params: { id } });
    const [row] = sheet.rows;
    const card = (await department.awards.experts({ query: {} })).items.find(
      (e) => e.username === 'expert-demo',
    )!;
    const { creditCode } = await department.awards.candidate({ params: { id, subject: row!.subjectId! } });
    await department.awards.editExpert({
      params: { id: card.id },
      body: { ...card, conflicts: [{ kind: 'enterprise', code: creditCode, note: '曾任顾问' }] },
    });
    expect(
      (
        await refusal(
          expert.awards.score({
            params: { id },
            body: { items: [{ assignment: row!.assignment, ratings: { product: 'A' } }] },
          }),
        )
      ).findings,
    ).toEqual(['W229']);
    const before = await read();
    await expert.awards.recuse({ params: { id }, body: { assignment: row!.assignment, reason: '曾任顾问' } });
    const after = await expert.awards.sheet({ params: { id } });
    expect(after.rows.find((r) => r.assignment === row!.assignment)!.recused).toBe(true);
    expect((await read()).counts.assignments).toBe(before.counts.assignments);
    expect(
      (
        await refusal(
          expert.awards.score({
            params: { id },
            body: { items: [{ assignment: row!.assignment, ratings: { product: 'A' } }] },
          }),
        )
      ).findings,
    ).toEqual(['W222']);
  });

  it('whoever added up does not approve; the notice is long enough and ends before it closes', async () => {
    const sheet = await expert.awards.sheet({ params: { id } });
    await expert.awards.score({
      params: { id },
      body: {
        items: sheet.rows
          .filter((r) => !r.recused)
          .map((r) => ({
            assignment: r.assignment,
            ratings: Object.fromEntries(sheet.rules.links.map((l) => [l.id, 'B'])),
          })),
      },
    });
    await markAll();
    await act(department, 'conclude');
    const winner = (await department.awards.lists({ params: { id } })).lists[0]!.entries[0]!;
    const detail = await department.awards.candidate({ params: { id, subject: winner.subject.id } });
    expect(detail.award).toBe('leader');
    expect(detail.marks.length).toBeGreaterThanOrEqual(7);
    const own = detail.outcomes.find((o) => o.award === 'leader')!;
    expect(own.total).toBeCloseTo(0.7 * own.quantitative! + 0.3 * own.qualitative!, 9);
    expect(own.rankInterval![0]).toBeLessThanOrEqual(own.rank!);

    const soon = { from: today(), to: addDays(dayOf(instant(h.house.now())), 1) };
    expect((await refusal(act(department, 'decide', { reason: '同意', notice: soon }))).findings).toContain(
      'R204',
    );
    expect((await refusal(act(office, 'decide', { reason: '同意', notice: soon }))).findings).toContain(
      'W205',
    );
    const { noticeProposal } = await read();
    await act(office, 'decide', { reason: '集体审议同意', notice: noticeProposal });
    expect(await read()).toMatchObject({ state: 'notice', public: true });
    expect((await refusal(act(department, 'close-notice'))).findings).toEqual(['W206']);
  });

  it('anybody objects during the notice; every objection is answered; an exclusion is computed again', async () => {
    const notice = (await h.visitor.awards.notices()).items.find((n) => n.open)!;
    const body = { name: '张某', contact: '0951-0000000', text: '该企业去年发生过安全事故，请核实。' };
    const sent = await h.visitor.awards.object({ params: { id: notice.id }, body });
    expect(sent.number).toBe(1);
    expect((await refusal(county.awards.objections({ params: { id } }))).code).toBe('auth.not-allowed');
    const [o] = (await office.awards.objections({ params: { id } })).items;
    expect(o).toMatchObject({ name: '张某', channel: 'web', answer: null });
    const lists = await department.awards.lists({ params: { id } });
    const out = lists.lists[0]!.entries[0]!.subject.id;
    h.later(15 * 86_400_000);
    // Sessions have ended meanwhile.
    department = (await h.as('dept-demo', { fresh: true })).api;
    office = (await h.as('office-demo', { fresh: true })).api;
    finance = (await h.as('finance-demo', { fresh: true })).api;
    await act(department, 'close-notice');
    expect((await refusal(h.visitor.awards.object({ params: { id: notice.id }, body }))).code).toBe(
      'awards.notice-over',
    );
    expect((await refusal(act(office, 'publish'))).findings).toEqual(['W207']);
    await office.awards.answer({
      params: { id: o!.id },
      body: { text: '情况属实', effect: 'exclude', subjectId: out },
    });
    expect(
      (await refusal(office.awards.answer({ params: { id: o!.id }, body: { text: '再答', effect: 'none' } })))
        .code,
    ).toBe('awards.already-answered');
    expect((await refusal(act(office, 'publish'))).findings).toEqual(['W208']);
    await act(office, 'reopen', { reason: '异议成立' });
    const withdrawn = await h.visitor.awards.notices();
    expect(withdrawn.items.find((n) => n.year === 2019)).toMatchObject({
      kind: 'withdrawn',
      text: '异议成立',
    });
    await act(department, 'recalculate', { reason: '按核实结果' });
    const next = await department.awards.lists({ params: { id } });
    expect(next.seq).toBe(2);
    expect(next.lists.flatMap((l) => l.entries.map((e) => e.subject.id))).not.toContain(out);
    expect(
      (await department.awards.candidate({ params: { id, subject: out } })).outcomes.map((x) => x.outcome),
    ).toEqual(['excluded', 'excluded']);
    expect((await department.awards.verify({ params: { id } })).results.map((r) => r.same)).toEqual([
      true,
      true,
    ]);
  });

  it('a veto keeps an enterprise out before places are counted; a repair lets it in again', async () => {
    const lists = await department.awards.lists({ params: { id } });
    const who = lists.lists[0]!.entries[0]!;
    expect(
      (
        await refusal(
          department.awards.addVeto({
            body: { subjectId: who.subject.id, kind: 'no-such', day: '2019-06-01', source: '测试文书' },
          }),
        )
      ).findings,
    ).toEqual(['W225']);
    const veto = await department.awards.addVeto({
      body: { subjectId: who.subject.id, kind: 'environment', day: '2019-06-01', source: '测试文书1号' },
    });
    await act(department, 'recalculate', { reason: '登记了否决情形' });
    const without = await department.awards.lists({ params: { id } });
    expect(without.vetoed).toBe(1);
    expect(without.lists.flatMap((l) => l.entries.map((e) => e.subject.id))).not.toContain(who.subject.id);
    await department.awards.repairVeto({
      params: { id: veto.id },
      body: { day: '2019-09-01', source: '测试文书2号' },
    });
    await act(department, 'recalculate', { reason: '已修复' });
    expect((await department.awards.lists({ params: { id } })).lists).toEqual(lists.lists);
    expect((await finance.awards.vetoes({ query: {} })).items[0]).toMatchObject({ kind: 'environment' });
  });

  it('what was changed past the house is named: a mark, a place, a draw, the choice of who went before the experts', async () => {
    const found = async (): Promise<string[]> => {
      const v = await department.awards.verify({ params: { id } });
      expect(v.same).toBe(v.findings.length === 0);
      return v.findings.map((f) => f.code);
    };
    expect(await found()).toEqual([]);
    const one = `(select assignment_id from award_mark m join award_assignment a on a.id = m.assignment_id
      where a.round_id = '${id}' and m.ratings->>'product' = 'B' order by assignment_id limit 1)`;
    const own = `assignment_id = ${one}`;
    await h.owner(`create table kept_mark as select assignment_id from award_mark where ${own}`);
    const kept = 'assignment_id in (select assignment_id from kept_mark)';
    await h.owner(`update award_mark set ratings = ratings || '{"product":"E"}' where ${kept} and revision =
      (select max(revision) from award_mark where ${kept})`);
    expect(await found()).toEqual(['W215']);
    await h.owner(`update award_mark set ratings = ratings || '{"product":"B"}' where ${kept} and revision =
      (select max(revision) from award_mark where ${kept})`);
    await h.owner('drop table kept_mark');
    expect(await found()).toEqual([]);
    const entry = `round_id = '${id}' and seq = (select max(seq) from award_entry where round_id = '${id}') and place = 1 and award = 'leader'`;
    await h.owner(`update award_entry set payload = payload || '{"award":"progress"}' where ${entry}`);
    expect(await found()).toEqual(['W214']);
    await h.owner(`update award_entry set payload = payload || '{"award":"leader"}' where ${entry}`);
    await h.owner(`update award_round set seed = seed + 1 where id = '${id}'`);
    expect(await found()).toEqual(['W213']);
    await h.owner(`update award_round set seed = seed - 1 where id = '${id}'`);
    await h.owner(
      `update award_candidate set shortlisted = not shortlisted where round_id = '${id}' and number = 1`,
    );
    expect(await found()).toContain('W216');
    await h.owner(
      `update award_candidate set shortlisted = not shortlisted where round_id = '${id}' and number = 1`,
    );
    expect(await found()).toEqual([]);
  });

  it('nothing unexpected happened on the way', () => {
    expect(h.faults).toEqual([]);
  });
});
