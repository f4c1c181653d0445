/** How devices reach the server: what they tell of the proxies they were given (N16). */
import { DeviceNetwork, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Feature } from '../../platform/feature.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { selectWord } from './device-network.store.ts';

export { deviceNetworkPart } from './device-network.part.ts';

export interface DeviceNetworkPorts {
  readonly db: Db;
  /** Throws `device-not-found` for a device that the principal may not see. */
  readonly requireVisible: (principal: Principal, deviceId: string) => Promise<void>;
}

export function deviceNetworkFeature({ db, requireVisible }: DeviceNetworkPorts): Feature {
  const read = defineRoute({
    method: 'GET',
    path: '/api/v1/devices/:id/network',
    operationId: 'getDeviceNetwork',
    summary: 'What the device last told of the proxy it was given',
    access: { permission: 'devices.read' },
    schema: { params: Type.Object({ id: Uuid }), response: { 200: DeviceNetwork } },
    handler: async ({ principal, params }) => {
      await requireVisible(principal, params.id);
      const word = await selectWord(db, principal.organizationId, params.id);
      if (word === null) return { proxy: null };
      const { proxy, family, code, otherProxy, otherCode, instead, at } = word;
      const other = otherProxy === null || otherCode === null ? null : { proxy: otherProxy, code: otherCode };
      return { proxy: { proxy, family, code, other, instead, at: at.toISOString() } };
    },
  });
  return { name: 'device-network', routes: [read] };
}
