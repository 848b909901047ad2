/** What crosses the wire between a funding application's draft and its settlement besides the application itself: documents, experts' sheets, what acts bring. */
import { z } from 'zod';
import { dayText, route } from '#platform/api';

const text = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.uuid();
const long = (max: number) => z.string().trim().max(max);

/** A document that a notice asks for. */
export const askedDocumentSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  title: z.object({ zh: long(60).min(2), en: long(120).optional() }),
  note: z
    .object({ zh: long(300), en: long(500).optional() })
    .nullable()
    .default(null),
  required: z.boolean(),
  most: z.number().int().min(1).max(50),
});

export const documentSchema = z.object({
  id: z.string(),
  title: text,
  note: text.nullable(),
  required: z.boolean(),
  most: z.number().int(),
  /** `applicant`: asked for by the notice; `handling`: belongs to the review, added by whoever acts. */
  kind: z.enum(['applicant', 'handling']),
  /** Not shown to the enterprise. */
  internal: z.boolean(),
  /** The reader may add a file now. */
  attachable: z.boolean(),
  files: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      size: z.number().int(),
      at: z.string(),
      by: z.string(),
      removable: z.boolean(),
      /** Taken down or replaced after it was handed in; it stays on record. */
      removed: z.object({ at: z.string(), by: z.string() }).nullable(),
    }),
  ),
});

// ── what acts bring
const figure = z.object({
  goal: long(200).min(2),
  target: long(100).min(1),
  actual: long(100).min(1),
});
const fen = z.string().regex(/^[1-9]\d{0,15}$/);
const points = z.number().min(0).max(100).multipleOf(0.1);
export const entriesSchema = z.object({
  /** 现场核查 */
  site: z
    .object({
      day: dayText,
      inspectors: z
        .array(z.object({ name: long(60).min(2), organisation: long(120).min(2) }))
        .min(2)
        .max(20),
      items: z
        .array(
          z.object({
            item: long(200).min(2),
            agrees: z.boolean(),
            found: long(500).default(''),
          }),
        )
        .min(1)
        .max(100),
      /** Of the whole: as declared, with differences that do not matter, or not as declared. */
      conclusion: z.enum(['agrees', 'minor', 'differs']),
    })
    .optional(),
  /** 绩效自评 */
  assessment: z
    .object({ goals: z.array(figure).min(1).max(50), points, summary: long(4000).min(10) })
    .optional(),
  /** 绩效评价 */
  evaluation: z.object({ points, text: long(4000).min(2) }).optional(),
  /** 追回 */
  recovery: z.object({ amountFen: fen, by: dayText }).optional(),
});
const gradeSchema = z.enum(['excellent', 'good', 'medium', 'poor']);
export const performanceSchema = z.object({
  assessment: entriesSchema.shape.assessment.unwrap().extend({ grade: gradeSchema }).nullable(),
  evaluation: entriesSchema.shape.evaluation.unwrap().extend({ grade: gradeSchema }).nullable(),
});

// ── experts
const ratingSchema = z.enum(['A', 'B', 'C', 'D', 'E']);
const criterionSchema = z.object({ id: z.string(), title: text, anchor: text, weight: z.number() });
const ratingsSchema = z.record(z.string().max(40), ratingSchema);
export const panelSchema = z.object({
  seed: z.number().int(),
  drawnAt: z.string(),
  minimum: z.number().int(),
  /** Names only for those who run the panel. */
  seats: z.array(
    z.object({
      seat: z.string(),
      number: z.number().int(),
      name: z.string().nullable(),
      organisation: z.string().nullable(),
      /** Without an account: the marks come on paper. */
      paper: z.boolean(),
      state: z.enum(['open', 'saved', 'final', 'recused']),
    }),
  ),
  /** Only after the review was concluded: nobody sees a mark before all are in. */
  result: z
    .object({
      score: z.number().nullable(),
      experts: z.number().int(),
      marks: z.array(
        z.object({ number: z.number().int(), score: z.number(), outlier: z.boolean(), note: z.string() }),
      ),
      criteria: z.array(z.object({ id: z.string(), title: text, mean: z.number().nullable() })),
    })
    .nullable(),
});
const sheetRowSchema = z.object({
  seat: z.string(),
  number: z.number().int(),
  schemeTitle: text,
  year: z.number().int(),
  project: z.string(),
  /** Null where the panel hides it. */
  name: z.string().nullable(),
  state: z.enum(['open', 'saved', 'final', 'recused']),
  /** Marks may be given now. */
  open: z.boolean(),
  due: z.string().nullable(),
});
export const sheetSchema = sheetRowSchema.extend({
  criteria: z.array(criterionSchema),
  ratings: ratingsSchema,
  note: z.string(),
  revision: z.number().int(),
  claimedFen: z.string().nullable(),
  facts: z.array(z.object({ id: z.string(), title: text, value: z.json() })),
  explanation: z.string(),
  documents: z.array(
    z.object({
      id: z.string(),
      title: text,
      files: z.array(
        z.object({ id: z.string(), name: z.string(), type: z.string(), size: z.number().int() }),
      ),
    }),
  ),
});
const markBody = z.object({
  /** Of the sheet as it was read: who marked in between is not overwritten. */
  revision: z.number().int(),
  ratings: ratingsSchema,
  note: long(2000).default(''),
  /** Hands the sheet in; it cannot be changed after that. */
  final: z.boolean().default(false),
});

export const reviewRoutes = {
  sheets: route({
    method: 'GET',
    path: '/funding/sheets',
    summary: '我的评审任务（专家）',
    permission: 'funding.score',
    response: z.object({ items: z.array(sheetRowSchema) }),
  }),
  sheet: route({
    method: 'GET',
    path: '/funding/sheets/:id',
    summary: '一份评审表：申报内容、材料、评审项',
    permission: 'funding.score',
    params: z.object({ id }),
    response: sheetSchema,
  }),
  score: route({
    method: 'PUT',
    path: '/funding/sheets/:id',
    summary: '保存或提交评审表；提交后不能再改',
    permission: 'funding.score',
    params: z.object({ id }),
    body: markBody,
    response: sheetSchema,
  }),
  recuse: route({
    method: 'POST',
    path: '/funding/sheets/:id/recusal',
    summary: '回避：按同一规则另抽一位专家',
    permission: 'funding.score',
    params: z.object({ id }),
    body: z.object({ reason: long(500).min(2) }),
    response: z.object({ id: z.string() }),
  }),
  sheetFile: route({
    method: 'GET',
    path: '/funding/sheets/:id/files/:file',
    summary: '下载所评申报的一份材料',
    permission: 'funding.score',
    params: z.object({ id, file: id }),
    file: true,
  }),
  paperSheet: route({
    method: 'GET',
    path: '/funding/seats/:id',
    summary: '没有账号的专家的评审表（代录纸质评分）',
    permission: 'funding.panel',
    params: z.object({ id }),
    response: sheetSchema,
  }),
  enterPaper: route({
    method: 'PUT',
    path: '/funding/seats/:id',
    summary: '代录纸质评分',
    permission: 'funding.panel',
    params: z.object({ id }),
    body: markBody,
    response: sheetSchema,
  }),
  drawAll: route({
    method: 'POST',
    path: '/funding/notices/:id/draw',
    summary: '为一份申报通知下所有待评审的申报一并抽取专家',
    permission: 'funding.panel',
    params: z.object({ id }),
    body: z.object({ id }),
    response: z.object({ drawn: z.number().int(), short: z.number().int() }),
  }),
};
