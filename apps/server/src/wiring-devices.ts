/** The part of the composition that devices call: who they are, what is stored of them, who is woken. */
import path from 'node:path';
import { isResident, sectionsLeftOut } from '@sekisho/contracts';
import {
  agentUpdatesFeature,
  createAgentUpdates,
  createAgentUpdatesPart,
  createRollouts,
} from './features/agent-updates/index.ts';
import type { TrustChanges } from './features/approvals/index.ts';
import { checkInFeature, createCheckIns, createSettingsPart, createTrustPart } from './features/check-in/index.ts';
import { type ImportKeys, type InstallerUses, selectReturningSettings } from './features/client-deployment/index.ts';
import { collectedInventoriesFeature, createCollectedInventories } from './features/collected-inventories/index.ts';
import { createCommandsPart, eventsPart } from './features/commands/index.ts';
import { createMarks, deleteMarks, deviceCopiesFeature } from './features/device-copies/index.ts';
import {
  type DeviceListReader,
  deviceListPart,
  deviceScopeOf,
  onlineForMs,
  selectHeldDevices,
  selectPlaces,
} from './features/device-list/index.ts';
import { deviceNetworkPart } from './features/device-network/index.ts';
import {
  createDeviceTokens,
  createRevocations,
  deviceTokensFeature,
  holderChanged,
} from './features/device-tokens/index.ts';
import type { Groups } from './features/groups/index.ts';
import { createInventory, inventoryFeature } from './features/inventory/index.ts';
import { createReturningClones, endedPart } from './features/linked-clones/index.ts';
import { type Live, liveFeature } from './features/live/index.ts';
import { locationsPart } from './features/locations/index.ts';
import { createLockHistoryPart } from './features/lock-history/index.ts';
import type { Organizations } from './features/organizations/index.ts';
import { type AgentIntakes, otherAgentsFeature, readAgentFile } from './features/other-agents/index.ts';
import type { Policies, SettingsCache } from './features/policies/index.ts';
import {
  createDeviceFinder,
  createRegistration,
  createSharedGuessLimit,
  findDeregisteredSince,
  findHoldersChangedSince,
  registrationFeature,
} from './features/registration/index.ts';
import { createRelockPart } from './features/remote-lock/index.ts';
import type { Tasks } from './features/tasks/index.ts';
import type { Trust } from './features/trust/index.ts';
import { createRegisteredAgain, createWipePart } from './features/wipe/index.ts';
import type { Principal } from './platform/authorization/permissions.ts';
import type { Feature, Platform } from './platform/feature.ts';
import { createDeviceRate } from './platform/http/admission/device-rate.ts';
import type { ServiceKeys } from './platform/keys/service-keys.ts';

/** Throws `device-not-found` for a device that the principal may not see. */
export function requireVisible(
  deviceList: DeviceListReader,
): (principal: Principal, deviceId: string) => Promise<void> {
  return async (principal, deviceId) => {
    await deviceList.get(deviceScopeOf(principal), deviceId);
  };
}

/** What devices call: registration, proof, check-in, inventory, live. */
export function assembleDeviceProtocol(
  platform: Platform,
  shared: {
    serviceKeys: ServiceKeys;
    trust: Trust;
    organizations: Organizations;
    policies: Pick<Policies, 'find'>;
    settingsCache: SettingsCache;
    live: Live;
    deviceList: DeviceListReader;
    installerUses: InstallerUses;
    agentIntakes: AgentIntakes;
    importKeys: ImportKeys;
    tasks: Tasks;
    groups: Pick<Groups, 'hold'>;
    changeReleaseKeys: TrustChanges['takeReleaseKeys'];
  },
): Feature[] {
  const { db } = platform;
  const { trust, organizations, settingsCache, live, installerUses, agentIntakes } = shared;
  const revocations = createRevocations({
    ...platform,
    deregisteredSince: (since) => findDeregisteredSince(db, since),
    holdersChangedSince: (since) => findHoldersChangedSince(db, since),
  });
  const marks = createMarks({ ...platform, selectHeldTogether: selectHeldDevices });
  const tokens = createDeviceTokens({
    ...platform,
    serviceKeys: shared.serviceKeys,
    revocations,
    rate: createDeviceRate(platform.clock, platform.settings.deviceCallsPerMinute),
    findDevice: createDeviceFinder(platform),
    signFor: trust.signFor,
    showMark: marks.show,
  });
  const enrolment = {
    ...platform,
    ...organizations,
    ...installerUses,
    guessLimit: createSharedGuessLimit(platform, 'serial-number'),
    assignmentsOf: selectPlaces,
    registeredAgain: createRegisteredAgain(platform.appendAudit),
    clones: createReturningClones({
      ...platform,
      settingsThatReturn: selectReturningSettings,
      onlineForMs: async (organizationId, policyCode) =>
        onlineForMs((await settingsCache.policyFor(organizationId, policyCode))?.settings.checkInIntervalMs ?? 0),
      forgetMarks: deleteMarks,
      holderChanged,
    }),
  };
  const registration = createRegistration({ ...enrolment, ...settingsCache, trustChain: trust.trustChain });
  const inventory = createInventory({ ...platform, refusalFor: tokens.refusalFor });
  const rollouts = createRollouts(platform);
  const checkIns = createCheckIns({
    ...platform,
    refusalFor: tokens.refusalFor,
    // Results before what may follow from them, deliveries last.
    parts: [
      eventsPart,
      createWipePart(platform.appendAudit),
      createCommandsPart({ ...platform, trustOf: trust.of }),
      createRelockPart(platform),
      createLockHistoryPart(platform.ids),
      locationsPart,
      deviceNetworkPart,
      deviceListPart,
      endedPart,
      createSettingsPart(settingsCache),
      createTrustPart({ trustOf: trust.of }),
      createAgentUpdatesPart({ ...platform, rollouts }),
    ],
  });
  const collected = createCollectedInventories({
    ...platform,
    inventory,
    enrolment: {
      ...enrolment,
      async holdInstallers(...which) {
        return new Map([...(await installerUses.holdInstallers(...which)), ...(await agentIntakes.hold(...which))]);
      },
      async countUses(...uses) {
        await installerUses.countUses(...uses);
        await agentIntakes.countDevices(...uses);
      },
    },
  });
  const { authenticate, requireToken } = tokens;
  return [
    deviceTokensFeature(tokens, revocations),
    registrationFeature(registration),
    deviceCopiesFeature({ tokens, marks, registration }),
    checkInFeature({ ...platform, checkIns, authenticate, requireToken }),
    inventoryFeature({
      inventory,
      authenticateDevice: authenticate,
      requireToken,
      async leftOutOf(principal, deviceId) {
        const device = await shared.deviceList.get(deviceScopeOf(principal), deviceId);
        // Clients that do not stay hold no policy.
        if (!isResident(device.clientKind)) return [];
        const policy = await shared.policies.find(principal.organizationId, device.policyCode);
        return sectionsLeftOut(policy?.settings.inventory);
      },
    }),
    collectedInventoriesFeature({
      ...enrolment,
      tasks: shared.tasks,
      inventory,
      collected,
      readAgentFile,
      findGroup: (organizationId, id) => platform.transaction((tx) => shared.groups.hold(tx, organizationId, id)),
      folder: path.join(platform.settings.data, 'imports'),
      findOrganization: organizations.find,
      importKeyOf: shared.importKeys.privateKeyOf,
    }),
    agentUpdatesFeature({
      ...platform,
      rollouts,
      authenticate,
      updates: createAgentUpdates({ ...platform, trust, holdGroup: shared.groups.hold }),
      changeReleaseKeys: shared.changeReleaseKeys,
    }),
    otherAgentsFeature({
      ...platform,
      intakes: agentIntakes,
      collected,
      inventory,
      findOrganization: organizations.find,
    }),
    liveFeature(live, { ...platform, authenticate, isRevoked: revocations.isRevoked }),
  ];
}
