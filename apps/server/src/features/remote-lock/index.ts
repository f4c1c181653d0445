/** Remote lock: lock and unlock, issued by people, and again by the server for a device that lost its state. */
import type { Feature } from '../../platform/feature.ts';
import { remoteLockRoutes } from './lock.routes.ts';
import type { RemoteLock } from './lock.service.ts';

export { createRemoteLock, type RemoteLock, type RemoteLockPorts, storeIssued } from './lock.service.ts';
export { createRelockPart } from './relock.part.ts';

export function remoteLockFeature(remoteLock: RemoteLock): Feature {
  return { name: 'remote-lock', routes: remoteLockRoutes(remoteLock) };
}
