import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draw, type Expert, type Panel } from '#engine/awards';
import { sha256Hex } from '#platform/files';
import { fileOf } from '#test/house';
import { DUE, facts, fundingDesk, key, opinion, pdf, refusal, type FundingDesk } from '#test/funding';

let d: FundingDesk;
let notice: string;
beforeAll(async () => {
  d = await fundingDesk();
  notice = await d.publish();
});
afterAll(() => d.h.close());

/** The number of the account, however it is written; ids and hashes hold any few digits. */
const WHOLE = /0000 ?1234|1234 ?5678/;

const submitted = async (project: string): Promise<string> => {
  const id = await d.draft(notice, project);
  await d.act(d.at.enterprise, id, 'submit');
  return id;
};
const filesOf = (a: Awaited<ReturnType<FundingDesk['read']>>, document: string) =>
  a.documents.find((x) => x.id === document)!.files;

describe('the documents of an application', () => {
  it('are those of the scheme, or what the notice asks for instead', async () => {
    const { items } = await d.at.enterprise.funding.notices({});
    expect(items.find((n) => n.id === notice)!.documents.map((x) => [x.id, x.required])).toEqual([
      ['invoices', true],
      ['record', false],
      ['acceptance', false],
    ]);
    const one = { title: { zh: '审计报告' }, required: true, most: 1 };
    const own = await d.publish({ year: 2019, documents: [{ id: 'audit', ...one }] });
    const { id } = await d.at.enterprise.funding.create({ body: { notice: own, project: '另要材料' } });
    await d.save(id);
    expect(await refusal(d.act(d.at.enterprise, id, 'submit'))).toMatchObject({
      code: 'funding.refused',
      findings: ['G305'],
      paths: ['documents.audit'],
    });
    await d.attach(d.at.enterprise, id, 'audit');
    expect((await refusal(d.attach(d.at.enterprise, id, 'audit'))).code).toBe('funding.document-full');
    expect((await d.act(d.at.enterprise, id, 'submit')).state).toBe('submitted');
    for (const documents of [
      [
        { id: 'audit', ...one },
        { id: 'audit', ...one },
      ],
      // An id of the review's own.
      [{ id: 'site-record', ...one }],
    ])
      expect((await refusal(d.publish({ year: 2018, documents }))).code).toBe('funding.document-twice');
  });

  it('are what their content is, whatever they are called, and never shown inline', async () => {
    const { id } = await d.at.enterprise.funding.create({ body: { notice, project: '假文件' } });
    const send = (name: string, bytes: Uint8Array, document = 'invoices') =>
      refusal(
        d.at.enterprise.funding.attach({ params: { id }, body: { document }, upload: { name, bytes } }),
      );
    const text = (s: string) => new TextEncoder().encode(s);
    expect((await send('发票.pdf', text('MZ\u0090\0'))).code).toBe('files.refused-type');
    expect((await send('发票.pdf', text('<html><script>alert(1)</script>'))).code).toBe('files.refused-type');
    expect((await send('发票.pdf', new Uint8Array())).code).toBe('files.empty');
    const large = new Uint8Array(20 * 1024 * 1024 + 1);
    large.set(pdf());
    expect((await send('发票.pdf', large)).status).toBeGreaterThanOrEqual(400);
    expect((await send('发票.pdf', pdf(), 'no-such')).code).toBe('funding.unknown-document');
    // The papers of the handling are not the enterprise's to add.
    expect((await send('照片.pdf', pdf(), 'site-record')).code).toBe('funding.files-closed');
    expect((await d.read(d.at.enterprise, id)).documents.flatMap((x) => x.files)).toEqual([]);
    // The same file twice is there once.
    const bytes = pdf();
    for (let n = 0; n < 2; n += 1) await send('发票.exe', bytes);
    const [file, more] = filesOf(await d.read(d.at.enterprise, id), 'invoices');
    expect([file!.name, file!.type, more]).toEqual(['发票.exe.pdf', 'pdf', undefined]);
    const person = await d.h.as('ent-demo', { fresh: true });
    const r = await d.h.send({
      method: 'GET',
      url: `/api/funding/applications/${id}/files/${file!.id}`,
      cookie: person.cookie,
    });
    expect(r.headers['content-disposition']).toMatch(/^attachment/);
    expect(r.headers['x-content-type-options']).toBe('nosniff');
    expect(new Uint8Array(r.rawPayload)).toEqual(bytes);
    // Nobody else's, and not for other counties.
    expect((await refusal(d.at.otherCounty.funding.file({ params: { id, file: file!.id } }))).code).toBe(
      'funding.unknown',
    );
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '试填' });
  });

  it('that were handed in stay on record when they are replaced; what never was, is gone', async () => {
    const id = await d.draft(notice, '换材料');
    const [first] = filesOf(await d.read(d.at.enterprise, id), 'invoices');
    await d.attach(d.at.enterprise, id, 'invoices', { replaces: first!.id });
    const [second, none] = filesOf(await d.read(d.at.county, id), 'invoices');
    expect([second!.id === first!.id, none]).toEqual([false, undefined]);
    expect((await refusal(d.at.county.funding.file({ params: { id, file: first!.id } }))).code).toBe(
      'files.unknown',
    );
    const sent = await d.act(d.at.enterprise, id, 'submit');
    expect(sent.events.at(-1)!.files).toEqual([{ document: 'invoices', id: second!.id, name: second!.name }]);
    // Under review nothing can be changed.
    expect((await refusal(d.attach(d.at.enterprise, id, 'invoices'))).code).toBe('funding.files-closed');
    await d.act(d.at.county, id, 'return', { remarks: [{ field: 'documents.invoices', text: '缺一页' }] });
    await d.attach(d.at.enterprise, id, 'invoices', { replaces: second!.id });
    const list = filesOf(await d.read(d.at.county, id), 'invoices');
    expect(list.map((f) => f.removed !== null)).toEqual([true, false]);
    fileOf(await d.at.county.funding.file({ params: { id, file: second!.id } }));
    await d.at.enterprise.funding.detach({ params: { id, file: list[1]!.id } });
    expect((await refusal(d.act(d.at.enterprise, id, 'submit'))).findings).toEqual(['G305']);
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '不再申报' });
  });
});

describe('the county', () => {
  it('agrees by two bodies: the application goes on when both have signed, in whatever order', async () => {
    const id = await submitted('会签一');
    const one = await d.act(d.at.countyFinance, id, 'recommend-finance', opinion);
    expect(one.state).toBe('submitted');
    expect(one.signatures.map((s) => [s.party, s.signed])).toEqual([
      ['industry', false],
      ['finance', true],
    ]);
    // The clock of the first reading runs on.
    expect(one.due).toEqual((await d.read(d.at.county, id)).due);
    expect((await refusal(d.act(d.at.countyFinance, id, 'recommend-finance', opinion))).findings).toEqual([
      'G211',
    ]);
    expect((await refusal(d.act(d.at.county, id, 'recommend'))).findings).toEqual(['G207']);
    // An industry body does not sign for a finance body that is there.
    expect((await refusal(d.act(d.at.county, id, 'record-finance', opinion))).findings).toEqual(['G203']);
    // One that goes back has to be signed anew.
    await d.act(d.at.county, id, 'return', { remarks: [{ field: 'note', text: '请补充说明' }] });
    const again = await d.act(d.at.enterprise, id, 'submit');
    expect(again.signatures.map((s) => s.signed)).toEqual([false, false]);
    expect((await d.act(d.at.county, id, 'recommend', opinion)).state).toBe('submitted');
    expect((await d.act(d.at.countyFinance, id, 'recommend-finance', opinion)).state).toBe('formal');
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '不再申报' });
  });

  it('puts the finance body’s agreement on record from paper where that body has no account', async () => {
    const id = await submitted('会签二');
    await d.act(d.at.county, id, 'recommend', opinion);
    await d.h.owner(`update account set disabled_at = now() where username = 'entfinance-demo'`);
    const read = await d.read(d.at.county, id);
    expect(read.can.map((a) => a.id)).toContain('record-finance');
    expect(await refusal(d.act(d.at.county, id, 'record-finance', opinion))).toMatchObject({
      findings: ['G210'],
      paths: ['documents.joint-letter'],
    });
    await d.attach(d.at.county, id, 'joint-letter');
    const done = await d.act(d.at.county, id, 'record-finance', opinion);
    expect(done.state).toBe('formal');
    const [letter] = done.events.at(-1)!.files;
    // The letter is between the bodies; and it was relied on.
    const own = await d.read(d.at.enterprise, id);
    expect(own.documents.map((x) => x.id)).not.toContain('joint-letter');
    expect(own.events.flatMap((e) => e.files).map((f) => f.document)).not.toContain('joint-letter');
    expect((await refusal(d.at.enterprise.funding.file({ params: { id, file: letter!.id } }))).code).toBe(
      'files.unknown',
    );
    fileOf(await d.at.department.funding.file({ params: { id, file: letter!.id } }));
    expect((await refusal(d.at.county.funding.detach({ params: { id, file: letter!.id } }))).code).toBe(
      'funding.files-closed',
    );
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '不再申报' });
    await d.h.owner(`update account set disabled_at = null where username = 'entfinance-demo'`);
    await d.signIn();
  });

  it('finance of a county has no hand in the region’s money', async () => {
    expect((await d.at.countyFinance.funding.budgets({})).items).toEqual([]);
    expect((await d.at.countyFinance.funding.orders({})).total).toBe(0);
    const budget = await d.newBudget('县级碰不到', '1000');
    expect(
      (await refusal(d.propose(d.at.countyFinance, { kind: 'appropriation', amountFen: '1', budget }))).code,
    ).toBe('funding.unknown-budget');
    const text = fileOf(await d.at.countyFinance.funding.exportPayments({ query: { format: 'csv' } }));
    expect(new TextDecoder().decode(text.bytes).trim().split('\n')).toHaveLength(1);
  });
});

describe('the account that money goes to', () => {
  const NUMBER = '6222 0000 1234 5678';
  it('is masked wherever it is read, sealed where it is kept, and kept when the mask comes back', async () => {
    const id = await d.draft(notice, '账号');
    const { content, version, subject } = await d.read(d.at.enterprise, id);
    expect(content.payee).toEqual({ name: '演示企业', bank: '某银行石嘴山支行', account: '**** 5678' });
    for (const api of [d.at.county, d.at.department, d.at.finance, d.at.office])
      expect(JSON.stringify(await d.read(api, id))).not.toMatch(WHOLE);
    const kept = await d.h.owner<{ content: string }>(
      `select content::text from fund_application where id = '${id}'`,
    );
    expect(kept[0]!.content).not.toMatch(WHOLE);
    const save = (account: string, v: number) =>
      d.at.enterprise.funding.save({
        params: { id },
        body: { version: v, content: { ...content, payee: { ...content.payee!, account } } },
      });
    expect(await refusal(save('**** 1111', version))).toMatchObject({
      code: 'funding.bad-account',
      findings: ['G306'],
      paths: ['content.payee.account'],
    });
    expect((await refusal(save('账号', version))).code).toBe('request.invalid');
    expect((await save('**** 5678', version)).content.payee!.account).toBe('**** 5678');
    await d.act(d.at.enterprise, id, 'submit');
    const events = await d.h.owner<{ content: string }>(
      `select content::text from fund_event where application_id = '${id}' and content is not null`,
    );
    expect(events[0]!.content).toContain('sealed');
    expect(events[0]!.content).not.toMatch(WHOLE);
    // What is sealed for one enterprise does not open for another.
    const [row] = await d.h.owner<{ sealed: string }>(
      `select content->'payee'->>'sealed' as sealed from fund_application where id = '${id}'`,
    );
    expect(d.h.house.secrets.open(row!.sealed, `payee of ${subject.id}`)).toBe(NUMBER);
    expect(() => d.h.house.secrets.open(row!.sealed, 'payee of another')).toThrow();
    expect((await refusal(d.at.department.funding.exportPayments({ query: {} }))).code).toBe(
      'auth.not-allowed',
    );
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '试填' });
  });
});

describe('the experts', () => {
  const ready = async (project: string): Promise<string> => {
    const id = await submitted(project);
    await d.recommended(id);
    await d.act(d.at.department, id, 'accept');
    return id;
  };
  let id: string;
  let own: string;

  it('are drawn by a seed that can be followed, without those who work for the applicant or said that they are connected', async () => {
    id = await ready('评审一');
    const { subject } = await d.read(d.at.department, id);
    expect((await refusal(d.act(d.at.department, id, 'draw'))).code).toBe('funding.too-few-experts');
    expect((await d.read(d.at.department, id)).panel).toBeNull();
    // Of eight, one is employed by the applicant, one said so, one is from the county; one signs in.
    const names = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'];
    const conflict = (kind: string, code: string) => ({ conflicts: [{ kind, code, note: '' }] });
    const [region] = await d.h.owner<{ code: string }>(
      `select region_code as code from subject where id = '${subject.id}'`,
    );
    const experts = await d.addExperts(names, (n) =>
      n === 5
        ? { organisation: ` ${subject.name}` }
        : n === 6
          ? conflict('enterprise', subject.creditCode)
          : n === 7
            ? conflict('county', region!.code)
            : n === 0
              ? { username: 'expert-demo' }
              : {},
    );
    own = experts[0]!;
    const drawn = await d.act(d.at.department, id, 'draw');
    expect(drawn.state).toBe('experts');
    expect(drawn.panel!.seats).toHaveLength(5);
    expect(new Set(drawn.panel!.seats.map((s) => s.name))).toEqual(new Set(['甲', '乙', '丙', '丁', '戊']));
    expect((await refusal(d.act(d.at.department, id, 'draw'))).code).toBe('funding.drawn-already');
    // Made again from what was kept.
    const [kept] = await d.h.owner<{ id: string; seed: number; register: Expert[]; rules: Panel }>(
      `select id::text as id, seed, register, rules from fund_panel`,
    );
    expect(kept!.seed).toBe(Number.parseInt(sha256Hex(kept!.id).slice(0, 7), 16));
    const again = draw(
      kept!.seed,
      [{ id, region: region!.code, code: subject.creditCode, division: '26' }],
      kept!.register,
      kept!.rules,
    );
    const seats = await d.h.owner<{ expert: string }>(`select expert_id::text as expert from fund_seat`);
    expect(again.assignments.map((x) => x.expert).toSorted()).toEqual(seats.map((s) => s.expert).toSorted());
    // Who sits there is known to those who run it alone.
    expect((await d.read(d.at.office, id)).panel!.seats.map((s) => s.name)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect((await d.read(d.at.enterprise, id)).panel).toBeNull();
    expect((await d.read(d.at.county, id)).panel).toBeNull();
  });

  it('mark blind, hand in once, and read the papers of what they judge', async () => {
    const [row, more] = (await d.at.expert.funding.sheets({})).items;
    expect([row!.open, row!.state, more]).toEqual([true, 'open', undefined]);
    const sheet = await d.at.expert.funding.sheet({ params: { id: row!.seat } });
    expect(new Set(sheet.facts.map((f) => f.value))).toEqual(new Set(Object.values(facts)));
    expect(JSON.stringify(sheet)).not.toMatch(WHOLE);
    const [paper] = sheet.documents.find((x) => x.id === 'invoices')!.files;
    fileOf(await d.at.expert.funding.sheetFile({ params: { id: row!.seat, file: paper!.id } }));
    const grades = (g: string) => Object.fromEntries(sheet.criteria.map((c) => [c.id, g])) as never;
    const mark = (body: object) =>
      d.at.expert.funding.score({ params: { id: row!.seat }, body: { revision: 0, ...body } as never });
    const { policy } = grades('A') as unknown as { policy: string };
    expect(await refusal(mark({ ratings: { policy, nothing: 'A' } }))).toMatchObject({ findings: ['G309'] });
    expect((await refusal(mark({ ratings: { policy: 'F' } }))).code).toBe('request.invalid');
    expect((await refusal(mark({ ratings: { policy }, final: true }))).findings).toEqual([
      'G310',
      'G310',
      'G310',
    ]);
    expect((await mark({ ratings: { policy } })).state).toBe('saved');
    // Somebody else's reading of the sheet is old.
    expect((await refusal(mark({ ratings: grades('A') }))).code).toBe('funding.changed');
    expect((await mark({ revision: 1, ratings: grades('A'), final: true, note: '票据齐全' })).state).toBe(
      'final',
    );
    expect((await refusal(mark({ revision: 2, ratings: grades('E') }))).code).toBe('funding.sheet-closed');
    await expect(
      d.h.application(
        { kind: 'all' },
        `insert into fund_mark (seat_id, revision, ratings, final, paper, at, by_name) values ('${row!.seat}', 9, '{}', false, false, now(), 'x')`,
      ),
    ).rejects.toThrow(/fund_mark_closed|the sheet is closed/);
    // Nobody sees a mark before all are put together; nobody marks in another's name.
    const { panel } = await d.read(d.at.department, id);
    expect(panel!.result).toBeNull();
    const signs = panel!.seats.find((s) => !s.paper)!;
    expect((await refusal(d.enter(signs.seat, 'A'))).code).toBe('funding.has-account');
    expect(
      (await refusal(d.at.expert.funding.sheet({ params: { id: panel!.seats.find((s) => s.paper)!.seat } })))
        .code,
    ).toBe('funding.unknown-sheet');
    expect((await refusal(d.act(d.at.department, id, 'opine', { reason: '汇总' }))).code).toBe(
      'funding.panel-incomplete',
    );
  });

  it('are put together by number; the site visit is recorded with its findings and photographs', async () => {
    const { panel } = await d.read(d.at.department, id);
    for (const [n, s] of panel!.seats.filter((x) => x.paper).entries()) if (n < 3) await d.enter(s.seat, 'C');
    const concluded = await d.act(d.at.department, id, 'opine', { reason: '专家组平均良好' });
    // (100 + 3 × 60) ÷ 4
    expect(concluded.panel!.result).toMatchObject({ score: 70, experts: 4 });
    expect(concluded.panel!.result!.marks.filter((m) => m.outlier)).toHaveLength(1);
    const late = panel!.seats.filter((x) => x.paper)[3]!;
    expect((await refusal(d.enter(late.seat, 'E'))).code).toBe('funding.sheet-closed');
    expect((await d.read(d.at.enterprise, id)).panel).toBeNull();

    expect(await refusal(d.act(d.at.department, id, 'inspect', { reason: '属实' }))).toMatchObject({
      findings: ['G206', 'G210'],
      paths: ['entries.site', 'documents.site-record'],
    });
    await d.attach(d.at.department, id, 'site-record');
    expect(
      (await refusal(d.act(d.at.department, id, 'inspect', d.visit({ day: d.later(1) })))).findings,
    ).toEqual(['G307']);
    const differs = [{ item: '设备台数', agrees: false }];
    expect(
      (await refusal(d.act(d.at.department, id, 'inspect', d.visit({ items: differs })))).findings,
    ).toEqual(['G312']);
    const seen = await d.act(
      d.at.department,
      id,
      'inspect',
      d.visit({ items: [{ ...differs[0], found: '少两台' }], conclusion: 'minor' }),
    );
    expect(seen).toMatchObject({
      state: 'deliberation',
      site: { conclusion: 'minor', items: [{ found: '少两台' }] },
    });
    expect(seen.events.at(-1)!.files.map((f) => f.document)).toEqual(['site-record']);
    expect((await d.read(d.at.enterprise, id)).site).toBeNull();
  });

  it('step back, and another is drawn; several applications are drawn for at once', async () => {
    const [a, b] = [await ready('评审二'), await ready('评审三')];
    const body = { id: key() };
    expect(await d.at.department.funding.drawAll({ params: { id: notice }, body })).toEqual({
      drawn: 2,
      short: 0,
    });
    // The same press again draws nobody.
    expect(await d.at.department.funding.drawAll({ params: { id: notice }, body })).toEqual({
      drawn: 2,
      short: 0,
    });
    await d.addExperts(['壬']);
    const mine = (await d.at.expert.funding.sheets({})).items.find((s) => s.open)!;
    await d.at.expert.funding.recuse({ params: { id: mine.seat }, body: { reason: '曾任该企业顾问' } });
    expect((await refusal(d.at.expert.funding.sheet({ params: { id: mine.seat } }))).code).toBe(
      'funding.sheet-closed',
    );
    const which = mine.project === '评审二' ? a : b;
    const { panel } = await d.read(d.at.department, which);
    expect(panel!.seats.map((s) => s.state).toSorted()).toEqual([
      ...Array<string>(5).fill('open'),
      'recused',
    ]);
    expect(panel!.seats.at(-1)!.name).toBe('壬');
    // A connection that was declared after the draw.
    const other = (await d.at.expert.funding.sheets({})).items.find((s) => s.open)!;
    const { subject } = await d.read(d.at.department, a);
    await d.h.owner(
      `update award_expert set conflicts = '[{"kind":"enterprise","code":"${subject.creditCode}","note":""}]' where id = '${own}'`,
    );
    expect(
      (
        await refusal(
          d.at.expert.funding.score({ params: { id: other.seat }, body: { revision: 0, ratings: {} } }),
        )
      ).findings,
    ).toEqual(['G311']);
  });
});

describe('what was computed', () => {
  it('is computed again by the rules of then when others have been published since', async () => {
    const id = await submitted('旧规则');
    // The cap of the scheme goes down to half a million; schemes that ended in 2022 hold on.
    await d.h
      .owner(`insert into plan_version (pack, hash, number, title, compiled, source_text, published_at, published_by)
      select pack, repeat('a', 64), number, title, replace(replace(compiled::text, '"cap": "300万元"', '"cap": "50万元"'), '"to": "2022-12-31"', '"to": "2030-12-31"')::jsonb, source_text,
        published_at + interval '1 day', 'test' from plan_version where pack = 'ningxia-2018'`);
    const quote = await d.at.enterprise.funding.quote({ params: { id }, body: { facts } });
    expect(quote.amountFen).toBe('50000000');
    const { items } = await d.at.department.funding.verify({ params: { id } });
    expect(items).toMatchObject([{ amountFen: DUE, recomputedFen: DUE, same: true }]);
    expect(items[0]!.ruleHash).not.toBe('a'.repeat(64));
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '试填' });
  });
});

describe('a request that arrives twice', () => {
  it('changes nothing the second time: drafts, files, acts', async () => {
    const body = { id: key(), notice, project: '重复' };
    expect(await d.at.enterprise.funding.create({ body })).toEqual({ id: body.id });
    expect(await d.at.enterprise.funding.create({ body })).toEqual({ id: body.id });
    expect((await refusal(d.at.enterprise.funding.create({ body: { ...body, project: '别的' } }))).code).toBe(
      'funding.changed',
    );
    await d.attach(d.at.enterprise, body.id, 'invoices');
    const { version } = await d.save(body.id);
    const submit = { act: 'submit', version, key: key() };
    const call = () => d.at.enterprise.funding.act({ params: { id: body.id }, body: submit });
    const [one, two] = [await call(), await call()];
    expect([two.version, two.events.length, two.calculations.length]).toEqual([one.version, 1, 1]);
    // The key of one act is no key to another, nor to another person.
    expect(
      (
        await refusal(
          d.at.county.funding.act({
            params: { id: body.id },
            body: { ...submit, act: 'recommend', ...opinion },
          }),
        )
      ).code,
    ).toBe('funding.changed');
    await d.act(d.at.enterprise, body.id, 'withdraw', { reason: '试填' });
  });
});

describe('what was granted before', () => {
  it('counts by the ledger, at its level: whoever rises is paid the difference, here and in a trial', async () => {
    const budget = await d.newBudget('双创资金', '2000000000', 'startup-base');
    const apply = async (year: number, level: string): Promise<string> => {
      const under = await d.publish({
        scheme: 'startup-base',
        year,
        budget,
        documents: [],
        closes: d.later(90),
      });
      const { id } = await d.at.enterprise.funding.create({ body: { notice: under } });
      await d.save(id, { facts: { 'base-level': level } });
      return id;
    };
    const first = await apply(2022, 'regional');
    expect((await d.act(d.at.enterprise, first, 'submit')).claimedFen).toBe('500000000');
    await d.recommended(first);
    await d.act(d.at.department, first, 'accept');
    await d.judged(first);
    await d.act(d.at.office, first, 'approve', { reason: '会议审议通过' });
    await d.wait(20);
    await d.act(d.at.department, first, 'close-notice');
    await d.release(
      await d.propose(d.at.department, { kind: 'commitment', amountFen: '500000000', application: first }),
    );
    const second = await apply(2023, 'national');
    const risen = await d.act(d.at.enterprise, second, 'submit');
    expect(risen.claimedFen).toBe('500000000');
    expect(JSON.stringify(risen.calculations[0]!.evaluation.trace)).toContain('upgradeDifference');
    expect(
      (await d.at.department.funding.verify({ params: { id: second } })).items.map((i) => i.same),
    ).toEqual([true]);
    const subject = risen.subject.id;
    const trial = await d.at.enterprise.schemes.mine({
      body: { subject, asOf: d.today(), facts: { 'base-level': 'national' } },
    });
    expect(trial.awardsKnown).toBe(true);
    expect(trial.items.find((i) => i.evaluation.scheme === 'startup-base')!.evaluation.amountFen).toBe(
      '500000000',
    );
    // The same level again is nothing.
    await d.act(d.at.enterprise, second, 'withdraw', { reason: '试填' });
    const same = await apply(2021, 'regional');
    expect((await refusal(d.act(d.at.enterprise, same, 'submit'))).code).toMatch(
      /funding\.(not-eligible|nothing-left)/,
    );
  });
});

it('no call met a fault of the server', () => {
  expect(d.h.faults).toEqual([]);
});
