/** POST /device/v1/enroll: a device registers itself by serial number. */
import { EnrolAnswer, EnrolRequest } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { Registration } from './registration.service.ts';

export function registrationRoutes(registration: Registration): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/device/v1/enroll',
      operationId: 'enrolDevice',
      summary: 'Register a device by serial number; the same public key is the same device',
      access: { public: 'a device that registers has nothing yet but the serial number' },
      schema: { body: EnrolRequest, response: { 200: EnrolAnswer } },
      handler: ({ body, request }) => registration.enrol(body, request.ip),
    }),
  ];
}
