/** Trust: an organization's signing keys and its chain of trust sets. */
import type { Feature } from '../../platform/feature.ts';
import type { Trust } from './trust.service.ts';

export { createTrust, type OrganizationTrust, type Trust, type TrustPorts, trustChanged } from './trust.service.ts';

export function trustFeature(trust: Trust): Feature {
  return { name: 'trust', start: async () => trust.start(), stop: async () => trust.stop() };
}
