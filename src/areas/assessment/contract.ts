/**
 * What crosses the wire about the year-end assessment (年终考核). Points, targets and figures are exact decimals as text. Until the circular is issued
 * a unit sees its own sheet and nobody else's.
 */
import { z } from 'zod';
import { dayText, findingSchema, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.string().uuid();
const one = z.object({ id });
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const year = z.coerce.number().int().min(1990).max(2100);
const said = (max: number) => z.string().trim().max(max).default('');
const key = z.string().min(1).max(60);
const figure = z
  .string()
  .trim()
  .regex(/^-?\d{1,15}(\.\d{1,6})?$/)
  .nullable();

export const itemKindSchema = z.enum(['quantitative', 'binding', 'qualitative']);
export const markKindSchema = z.enum(['bonus', 'deduction', 'veto']);
const basisSchema = z.object({
  source: z.string(),
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']),
  question: z.string().nullable(),
});
const itemSchema = z.object({
  id: z.string(),
  title: textSchema,
  kind: itemKindSchema,
  points: z.string(),
  unit: z.string(),
  indicator: z.string().nullable(),
  spread: z.boolean(),
  basis: basisSchema,
});
const gradeSchema = z.object({
  id: z.string(),
  title: textSchema,
  atLeast: z.string().nullable(),
  quota: z.string().nullable(),
  basis: basisSchema,
});
export const schemeSchema = z.object({
  id: z.string(),
  title: textSchema,
  basis: basisSchema,
  clause: z.string().nullable(),
  groups: z.array(
    z.object({ id: z.string(), title: textSchema, basis: basisSchema, items: z.array(itemSchema) }),
  ),
  rules: z.object({
    floor: z.string(),
    most: z.string(),
    bindingMost: z.string(),
    forceMajeure: z.object({ below: z.string(), share: z.string() }).nullable(),
    basis: basisSchema,
  }),
  bonus: z.object({
    cap: z.string(),
    basis: basisSchema,
    items: z.array(z.object({ id: z.string(), title: textSchema, most: z.string(), basis: basisSchema })),
  }),
  deductions: z.array(
    z.object({ id: z.string(), title: textSchema, points: z.string(), basis: basisSchema }),
  ),
  vetoes: z.array(z.object({ id: z.string(), title: textSchema, grade: z.string(), basis: basisSchema })),
  grades: z.array(gradeSchema),
  appealDays: z.number().int(),
});

const unitSchema = z.object({ id: z.string(), name: z.string() });
const groupUnitsSchema = z.object({ id: z.string(), title: textSchema, units: z.array(unitSchema) });

export const roundRowSchema = z.object({
  id,
  pack: z.string(),
  scheme: z.string(),
  year: z.number().int(),
  title: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  told: z.boolean(),
  issued: z.boolean(),
  simulated: z.boolean(),
  units: z.number().int(),
  appealsFrom: z.string().nullable(),
  appealsTo: z.string().nullable(),
  updatedAt: z.string(),
  /** The reader's own unit in it. */
  own: unitSchema.nullable(),
});

const appealSchema = z.object({
  id,
  number: z.number().int(),
  unit: unitSchema,
  item: z.string().nullable(),
  itemTitle: textSchema.nullable(),
  text: z.string(),
  at: z.string(),
  by: z.string(),
  answer: z.object({ upheld: z.boolean(), text: z.string(), at: z.string(), by: z.string() }).nullable(),
});
const markSchema = z.object({
  id,
  unit: unitSchema,
  kind: markKindSchema,
  rule: z.string(),
  title: textSchema,
  value: z.string(),
  source: z.string(),
  note: z.string(),
  at: z.string(),
  by: z.string(),
  withdrawn: z.object({ reason: z.string(), at: z.string(), by: z.string() }).nullable(),
});

export const roundSchema = roundRowSchema.extend({
  version: z.number().int(),
  runs: z.boolean(),
  rules: schemeSchema,
  groups: z.array(groupUnitsSchema),
  states: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      final: z.boolean(),
      void: z.boolean(),
      at: z.string().nullable(),
    }),
  ),
  can: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      to: z.string(),
      reason: z.boolean(),
      marks: z.array(z.string()),
    }),
  ),
  hindrances: z.array(z.object({ act: z.string(), findings: z.array(findingSchema) })),
  entering: z.boolean(),
  appealing: z.boolean(),
  /** Last day of appeals if the result were told today; null while the year's working days are not published. */
  appealsProposal: z.string().nullable(),
  counts: z.object({
    figures: z.number().int(),
    missing: z.number().int(),
    runs: z.number().int(),
    appeals: z.number().int(),
    open: z.number().int(),
  }),
  events: z.array(
    z.object({
      seq: z.number().int(),
      actTitle: textSchema,
      toTitle: textSchema,
      at: z.string(),
      by: z.string(),
      reason: z.string(),
    }),
  ),
});

export const entrySchema = z.object({
  unit: z.string(),
  item: z.string(),
  part: z.string(),
  revision: z.number().int(),
  title: z.string(),
  direction: z.enum(['up', 'down']),
  applies: z.boolean(),
  target: z.string().nullable(),
  actual: z.string().nullable(),
  met: z.boolean().nullable(),
  forceMajeure: z.boolean(),
  origin: z.enum(['platform', 'entered']),
  source: z.string(),
  note: z.string(),
  simulated: z.boolean(),
  at: z.string(),
  by: z.string(),
});

const partScoreSchema = z.object({
  part: z.string(),
  rule: z.enum([
    'above',
    'proportional',
    'below',
    'unmet',
    'met',
    'missing',
    'forceMajeure',
    'notApplicable',
  ]),
  ratio: z.string().nullable(),
  share: z.string().nullable(),
});
const neighbourSchema = z
  .object({
    unit: unitSchema,
    margin: z.string(),
    swaps: z.array(z.object({ item: z.string(), title: textSchema, from: z.number(), to: z.number() })),
  })
  .nullable();
export const unitScoreSchema = z.object({
  unit: unitSchema,
  group: z.string(),
  items: z.array(
    z.object({
      item: z.string(),
      title: textSchema,
      kind: itemKindSchema,
      points: z.string(),
      earned: z.string().nullable(),
      parts: z.array(partScoreSchema.extend({ entry: entrySchema.nullable() })),
    }),
  ),
  base: z.string(),
  bonus: z.string(),
  overCap: z.string(),
  deducted: z.string(),
  total: z.string(),
  place: z.number().int(),
  interval: z.tuple([z.number().int(), z.number().int()]),
  grade: z.string(),
  gradeTitle: textSchema,
  heldBy: z.enum(['quota', 'veto']).nullable(),
  vetoes: z.array(textSchema),
  upper: neighbourSchema,
  lower: neighbourSchema,
});
const runSchema = z.object({
  seq: z.number().int(),
  engine: z.string(),
  inputHash: z.string(),
  resultHash: z.string(),
  at: z.string(),
  by: z.string(),
});
export const resultsSchema = z.object({
  run: runSchema,
  simulated: z.boolean(),
  groups: z.array(z.object({ id: z.string(), title: textSchema, units: z.array(unitScoreSchema) })),
});

export const contract = {
  schemes: route({
    method: 'GET',
    path: '/assessments/schemes',
    summary: '考核办法：项目、分值、规则、等次',
    permission: 'assessment.read',
    query: z.object({ pack }),
    response: z.object({ items: z.array(schemeSchema) }),
  }),
  rounds: route({
    method: 'GET',
    path: '/assessments',
    summary: '历年考核',
    permission: 'assessment.read',
    query: z.object({ pack, year: year.optional() }),
    response: z.object({ items: z.array(roundRowSchema) }),
  }),
  open: route({
    method: 'POST',
    path: '/assessments',
    summary: '开启一个年度的考核，固定办法和被考核单位',
    permission: 'assessment.run',
    body: z.object({ pack, scheme: key.default('year-end'), year }),
    response: one,
  }),
  round: route({
    method: 'GET',
    path: '/assessments/:id',
    summary: '一次考核',
    permission: 'assessment.read',
    params: one,
    response: roundSchema,
  }),
  gather: route({
    method: 'POST',
    path: '/assessments/:id/gathering',
    summary: '从平台取数：各地指标、各部门牵头目标；人工填过的不覆盖',
    permission: 'assessment.run',
    params: one,
    response: z.object({ added: z.number().int(), kept: z.number().int() }),
  }),
  entries: route({
    method: 'GET',
    path: '/assessments/:id/entries',
    summary: '考核数据',
    permission: 'assessment.run',
    params: one,
    response: z.object({ items: z.array(entrySchema) }),
  }),
  enter: route({
    method: 'POST',
    path: '/assessments/:id/entries',
    summary: '填写或更正一个数，写明来源；旧的留存',
    permission: 'assessment.run',
    params: one,
    body: z.object({
      unit: key,
      item: key,
      part: z.string().max(20).default(''),
      /** The revision the change was made on; 0 where there was none. */
      revision: z.number().int().min(0),
      applies: z.boolean().default(true),
      target: figure.default(null),
      actual: figure.default(null),
      met: z.boolean().nullable().default(null),
      forceMajeure: z.boolean().default(false),
      source: said(200),
      note: said(500),
    }),
    response: entrySchema,
  }),
  marks: route({
    method: 'GET',
    path: '/assessments/:id/marks',
    summary: '加分、扣分和一票否决',
    permission: 'assessment.run',
    params: one,
    response: z.object({ items: z.array(markSchema) }),
  }),
  mark: route({
    method: 'POST',
    path: '/assessments/:id/marks',
    summary: '登记加分、扣分或否决',
    permission: 'assessment.run',
    params: one,
    body: z.object({
      id,
      unit: key,
      kind: markKindSchema,
      rule: key,
      value: z.string().regex(/^\d{1,3}(\.\d{1,2})?$/),
      source: z.string().trim().min(2).max(200),
      note: said(500),
    }),
    response: z.object({ items: z.array(markSchema) }),
  }),
  withdrawMark: route({
    method: 'POST',
    path: '/assessments/:id/marks/:mark/withdrawal',
    summary: '撤销一条加分、扣分或否决',
    permission: 'assessment.run',
    params: one.extend({ mark: id }),
    body: z.object({ reason: z.string().trim().min(2).max(500) }),
    response: z.object({ items: z.array(markSchema) }),
  }),
  act: route({
    method: 'POST',
    path: '/assessments/:id/acts',
    summary: '办理',
    permission: 'assessment.run',
    params: one,
    body: z.object({
      key: id,
      version: z.number().int(),
      act: key,
      reason: said(1000),
      /** Document number of the circular. */
      number: said(40),
      /** Last day of appeals, where it is not counted by working days. */
      appealsTo: dayText.optional(),
    }),
    response: roundSchema,
  }),
  results: route({
    method: 'GET',
    path: '/assessments/:id/results',
    summary: '名次、得分、等次，名次区间和邻位互换的分值',
    permission: 'assessment.read',
    params: one,
    response: resultsSchema,
  }),
  sheet: route({
    method: 'GET',
    path: '/assessments/:id/units/:unit',
    summary: '一个单位的评分表，逐项到来源',
    permission: 'assessment.read',
    params: one.extend({ unit: key }),
    response: z.object({
      round: roundRowSchema,
      run: runSchema,
      score: unitScoreSchema,
      marks: z.array(markSchema),
      appeals: z.array(appealSchema),
      mayAppeal: z.boolean(),
      of: z.number().int(),
    }),
  }),
  appeals: route({
    method: 'GET',
    path: '/assessments/:id/appeals',
    summary: '申诉',
    permission: 'assessment.run',
    params: one,
    response: z.object({ items: z.array(appealSchema) }),
  }),
  appeal: route({
    method: 'POST',
    path: '/assessments/:id/appeals',
    summary: '被考核单位申诉',
    permission: 'assessment.appeal',
    params: one,
    body: z.object({
      id,
      unit: key,
      item: z.string().max(60).default(''),
      text: z.string().trim().min(5).max(2000),
    }),
    response: z.object({ number: z.number().int() }),
  }),
  answer: route({
    method: 'POST',
    path: '/assessments/appeals/:id/answer',
    summary: '答复申诉',
    permission: 'assessment.run',
    params: one,
    body: z.object({ upheld: z.boolean(), text: z.string().trim().min(2).max(2000) }),
    response: appealSchema,
  }),
  verify: route({
    method: 'GET',
    path: '/assessments/:id/verification',
    summary: '由保存的输入重新计算，逐字节比对',
    permission: 'assessment.read',
    params: one,
    response: z.object({
      same: z.boolean(),
      runs: z.array(
        z.object({
          seq: z.number().int(),
          resultHash: z.string(),
          found: z.string(),
          same: z.boolean(),
          inputSame: z.boolean(),
        }),
      ),
    }),
  }),
  export: route({
    method: 'GET',
    path: '/assessments/:id/export',
    summary: '导出成绩（xlsx），供组织部、考核办和资金安排使用',
    permission: 'assessment.read',
    params: one,
    file: true,
  }),
  document: route({
    method: 'GET',
    path: '/assessments/:id/document',
    summary: '考核结果通报或更正（docx）',
    permission: 'assessment.read',
    params: one,
    file: true,
  }),
};
