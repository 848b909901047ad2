/**
 * What crosses the wire about awards (评价与奖励). A round is one year × pack × edition. Scores are numbers (statistics), 0 to 100; amounts of
 * prizes are decimals as text with their unit. What an enterprise or a county sees of a round before it is public is that it exists.
 */
import { z } from 'zod';
import { csvList, dayText, findingSchema, pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.string().uuid();
const one = z.object({ id });
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const scheme = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('benchmarking');
const year = z.number().int().min(1990).max(2100);
const text = (max: number) => z.string().trim().max(max).default('');

export const linkSchema = z.enum([
  'product',
  'equipment',
  'process',
  'technology',
  'management',
  'marketing',
]);
export const ratingSchema = z.enum(['A', 'B', 'C', 'D', 'E']);
export const measureSchema = z.enum(['level', 'progress']);
/** Where a rule comes from and how firm it is. */
export const basisSchema = z.object({
  source: z.string(),
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']),
  question: z.string().nullable(),
});

const awardSchema = z.object({
  id: z.string(),
  title: textSchema,
  by: measureSchema,
  rate: z.string(),
  atLeast: z.number().int(),
  not: z.array(z.string()),
  amount: z.object({ value: z.string(), unit: z.string() }).nullable(),
  plaque: z.boolean(),
  note: textSchema.nullable(),
  basis: basisSchema,
});
const editionSchema = z.object({
  id: z.string(),
  title: textSchema,
  from: z.number().int(),
  to: z.number().int().nullable(),
  candidates: z.enum(['evaluated', 'selfEvaluated']),
  awards: z.array(awardSchema),
  basis: basisSchema,
});
const stateSchema = z.object({
  id: z.string(),
  title: textSchema,
  final: z.boolean(),
  void: z.boolean(),
  /** `scoring`, `deciding`, `noticed`, `answering`, `public`, `decided`, `listed`: what may be asked without knowing the state. */
  marks: z.array(z.string()),
});
/** The rules of a round as they are in force for it. */
export const rulesSchema = z.object({
  pack: z.string(),
  scheme: z.string(),
  title: textSchema,
  clause: z.string().nullable(),
  basis: basisSchema,
  weights: z.object({ quantitative: z.string(), qualitative: z.string(), basis: basisSchema }),
  experts: z.object({
    minimum: z.number().int(),
    perCandidate: z.number().int(),
    showName: z.boolean(),
    ratings: z.record(ratingSchema, z.string()),
    links: z.array(z.object({ id: linkSchema, title: textSchema, weight: z.number(), anchor: textSchema })),
    conflicts: z.array(z.string()),
    basis: basisSchema,
  }),
  industries: z.object({ minimum: z.number().int(), merge: z.array(z.string()), basis: basisSchema }),
  shortlist: z.object({ timesPlaces: z.number().int(), basis: basisSchema }),
  ties: z.object({ by: z.array(z.string()), basis: basisSchema }),
  notice: z.object({ workingDays: z.number().int(), basis: basisSchema }),
  vetoes: z.array(
    z.object({
      kind: z.string(),
      title: textSchema,
      lookBackMonths: z.number().int(),
      repairable: z.boolean(),
      basis: basisSchema,
    }),
  ),
});

const roundHead = {
  id: z.string(),
  pack: z.string(),
  scheme: z.string(),
  title: z.string(),
  year: z.number().int(),
  edition: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  simulated: z.boolean(),
  /** Results may be read by everybody concerned. */
  public: z.boolean(),
  evaluated: z.number().int(),
  /** Winners by award; null where the reader may not see them yet, or there are none yet. */
  winners: z.record(z.string(), z.number().int()).nullable(),
  noticeFrom: z.string().nullable(),
  noticeTo: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
};
export const roundRowSchema = z.object(roundHead);

const industrySchema = z.object({
  /** Key of the ranked group: a division, or divisions put together. */
  group: z.string(),
  title: z.string(),
  /** Divisions (大类) in it; more than one where industries were merged. */
  divisions: z.array(z.object({ code: z.string(), title: z.string(), evaluated: z.number().int() })),
  merged: z.enum(['none', 'section', 'rest']),
  evaluated: z.number().int(),
  vetoed: z.number().int(),
  /** By award: places the rule gives, winners, the winners' last total and the first below it. */
  awards: z.array(
    z.object({
      award: z.string(),
      places: z.number().int(),
      /** `5% × 43 = 2.15 → 2`, as numbers. */
      exact: z.number(),
      reason: z.enum(['floor', 'atLeast', 'tooFew', 'none']),
      winners: z.number().int(),
      lastIn: z.number().nullable(),
      firstOut: z.number().nullable(),
      /** Equals across the line: nobody of them is in. */
      tied: z.number().int(),
    }),
  ),
});

export const standings = ['candidate', 'vetoed', 'notFiled', 'unscored'] as const;
export const outcomes = [
  'awarded',
  'belowLine',
  'tiedAtLine',
  'hasOther',
  'notShortlisted',
  'fewExperts',
  'noMeasure',
  'noPlaces',
  'vetoed',
  'excluded',
  'notFiled',
  'unscored',
] as const;

/** Why in, why not, for one award. */
const outcomeSchema = z.object({
  award: z.string(),
  outcome: z.enum(outcomes),
  /** Among those with a total for this award in the group; equals share one. */
  rank: z.number().int().nullable(),
  of: z.number().int(),
  /** Places when the sheet of any one expert is left out. */
  rankInterval: z.tuple([z.number().int(), z.number().int()]).nullable(),
  total: z.number().nullable(),
  quantitative: z.number().nullable(),
  qualitative: z.number().nullable(),
  /** Total less the total that decides: above 0 inside, below 0 outside. Null where there is no line. */
  distance: z.number().nullable(),
  places: z.number().int(),
});
const reasonSchema = z.object({
  /** vetoed: kind of the veto; excluded: why, as decided on an objection. */
  kind: z.string().nullable(),
  title: z.string().nullable(),
  day: z.string().nullable(),
  source: z.string().nullable(),
});

export const candidateSchema = z.object({
  subject: z.object({ id: z.string(), name: z.string() }),
  creditCode: z.string(),
  regionName: z.string(),
  parkName: z.string().nullable(),
  industryCode: z.string(),
  industryName: z.string(),
  /** The ranked group; null before there are lists. */
  group: z.string().nullable(),
  standing: z.enum(standings),
  level: z.number().nullable(),
  progress: z.number().nullable(),
  shortlisted: z.boolean(),
  qualitative: z.number().nullable(),
  /** The award it has in the lists as they are now. */
  award: z.string().nullable(),
  outcomes: z.array(outcomeSchema),
  simulated: z.boolean(),
});

const spreadSchema = z.object({
  /** Scores of each expert, 0 to 1, by the expert's number in this round. */
  count: z.number().int(),
  mean: z.number(),
  median: z.number(),
  spread: z.number(),
  lowest: z.number(),
  highest: z.number(),
});
export const candidateDetailSchema = candidateSchema.extend({
  round: z.object(roundHead),
  reasons: z.array(reasonSchema),
  run: z.object({ id: z.string(), title: z.string(), year: z.number().int() }),
  /** Experts' marks over each link: the expert is a number, never a name. Empty where the reader may not see them. */
  links: z.array(z.object({ link: linkSchema, title: textSchema, spread: spreadSchema.nullable() })),
  marks: z.array(
    z.object({
      expert: z.number().int(),
      ratings: z.record(linkSchema, ratingSchema),
      total: z.number(),
      /** Far from the others' median; shown, never dropped. */
      outlier: z.boolean(),
      note: z.string(),
    }),
  ),
});

const listEntrySchema = z.object({
  place: z.number().int(),
  subject: z.object({ id: z.string(), name: z.string() }),
  creditCode: z.string(),
  regionName: z.string(),
  industryCode: z.string(),
  industryName: z.string(),
  group: z.string(),
  groupTitle: z.string(),
  total: z.number(),
  quantitative: z.number(),
  qualitative: z.number().nullable(),
  rankInterval: z.tuple([z.number().int(), z.number().int()]).nullable(),
  /** Over the first that is out; null where nobody is. */
  distance: z.number().nullable(),
  simulated: z.boolean(),
});
export const listSchema = z.object({
  award: awardSchema,
  places: z.number().int(),
  entries: z.array(listEntrySchema),
});
export const listsSchema = z.object({
  /** Counted up with every new computation of the round. */
  seq: z.number().int(),
  /** Without experts: quantitative scores only. */
  kind: z.enum(['round', 'trial']),
  year: z.number().int(),
  edition: z.string(),
  simulated: z.boolean(),
  evaluated: z.number().int(),
  vetoed: z.number().int(),
  inputHash: z.string(),
  resultHash: z.string(),
  engineVersion: z.string(),
  computedAt: z.string(),
  lists: z.array(listSchema),
  industries: z.array(industrySchema),
  findings: z.array(findingSchema),
});

const actSchema = z.object({
  id: z.string(),
  title: textSchema,
  to: z.string(),
  reason: z.boolean(),
  /** `notice`: the act brings the days of the public notice. */
  entries: z.array(z.string()),
});
export const roundSchema = z.object({
  ...roundHead,
  version: z.number().int(),
  rules: rulesSchema,
  editionRules: editionSchema,
  run: z.object({ id: z.string(), title: z.string(), year: z.number().int() }),
  previousRun: z.object({ id: z.string(), title: z.string(), year: z.number().int() }).nullable(),
  /** The day to which vetoes are looked back from. */
  asOf: z.string(),
  seed: z.number().int(),
  createdBy: z.string(),
  counts: z.object({
    candidates: z.number().int(),
    vetoed: z.number().int(),
    notFiled: z.number().int(),
    unscored: z.number().int(),
    shortlisted: z.number().int(),
    experts: z.number().int(),
    assignments: z.number().int(),
    scored: z.number().int(),
    objections: z.number().int(),
    unanswered: z.number().int(),
  }),
  /** What the reader may do now. */
  can: z.array(actSchema),
  /** What stands against each act now, by act: findings to be shown at its button. */
  hindrances: z.array(z.object({ act: z.string(), findings: z.array(findingSchema) })),
  states: z.array(stateSchema.extend({ at: z.string().nullable() })),
  /** Earliest and proposed last day of a notice that begins today; null where no calendar is on file. */
  noticeProposal: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** Empty for who does not run the round. */
  events: z.array(
    z.object({
      seq: z.number().int(),
      act: z.string(),
      actTitle: textSchema,
      to: z.string(),
      toTitle: textSchema,
      at: z.string(),
      by: z.string(),
      reason: z.string(),
    }),
  ),
  passage: z.object({ pack: z.string(), clause: z.string(), quote: z.string() }).nullable(),
});

export const conflictSchema = z.object({
  kind: z.enum(['enterprise', 'county', 'city', 'industry']),
  /** Credit code of the enterprise, code of the place (GB/T 2260), or of the division (GB/T 4754). */
  code: z.string().trim().min(1).max(40),
  note: text(200),
});
export const expertSchema = z.object({
  id: z.string(),
  /** Account with which the expert signs in; null: marks on paper, entered by those who run the round. */
  accountId: z.string().nullable(),
  username: z.string().nullable(),
  name: z.string(),
  organisation: z.string(),
  /** Divisions (two digits of GB/T 4754) the expert knows; empty: all. */
  fields: z.array(z.string()),
  conflicts: z.array(conflictSchema),
  active: z.boolean(),
  simulated: z.boolean(),
  version: z.number().int(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
const expertBody = z.object({
  /** Sign-in name of an account of role expert. */
  username: z.string().trim().max(60).nullable().default(null),
  name: z.string().trim().min(1).max(60),
  organisation: text(120),
  fields: z
    .array(z.string().regex(/^\d{2}$/))
    .max(45)
    .default([]),
  conflicts: z.array(conflictSchema).max(60).default([]),
  active: z.boolean().default(true),
});

/** How an expert's marks stand against the others'. */
const workSchema = z.object({
  expert: z.object({ id: z.string(), number: z.number().int(), name: z.string(), organisation: z.string() }),
  assigned: z.number().int(),
  scored: z.number().int(),
  recused: z.number().int(),
  paper: z.boolean(),
  mean: z.number().nullable(),
  /** Mean of own total less the mean of the others' on the same candidates. */
  bias: z.number().nullable(),
  outliers: z.number().int(),
});

const ratingsSchema = z.partialRecord(linkSchema, ratingSchema);
const scoreBody = z.object({
  items: z
    .array(z.object({ assignment: id, ratings: ratingsSchema, note: text(500) }))
    .min(1)
    .max(500),
});
export const sheetRowSchema = z.object({
  assignment: z.string(),
  /** Number of the candidate in the round. */
  number: z.number().int(),
  /** Null where the rule hides it. */
  name: z.string().nullable(),
  subjectId: z.string().nullable(),
  industryCode: z.string(),
  industryName: z.string(),
  level: z.number().nullable(),
  progress: z.number().nullable(),
  ratings: ratingsSchema,
  note: z.string(),
  complete: z.boolean(),
  recused: z.boolean(),
  scoredAt: z.string().nullable(),
});
export const sheetSchema = z.object({
  round: z.object(roundHead),
  expert: z.object({ id: z.string(), number: z.number().int(), name: z.string() }),
  /** Marks may be given and changed now. */
  open: z.boolean(),
  rules: rulesSchema.shape.experts,
  rows: z.array(sheetRowSchema),
});

const publicEntry = z.object({
  name: z.string(),
  creditCode: z.string(),
  regionName: z.string(),
  industryName: z.string(),
  simulated: z.boolean(),
});
export const noticeSchema = z.object({
  id: z.string(),
  kind: z.enum(['notice', 'result', 'withdrawn']),
  title: z.string(),
  year: z.number().int(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Objections are taken today. */
  open: z.boolean(),
  simulated: z.boolean(),
  publishedAt: z.string(),
  lists: z.array(
    z.object({
      award: z.string(),
      title: textSchema,
      amount: z.object({ value: z.string(), unit: z.string() }).nullable(),
      entries: z.array(publicEntry),
    }),
  ),
  /** Why a notice was withdrawn. */
  text: z.string(),
});

const effects = z.enum(['none', 'exclude', 'correct']);
export const objectionSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  /** Named objections only. */
  name: z.string(),
  contact: z.string(),
  about: z.string(),
  subject: z.object({ id: z.string(), name: z.string() }).nullable(),
  text: z.string(),
  channel: z.enum(['web', 'desk']),
  receivedDay: z.string(),
  at: z.string(),
  answer: z
    .object({
      text: z.string(),
      /** none: nothing changes; exclude: the enterprise leaves the lists; correct: figures or vetoes were corrected, compute again. */
      effect: effects,
      by: z.string(),
      at: z.string(),
    })
    .nullable(),
});
const objectionBody = z.object({
  name: z.string().trim().min(2).max(60),
  contact: z.string().trim().min(5).max(100),
  about: text(120),
  text: z.string().trim().min(10).max(2000),
});

export const vetoSchema = z.object({
  id: z.string(),
  subject: z.object({ id: z.string(), name: z.string() }),
  creditCode: z.string(),
  regionName: z.string(),
  kind: z.string(),
  kindTitle: textSchema,
  day: z.string(),
  source: z.string(),
  note: z.string(),
  at: z.string(),
  by: z.string(),
  repair: z
    .object({ day: z.string(), source: z.string(), note: z.string(), at: z.string(), by: z.string() })
    .nullable(),
});

const candidateFilters = {
  q: z.string().max(100).optional(),
  group: z.string().max(60).optional(),
  award: z.string().max(40).optional(),
  outcome: csvList,
  standing: csvList,
  shortlisted: z.enum(['yes', 'no']).optional(),
};
const openBody = z.object({
  year,
  pack,
  scheme,
  /** The one in force in the year unless named. */
  edition: z.string().max(40).optional(),
  /** A finished run; the newest of the year unless named. */
  run: id.optional(),
  /** Run of the year before, where the run itself has no part for progress; the newest unless named. */
  previousRun: id.optional(),
  /** Vetoes are looked back from here; the last day of the year unless named. */
  asOf: dayText.optional(),
  /** For the draw; drawn by the house unless named, and recorded. */
  seed: z.number().int().min(0).max(2_147_483_647).optional(),
});

export const contract = {
  schemes: route({
    method: 'GET',
    path: '/awards/schemes',
    summary: '奖励办法：版本、奖项、名额、权重、专家规则及出处',
    permission: 'awards.read',
    query: z.object({ pack }),
    response: z.object({
      items: z.array(
        z.object({ rules: rulesSchema, editions: z.array(editionSchema), states: z.array(stateSchema) }),
      ),
    }),
  }),
  rounds: route({
    method: 'GET',
    path: '/awards/rounds',
    summary: '历次评价与奖励',
    permission: 'awards.read',
    query: z.object({ year: z.coerce.number().int().optional(), pack: z.string().max(60).optional() }),
    response: z.object({ items: z.array(roundRowSchema) }),
  }),
  open: route({
    method: 'POST',
    path: '/awards/rounds',
    summary: '由一次测算结果开启一轮评价与奖励，并固定参评数据',
    permission: 'awards.run',
    body: openBody,
    response: z.object({ id: z.string() }),
  }),
  trial: route({
    method: 'POST',
    path: '/awards/trial',
    summary: '试算名单：只用定量得分，不留存',
    permission: 'awards.run',
    body: openBody,
    response: listsSchema,
  }),
  round: route({
    method: 'GET',
    path: '/awards/rounds/:id',
    summary: '一轮评价：环节、规则、进度、现在能办什么',
    permission: 'awards.read',
    params: one,
    response: roundSchema,
  }),
  act: route({
    method: 'POST',
    path: '/awards/rounds/:id/acts',
    summary: '办理：抽取专家、汇总、审议、公示、公布、归档……',
    permission: 'awards.run',
    params: one,
    body: z.object({
      act: z.string().max(40),
      version: z.number().int(),
      /** Made by the caller for one press of the button; the same again is done once. */
      key: id,
      reason: text(1000),
      notice: z.object({ from: dayText, to: dayText }).nullable().default(null),
    }),
    response: roundSchema,
  }),
  candidates: route({
    method: 'GET',
    path: '/awards/rounds/:id/candidates',
    summary: '参评企业及结果（按账号的数据范围；公示前只有承办单位可见）',
    permission: 'awards.read',
    params: one,
    query: z.object({ ...paging, ...candidateFilters }),
    response: pageOf(candidateSchema),
  }),
  candidate: route({
    method: 'GET',
    path: '/awards/rounds/:id/candidates/:subject',
    summary: '一家企业的评价：得分、为何入选或未入选、离分数线多远',
    permission: 'awards.read',
    params: z.object({ id, subject: id }),
    response: candidateDetailSchema,
  }),
  lists: route({
    method: 'GET',
    path: '/awards/rounds/:id/lists',
    summary: '奖励名单、各行业名额与分数线',
    permission: 'awards.read',
    params: one,
    response: listsSchema,
  }),
  export: route({
    method: 'GET',
    path: '/awards/rounds/:id/export',
    summary: '导出名单、名额和全部参评企业（xlsx）',
    permission: 'awards.read',
    params: one,
    file: true,
  }),
  document: route({
    method: 'GET',
    path: '/awards/rounds/:id/document',
    summary: '公示或结果通报的公文稿（docx，按 GB/T 9704-2012）',
    permission: 'awards.run',
    params: one,
    query: z.object({
      kind: z.enum(['notice', 'result']),
      /** 发文字号, where one was given. */
      number: z.string().trim().max(40).optional(),
    }),
    file: true,
  }),
  verify: route({
    method: 'POST',
    path: '/awards/rounds/:id/verify',
    summary: '由保存的输入重新抽取、汇总、排名，逐字节比对',
    permission: 'awards.run',
    params: one,
    response: z.object({
      same: z.boolean(),
      results: z.array(
        z.object({
          seq: z.number().int(),
          same: z.boolean(),
          inputHash: z.string(),
          resultHash: z.string(),
          foundInput: z.string(),
          foundResult: z.string(),
        }),
      ),
      findings: z.array(findingSchema),
    }),
  }),
  experts: route({
    method: 'GET',
    path: '/awards/experts',
    summary: '专家库',
    permission: 'awards.run',
    query: z.object({ q: z.string().max(100).optional() }),
    response: z.object({ items: z.array(expertSchema) }),
  }),
  addExpert: route({
    method: 'POST',
    path: '/awards/experts',
    summary: '登记专家：专业领域、利害关系',
    permission: 'awards.run',
    body: expertBody,
    response: expertSchema,
  }),
  editExpert: route({
    method: 'PUT',
    path: '/awards/experts/:id',
    summary: '修改专家登记',
    permission: 'awards.run',
    params: one,
    body: expertBody.extend({ version: z.number().int() }),
    response: expertSchema,
  }),
  work: route({
    method: 'GET',
    path: '/awards/rounds/:id/experts',
    summary: '抽取结果、评分进度、离散程度',
    permission: 'awards.run',
    params: one,
    response: z.object({
      seed: z.number().int(),
      items: z.array(workSchema),
      /** Candidates with fewer marks than the rule asks for. */
      incomplete: z.array(
        z.object({
          subject: z.object({ id: z.string(), name: z.string() }),
          assigned: z.number().int(),
          scored: z.number().int(),
        }),
      ),
    }),
  }),
  paperSheet: route({
    method: 'GET',
    path: '/awards/rounds/:id/experts/:expert',
    summary: '没有账号的专家的评分表，用于代录纸质评分',
    permission: 'awards.run',
    params: z.object({ id, expert: id }),
    response: sheetSchema,
  }),
  enterPaper: route({
    method: 'PUT',
    path: '/awards/rounds/:id/experts/:expert',
    summary: '代录纸质评分（只限没有账号的专家）',
    permission: 'awards.run',
    params: z.object({ id, expert: id }),
    body: scoreBody,
    response: sheetSchema,
  }),
  sheets: route({
    method: 'GET',
    path: '/awards/sheets',
    summary: '我的评分表',
    permission: 'awards.score',
    response: z.object({
      items: z.array(
        z.object({
          round: z.object(roundHead),
          open: z.boolean(),
          assigned: z.number().int(),
          scored: z.number().int(),
        }),
      ),
    }),
  }),
  sheet: route({
    method: 'GET',
    path: '/awards/rounds/:id/sheet',
    summary: '我在一轮里的评分表；看不到别人的评分',
    permission: 'awards.score',
    params: one,
    response: sheetSchema,
  }),
  score: route({
    method: 'PUT',
    path: '/awards/rounds/:id/sheet',
    summary: '评分：六个环节 A 至 E；汇总前可以改，每次都留痕',
    permission: 'awards.score',
    params: one,
    body: scoreBody,
    response: sheetSchema,
  }),
  recuse: route({
    method: 'POST',
    path: '/awards/rounds/:id/recusals',
    summary: '申请回避一家企业；另抽专家补上',
    permission: 'awards.score',
    params: one,
    body: z.object({ assignment: id, reason: z.string().trim().min(2).max(500) }),
    response: sheetSchema,
  }),
  objections: route({
    method: 'GET',
    path: '/awards/rounds/:id/objections',
    summary: '异议及答复',
    permission: 'awards.run',
    params: one,
    response: z.object({ items: z.array(objectionSchema) }),
  }),
  enterObjection: route({
    method: 'POST',
    path: '/awards/rounds/:id/objections',
    summary: '登记收到的书面异议',
    permission: 'awards.run',
    params: one,
    body: objectionBody.extend({ subjectId: id.nullable().default(null), receivedDay: dayText }),
    response: objectionSchema,
  }),
  answer: route({
    method: 'POST',
    path: '/awards/objections/:id/answer',
    summary: '答复异议，并写明影响',
    permission: 'awards.run',
    params: one,
    body: z.object({
      text: z.string().trim().min(2).max(2000),
      effect: effects,
      /** Whom it is about, where the objection did not say it by name of the register. */
      subjectId: id.nullable().default(null),
    }),
    response: objectionSchema,
  }),
  notices: route({
    method: 'GET',
    path: '/awards/notices',
    summary: '公示与公告（无须登录）',
    permission: 'public',
    response: z.object({ items: z.array(noticeSchema.omit({ lists: true })) }),
  }),
  notice: route({
    method: 'GET',
    path: '/awards/notices/:id',
    summary: '一份公示或公告（无须登录）',
    permission: 'public',
    params: one,
    response: noticeSchema,
  }),
  object: route({
    method: 'POST',
    path: '/awards/notices/:id/objections',
    summary: '公示期内实名提出异议（无须登录）',
    permission: 'public',
    params: one,
    body: objectionBody,
    response: z.object({ number: z.number().int(), day: z.string() }),
  }),
  vetoes: route({
    method: 'GET',
    path: '/awards/vetoes',
    summary: '否决情形台账',
    permission: 'awards.vetoes',
    query: z.object({
      ...paging,
      q: z.string().max(100).optional(),
      kind: z.string().max(40).optional(),
      pack,
    }),
    response: pageOf(vetoSchema).extend({
      kinds: z.array(z.object({ kind: z.string(), title: textSchema, repairable: z.boolean() })),
    }),
  }),
  addVeto: route({
    method: 'POST',
    path: '/awards/vetoes',
    summary: '登记否决情形',
    permission: 'awards.run',
    body: z.object({
      pack,
      subjectId: id,
      kind: z.string().max(40),
      day: dayText,
      source: z.string().trim().min(2).max(300),
      note: text(500),
    }),
    response: vetoSchema,
  }),
  repairVeto: route({
    method: 'POST',
    path: '/awards/vetoes/:id/repair',
    summary: '登记信用修复或整改完成',
    permission: 'awards.run',
    params: one,
    body: z.object({ day: dayText, source: z.string().trim().min(2).max(300), note: text(500) }),
    response: vetoSchema,
  }),
};
