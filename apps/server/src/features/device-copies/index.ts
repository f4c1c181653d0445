/** Copies of devices: two machines with one identity are noticed, and one of them becomes a device of its own (I32). */
import { EnrolAnswer, PartRequest } from '@sekisho/contracts';
import type { Feature } from '../../platform/feature.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { type DeviceCopiesPorts, partDevice } from './device-copies.service.ts';

export { createMarks, type Marks } from './marks.service.ts';
export { deleteMarks } from './marks.store.ts';

export function deviceCopiesFeature(ports: DeviceCopiesPorts): Feature {
  return {
    name: 'device-copies',
    routes: [
      defineRoute({
        method: 'POST',
        path: '/device/v1/part',
        operationId: 'partDevice',
        summary: 'Register a copy of a device as a device of its own',
        access: { public: 'the assertion is the proof' },
        schema: { body: PartRequest, response: { 200: EnrolAnswer } },
        handler: ({ body }) => partDevice(ports, body),
      }),
    ],
  };
}
