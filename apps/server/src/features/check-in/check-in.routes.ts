/** POST /device/v1/check-in: what a device does again and again. */
import { CheckInAnswer, CheckInRequest } from '@sekisho/contracts';
import { type AnyRoute, defineDirectRoute } from '../../platform/http/route.ts';
import type { Tracing } from '../../platform/tracing/tracing.ts';
import type { CallingDevice } from './asked.ts';
import type { CheckIns } from './check-in.service.ts';

export interface CheckInRoutesPorts {
  readonly checkIns: CheckIns;
  readonly tracing: Tracing;
  /** Of device tokens, for long bodies. Throws `device-token-invalid`. */
  readonly requireToken: NonNullable<AnyRoute['beforeBody']>;
  /** By the header `Authorization`. Throws `device-token-invalid`, `deregistered`. */
  readonly authenticate: (authorization: string | undefined) => Promise<CallingDevice>;
}

/** 200 items with full details fit. */
const bodyLimitBytes = 2 * 1024 * 1024;

export function checkInRoutes({ checkIns, tracing, authenticate, requireToken }: CheckInRoutesPorts): AnyRoute[] {
  return [
    defineDirectRoute({
      method: 'POST',
      path: '/device/v1/check-in',
      operationId: 'checkIn',
      summary: 'Tell what happened, fetch settings and commands; answered after it is stored, under a seal',
      access: { public: 'the token of the device is the proof' },
      schema: { body: CheckInRequest, response: { 200: CheckInAnswer } },
      bodyLimitBytes,
      beforeBody: requireToken,
      handler: async ({ body, headers }) =>
        checkIns.checkIn(await authenticate(headers.authorization), body, tracing.claimed(headers)),
    }),
  ];
}
