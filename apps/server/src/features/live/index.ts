/** Live: connections over which devices are told to check in now. */
import type { Feature } from '../../platform/feature.ts';
import type { Live } from './live.service.ts';
import { createLiveUpgrade, type LiveUpgradePorts } from './live.upgrade.ts';

export { createLive, type Live, type LivePorts } from './live.service.ts';
export { enqueueWake } from './wake.ts';

export function liveFeature(live: Live, ports: Omit<LiveUpgradePorts, 'connections' | 'isStopping'>): Feature {
  const { connections, isStopping } = live;
  return {
    name: 'live',
    upgrades: [createLiveUpgrade({ ...ports, connections, isStopping })],
    start: async () => live.start(),
    stop: async () => live.stop(),
  };
}
