/** Supervision orders (督办单): drafted, assigned, signed for, reported on, urged, finished, verified, closed. The way stands in the pack's review. */
import type { z } from 'zod';
import { dayOf, finding, instant, Problem, yearOf, type Day, type Finding } from '#kernel';
import {
  actsNow,
  applyAct,
  dueDay,
  initialState,
  STAY,
  type Review,
  type ReviewAct,
  type ReviewActor,
  type ReviewCase,
} from '#engine/review';
import { colourOf, colours } from '#engine/supervision';
import { lookUp, t } from '#locales';
import { calendarOf, ifPublished } from '#areas/subjects';
import type { Ctx, Env } from '#platform/act';
import type { FileAnswer, Upload } from '#platform/api';
import { documentNumber, documentsAbout } from '#platform/documents';
import { keepUpload, recordUpload, uploadAnswer, type Kept } from '#platform/files';
import { writeWorkbook, XLSX } from '#platform/sheets';
import type { caseRowSchema, caseSchema, contract } from './contract.ts';
import { workingDaysLeft } from './days.ts';
import { marksOf, mineOf, rulesOf, stateOf, titleOf, whenOf, type Rules } from './rules.ts';
import * as owners from './store.ts';
import * as store from './store/cases.ts';

type Row = z.output<typeof caseRowSchema>;
type Case = z.output<typeof caseSchema>;
type Query = Omit<z.output<(typeof contract)['cases']['query']>, 'page' | 'size'>;
type CreateBody = z.output<(typeof contract)['createCase']['body']>;
type SaveBody = z.output<(typeof contract)['saveCase']['body']>;
type ActBody = z.output<(typeof contract)['act']['body']>;

const MOST_FILES = 50;

const has = (a: ReviewAct, mark: string): boolean => a.marks?.includes(mark) === true;

/** Who the reader is to orders: the region's supervisor, the body itself, or both at once. */
export async function actorsFor(ctx: Pick<Ctx, 'tx' | 'actor'>): Promise<(ownerId: string) => ReviewActor[]> {
  const mine = new Set((await mineOf(ctx)).map((o) => o.id));
  const { accountId, role, scope } = ctx.actor;
  const as = (level: ReviewActor['level']): ReviewActor => ({ id: accountId ?? '', role, level });
  return (ownerId) => [
    ...(scope.kind === 'all' ? [as('region')] : []),
    ...(mine.has(ownerId) ? [as('own')] : []),
  ];
}

/** What is not assigned yet is the supervisors' own paper. */
const visible = (ctx: Pick<Ctx, 'actor'>, r: Review, state: string): boolean =>
  ctx.actor.permissions.has('supervision.manage') || !marksOf(r, state).includes('inside');

async function need(ctx: Pick<Ctx, 'tx' | 'actor'>, id: string): Promise<{ c: store.CaseRow; r: Rules }> {
  const c = await store.caseById(ctx.tx, id);
  const r = c && (await rulesOf(ctx.tx, c.pack));
  if (!c || !r || !visible(ctx, r.review, c.state)) throw new Problem('supervision.unknown-case');
  return { c, r };
}

export function caseRow(ctx: Pick<Ctx, 'house'>, r: Rules, c: store.CaseRow, asOf: Day): Row {
  const marks = marksOf(r.review, c.state);
  // What moved after the day asked about is judged by the day it moved.
  const moved = dayOf(instant(c.enteredAt));
  const on = moved > asOf ? moved : asOf;
  const left =
    c.deadline !== null && marks.includes('clock')
      ? workingDaysLeft(calendarOf(ctx.house), on, c.deadline)
      : null;
  return {
    id: c.id,
    owner: c.owner,
    year: c.year,
    title: c.title,
    source: c.source,
    state: c.state,
    stateTitle: titleOf(r.review, c.state),
    deadline: c.deadline,
    left,
    colour: left === null ? 'green' : colourOf(-left, r.rules),
    due:
      c.dueDay === null
        ? null
        : { day: c.dueDay, who: c.dueWho === 'own' ? 'own' : 'region', late: c.dueDay < on },
    urged: c.urged,
    simulated: c.simulated,
    updatedAt: c.updatedAt,
  };
}

const machineCase = (
  c: store.CaseRow,
  attachments: number,
  done: readonly { act: string; by: string }[],
): ReviewCase => ({
  state: c.state,
  fields: { title: c.title, requirement: c.requirement, owner: c.owner.id, deadline: c.deadline },
  attachments,
  done,
});

/** Acts the reader may do now, whoever of the two he is. */
const openActs = (r: Review, c: ReviewCase, actors: readonly ReviewActor[]): ReviewAct[] => {
  const may = new Set(actors.flatMap((a) => actsNow(r, c, a).map((x) => x.id)));
  return r.acts.filter((a) => may.has(a.id));
};

/** Orders in which the reader has the next step, with that step. */
export async function waitingFor(ctx: Ctx, r: Rules, all: readonly store.CaseRow[]) {
  const actors = await actorsFor(ctx);
  const live = all.filter((c) => stateOf(r.review, c.state)?.final !== true);
  const done = await store.doneOf(
    ctx.tx,
    live.map((c) => c.id),
  );
  return live.flatMap((c) => {
    const own = done.filter((d) => d.caseId === c.id);
    const next = openActs(r.review, machineCase(c, 1, own), actors(c.owner.id)).find((a) => has(a, 'main'));
    return next ? [{ c, act: next.title }] : [];
  });
}

const order = { '-colour': -1, colour: 1 } as const;
function sorted(rows: readonly Row[], sort: Query['sort']): Row[] {
  const late = (x: Row): number => x.left ?? 99_999;
  const by = (a: Row, b: Row): number => {
    switch (sort) {
      case 'colour':
      case '-colour':
        return order[sort] * (colours.indexOf(a.colour) - colours.indexOf(b.colour)) || late(a) - late(b);
      case 'deadline':
      case '-deadline': {
        const n = (a.deadline ?? '9999') < (b.deadline ?? '9999') ? -1 : a.deadline === b.deadline ? 0 : 1;
        return sort === 'deadline' ? n : -n;
      }
      case 'updatedAt':
      case '-updatedAt': {
        const n = a.updatedAt < b.updatedAt ? -1 : a.updatedAt === b.updatedAt ? 0 : 1;
        return sort === 'updatedAt' ? n : -n;
      }
    }
  };
  return rows.toSorted((a, b) => by(a, b) || (a.id < b.id ? -1 : 1));
}

async function rowsOf(ctx: Ctx, q: Query): Promise<{ asOf: Day; rows: Row[] }> {
  const r = await rulesOf(ctx.tx, q.pack);
  const { asOf } = await whenOf(ctx, r.plan, { asOf: q.asOf });
  const mine = q.mine === 'true' ? new Set((await mineOf(ctx)).map((o) => o.id)) : undefined;
  const rows = (await store.cases(ctx.tx, q.pack))
    .filter((c) => visible(ctx, r.review, c.state))
    .map((c) => caseRow(ctx, r, c, asOf))
    .filter(
      (c) =>
        (q.owner === undefined || c.owner.id === q.owner) &&
        (q.state === undefined || c.state === q.state) &&
        (q.colour === undefined || c.colour === q.colour) &&
        (q.source === undefined || c.source === q.source) &&
        (mine === undefined || mine.has(c.owner.id)) &&
        (q.q === undefined || `${c.title} ${c.owner.name}`.includes(q.q.trim())),
    );
  return { asOf, rows: sorted(rows, q.sort) };
}

export async function list(ctx: Ctx, q: Query, page: number, size: number) {
  const { asOf, rows } = await rowsOf(ctx, q);
  return { total: rows.length, items: rows.slice((page - 1) * size, page * size), asOf };
}

export async function exportList(ctx: Ctx, q: Query): Promise<FileAnswer> {
  const { asOf, rows } = await rowsOf(ctx, q);
  const word = (key: string): string => lookUp('zh-CN', 'supervision', key) ?? key;
  const columns = ['caseTitle', 'owner', 'source', 'state', 'deadline', 'left', 'colour', 'urged'] as const;
  return {
    name: `${t('zh-CN', 'supervision.export.cases', { day: asOf })}.xlsx`,
    type: XLSX,
    bytes: await writeWorkbook({
      sheets: [
        {
          name: word('sheet.cases'),
          columns: columns.map((c) => ({ title: word(`column.${c}`) })),
          rows: rows.map((c) => [
            c.title,
            c.owner.name,
            word(`source.${c.source}`),
            c.stateTitle.zh,
            c.deadline ?? '',
            c.left,
            c.left === null ? '' : word(`colour.${c.colour}`),
            c.urged,
          ]),
        },
      ],
    }),
  };
}

export interface NewCase {
  readonly id: string;
  readonly pack: string;
  readonly owner: string;
  readonly source: store.CaseRow['source'];
  readonly sourceRef: string;
  readonly title: string;
  readonly requirement: string;
  readonly sourceText: string;
  readonly cooperating: string;
  readonly deadline: string | null;
}

/** A draft; the same id again is the same draft. */
export async function create(ctx: Ctx, b: NewCase | CreateBody, simulated = false): Promise<Case> {
  const r = await rulesOf(ctx.tx, b.pack);
  if (!(await owners.owner(ctx.tx, b.owner))) throw new Problem('supervision.unknown-owner');
  const added = await store.addCase(
    ctx.tx,
    {
      ...b,
      subjectId: b.owner,
      year: yearOf(ctx.today),
      state: initialState(r.review).id,
      simulated,
      by: ctx.actor.name,
    },
    ctx.now,
  );
  if (!added) {
    const there = await store.caseById(ctx.tx, b.id);
    if (there?.title !== b.title || there.owner.id !== b.owner) throw new Problem('supervision.changed');
  }
  return present(ctx, b.id);
}

export async function save(ctx: Ctx, id: string, b: SaveBody): Promise<Case> {
  await store.lockCase(ctx.tx, id);
  const { c, r } = await need(ctx, id);
  if (!marksOf(r.review, c.state).includes('editable'))
    throw new Problem('supervision.not-editable', { params: { state: titleOf(r.review, c.state).zh } });
  if (!(await store.saveCase(ctx.tx, id, b.version, b, ctx.now))) throw new Problem('supervision.changed');
  return present(ctx, id);
}

/** Last day of a state entered today and who is to keep it; the order's own deadline where the state says so. */
function dueOf(ctx: Ctx, r: Rules, state: string, c: { year: number; deadline: string | null }) {
  const s = stateOf(r.review, state);
  if (s?.marks.includes('deadline')) return { dueDay: c.deadline, dueWho: 'own' };
  if (!s?.due) return { dueDay: null, dueWho: '' };
  const day = ifPublished(() => dueDay(s, { entered: ctx.today, year: c.year }, calendarOf(ctx.house)));
  return { dueDay: day ?? null, dueWho: s.due.who.level === 'own' ? 'own' : 'region' };
}

const inWords = (findings: readonly Finding[]): Finding[] =>
  findings.map((f) => (/^R20\d$/.test(f.code) ? { ...f, code: f.code.replace('R2', 'D2') } : f));

/** One act. The order is held while it is decided, so that of two at once the second sees what the first did. */
export async function perform(ctx: Ctx, id: string, b: ActBody): Promise<Case> {
  await store.lockCase(ctx.tx, id);
  const { c, r } = await need(ctx, id);
  const events = await store.events(ctx.tx, id);
  const before = events.find((e) => e.key === b.key);
  if (before) {
    if (before.act === b.act && before.byAccount === ctx.actor.accountId) return present(ctx, id);
    throw new Problem('supervision.changed');
  }
  if (c.version !== b.version) throw new Problem('supervision.changed');
  const asked = r.review.acts.find((a) => a.id === b.act);
  const refused = (findings: readonly Finding[]): Problem =>
    new Problem('supervision.refused', {
      params: { act: asked?.title.zh ?? b.act, count: findings.length },
      findings: inWords(findings),
    });
  const mc = machineCase(
    c,
    (await store.files(ctx.tx, id)).length,
    events.flatMap((e) => (e.byAccount === null ? [] : [{ act: e.act, by: e.byAccount }])),
  );
  const tried = (await actorsFor(ctx))(c.owner.id).map((a) =>
    applyAct(r.review, mc, b.act, a, { reason: b.reason, entries: { day: b.day } }),
  );
  const done = tried.find((x) => x.transition);
  if (!done?.transition || !asked) {
    // Of two reasons the one that is not "not yours" helps more.
    const best = tried.find((x) => !x.findings.some((f) => f.code === 'R203')) ?? tried[0];
    throw refused(best?.findings ?? [finding('R203', 'error', 'act', { act: asked?.title.zh ?? b.act })]);
  }
  const { transition } = done;
  let { deadline } = c;
  let day: string | null = null;
  if (asked.requires.fields.includes('deadline')) {
    // From here on the deadline is on record, so that an extension can be told from it.
    day = deadline;
    if (deadline !== null && deadline < ctx.today)
      throw refused([finding('D306', 'error', 'content.deadline', { day: deadline })]);
  }
  if (has(asked, 'ask-extension')) {
    day = b.day;
    if (day !== null && (day <= (c.deadline ?? '') || day < ctx.today))
      throw refused([finding('D307', 'error', 'body.day', { deadline: c.deadline ?? '—' })]);
  }
  if (has(asked, 'grant')) {
    const wanted = events.findLast((e) =>
      r.review.acts.some((a) => a.id === e.act && has(a, 'ask-extension')),
    );
    day = b.day ?? wanted?.day ?? null;
    if (day !== null && day <= (c.deadline ?? ''))
      throw refused([finding('D307', 'error', 'body.day', { deadline: c.deadline ?? '—' })]);
    deadline = day ?? deadline;
  }
  const stays = asked.to === STAY;
  const due = stays
    ? { dueDay: c.dueDay, dueWho: c.dueWho }
    : dueOf(ctx, r, transition.to, { year: c.year, deadline });
  const moved = await store.moveCase(
    ctx.tx,
    id,
    c.version,
    {
      state: transition.to,
      deadline,
      ...due,
      urged: c.urged + (has(asked, 'urge') ? 1 : 0),
      entered: !stays,
      closed: stateOf(r.review, transition.to)?.final === true,
    },
    ctx.now,
  );
  if (!moved) throw new Problem('supervision.changed');
  await store.addEvent(ctx.tx, {
    subjectId: c.owner.id,
    caseId: id,
    seq: (events.at(-1)?.seq ?? 0) + 1,
    key: b.key,
    act: transition.act,
    from: transition.from,
    to: transition.to,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    byName: ctx.actor.name,
    byRole: ctx.actor.role,
    byBody: ctx.actor.body ?? '',
    reason: b.reason,
    day,
    ruleHash: r.hash,
  });
  return present(ctx, id);
}

export async function present(ctx: Ctx, id: string, asOf?: string): Promise<Case> {
  const { c, r } = await need(ctx, id);
  const when = await whenOf(ctx, r.plan, { asOf });
  const events = await store.events(ctx.tx, id);
  const files = await store.files(ctx.tx, id);
  const actors = (await actorsFor(ctx))(c.owner.id);
  const marks = marksOf(r.review, c.state);
  const mc = machineCase(
    c,
    files.length,
    events.flatMap((e) => (e.byAccount === null ? [] : [{ act: e.act, by: e.byAccount }])),
  );
  const entered = new Map(events.filter((e) => e.to !== e.from).map((e) => [e.to, e.at]));
  return {
    ...caseRow(ctx, r, c, when.asOf),
    pack: c.pack,
    requirement: c.requirement,
    sourceRef: c.sourceRef,
    sourceText: c.sourceText,
    cooperating: c.cooperating,
    version: c.version,
    editable: marks.includes('editable') && ctx.actor.permissions.has('supervision.manage'),
    attachable: marks.includes('evidence') && actors.some((a) => a.level === 'own'),
    states: r.review.states.map((s) => ({
      id: s.id,
      title: s.title,
      void: s.marks.includes('void'),
      aside: s.marks.includes('aside'),
      at: entered.get(s.id) ?? null,
    })),
    can: openActs(r.review, mc, actors).map((a) => ({
      id: a.id,
      title: a.title,
      reason: a.requires.reason,
      day: a.requires.entries.includes('day'),
      attachments: a.requires.attachments,
      danger: has(a, 'danger'),
    })),
    events: events.map((e) => ({
      seq: e.seq,
      act: e.act,
      actTitle: r.review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
      toTitle: titleOf(r.review, e.to),
      at: e.at,
      by: e.by,
      body: e.body,
      reason: e.reason,
      day: e.day,
    })),
    files: files.map((f) => ({ id: f.id, name: f.name, type: f.type, size: f.size, at: f.at, by: f.by })),
    documents: (await documentsAbout(ctx.tx, `case:${id}`)).map((d) => ({
      id: d.id,
      number: documentNumber(d),
      title: d.title,
      issuedDay: d.issuedDay,
    })),
  };
}

async function mayAttach(ctx: Pick<Ctx, 'tx' | 'actor'>, id: string): Promise<store.CaseRow> {
  const { c, r } = await need(ctx, id);
  const own = (await actorsFor(ctx))(c.owner.id).some((a) => a.level === 'own');
  if (!own || !marksOf(r.review, c.state).includes('evidence'))
    throw new Problem('supervision.files-closed', { params: { state: titleOf(r.review, c.state).zh } });
  return c;
}

/** Asked before the file is looked at and kept, so that nobody fills the disk at somebody else's order. */
export async function prepareAttach(env: Env, id: string, upload: Upload | undefined): Promise<Kept> {
  await env.house.db.tx(env.actor.scope, (tx) => mayAttach({ tx, actor: env.actor }, id));
  if (!upload) throw new Problem('files.empty');
  return keepUpload(env.house.files, upload);
}

export async function attach(ctx: Ctx, id: string, kept: Kept): Promise<Case> {
  await store.lockCase(ctx.tx, id);
  const c = await mayAttach(ctx, id);
  const there = await store.files(ctx.tx, id);
  // Sent twice it is there once.
  if (there.some((f) => f.sha256 === kept.sha256)) return present(ctx, id);
  if (there.length >= MOST_FILES)
    throw new Problem('supervision.too-many-files', { params: { limit: MOST_FILES } });
  const uploadId = ctx.newId();
  await recordUpload(
    ctx.tx,
    { ...kept, id: uploadId, subjectId: c.owner.id, byAccount: ctx.actor.accountId, by: ctx.actor.name },
    ctx.now,
  );
  await store.addFile(ctx.tx, { subjectId: c.owner.id, caseId: id, uploadId, state: c.state });
  return present(ctx, id);
}

export async function readFile(ctx: Ctx, id: string, fileId: string): Promise<FileAnswer> {
  await need(ctx, id);
  const file = (await store.files(ctx.tx, id)).find((f) => f.id === fileId);
  if (!file) throw new Problem('files.unknown');
  return uploadAnswer(ctx.house.files, file);
}
