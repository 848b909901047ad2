import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anchorAudit } from '#platform/audit';
import { auditAnchor } from '#areas/accounts';
import { fileOf, openTestHouse, personOf, type TestHouse } from '#test/house';

const MINUTE = 60_000;

let h: TestHouse;
beforeAll(async () => {
  h = await openTestHouse({ enterprises: 12 });
});
afterAll(() => h.close());

const signIn = (username: string, password: string, headers: Record<string, string> = {}) =>
  h.send({ method: 'POST', url: '/api/session', body: { username, password }, headers });

/** An account made for one test: nothing that happens to it disturbs another. */
const newAccount = async (username: string): Promise<{ id: string; password: string; version: number }> => {
  const { api } = await h.as('sysadmin');
  const made = await api.accounts.create({ body: { username, name: `测试·${username}`, body: null } });
  return { id: made.account.id, password: made.password, version: made.account.version };
};
const accountOf = async (username: string) => {
  const { api } = await h.as('sysadmin');
  return (await api.accounts.list({ query: { q: username } })).items[0]!;
};

describe('sign-in', () => {
  it('opens a session that the page cannot read, and that other sites do not send', async () => {
    const r = await signIn('dept-demo', h.password);
    expect(r.statusCode).toBe(200);
    const cookie = r.cookies.find((c) => c.name === 'duibiao')!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 12 * 3600 });
    expect(cookie.secure).toBeUndefined();
    expect(r.headers['cache-control']).toBe('no-store');
    const { account } = await h.client(cookie.value).accounts.me();
    expect(account).toMatchObject({ username: 'dept-demo', role: 'department', scope: { kind: 'all' } });
    expect(account?.permissions).toContain('facts.review');
    // The database holds only a hash of what the cookie says.
    const stored = await h.owner<{ n: number }>(
      `select count(*)::int as n from session where token_hash = '${cookie.value}'`,
    );
    expect(stored[0]?.n).toBe(0);
  });

  it('marks the cookie secure where the proxy says that the page came over TLS', async () => {
    const r = await signIn('dept-demo', h.password, { 'x-forwarded-proto': 'https' });
    expect(r.cookies.find((c) => c.name === 'duibiao')?.secure).toBe(true);
  });

  it('takes a user name in any case and with blanks around it', async () => {
    expect((await signIn(' Dept-Demo ', h.password)).statusCode).toBe(200);
  });

  it('answers the same to an unknown user and a wrong password', async () => {
    const wrong = await signIn('city-demo', 'Not-the-one-7');
    const unknown = await signIn('nobody-here', 'Not-the-one-7');
    const said = (r: typeof wrong) => ({ ...r.json<object>(), requestId: '', at: r.statusCode });
    expect(said(wrong)).toEqual(said(unknown));
    expect(wrong.statusCode).toBe(401);
    expect(wrong.json()).toMatchObject({ code: 'accounts.wrong-password' });
    expect(wrong.cookies).toEqual([]);
    expect(wrong.headers['content-type']).toContain('application/problem+json');
  });

  it('locks after five failures for fifteen minutes, and counts from the start after a success', async () => {
    const { password } = await newAccount('locked-one');
    for (let n = 0; n < 4; n += 1) expect((await signIn('locked-one', 'wrong')).statusCode).toBe(401);
    expect((await signIn('locked-one', password)).statusCode).toBe(200);
    for (let n = 0; n < 5; n += 1) expect((await signIn('locked-one', 'wrong')).statusCode).toBe(401);
    const refused = await signIn('locked-one', password);
    expect(refused.statusCode).toBe(423);
    expect(refused.json()).toMatchObject({ code: 'accounts.locked', params: { minutes: 15 } });
    expect((await accountOf('locked-one')).locked).toBe(true);

    h.later(14 * MINUTE);
    expect((await signIn('locked-one', password)).statusCode).toBe(423);
    h.later(2 * MINUTE);
    expect((await signIn('locked-one', password)).statusCode).toBe(200);
  });

  it('can be unlocked by the security administrator only', async () => {
    const { id, password } = await newAccount('locked-two');
    for (let n = 0; n < 5; n += 1) await signIn('locked-two', 'wrong');
    expect((await signIn('locked-two', password)).statusCode).toBe(423);
    const call = { params: { id } };
    await expect((await h.as('sysadmin')).api.accounts.unlock(call)).rejects.toMatchObject({ status: 403 });
    expect(await (await h.as('secadmin')).api.accounts.unlock(call)).toMatchObject({ locked: false });
    expect((await signIn('locked-two', password)).statusCode).toBe(200);
  });

  it('counts failures that arrive at the same moment', async () => {
    const { password } = await newAccount('locked-three');
    await Promise.all(Array.from({ length: 5 }, () => signIn('locked-three', 'wrong')));
    expect((await signIn('locked-three', password)).statusCode).toBe(423);
  });
});

it('sixty sign-ins a minute from one address are enough', async () => {
  const knock = () =>
    h.send({
      method: 'POST',
      url: '/api/session',
      body: { username: 'nobody-here', password: '' },
      address: '192.0.2.7',
    });
  for (let n = 0; n < 60; n += 1) expect((await knock()).statusCode).toBe(422);
  const refused = await knock();
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([429, 'auth.too-many']);
});

describe('a session', () => {
  it('ends at sign-out, on the server too', async () => {
    const { cookie, api } = await h.as('expert-demo', { fresh: true });
    await api.accounts.signOut();
    expect((await h.client(cookie).accounts.me()).account).toBeNull();
    await expect(h.client(cookie).benchmarks.runs()).rejects.toMatchObject({ status: 401 });
  });

  it('ends everywhere else when the password changes, and the old password with it', async () => {
    const { password } = await newAccount('changes-password');
    const here = await h.as('changes-password', { password, fresh: true });
    const there = await h.as('changes-password', { password, fresh: true });
    const change = (current: string, next: string) =>
      here.api.accounts.changePassword({ body: { current, next } });
    await expect(change('not-it', 'Quite-Another-9')).rejects.toMatchObject({
      code: 'accounts.wrong-current',
    });
    await expect(change(password, 'short-1A')).rejects.toMatchObject({ code: 'accounts.password-short' });
    await expect(change(password, 'allsmallletters')).rejects.toMatchObject({
      code: 'accounts.password-kinds',
    });
    await expect(change(password, 'X-changes-password-1')).rejects.toMatchObject({
      code: 'accounts.password-username',
    });
    await expect(change(password, password)).rejects.toMatchObject({ code: 'accounts.password-same' });
    await change(password, 'Quite-Another-9');
    expect((await here.api.accounts.me()).account).toMatchObject({ mustChangePassword: false });
    expect((await there.api.accounts.me()).account).toBeNull();
    expect((await signIn('changes-password', password)).statusCode).toBe(401);
    expect((await signIn('changes-password', 'Quite-Another-9')).statusCode).toBe(200);
  });

  it('ends when the account is disabled, which also refuses a new one', async () => {
    const { id, password, version } = await newAccount('gets-disabled');
    const person = await h.as('gets-disabled', { password, fresh: true });
    expect((await person.api.accounts.me()).account).not.toBeNull();
    const { api } = await h.as('sysadmin');
    const off = await api.accounts.setDisabled({ params: { id }, body: { disabled: true, version } });
    expect(off).toMatchObject({ disabled: true, version: version + 1 });
    expect((await person.api.accounts.me()).account).toBeNull();
    expect((await signIn('gets-disabled', password)).json()).toMatchObject({ code: 'accounts.disabled' });
    // Nor does a wrong password say that the account is there.
    expect((await signIn('gets-disabled', 'wrong')).json()).toMatchObject({
      code: 'accounts.wrong-password',
    });
    await api.accounts.setDisabled({ params: { id }, body: { disabled: false, version: off.version } });
    expect((await signIn('gets-disabled', password)).statusCode).toBe(200);
  });

  it('ends when role or scope change, when the password is reset, and when nobody used it for half an hour', async () => {
    const { id, password, version } = await newAccount('changes-role');
    const first = await h.as('changes-role', { password, fresh: true });
    await (
      await h.as('secadmin')
    ).api.accounts.setRole({
      params: { id },
      body: { role: 'office', scope: { kind: 'all' }, version },
    });
    expect((await first.api.accounts.me()).account).toBeNull();

    const second = await h.as('changes-role', { password, fresh: true });
    expect((await second.api.accounts.me()).account?.role).toBe('office');
    const reset = await (await h.as('sysadmin')).api.accounts.resetPassword({ params: { id } });
    expect((await second.api.accounts.me()).account).toBeNull();

    const third = await h.as('changes-role', { password: reset.password, fresh: true });
    h.later(20 * MINUTE);
    expect((await third.api.accounts.me()).account?.mustChangePassword).toBe(true);
    h.later(29 * MINUTE);
    expect((await third.api.accounts.me()).account).not.toBeNull();
    h.later(31 * MINUTE);
    expect((await third.api.accounts.me()).account).toBeNull();
  });

  it('ends after twelve hours however busy it was', async () => {
    const { api } = await h.as('office-demo', { fresh: true });
    for (let n = 0; n < 28; n += 1) {
      h.later(25 * MINUTE);
      expect((await api.accounts.me()).account).not.toBeNull();
    }
    h.later(25 * MINUTE);
    expect((await api.accounts.me()).account).toBeNull();
  });
});

/** The clock was set forward by hours: the sessions kept from before are over. */
const fresh = (username: string) => h.as(username, { fresh: true });

describe('a call from another site', () => {
  const change = async (headers: Record<string, string>) => {
    const { cookie } = await fresh('dept-demo');
    const r = await h.app.inject({
      method: 'POST',
      url: '/api/me/password',
      headers: { cookie: `duibiao=${cookie}`, ...headers },
      payload: { current: 'x', next: 'y' },
    });
    return [r.statusCode, r.json<{ code: string }>().code];
  };

  it('is refused without our header, whatever else it carries', async () => {
    expect(await change({})).toEqual([403, 'auth.cross-site']);
    expect(await change({ 'sec-fetch-site': 'same-origin' })).toEqual([403, 'auth.cross-site']);
    expect(await change({ 'x-duibiao': '1', 'sec-fetch-site': 'cross-site' })).toEqual([
      403,
      'auth.cross-site',
    ]);
    expect(await change({ 'x-duibiao': '1', 'sec-fetch-site': 'same-origin' })).toEqual([
      400,
      'accounts.wrong-current',
    ]);
  });

  it('is not let in by credentials that a browser adds by itself', async () => {
    expect(await change({ authorization: 'Basic dXNlcjpwYXNz' })).toEqual([403, 'auth.cross-site']);
  });

  it('gains nothing from a bearer token that is not ours, cookie or no cookie', async () => {
    expect(await change({ authorization: 'Bearer guessed' })).toEqual([401, 'auth.sign-in-first']);
  });

  it('cannot sign somebody in', async () => {
    const r = await h.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: 'dept-demo', password: h.password },
    });
    expect(r.json()).toMatchObject({ code: 'auth.cross-site' });
    expect(r.cookies).toEqual([]);
  });
});

describe('the three administrators', () => {
  it('make, authorize and watch, each only that', async () => {
    const [maker, giver, watcher] = [
      await fresh('sysadmin'),
      await fresh('secadmin'),
      await fresh('auditor'),
    ];
    const { id, version } = await newFrom(maker, 'split-duties');
    const role = {
      params: { id },
      body: { role: 'office' as const, scope: { kind: 'all' as const }, version },
    };
    await expect(maker.api.accounts.setRole(role)).rejects.toMatchObject({ status: 403 });
    await expect(watcher.api.accounts.setRole(role)).rejects.toMatchObject({ status: 403 });
    await expect(newFrom(giver, 'not-by-secadmin')).rejects.toMatchObject({ status: 403 });
    await expect(watcher.api.accounts.list()).rejects.toMatchObject({ status: 403 });
    for (const p of [maker, giver])
      await expect(p.api.accounts.audit()).rejects.toMatchObject({ status: 403 });
    for (const p of [maker, giver, watcher]) {
      await expect(p.api.subjects.enterprises()).rejects.toMatchObject({ status: 403 });
      await expect(p.api.benchmarks.runs()).rejects.toMatchObject({ status: 403 });
      await expect(p.api.indicators.periods()).rejects.toMatchObject({ status: 403 });
    }
    const given = await giver.api.accounts.setRole(role);
    expect(given).toMatchObject({ role: 'office', version: version + 1 });
    // The version that was seen is no longer the one that is there.
    await expect(giver.api.accounts.setRole(role)).rejects.toMatchObject({ status: 409 });
  });

  it('give a new account nothing until it is authorized', async () => {
    const maker = await fresh('sysadmin');
    const { password } = await newFrom(maker, 'nothing-yet');
    const person = await h.as('nothing-yet', { password, fresh: true });
    expect((await person.api.accounts.me()).account).toMatchObject({
      scope: { kind: 'none' },
      mustChangePassword: true,
    });
    await expect(person.api.subjects.enterprises()).rejects.toMatchObject({ status: 403 });
    await expect(newFrom(maker, 'nothing-yet')).rejects.toMatchObject({
      status: 409,
      code: 'accounts.username-taken',
    });
  });

  it('do not touch their own account', async () => {
    const [maker, giver] = [await fresh('sysadmin'), await fresh('secadmin')];
    const me = (await giver.api.accounts.me()).account!;
    await expect(
      giver.api.accounts.setRole({
        params: { id: me.id },
        body: { role: 'department', scope: { kind: 'all' }, version: 1 },
      }),
    ).rejects.toMatchObject({ code: 'accounts.not-yourself' });
    const own = (await maker.api.accounts.me()).account!;
    await expect(
      maker.api.accounts.setDisabled({ params: { id: own.id }, body: { disabled: true, version: 1 } }),
    ).rejects.toMatchObject({ code: 'accounts.not-yourself' });
    const row = (await maker.api.accounts.list({ query: { q: 'sysadmin' } })).items[0]!;
    expect(row.can).toEqual({ disable: false, setRole: false, unlock: false, reset: false });
  });

  it('cannot be given business data, nor an enterprise account more than one enterprise', async () => {
    const giver = await fresh('secadmin');
    const { id, version } = await newFrom(await fresh('sysadmin'), 'scope-rules');
    const set = (role: 'auditor' | 'enterprise') =>
      giver.api.accounts.setRole({ params: { id }, body: { role, scope: { kind: 'all' }, version } });
    await expect(set('auditor')).rejects.toMatchObject({ code: 'accounts.administrator-scope' });
    await expect(set('enterprise')).rejects.toMatchObject({ code: 'accounts.enterprise-scope' });
  });
});

const newFrom = async (maker: Awaited<ReturnType<typeof fresh>>, username: string) => {
  const made = await maker.api.accounts.create({
    body: { username, name: `测试·${username}`, body: null },
  });
  return { id: made.account.id, password: made.password, version: made.account.version };
};

describe('the list of accounts', () => {
  it('pages, sorts and filters', async () => {
    const { api } = await fresh('sysadmin');
    const all = await api.accounts.list({ query: { size: 200 } });
    expect(all.items.length).toBe(all.total);
    const names = all.items.map((a) => a.username);
    expect(names).toEqual(names.toSorted());
    const second = await api.accounts.list({ query: { size: 3, page: 2 } });
    expect(second.items.map((a) => a.username)).toEqual(names.slice(3, 6));
    const down = await api.accounts.list({ query: { size: 200, sort: '-username' } });
    expect(down.items.map((a) => a.username)).toEqual(names.toReversed());
    const auditors = await api.accounts.list({ query: { role: 'auditor,secadmin' } });
    expect(auditors.items.map((a) => a.role).toSorted()).toEqual(['auditor', 'secadmin']);
    expect(JSON.stringify(all)).not.toContain('scrypt');
  });
});

describe('the audit log', () => {
  it('holds every change with who, what, where and whether it succeeded, and no secret', async () => {
    const watcher = await fresh('auditor');
    const maker = await fresh('sysadmin');
    const { password } = await newFrom(maker, 'watched');
    await signIn('watched', 'Wrong-Secret-77');
    await h.as('watched', { password, fresh: true });

    const made = await watcher.api.accounts.audit({
      query: { act: 'accounts.create', q: 'account:watched' },
    });
    expect(made.total).toBe(1);
    expect(made.items[0]).toMatchObject({
      act: 'accounts.create',
      target: 'account:watched',
      role: 'sysadmin',
      success: true,
      ip: '127.0.0.1',
    });
    const refused = await watcher.api.accounts.audit({ query: { act: 'accounts.sign-in', success: 'no' } });
    expect(refused.items[0]).toMatchObject({ detail: { problem: 'accounts.wrong-password' } });
    const byRequest = await watcher.api.accounts.audit({ query: { q: made.items[0]!.requestId } });
    expect(byRequest.items.map((r) => r.act)).toEqual(['accounts.create']);

    const whole = await watcher.api.accounts.audit({ query: { size: 200 } });
    const days = whole.items.map((r) => r.at);
    expect(days).toEqual(days.toSorted().toReversed());
    for (const secret of [password, h.password, 'Wrong-Secret-77'])
      expect(JSON.stringify(whole)).not.toContain(secret);
    const none = await watcher.api.accounts.audit({ query: { to: '2001-01-01' } });
    expect(none.total).toBe(0);
    await expect(watcher.api.accounts.audit({ query: { from: '2019-02-31' } })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('records what was refused for want of permission', async () => {
    const { api } = await fresh(personOf.expert);
    await expect(api.plans.decide(decision)).rejects.toMatchObject({ status: 403 });
    const log = await (await fresh('auditor')).api.accounts.audit({ query: { act: 'plans.decide' } });
    expect(log.items[0]).toMatchObject({
      role: 'expert',
      success: false,
      detail: { problem: 'auth.not-allowed', permission: 'plans.decide' },
    });
  });

  it('leaves the house as a table that a spreadsheet opens', async () => {
    const file = fileOf(await (await fresh('auditor')).api.accounts.exportAudit());
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes);
    expect(file.name).toMatch(/^审计日志-\d{4}-\d{2}-\d{2}\.csv$/);
    expect(text.startsWith('\uFEFF时间,账号,')).toBe(true);
    expect(text).toContain('"accounts.create"');
  });

  it('cannot be changed or cut by the application', async () => {
    for (const text of [
      `update audit_event set success = true`,
      `delete from audit_event`,
      `truncate audit_event`,
      `delete from audit_head`,
    ])
      await expect(h.application({ kind: 'all' }, text)).rejects.toThrow(/permission denied/);
  });

  it('verifies, and names what an owner of the database did to it', async () => {
    const watcher = await fresh('auditor');
    const verify = async () => {
      const r = await watcher.api.accounts.verifyAudit();
      return { rows: r.rows, found: r.findings.map((f) => f.code) };
    };
    await h.house.db.system((tx) => anchorAudit(tx, auditAnchor(h.house), h.house.now()));
    const before = await verify();
    expect(before.found).toEqual([]);
    expect(before.rows).toBeGreaterThan(40);

    const [row] = await h.owner<{ chain: number; seq: number; target: string }>(
      `select chain::int, seq::int, target from audit_event where act = 'accounts.create' order by at limit 1`,
    );
    const at = `chain = ${row!.chain} and seq = ${row!.seq}`;
    await h.owner(`update audit_event set target = 'account:somebody-else' where ${at}`);
    expect((await verify()).found).toEqual(['A101']);
    await h.owner(`update audit_event set target = '${row!.target}' where ${at}`);
    expect((await verify()).found).toEqual([]);

    await h.owner(`create table kept as select * from audit_event where ${at}`);
    await h.owner(`delete from audit_event where ${at}`);
    expect((await verify()).found).toContain('A102');
    await h.owner(`insert into audit_event select * from kept`);
    expect((await verify()).found).toEqual([]);
  });

  it('verifies against what was written outside the database when the tail is cut and the head rewritten', async () => {
    const watcher = await fresh('auditor');
    await h.house.db.system((tx) => anchorAudit(tx, auditAnchor(h.house), h.house.now()));
    const [me] = await h.owner<{ chain: number }>(
      `select chain::int from audit_event where actor_name = '演示·审计员' limit 1`,
    );
    // A chain that nothing is added to while this test reads.
    const [head] = await h.owner<{ chain: number; seq: number }>(
      `select chain::int, seq::int from audit_head where chain <> ${me!.chain} and seq > 1 order by seq desc limit 1`,
    );
    const { chain, seq } = head!;
    await h.owner(`delete from audit_event where chain = ${chain} and seq = ${seq}`);
    const cut = await watcher.api.accounts.verifyAudit();
    expect(cut.findings.map((f) => f.code)).toContain('A103');
    await h.owner(
      `update audit_head set seq = ${seq - 1}, hash = (select hash from audit_event where chain = ${chain} and seq = ${seq - 1}) where chain = ${chain}`,
    );
    const rewritten = await watcher.api.accounts.verifyAudit();
    expect(new Set(rewritten.findings.map((f) => f.code))).toEqual(new Set(['A105']));
  });
});

const decision = {
  params: { pack: 'ningxia-2018', question: 'about-tolerance' },
  body: { option: 'x', reason: '测试', day: '2019-01-01', revision: 0 },
};

it('nothing here met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});
