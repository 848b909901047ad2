/**
 * Routes ↔ handlers. Parses at the door, answers with problem+json, sends nothing that the contract does not list.
 * Words: problem (a refusal as RFC 9457 JSON), local token (how the command line of the same machine proves itself).
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { ZodType } from 'zod';
import { dayOf, finding, instant, Problem, type Finding } from '#kernel';
import { problemText } from '#locales';
import { mayCall, type Actor, type Area, type Env, type House, type SessionChange } from '#platform/act';
import type { AnyRoute, FileAnswer, ProblemBody, Upload } from '#platform/api';
import { brokenConstraint } from '#platform/db';
import type { Log } from '#platform/log';
import { actorOf } from '#areas/accounts';
import { actorOfKey } from '#areas/reporting';
import { houseActor, permissionsOf, visitor } from './areas.ts';
import { openApi } from './openapi.ts';
import { statusOf } from './status.ts';

const COOKIE = 'duibiao';
const MAX_UPLOAD = 50 * 1024 * 1024;

export interface AppOptions {
  house: House;
  areas: readonly Area[];
  log: Log;
  webDir: string | undefined;
  /** Secret that the command line on this machine reads from the data folder. */
  localToken: string | undefined;
}

/** What zod found, as findings at their fields. */
function parse(schema: ZodType, value: unknown, where: string): { value?: unknown; findings: Finding[] } {
  const r = schema.safeParse(value);
  if (r.success) return { value: r.data, findings: [] };
  return {
    findings: r.error.issues.map((i) => {
      const extra = i as {
        minimum?: number | bigint;
        maximum?: number | bigint;
        expected?: string;
        values?: unknown[];
        format?: string;
      };
      return finding(`H.${i.code}`, 'error', [where, ...i.path.map(String)].join('.'), {
        field: i.path.map(String).join('.'),
        ...(extra.minimum === undefined ? {} : { minimum: Number(extra.minimum) }),
        ...(extra.maximum === undefined ? {} : { maximum: Number(extra.maximum) }),
        ...(extra.expected === undefined ? {} : { expected: extra.expected }),
        ...(extra.values === undefined ? {} : { values: extra.values.join('、') }),
        ...(extra.format === undefined ? {} : { format: extra.format }),
      });
    }),
  };
}

const isFile = (answer: unknown): answer is FileAnswer =>
  typeof answer === 'object' && answer !== null && (answer as FileAnswer).bytes instanceof Uint8Array;

export async function makeApp(o: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: o.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: 2 * 1024 * 1024,
    trustProxy: 'loopback',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component library writes its styles into the page.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    // Set by the proxy that ends TLS; a county without one must still be reachable.
    strictTransportSecurity: false,
  });
  await app.register(compress, { threshold: 2048 });
  await app.register(multipart, {
    limits: { fileSize: MAX_UPLOAD, files: 1, fields: 20, fieldSize: 64 * 1024 },
  });
  await app.register(rateLimit, { global: false });

  const problemOf = (
    code: string,
    params: Readonly<Record<string, string | number>>,
    findings: readonly Finding[],
    requestId: string,
  ): ProblemBody => ({
    type: 'about:blank',
    title: problemText('zh-CN', code, params),
    status: statusOf(code),
    code,
    ...(Object.keys(params).length > 0 ? { params: { ...params } } : {}),
    ...(findings.length > 0
      ? { findings: findings.map((f) => ({ ...f, params: f.params ? { ...f.params } : undefined })) }
      : {}),
    requestId,
  });

  app.setErrorHandler((error, request, reply) => {
    const e = error as Error & { statusCode?: number; code?: string };
    let body: ProblemBody;
    const broken = brokenConstraint(e);
    if (e instanceof Problem) body = problemOf(e.code, e.params, e.findings, request.id);
    else if (broken) body = problemOf('db.conflict', {}, [], request.id);
    else if (e.statusCode === 413 || e.code === 'FST_REQ_FILE_TOO_LARGE')
      body = problemOf('request.too-large', { limit: MAX_UPLOAD / 1024 / 1024 }, [], request.id);
    else if (e.statusCode === 429) body = problemOf('auth.too-many', { seconds: 60 }, [], request.id);
    else if (e.statusCode !== undefined && e.statusCode >= 400 && e.statusCode < 500)
      body = problemOf(
        'request.invalid',
        { count: 1 },
        [finding('H.body', 'error', 'body', { reason: e.message })],
        request.id,
      );
    else {
      request.log.error({ err: e, requestId: request.id }, 'unexpected');
      body = problemOf('request.unexpected', {}, [], request.id);
    }
    void reply.status(body.status).type('application/problem+json').send(body);
  });

  const bearerOf = (request: FastifyRequest): string | undefined =>
    /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];

  const actorFor = async (request: FastifyRequest, now: string): Promise<Actor> => {
    const bearer = bearerOf(request);
    if (bearer !== undefined)
      return o.localToken !== undefined && bearer === o.localToken
        ? houseActor
        : ((await actorOfKey(o.house, bearer, instant(now))) ?? visitor);
    const token = request.cookies[COOKIE];
    if (!token) return visitor;
    return (await actorOf(o.house, token, instant(now), permissionsOf)) ?? visitor;
  };

  /** A change must come from our own pages: a header no foreign form can send, and an origin that is ours where the browser states one. */
  const refuseForeign = (request: FastifyRequest): void => {
    // A token of ours is never sent by a browser on its own; Basic credentials of some proxy are, and prove nothing here.
    if (bearerOf(request) !== undefined) return;
    const site = request.headers['sec-fetch-site'];
    if (
      request.headers['x-duibiao'] !== '1' ||
      (site !== undefined && site !== 'same-origin' && site !== 'none')
    )
      throw new Problem('auth.cross-site');
  };

  const readUpload = async (
    request: FastifyRequest,
  ): Promise<{ upload: Upload | undefined; fields: Record<string, string> }> => {
    const fields: Record<string, string> = {};
    let upload: Upload | undefined;
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value);
      else upload = { name: part.filename, bytes: await part.toBuffer() };
    }
    return { upload, fields };
  };

  // A key is for a program, and a program may go wrong: as many calls a minute as no enterprise needs. People are not counted.
  const perKey = {
    max: 120,
    timeWindow: '1 minute',
    keyGenerator: (request: FastifyRequest): string => bearerOf(request) ?? request.ip,
    allowList: (request: FastifyRequest): boolean => bearerOf(request) === undefined,
  };

  const secure = (request: FastifyRequest): boolean => request.protocol === 'https';

  for (const area of o.areas) {
    for (const [name, r] of Object.entries(area.contract) as [string, AnyRoute][]) {
      const handler = area.handlers[name];
      if (!handler) throw new Error(`${area.name}.${name} has no handler`);
      app.route({
        method: r.method,
        url: `/api${r.path}`,
        config:
          area.name === 'accounts' && name === 'signIn'
            ? { rateLimit: { max: 60, timeWindow: '1 minute' } }
            : // Anybody may write here without signing in.
              area.name === 'awards' && name === 'object'
              ? { rateLimit: { max: 10, timeWindow: '1 minute' } }
              : area.name === 'reporting'
                ? { rateLimit: perKey }
                : {},
        handler: async (request: FastifyRequest, reply: FastifyReply) => {
          if (r.method !== 'GET') refuseForeign(request);
          const now = o.house.now();
          const actor = await actorFor(request, now);
          const may = mayCall(actor, r.permission);
          // A file is taken in only from whoever may send one; the handler refuses the others, and records that it did.
          const sent =
            r.upload && may
              ? await readUpload(request)
              : { upload: undefined, fields: (request.body ?? {}) as Record<string, unknown> };
          const params = parse(r.params, request.params, 'path');
          const query = parse(r.query, request.query, 'query');
          // What other programs know as Idempotency-Key is the `key` of our acts.
          const repeatable = request.headers['idempotency-key'];
          if (typeof repeatable === 'string' && sent.fields['key'] === undefined)
            sent.fields['key'] = repeatable;
          const body = parse(r.body, sent.fields, 'body');
          const findings = [...params.findings, ...query.findings, ...body.findings];
          if (r.upload && !sent.upload) findings.push(finding('H.file', 'error', 'file', { field: 'file' }));
          // Who may not call is told so before being told what is wrong with the call.
          if (findings.length > 0 && may)
            throw new Problem('request.invalid', { params: { count: findings.length }, findings });
          const env: Env = {
            house: o.house,
            actor,
            now,
            today: dayOf(now),
            ip: request.ip,
            requestId: request.id,
          };
          const change = (c: SessionChange): void => {
            if ('clear' in c) void reply.clearCookie(COOKIE, { path: '/' });
            else
              void reply.setCookie(COOKIE, c.set, {
                path: '/',
                httpOnly: true,
                sameSite: 'lax',
                secure: secure(request),
                maxAge: c.maxAgeSeconds,
              });
          };
          const answer = await handler(
            env,
            {
              params: params.value,
              query: query.value,
              body: body.value,
              ...(sent.upload ? { upload: sent.upload } : {}),
            } as never,
            change,
          );
          void reply.header('cache-control', 'no-store');
          if (r.file && isFile(answer)) {
            return reply
              .type(answer.type)
              .header(
                'content-disposition',
                `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(answer.name)}`,
              )
              .send(Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength));
          }
          return reply.send(r.response.parse(answer));
        },
      });
    }
  }

  app.get('/healthz', async () => {
    await o.house.db.system(async () => undefined);
    return { ok: true };
  });
  const description = openApi(o.areas);
  app.get('/api/openapi.json', () => description);

  if (o.webDir && existsSync(join(o.webDir, 'index.html')))
    await app.register(fastifyStatic, {
      root: o.webDir,
      // Hashed names never change; the page that names them must be asked for anew.
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  app.setNotFoundHandler((request, reply) => {
    const page =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html');
    if (page && o.webDir && existsSync(join(o.webDir, 'index.html')))
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    const body = problemOf('request.not-found', {}, [], request.id);
    return reply.status(404).type('application/problem+json').send(body);
  });
  return app;
}
