/** OpenAPI 3.1 printed from the contracts; zod's own JSON schema, what a caller sends for inputs and what it gets for answers. */
import { z, type ZodType } from 'zod';
import type { Area } from '#platform/act';
import type { AnyRoute } from '#platform/api';

const schema = (s: ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(s, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
};

const parameters = (s: ZodType, where: 'path' | 'query'): unknown[] => {
  const { properties = {}, required = [] } = schema(s, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
};

const operation = (area: string, name: string, r: AnyRoute): Record<string, unknown> => {
  const parameterList = [...parameters(r.params, 'path'), ...parameters(r.query, 'query')];
  return {
    operationId: `${area}.${name}`,
    summary: r.summary,
    tags: [area],
    'x-permission': r.permission,
    ...(parameterList.length > 0 ? { parameters: parameterList } : {}),
    ...(r.method === 'GET'
      ? {}
      : {
          requestBody: {
            content: r.upload
              ? {
                  'multipart/form-data': {
                    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
                  },
                }
              : { 'application/json': { schema: schema(r.body, 'input') } },
          },
        }),
    responses: {
      200: {
        description: 'OK',
        content: r.file
          ? { 'application/octet-stream': {} }
          : { 'application/json': { schema: schema(r.response, 'output') } },
      },
      default: { description: 'RFC 9457', content: { 'application/problem+json': {} } },
    },
  };
};

export function openApi(areas: readonly Area[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const a of areas)
    for (const [name, r] of Object.entries(a.contract) as [string, AnyRoute][]) {
      const path = `/api${r.path.replace(/:([a-zA-Z]+)/g, '{$1}')}`;
      paths[path] = { ...paths[path], [r.method.toLowerCase()]: operation(a.name, name, r) };
    }
  return { openapi: '3.1.0', info: { title: '对标 Duibiao', version: '1' }, paths };
}
