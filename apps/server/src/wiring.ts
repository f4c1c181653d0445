/** The composition root: which features there are and what each is given. One line per feature. */
import { administratorsFeature, createAdministrators, createPasswordHasher } from './features/administrators/index.ts';
import { apiTokensFeature, createApiTokens } from './features/api-tokens/index.ts';
import {
  countByGroup,
  countByPolicy,
  createDeviceListReader,
  filterByPolicy,
  renameGroup,
} from './features/device-list/index.ts';
import { createDevices, devicesFeature, vacateGroup, vacatePolicy } from './features/devices/index.ts';
import { createGroups, groupsFeature } from './features/groups/index.ts';
import { createOrganizations } from './features/organizations/index.ts';
import { createPolicies, createSettingsCache, policiesFeature } from './features/policies/index.ts';
import { createSessions, sessionsFeature } from './features/sessions/index.ts';
import { createRecoveryKeyFile, setupFeature } from './features/setup/index.ts';
import { createSystem, systemFeature } from './features/system/index.ts';
import { createTrust } from './features/trust/index.ts';
import type { Platform } from './platform/feature.ts';
import { createServiceKeys } from './platform/keys/service-keys.ts';
import type { Assembly } from './platform/server.ts';

export function assemble(platform: Platform): Assembly {
  const { db, settings } = platform;
  const serviceKeys = createServiceKeys(platform);
  const trust = createTrust(platform);
  const organizations = createOrganizations({ ...platform, serviceKeys });

  const administrators = createAdministrators({
    ...platform,
    passwordHasher: createPasswordHasher(platform.randomness),
    endOtherSessions: (...owner) => sessions.endOthers(...owner),
  });
  const { proveByPassword } = administrators;
  const sessions = createSessions({ ...platform, proveByPassword });
  const apiTokens = createApiTokens(platform);

  const policies = createPolicies({
    ...platform,
    organizations,
    signPolicy: (_tx, organizationId, text) => trust.signFor(organizationId, 'policy', text),
    vacatePolicy,
  });
  const settingsCache = createSettingsCache({
    ...platform,
    loadPolicy: policies.find,
    loadHomeRevision: organizations.homeRevision,
  });
  const groups = createGroups({ ...platform, organizations, renameInList: renameGroup, vacateGroup });
  const deviceList = createDeviceListReader({ ...platform, policies, organizations });
  const live = { connectedIn: () => [], wakeHere: () => {} };
  const wake = async () => {};
  const devices = createDevices({ ...platform, organizations, policies, groups, deviceList, wake });
  const system = createSystem({
    ...platform,
    ...settings,
    publicUrl: settings.publicUrl,
    organizations,
    trustOf: async (organizationId) => {
      const { state } = await trust.of(organizationId);
      return { version: state.set.version, hash: state.hash };
    },
  });

  return {
    authenticate: async (request) => {
      const byToken = await apiTokens.authenticate(request);
      return byToken === undefined ? sessions.authenticate(request) : byToken;
    },
    features: [
      { name: 'trust', start: async () => trust.start(), stop: async () => trust.stop() },
      setupFeature(
        {
          ...platform,
          organizations,
          administrators,
          policies,
          sessions,
          apiTokens,
          establishTrust: trust.establish,
          recoveryKeyFile: createRecoveryKeyFile(settings.data, platform.randomness),
        },
        () => platform.addresses.consoleUrl,
      ),
      administratorsFeature(administrators, platform),
      sessionsFeature({ ...platform, sessions, administrators, organizations }),
      apiTokensFeature(apiTokens),
      groupsFeature({ groups, countDevices: (organizationId) => countByGroup(db, organizationId) }),
      policiesFeature({
        ...platform,
        policies,
        settingsCache,
        live,
        countDevices: (organizationId) => countByPolicy(db, organizationId),
        underPolicy: (...which) => filterByPolicy(db, ...which),
      }),
      devicesFeature({ devices, deviceList }),
      systemFeature({ system, policies }),
    ],
  };
}
