/** The state of the service, for administrators who may read its figures. */
import { ServiceState } from '@sekisho/contracts';
import type { Feature } from '../../platform/feature.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { createServiceState, type ServiceStatePorts } from './service-state.service.ts';

export type { ServiceStatePorts } from './service-state.service.ts';

export function serviceStateFeature(ports: ServiceStatePorts): Feature {
  const state = createServiceState(ports);
  return {
    name: 'service-state',
    routes: [
      defineRoute({
        method: 'GET',
        path: '/api/v1/service-state',
        operationId: 'getServiceState',
        summary: 'How the service itself is: processes, database, backups, licences',
        access: { permission: 'metrics.read' },
        schema: { response: { 200: ServiceState } },
        handler: ({ principal }) => state.of(principal),
      }),
    ],
    start: () => state.start(),
    stop: () => state.stop(),
  };
}
