/**
 * Routes as data. A contract is a table of `route(...)`; the server mounts it, the web and the command line derive a typed client from it,
 * OpenAPI is printed from it. Browser-safe: no Node here.
 * Words: route (one call), contract (an area's table of routes), transport (how a client's call travels).
 */
import { z, type ZodType } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** `public` needs no sign-in, `signed-in` any account; everything else is named by an area's policy. */
export type Permission = string;

export interface Route<
  P extends ZodType = ZodType,
  Q extends ZodType = ZodType,
  B extends ZodType = ZodType,
  R extends ZodType = ZodType,
> {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Shape of the answer; unlisted members never leave the house. */
  readonly response: R;
  /** The answer is a file, not JSON. */
  readonly file: boolean;
  /** The body is one uploaded file (multipart field `file`) instead of JSON; `body` then describes the other fields. */
  readonly upload: boolean;
}

const nothing = z.object({});

type Nothing = typeof nothing;

export function route<
  P extends ZodType = Nothing,
  Q extends ZodType = Nothing,
  B extends ZodType = Nothing,
  R extends ZodType = Nothing,
>(def: {
  method: Method;
  path: string;
  summary: string;
  permission: Permission;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  file?: boolean;
  upload?: boolean;
}): Route<P, Q, B, R> {
  return {
    method: def.method,
    path: def.path,
    summary: def.summary,
    permission: def.permission,
    params: def.params ?? (nothing as unknown as P),
    query: def.query ?? (nothing as unknown as Q),
    body: def.body ?? (nothing as unknown as B),
    response: def.response ?? (nothing as unknown as R),
    file: def.file ?? false,
    upload: def.upload ?? false,
  };
}

export type AnyRoute = Route;
export type Contract = Readonly<Record<string, AnyRoute>>;

/** An uploaded file as the handler sees it. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a client may leave out; what a handler is given. */
export type InputOf<R extends AnyRoute> = {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
  upload?: Upload;
};
export type CallOf<R extends AnyRoute> = {
  params?: z.input<R['params']>;
  query?: z.input<R['query']>;
  body?: z.input<R['body']>;
  upload?: { name: string; bytes: Uint8Array | Blob };
};
export interface FileAnswer {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}
export type AnswerOf<R extends AnyRoute> = z.output<R['response']>;
export type ResultOf<R extends AnyRoute> = AnswerOf<R> | FileAnswer;

/** Paging that every list shares: 1-based page, at most 200 rows. */
export const paging = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  size: z.coerce.number().int().min(1).max(200).default(20),
};
export const pageOf = <T extends ZodType>(item: T) =>
  z.object({ total: z.number().int(), items: z.array(item) });

export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  path: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** RFC 9457 problem, as every refusal reaches a client. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  findings: z.array(findingSchema).optional(),
  requestId: z.string().optional(),
});
export type ProblemBody = z.infer<typeof problemSchema>;

export interface Call {
  method: Method;
  path: string;
  query: string;
  body?: unknown;
  upload?: { name: string; bytes: Uint8Array | Blob; fields: Record<string, string> };
  file: boolean;
}
export type Transport = (call: Call) => Promise<unknown>;

/** `/enterprises/:id` and `{ id: 'x y' }` → `/enterprises/x%20y`. */
export const fillPath = (path: string, params: Record<string, unknown>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

const toQuery = (query: Record<string, unknown>): string => {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(query)) {
    if (v === undefined || v === null || v === '') continue;
    q.set(k, Array.isArray(v) ? v.join(',') : String(v));
  }
  const text = q.toString();
  return text === '' ? '' : `?${text}`;
};

export type Client<A extends Readonly<Record<string, Contract>>> = {
  readonly [Area in keyof A]: {
    readonly [Name in keyof A[Area]]: (call?: CallOf<A[Area][Name]>) => Promise<AnswerOf<A[Area][Name]>>;
  };
};

/** A client with one function per route: `api.facts.list({ query: { year: 2019 } })`. */
export function makeClient<const A extends Readonly<Record<string, Contract>>>(
  areas: A,
  send: Transport,
): Client<A> {
  const out: Record<string, Record<string, unknown>> = {};
  for (const [area, contract] of Object.entries(areas)) {
    const calls: Record<string, unknown> = {};
    for (const [name, r] of Object.entries(contract)) {
      calls[name] = (call: CallOf<AnyRoute> = {}) =>
        send({
          method: r.method,
          path: `/api${fillPath(r.path, (call.params ?? {}) as Record<string, unknown>)}`,
          query: toQuery((call.query ?? {}) as Record<string, unknown>),
          ...(r.method === 'GET' || r.upload ? {} : { body: call.body ?? {} }),
          ...(call.upload
            ? { upload: { ...call.upload, fields: (call.body ?? {}) as Record<string, string> } }
            : {}),
          file: r.file,
        });
    }
    out[area] = calls;
  }
  return out as Client<A>;
}

/** A day of the calendar as text: 2019-02-31 is none, and a year without a century is a slip of the hand. */
export const dayText = z.iso.date().regex(/^(19|20|21)/);

/** A query value that is a comma-separated list. */
export const csvList = z
  .string()
  .max(4000)
  .transform((s) =>
    s
      .split(',')
      .map((x) => x.trim())
      .filter((x) => x !== ''),
  )
  .optional();
