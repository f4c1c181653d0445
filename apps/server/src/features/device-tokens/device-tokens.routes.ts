/** /device/v1/nonce, /token and /time: what a device asks before it has a token. */
import { NonceAnswer, TimeAnswer, TimeQuery, TokenAnswer, TokenRequest } from '@sekisho/contracts';
import { type AnyRoute, defineDirectRoute, defineRoute } from '../../platform/http/route.ts';
import type { DeviceTokens } from './device-tokens.service.ts';

export function deviceTokensRoutes(tokens: DeviceTokens): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/device/v1/nonce',
      operationId: 'getDeviceNonce',
      summary: 'A nonce for the next proof, good for two minutes',
      access: { public: 'tells nothing and stores nothing' },
      schema: { response: { 200: NonceAnswer } },
      handler: async () => tokens.nonce(),
    }),
    defineDirectRoute({
      method: 'POST',
      path: '/device/v1/token',
      operationId: 'getDeviceToken',
      summary: 'Prove the key of a device by an assertion over a nonce; the answer holds a token for an hour',
      access: { public: 'the assertion is the proof' },
      schema: { body: TokenRequest, response: { 200: TokenAnswer } },
      handler: ({ body }) => tokens.prove(body.assertion),
    }),
    defineRoute({
      method: 'GET',
      path: '/device/v1/time',
      operationId: 'getSignedTime',
      summary: "The server's time, signed for one question",
      access: { public: 'everybody may know the time' },
      schema: { querystring: TimeQuery, response: { 200: TimeAnswer } },
      handler: async ({ query }) => ({ time: await tokens.time(query.organization, query.nonce) }),
    }),
  ];
}
