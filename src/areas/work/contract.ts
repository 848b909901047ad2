/** Jobs as their owner sees them. */
import { z } from 'zod';
import { pageOf, paging, problemSchema, route } from '#platform/api';

export const jobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.number().int(),
  note: z.string(),
  result: z.record(z.string(), z.unknown()).nullable(),
  problem: problemSchema.pick({ code: true, params: true }).nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  createdBy: z.string(),
});

export const scheduleSchema = z.object({
  kind: z.string(),
  /** `HH:MM`, Shanghai time. */
  at: z.string(),
  /** Day it was last put in for. */
  lastDay: z.string(),
  /** State of the job put in last; null where there was none yet. */
  lastState: jobSchema.shape.state.nullable(),
  nextAt: z.string(),
});

const id = z.object({ id: z.string().uuid() });

export const contract = {
  jobs: route({
    method: 'GET',
    path: '/jobs',
    summary: '作业：自己的；系统管理员看全部',
    permission: 'signed-in',
    query: z.object({
      ...paging,
      state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']).optional(),
    }),
    response: pageOf(jobSchema),
  }),
  job: route({
    method: 'GET',
    path: '/jobs/:id',
    summary: '一个作业',
    permission: 'signed-in',
    params: id,
    response: jobSchema,
  }),
  schedules: route({
    method: 'GET',
    path: '/job-schedules',
    summary: '每日定时的作业',
    permission: 'signed-in',
    response: z.object({ items: z.array(scheduleSchema) }),
  }),
  cancel: route({
    method: 'POST',
    path: '/jobs/:id/cancel',
    summary: '请求取消作业',
    permission: 'signed-in',
    params: id,
    response: jobSchema,
  }),
};
