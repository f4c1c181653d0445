/** Policies: what devices are told to do, and the news that it changed. */
import type { Feature } from '../../platform/feature.ts';
import { type PoliciesRoutesPorts, policiesRoutes } from './policies.routes.ts';
import type { ForgettingSettingsCache } from './settings-cache.ts';
import { listenForSavedSettings, type SettingsSavedPorts } from './settings-saved.ts';

export { createPolicies, type Policies, type PoliciesPorts, type PolicyRecord } from './policies.service.ts';
export { isPolicyApproved } from './policy-approval.ts';
export { type CurrentPolicy, createSettingsCache, type SettingsCache } from './settings-cache.ts';
export { announceSettings, type LiveDevices } from './settings-saved.ts';
export { createUnlockKeys, type UnlockKeys } from './unlock-keys.service.ts';

export interface PoliciesFeaturePorts extends PoliciesRoutesPorts, Omit<SettingsSavedPorts, 'forget' | 'forgetAll'> {
  readonly settingsCache: ForgettingSettingsCache;
}

export function policiesFeature(ports: PoliciesFeaturePorts): Feature {
  let stopListening = () => {};
  return {
    name: 'policies',
    routes: policiesRoutes(ports),
    async start() {
      stopListening = listenForSavedSettings({ ...ports, ...ports.settingsCache });
    },
    async stop() {
      stopListening();
    },
  };
}
