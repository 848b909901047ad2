/** What crosses the wire about supervision (调度督办): the ledger and its months, orders, meetings, documents. Decimals are text. */
import { z } from 'zod';
import { dayText, pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.uuid();
const one = z.object({ id });
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const year = z.coerce.number().int().min(1990).max(2100);
const month = z.number().int().min(1).max(12);
const asOf = dayText.optional();
const decimalText = z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/);
const colour = z.enum(['green', 'yellow', 'orange', 'red']);
const light = z.enum(['red', 'yellow', 'green', 'none']);
const fault = z.enum(['unreported', 'stagnant', 'behind', 'missed']);

export const ownerSchema = z.object({
  id: z.string(),
  kind: z.enum(['agency', 'region']),
  code: z.string(),
  name: z.string(),
});

// ── the ledger
export const entryRowSchema = z.object({
  id: z.string(),
  owner: ownerSchema,
  year: z.number().int(),
  task: z.string(),
  kind: z.enum(['provision', 'clause']),
  clause: z.string(),
  title: z.string(),
  role: z.enum(['lead', 'cooperate']),
  indicator: z.string().nullable(),
  comparator: z.string().nullable(),
  target: z.string().nullable(),
  unit: z.string(),
  /** A value is reported and held against the target; the per cent otherwise. */
  counted: z.boolean(),
  fromMonth: z.number().int(),
  retired: z.boolean(),
  simulated: z.boolean(),
  light,
  faults: z.array(fault),
  percent: z.number(),
  value: z.string().nullable(),
  timeProgress: z.number(),
  /** Percentage points ahead of the time gone. */
  gap: z.number(),
  reported: z.number().int().nullable(),
  missing: z.array(z.number().int()),
  problem: z.string(),
  asked: z.string(),
  chased: z.number().int(),
});
const reportSchema = z.object({
  month: z.number().int(),
  revision: z.number().int(),
  value: z.string().nullable(),
  percent: z.string(),
  progress: z.string(),
  problem: z.string(),
  asked: z.string(),
  next: z.string(),
  reason: z.string(),
  at: z.string(),
  by: z.string(),
  /** After the working day up to which the month was to be reported; null where the calendar is not published. */
  late: z.boolean().nullable(),
});
export const entrySchema = entryRowSchema.extend({
  /** All revisions, newest month first, newest revision first. */
  reports: z.array(reportSchema),
  chases: z.array(z.object({ month: z.number().int(), at: z.string(), by: z.string() })),
  /** Months the reader may report now; the first is what is asked for. */
  months: z.array(z.object({ month: z.number().int(), due: z.string().nullable(), reported: z.boolean() })),
  cases: z.array(z.object({ id: z.string(), title: z.string(), stateTitle: textSchema })),
  quote: z.string().nullable(),
});
const ledgerFilters = {
  pack,
  year: year.optional(),
  asOf,
  q: z.string().max(100).optional(),
  owner: id.optional(),
  clause: z.string().max(40).optional(),
  role: z.enum(['lead', 'cooperate']).optional(),
  light: light.optional(),
  fault: fault.optional(),
  /** Only what the reader's own body is asked for. */
  mine: z.enum(['true', 'false']).optional(),
  sort: z
    .enum(['light', '-light', 'gap', '-gap', 'task', '-task', 'owner', '-owner', 'percent', '-percent'])
    .default('light'),
};
export const reportBody = z.object({
  key: z.uuid(),
  month,
  value: decimalText.nullable().default(null),
  /** Needed where the task has no number to compare with. */
  percent: decimalText.nullable().default(null),
  progress: z.string().trim().min(1).max(2000),
  problem: z.string().trim().max(1000).default(''),
  asked: z.string().trim().max(1000).default(''),
  next: z.string().trim().max(1000).default(''),
  reason: z.string().trim().max(500).default(''),
});

// ── orders
const actSchema = z.object({
  id: z.string(),
  title: textSchema,
  reason: z.boolean(),
  /** It brings a day: the new deadline asked for. */
  day: z.boolean(),
  attachments: z.number().int(),
  danger: z.boolean(),
});
const sources = ['plan', 'ledger', 'meeting', 'instruction', 'other'] as const;
export const sourceSchema = z.enum(sources);
export const caseRowSchema = z.object({
  id: z.string(),
  owner: ownerSchema,
  year: z.number().int(),
  title: z.string(),
  source: sourceSchema,
  state: z.string(),
  stateTitle: textSchema,
  deadline: z.string().nullable(),
  /** Working days left of the deadline, negative when past; null where a calendar is missing or it is done. */
  left: z.number().int().nullable(),
  colour,
  due: z.object({ day: z.string(), who: z.enum(['own', 'region']), late: z.boolean() }).nullable(),
  urged: z.number().int(),
  simulated: z.boolean(),
  updatedAt: z.string(),
});
export const caseSchema = caseRowSchema.extend({
  pack: z.string(),
  requirement: z.string(),
  sourceRef: z.string(),
  sourceText: z.string(),
  cooperating: z.string(),
  version: z.number().int(),
  editable: z.boolean(),
  attachable: z.boolean(),
  states: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      void: z.boolean(),
      aside: z.boolean(),
      at: z.string().nullable(),
    }),
  ),
  can: z.array(actSchema),
  events: z.array(
    z.object({
      seq: z.number().int(),
      act: z.string(),
      actTitle: textSchema,
      toTitle: textSchema,
      at: z.string(),
      by: z.string(),
      body: z.string(),
      reason: z.string(),
      day: z.string().nullable(),
    }),
  ),
  files: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      size: z.number().int(),
      at: z.string(),
      by: z.string(),
    }),
  ),
  documents: z.array(
    z.object({ id: z.string(), number: z.string(), title: z.string(), issuedDay: z.string() }),
  ),
});
const caseContent = {
  title: z.string().trim().min(1).max(200),
  requirement: z.string().trim().max(3000).default(''),
  sourceText: z.string().trim().max(1000).default(''),
  cooperating: z.string().trim().max(300).default(''),
  deadline: dayText.nullable().default(null),
};
const caseFilters = {
  pack,
  asOf,
  q: z.string().max(100).optional(),
  owner: id.optional(),
  state: z.string().max(40).optional(),
  colour: colour.optional(),
  source: sourceSchema.optional(),
  mine: z.enum(['true', 'false']).optional(),
  sort: z.enum(['deadline', '-deadline', 'updatedAt', '-updatedAt', 'colour', '-colour']).default('-colour'),
};

// ── meetings
const resolutionSchema = z.object({
  seq: z.number().int(),
  text: z.string(),
  owner: ownerSchema,
  deadline: z.string().nullable(),
  case: z.object({ id: z.string(), stateTitle: textSchema }).nullable(),
});
export const meetingSchema = z.object({
  id: z.string(),
  title: z.string(),
  heldOn: z.string(),
  chair: z.string(),
  attendees: z.string(),
  note: z.string(),
  createdBy: z.string(),
  resolutions: z.array(resolutionSchema),
});

// ── documents
const blockSchema = z.union([
  z.object({ kind: z.literal('level'), level: z.number().int().min(1).max(4), text: z.string() }),
  z.object({ kind: z.literal('paragraph'), text: z.string() }),
  z.object({
    kind: z.literal('table'),
    title: z.string().optional(),
    widths: z.array(z.number()),
    head: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
]);
/** An official document as it stands on paper; the browser sets the same values that the .docx does. */
export const paperSchema = z.object({
  organ: z.string().optional(),
  number: z.string().optional(),
  warning: z.string().optional(),
  title: z.array(z.string()),
  addressee: z.string().optional(),
  blocks: z.array(blockSchema),
  attachments: z.array(z.string()).optional(),
  signer: z.string(),
  date: z.string(),
  note: z.string().optional(),
  copies: z.string().optional(),
  printedBy: z.string().optional(),
});
/** A table as it stands in a workbook. */
export const sheetSchema = z.object({
  name: z.string(),
  columns: z.array(z.object({ title: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
const contentSchema = z.union([z.object({ paper: paperSchema }), z.object({ sheets: z.array(sheetSchema) })]);
export const documentKinds = ['dispatch', 'bulletin', 'order', 'erratum'] as const;
const documentKind = z.enum(documentKinds);
export const figureSchema = z.object({
  id: z.string(),
  label: z.string(),
  value: z.string(),
  unit: z.string(),
  source: z.string(),
});
const changeSchema = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  source: z.string(),
});
export const documentHeadSchema = z.object({
  id: z.string(),
  kind: documentKind,
  period: z.string(),
  number: z.string(),
  title: z.string(),
  issuedDay: z.string(),
  issuedAt: z.string(),
  by: z.string(),
  simulated: z.boolean(),
  corrected: z.boolean(),
});
export const documentSchema = documentHeadSchema.extend({
  content: contentSchema,
  figures: z.array(figureSchema),
  inputHash: z.string(),
  contentHash: z.string(),
  reason: z.string(),
  corrects: z.object({ id: z.string(), number: z.string() }).nullable(),
  errata: z.array(z.object({ id: z.string(), number: z.string(), issuedDay: z.string() })),
});
const period = z.string().regex(/^\d{4}-(Q[1-4]|M(0[1-9]|1[0-2]))$/);
const draftQuery = z.object({ pack, kind: z.enum(['dispatch', 'bulletin']), period });
const draftSchema = z.object({
  kind: documentKind,
  period: z.string(),
  title: z.string(),
  content: contentSchema,
  figures: z.array(figureSchema),
  inputHash: z.string(),
  simulated: z.boolean(),
});

const countSchema = z.record(z.string(), z.number().int());

export const contract = {
  rules: route({
    method: 'GET',
    path: '/supervision/rules',
    summary: '调度督办的口径：年度、责任单位、报送日、亮灯和督办颜色、环节',
    permission: 'supervision.read',
    query: z.object({ pack }),
    response: z.object({
      pack: z.string(),
      title: textSchema,
      mark: z.string(),
      source: z.string(),
      workingDay: z.number().int(),
      yellow: z.number(),
      stagnant: z.number().int(),
      colours: z.array(z.object({ colour, from: z.number().int() })),
      states: z.array(z.object({ id: z.string(), title: textSchema })),
      clauses: z.array(z.object({ id: z.string(), title: z.string() })),
      /** Years of the plan; `ledger` where one was made. */
      years: z.array(z.object({ year: z.number().int(), ledger: z.boolean() })),
      owners: z.array(ownerSchema),
      mine: z.array(ownerSchema),
      /** Year and day the pages begin with: today, or the end of the last reported month of a year that is over. */
      year: z.number().int(),
      asOf: z.string(),
    }),
  }),
  overview: route({
    method: 'GET',
    path: '/supervision/overview',
    summary: '一分钟看懂：什么滞后、谁负责、要我办什么',
    permission: 'supervision.read',
    query: z.object({ pack, year: year.optional(), asOf }),
    response: z.object({
      year: z.number().int(),
      asOf: z.string(),
      simulated: z.boolean(),
      targets: z.object({
        counts: countSchema,
        worst: z.array(
          z.object({
            provision: z.string(),
            title: textSchema,
            light,
            target: z.string().nullable(),
            unit: z.string(),
            value: z.string().nullable(),
            neededPerYear: z.number().nullable(),
            owners: z.array(z.string()),
          }),
        ),
      }),
      ledger: z.object({
        total: z.number().int(),
        lights: countSchema,
        faults: countSchema,
        worst: z.array(entryRowSchema),
      }),
      cases: z.object({
        open: z.number().int(),
        late: z.number().int(),
        colours: countSchema,
        worst: z.array(caseRowSchema),
      }),
      owners: z.array(
        z.object({
          owner: ownerSchema,
          entries: z.number().int(),
          red: z.number().int(),
          yellow: z.number().int(),
          green: z.number().int(),
          unreported: z.number().int(),
          cases: z.number().int(),
          late: z.number().int(),
        }),
      ),
      /** What bodies ask for in their newest reports. */
      asked: z.array(
        z.object({
          entry: z.string(),
          owner: ownerSchema,
          title: z.string(),
          month: z.number().int(),
          text: z.string(),
        }),
      ),
      /** What is asked of the reader. */
      mine: z.object({
        owners: z.array(ownerSchema),
        report: z.number().int(),
        month: z.number().int().nullable(),
        due: z.string().nullable(),
        cases: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            act: textSchema,
            colour,
            day: z.string().nullable(),
          }),
        ),
      }),
    }),
  }),

  ledger: route({
    method: 'GET',
    path: '/supervision/ledger',
    summary: '台账',
    permission: 'supervision.read',
    query: z.object({ ...paging, ...ledgerFilters }),
    response: pageOf(entryRowSchema).extend({
      year: z.number().int(),
      asOf: z.string(),
      counts: countSchema,
    }),
  }),
  exportLedger: route({
    method: 'GET',
    path: '/supervision/ledger/export',
    summary: '导出台账（xlsx）',
    permission: 'supervision.read',
    query: z.object(ledgerFilters),
    file: true,
  }),
  createLedger: route({
    method: 'POST',
    path: '/supervision/ledger',
    summary: '按方案立一年的台账；再按一次只补新增的',
    permission: 'supervision.manage',
    body: z.object({ pack, year: z.number().int().min(1990).max(2100) }),
    response: z.object({
      added: z.number().int(),
      kept: z.number().int(),
      retired: z.number().int(),
      /** What is new, when the ledger was there before. */
      news: z.array(z.object({ task: z.string(), title: z.string(), owner: z.string() })),
    }),
  }),
  entry: route({
    method: 'GET',
    path: '/supervision/entries/:id',
    summary: '一条台账：各月进展、催报、督办单、原文',
    permission: 'supervision.read',
    params: one,
    query: z.object({ asOf }),
    response: entrySchema,
  }),
  report: route({
    method: 'POST',
    path: '/supervision/entries/:id/reports',
    summary: '填报一个月的进展；再报同一个月是更正',
    permission: 'supervision.report',
    params: one,
    body: reportBody,
    response: entrySchema,
  }),
  chase: route({
    method: 'POST',
    path: '/supervision/chases',
    summary: '催报：一个月还没有报的，各记一次催报',
    permission: 'supervision.manage',
    body: z.object({
      pack,
      key: z.uuid(),
      year: z.number().int().min(1990).max(2100),
      month,
      owner: id.optional(),
    }),
    response: z.object({ chased: z.number().int() }),
  }),

  desks: route({
    method: 'GET',
    path: '/supervision/desks',
    summary: '各责任单位的办理账号',
    permission: 'supervision.manage',
    query: z.object({ pack }),
    response: z.object({
      items: z.array(
        z.object({
          owner: ownerSchema,
          accounts: z.array(z.object({ id: z.string(), name: z.string(), body: z.string() })),
        }),
      ),
      accounts: z.array(z.object({ id: z.string(), name: z.string(), body: z.string() })),
    }),
  }),
  setDesk: route({
    method: 'PUT',
    path: '/supervision/desks/:id',
    summary: '指定一个责任单位的办理账号',
    permission: 'supervision.manage',
    params: one,
    body: z.object({ accounts: z.array(id).max(20) }),
    response: z.object({}),
  }),

  cases: route({
    method: 'GET',
    path: '/supervision/cases',
    summary: '督办单',
    permission: 'supervision.read',
    query: z.object({ ...paging, ...caseFilters }),
    response: pageOf(caseRowSchema).extend({ asOf: z.string() }),
  }),
  exportCases: route({
    method: 'GET',
    path: '/supervision/cases/export',
    summary: '导出督办单（xlsx）',
    permission: 'supervision.read',
    query: z.object(caseFilters),
    file: true,
  }),
  createCase: route({
    method: 'POST',
    path: '/supervision/cases',
    summary: '起草督办单',
    permission: 'supervision.manage',
    body: z.object({
      id,
      pack,
      owner: id,
      source: sourceSchema.exclude(['meeting']).default('other'),
      sourceRef: z.string().max(100).default(''),
      ...caseContent,
    }),
    response: caseSchema,
  }),
  case: route({
    method: 'GET',
    path: '/supervision/cases/:id',
    summary: '一件督办单：要求、环节、办理记录、佐证、公文',
    permission: 'supervision.read',
    params: one,
    query: z.object({ asOf }),
    response: caseSchema,
  }),
  saveCase: route({
    method: 'PUT',
    path: '/supervision/cases/:id',
    summary: '修改未立项的督办单',
    permission: 'supervision.manage',
    params: one,
    body: z.object({ version: z.number().int(), ...caseContent }),
    response: caseSchema,
  }),
  act: route({
    method: 'POST',
    path: '/supervision/cases/:id/acts',
    summary: '办理：立项、交办、签收、反馈、催办、延期、办结、核查、销号',
    permission: 'supervision.report',
    params: one,
    body: z.object({
      act: z.string().max(40),
      version: z.number().int(),
      key: z.uuid(),
      reason: z.string().trim().max(3000).default(''),
      day: dayText.nullable().default(null),
    }),
    response: caseSchema,
  }),
  attach: route({
    method: 'POST',
    path: '/supervision/cases/:id/files',
    summary: '上传佐证材料',
    permission: 'supervision.report',
    params: one,
    upload: true,
    response: caseSchema,
  }),
  file: route({
    method: 'GET',
    path: '/supervision/cases/:id/files/:file',
    summary: '下载佐证材料',
    permission: 'supervision.read',
    params: z.object({ id, file: id }),
    file: true,
  }),

  meetings: route({
    method: 'GET',
    path: '/supervision/meetings',
    summary: '领导小组会议和议定事项',
    permission: 'supervision.read',
    query: z.object({ ...paging, pack }),
    response: pageOf(meetingSchema),
  }),
  addMeeting: route({
    method: 'POST',
    path: '/supervision/meetings',
    summary: '登记一次领导小组会议和它的议定事项',
    permission: 'supervision.manage',
    body: z.object({
      id,
      pack,
      title: z.string().trim().min(1).max(200),
      heldOn: dayText,
      chair: z.string().trim().min(1).max(60),
      attendees: z.string().trim().max(1000).default(''),
      note: z.string().trim().max(3000).default(''),
      resolutions: z
        .array(
          z.object({
            text: z.string().trim().min(1).max(500),
            owner: id,
            deadline: dayText.nullable().default(null),
          }),
        )
        .max(50),
    }),
    response: meetingSchema,
  }),
  raise: route({
    method: 'POST',
    path: '/supervision/meetings/:id/cases',
    summary: '由一项议定事项起草督办单；再按一次还是那一件',
    permission: 'supervision.manage',
    params: one,
    body: z.object({ seq: z.number().int().min(1) }),
    response: caseSchema,
  }),

  documents: route({
    method: 'GET',
    path: '/supervision/documents',
    summary: '发出的公文：月调度表、季督查通报、督办单、更正',
    permission: 'supervision.read',
    query: z.object({ ...paging, pack, kind: documentKind.optional(), year: year.optional() }),
    response: pageOf(documentHeadSchema),
  }),
  draft: route({
    method: 'GET',
    path: '/supervision/documents/draft',
    summary: '月调度表或季督查通报的草稿：按现有数据形成，不留存',
    permission: 'supervision.manage',
    query: draftQuery,
    response: draftSchema,
  }),
  draftFile: route({
    method: 'GET',
    path: '/supervision/documents/draft/file',
    summary: '草稿的文件（通报 docx、调度表 xlsx），不占文号',
    permission: 'supervision.manage',
    query: draftQuery,
    file: true,
  }),
  issue: route({
    method: 'POST',
    path: '/supervision/documents',
    summary: '签发月调度表或季督查通报：取文号，固定每个数',
    permission: 'supervision.issue',
    body: z.object({
      id,
      pack,
      kind: z.enum(['dispatch', 'bulletin']),
      period,
      /** Hash of the input that was looked at; something else since is refused. */
      inputHash: z.string().max(64).optional(),
    }),
    response: documentSchema,
  }),
  issueOrder: route({
    method: 'POST',
    path: '/supervision/cases/:id/document',
    summary: '签发一件督办单的公文',
    permission: 'supervision.issue',
    params: one,
    body: z.object({ id }),
    response: documentSchema,
  }),
  document: route({
    method: 'GET',
    path: '/supervision/documents/:id',
    summary: '一份发出的公文：内容、每个数的由来、更正',
    permission: 'supervision.read',
    params: one,
    response: documentSchema,
  }),
  documentFile: route({
    method: 'GET',
    path: '/supervision/documents/:id/file',
    summary: '公文的文件，由固定的内容写成',
    permission: 'supervision.read',
    params: one,
    file: true,
  }),
  checkDocument: route({
    method: 'GET',
    path: '/supervision/documents/:id/check',
    summary: '核对：内容与散列是否一致；现有数据与文中的数有无不同',
    permission: 'supervision.manage',
    params: one,
    response: z.object({ intact: z.boolean(), rewritten: z.boolean(), changes: z.array(changeSchema) }),
  }),
  correct: route({
    method: 'POST',
    path: '/supervision/documents/:id/errata',
    summary: '发更正：列出不同的数，另取文号，原件不动',
    permission: 'supervision.issue',
    params: one,
    body: z.object({ id, reason: z.string().trim().min(1).max(500) }),
    response: documentSchema,
  }),
};
