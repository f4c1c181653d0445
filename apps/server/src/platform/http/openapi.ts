/** OpenAPI 3.1 documents made from the routes themselves. Pure. */
import { Problem } from '@sekisho/contracts';
import type { TSchema } from 'typebox';
import type { AnyRoute } from './route.ts';

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Only routes below it are shown. */
  readonly pathPrefix: string;
  /** Names of the ways to authenticate, for routes with a permission. */
  readonly security: Readonly<Record<string, object>>;
}

type JsonObject = { [key: string]: unknown };

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

/** Schemas with a title that is a name become components, so that generated clients have names for them. */
class Components {
  readonly schemas: JsonObject = {};

  refer(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((part) => this.refer(part));
    if (typeof schema !== 'object' || schema === null) return schema;
    const copy: JsonObject = {};
    for (const [key, value] of Object.entries(schema)) copy[key] = this.refer(value);
    const title = copy['title'];
    if (typeof title !== 'string' || !/^[A-Z][A-Za-z0-9]*$/.test(title)) return copy;
    const known = this.schemas[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(copy)) {
      throw new Error(`two schemas have the title ${title}`);
    }
    this.schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  }
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query', components: Components): JsonObject[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: components.refer(property),
  }));
}

function contentOf(schema: TSchema, components: Components): JsonObject {
  const media = (schema as { contentMediaType?: string }).contentMediaType ?? 'application/json';
  return { [media]: { schema: components.refer(schema) } };
}

function responsesOf(route: AnyRoute, components: Components): JsonObject {
  const responses: JsonObject = {};
  for (const [status, schema] of Object.entries(route.schema.response)) {
    const description = (schema as { description?: string }).description ?? 'Success';
    responses[status] = status === '204' ? { description } : { description, content: contentOf(schema, components) };
  }
  responses['default'] = {
    description: 'Problem details (RFC 9457); decide by `code`',
    content: { 'application/problem+json': { schema: components.refer(Problem) } },
  };
  return responses;
}

function operationOf(route: AnyRoute, info: OpenApiInfo, components: Components): JsonObject {
  const { params, querystring, body } = route.schema;
  const content =
    route.streamed === undefined
      ? body && contentOf(body, components)
      : { [route.streamed]: { schema: { type: 'string', format: 'binary' } } };
  const parameters = [...parametersOf(params, 'path', components), ...parametersOf(querystring, 'query', components)];
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: [route.path.slice(info.pathPrefix.length).split('/')[1] ?? ''],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(content === undefined ? {} : { requestBody: { required: true, content } }),
    responses: responsesOf(route, components),
    ...('permission' in route.access
      ? {
          security: Object.keys(info.security).map((name) => ({ [name]: [] })),
          'x-permission': route.access.permission,
        }
      : { security: [], 'x-public': route.access.public }),
  };
}

/** The document of all routes below `info.pathPrefix`, in the order of their paths. */
export function openApiDocument(routes: readonly AnyRoute[], info: OpenApiInfo): JsonObject {
  const components = new Components();
  const paths: Record<string, JsonObject> = {};
  const shown = routes.filter((route) => route.path.startsWith(`${info.pathPrefix}/`));
  for (const route of shown.toSorted((left, right) => (left.path < right.path ? -1 : Number(left.path > right.path)))) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, info, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas: components.schemas, securitySchemes: info.security },
  };
}
