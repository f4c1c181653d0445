/** Device tokens: how a device proves itself, and how every other call knows which device is asking. */
import type { Feature } from '../../platform/feature.ts';
import { deviceTokensRoutes } from './device-tokens.routes.ts';
import type { DeviceTokens } from './device-tokens.service.ts';
import type { Revocations } from './revocations.ts';

export type { DeviceIdentity } from './bearer-token.rules.ts';
export { createDeviceTokens, type DeviceTokens, type DeviceTokensPorts } from './device-tokens.service.ts';
export { createRevocations, deviceRevoked, type HolderChange, holderChanged, type Revocations } from './revocations.ts';

export function deviceTokensFeature(tokens: DeviceTokens, revocations: Revocations): Feature {
  return {
    name: 'device-tokens',
    routes: deviceTokensRoutes(tokens),
    async start() {
      await tokens.start();
      await revocations.start();
    },
    stop: async () => revocations.stop(),
  };
}
