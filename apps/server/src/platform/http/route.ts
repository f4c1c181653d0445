/** How a route is written: what it takes, what it answers and who may call it are required, so the compiler asks for them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Language } from '@sekisho/messages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Permission, Principal } from '../authorization/permissions.ts';
import type { Log } from '../log.ts';

export interface RouteSchema {
  readonly params?: TSchema;
  readonly querystring?: TSchema;
  readonly body?: TSchema;
  /** By status; the first 2xx is what a plain return answers with. Errors are problem details and need no mention. */
  readonly response: { readonly [status: number]: TSchema };
}

type Part<S extends RouteSchema, Name extends 'params' | 'querystring' | 'body'> = S[Name] extends TSchema
  ? Static<S[Name]>
  : undefined;

type SuccessStatus<S extends RouteSchema> = Extract<keyof S['response'], 200 | 201 | 202 | 204 | 206>;

type Answer<S extends RouteSchema> = {
  [Status in SuccessStatus<S>]: S['response'][Status] extends TSchema ? Static<S['response'][Status]> : never;
}[SuccessStatus<S>];

/** Either a permission the caller must hold, or the reason why nobody needs to be known to call this. */
export type RouteAccess = { readonly permission: Permission } | { readonly public: string };

type PrincipalFor<A extends RouteAccess> = A extends { readonly permission: Permission } ? Principal : Principal | null;

export interface RouteContext<S extends RouteSchema, A extends RouteAccess> {
  readonly params: Part<S, 'params'>;
  readonly query: Part<S, 'querystring'>;
  readonly body: Part<S, 'body'>;
  readonly principal: PrincipalFor<A>;
  /** The reader's, by `Accept-Language`. */
  readonly language: Language;
  readonly log: Log;
  readonly headers: IncomingHttpHeaders;
  /** Whether the caller has left meanwhile, and nobody will hear the answer. */
  readonly isGone: () => boolean;
  /** For cookies, addresses and streams; what is sent by hand must be returned as `context.reply`. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Without Fastify's request and reply: what the handlers of direct routes may use. */
export type DirectContext<S extends RouteSchema, A extends RouteAccess> = Omit<RouteContext<S, A>, 'request' | 'reply'>;

export const streamedMediaTypes = ['application/octet-stream', 'text/csv'] as const;
type StreamedMediaType = (typeof streamedMediaTypes)[number];

export interface RouteDefinition<S extends RouteSchema = RouteSchema, A extends RouteAccess = RouteAccess> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, `:name` for parameters: `/api/v1/devices/:id`. Decides by its beginning which OpenAPI document shows it. */
  readonly path: string;
  readonly operationId: string;
  /** One line, English, for the reader of the API. */
  readonly summary: string;
  readonly description?: string;
  readonly access: A;
  /** For what hurts most: a person who logged in a while ago shows again who it is (`proof-required`); tokens need not. */
  readonly provenRecently?: boolean;
  readonly schema: S;
  /** The media type of a body that the handler reads by itself from `request.body`, a stream, as long as it may be. */
  readonly streamed?: StreamedMediaType;
  /** The handler reads any body by itself from `request.body`, a stream, whatever its media type says, and bounds it. */
  readonly anyBody?: true;
  /** What it answers with is compressed already: it is sent as it is, with its length. */
  readonly sentAsIs?: boolean;
  /** Largest body, default 64 KiB. */
  readonly bodyLimitBytes?: number;
  /** Looks at a request's headers before its body is read, where that may be long; throws to refuse it. */
  readonly beforeBody?: (headers: IncomingHttpHeaders) => void;
  /** Called most of all: answered without Fastify where the request is plain (`direct-routes.ts`). See `defineDirectRoute`. */
  readonly direct?: boolean;
  readonly handler: (context: RouteContext<S, A>) => Promise<Answer<S> | FastifyReply>;
}

/** Any route, whatever its schemas: what the registry holds. */
export interface AnyRoute extends Omit<RouteDefinition, 'handler'> {
  readonly handler: (context: never) => Promise<unknown>;
}

/** Writes a route; the types of `params`, `query`, `body` and the answer come from the schema. */
export function defineRoute<const S extends RouteSchema, const A extends RouteAccess>(
  route: RouteDefinition<S, A>,
): AnyRoute {
  return route;
}

/** A route of devices that is called most of all: a body in, a body out. */
export function defineDirectRoute<const S extends RouteSchema, const A extends { readonly public: string }>(
  route: Omit<RouteDefinition<S, A>, 'handler' | 'direct' | 'path'> & {
    readonly path: `/device/${string}`;
    readonly handler: (context: DirectContext<S, A>) => Promise<Answer<S>>;
  },
): AnyRoute {
  return { ...route, direct: true };
}

const defaultBodyLimitBytes = 64 * 1024;

export function bodyLimitOf({ bodyLimitBytes = defaultBodyLimitBytes }: Pick<AnyRoute, 'bodyLimitBytes'>): number {
  return bodyLimitBytes;
}

/** The status of a plain return. */
export function successStatusOf(schema: RouteSchema): number {
  const status = Object.keys(schema.response)
    .map(Number)
    .find((candidate) => candidate >= 200 && candidate < 300);
  if (status === undefined) throw new Error('a route needs a schema for its success');
  return status;
}
