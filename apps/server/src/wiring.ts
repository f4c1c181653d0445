/** The composition root: which features there are and what each is given. One line per feature. */
import { hostname } from 'node:os';
import type { ApprovalGate, CarryOut } from './features/approvals/index.ts';
import { auditCheckpointsFolder, verifyAuditLogs } from './features/audit/index.ts';
import { type AfterRestorePorts, lastBackups } from './features/backups/index.ts';
import {
  clientDeploymentFeature,
  createImportKeys,
  createInstallerUses,
  makersOfPackages,
} from './features/client-deployment/index.ts';
import { clientSoftwareFeature, makersOfUtilities } from './features/client-software/index.ts';
import { createReplacements } from './features/collected-inventories/index.ts';
import { commandsFeature } from './features/commands/index.ts';
import { createDeregistration, type Deregistration, deregistrationFeature } from './features/deregistration/index.ts';
import {
  countByGroup,
  countByPolicy,
  createDeviceListReader,
  type DeviceListReader,
  filterByPolicy,
  renameGroup,
} from './features/device-list/index.ts';
import { deviceNetworkFeature } from './features/device-network/index.ts';
import { deviceRevoked, holderChanged } from './features/device-tokens/index.ts';
import { createDevices, devicesFeature, vacateGroup, vacatePolicy } from './features/devices/index.ts';
import { downloadsFeature } from './features/downloads/index.ts';
import { createGroups, groupsFeature } from './features/groups/index.ts';
import { inventoryRequestsFeature } from './features/inventory-requests/index.ts';
import { createHoldForOrder, linkedClonesFeature } from './features/linked-clones/index.ts';
import { createLive, enqueueWake } from './features/live/index.ts';
import { createLocations, locationsFeature, mapSettingsOf, takeOffMap } from './features/locations/index.ts';
import { changeContractedDevices, createOrganizations, type Organizations } from './features/organizations/index.ts';
import { createAgentIntakes } from './features/other-agents/index.ts';
import {
  createPolicies,
  createSettingsCache,
  createUnlockKeys,
  type Policies,
  policiesFeature,
} from './features/policies/index.ts';
import { createRemoteLock, remoteLockFeature } from './features/remote-lock/index.ts';
import { serviceFiguresFeature } from './features/service-figures/index.ts';
import { serviceStateFeature } from './features/service-state/index.ts';
import { createRecoveryKeyFile, setupFeature } from './features/setup/index.ts';
import { createSystem, systemFeature } from './features/system/index.ts';
import { createTasks } from './features/tasks/index.ts';
import { createTrust, type Trust, trustFeature } from './features/trust/index.ts';
import { createUninstallPasswords, uninstallPasswordFeature } from './features/uninstall-password/index.ts';
import { createWipes, wipeFeature } from './features/wipe/index.ts';
import type { Tx } from './platform/database/tables.ts';
import type { Feature, Platform } from './platform/feature.ts';
import { createServiceKeys } from './platform/keys/service-keys.ts';
import type { RunCommand } from './platform/run-command.ts';
import type { Assembly } from './platform/server.ts';
import { assembleApprovals, findCurrentPolicy } from './wiring-approvals.ts';
import { assembleBackups } from './wiring-backups.ts';
import { assembleDeviceProtocol, requireVisible } from './wiring-devices.ts';
import { assembleLists } from './wiring-lists.ts';
import { assemblePeople } from './wiring-people.ts';

/** @param makers of the packages that installers are made of @param utilities that are handed out beside them */
export function assemble(
  platform: Platform,
  makers = makersOfPackages(platform.settings),
  utilities = makersOfUtilities(),
): Assembly {
  const { db, settings } = platform;
  const serviceKeys = createServiceKeys(platform);
  const trust = createTrust(platform);
  const organizations = createOrganizations({ ...platform, serviceKeys });

  const uninstallPasswords = createUninstallPasswords({
    ...platform,
    signPoliciesAnew: (...which) => policies.signAnew(...which),
  });
  const approvals = assembleApprovals(platform, {
    trust,
    administrators: (organizationId) => listAdministrators(organizationId),
    policies: () => policies,
    commands: () => commands.carryOut,
  });
  const policies = createPolicies({
    ...platform,
    approvals: approvals.gate,
    organizations,
    signPolicy: (_tx, organizationId, text) => trust.signFor(organizationId, 'policy', text),
    uninstallVerifier: uninstallPasswords.verifierOf,
    vacatePolicy,
  });
  const settingsCache = createSettingsCache({
    ...platform,
    loadPolicy: (organizationId, code) => findCurrentPolicy({ trust, policies }, organizationId, code),
    loadHomeRevision: organizations.homeRevision,
  });
  const groups = createGroups({ ...platform, organizations, renameInList: renameGroup, vacateGroup });
  const people = assemblePeople(platform, { organizations, groups });
  const { administrators, listAdministrators, sessions, apiTokens, authenticate, features } = people;
  const deviceList = createDeviceListReader({ ...platform, db: platform.lists, policies, organizations, groups });
  const live = createLive({ ...platform, deviceRevoked, holderChanged, workers: settings.workers });
  const wake = (tx: Tx, deviceId: string) => enqueueWake(platform, tx, [deviceId]);
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

  const tasks = createTasks(platform);
  const importKeys = createImportKeys(platform);
  const installerUses = createInstallerUses({ ...platform, serviceKeys, organizations, policies, groups });
  const agentIntakes = createAgentIntakes({ ...platform, groups });
  const trustHashOf = async (organizationId: string) => (await trust.of(organizationId)).state.hash;

  const commands = deviceCommands(platform, { trust, organizations, policies, deviceList, approvals: approvals.gate });

  return {
    authenticate,
    features: [
      trustFeature(trust),
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
      ...features,
      assembleBackups(platform, { organizations, people, policies, approvals, ...commands.afterRestore }),
      groupsFeature({ groups, countDevices: (organizationId) => countByGroup(db, organizationId) }),
      policiesFeature({
        ...platform,
        policies,
        unlockKeys: createUnlockKeys({
          ...platform,
          policies,
          signKey: (organizationId, text) => trust.signFor(organizationId, 'unlock-key', text),
        }),
        settingsCache,
        live,
        countDevices: (scope) => countByPolicy(db, scope),
        underPolicy: (...which) => filterByPolicy(db, ...which),
      }),
      devicesFeature({ devices, deviceList }),
      ...assembleLists(platform, {
        organizations,
        policies,
        groups,
        deviceList,
        tasks,
        replaceCollected: createReplacements(commands),
      }),
      ...assembleDeviceProtocol(platform, {
        serviceKeys,
        trust,
        organizations,
        policies,
        settingsCache,
        live,
        deviceList,
        installerUses,
        agentIntakes,
        importKeys,
        tasks,
        groups,
        changeReleaseKeys: approvals.takeReleaseKeys,
      }),
      ...commands.features,
      approvals.feature,
      locationsFeature({
        ...platform,
        locations: createLocations({ ...platform, db: platform.lists, deviceList, policies }),
        mapSettings: mapSettingsOf(settings),
      }),
      serviceFiguresFeature(platform),
      systemFeature({ system, policies }),
      serviceStateFeature({
        ...platform,
        hostName: hostname(),
        liveConnections: live.connections.size,
        licencesOf: organizations.get,
        lastBackups: () => lastBackups(db),
      }),
      uninstallPasswordFeature(uninstallPasswords),
      downloadsFeature({
        ...platform,
        ...settings,
        publicUrl: settings.publicUrl,
        organizations,
        trustHashOf,
      }),
      clientDeploymentFeature({
        ...platform,
        ...settings,
        publicUrl: settings.publicUrl,
        makers,
        serviceKeys,
        organizations,
        policies,
        groups,
        importKeys,
        trustHashOf,
      }),
      clientSoftwareFeature({ ...platform, serviceKeys, utilities }),
    ],
  };
}

/** What people do to devices: lock, unlock, wipe, deregister; and what they read of it. */
function deviceCommands(
  platform: Platform,
  shared: {
    trust: Trust;
    organizations: Organizations;
    policies: Policies;
    deviceList: DeviceListReader;
    approvals: ApprovalGate;
  },
): {
  features: Feature[];
  carryOut: { wipe: CarryOut; deregistration: CarryOut };
  afterRestore: Pick<AfterRestorePorts, 'endWipes' | 'endUnlocks'>;
  closeReplaced: Deregistration['closeReplaced'];
} {
  const { trust, organizations, policies, approvals } = shared;
  const wake = (tx: Tx, deviceIds: readonly string[]) => enqueueWake(platform, tx, deviceIds);
  const visible = requireVisible(shared.deviceList);
  const holdForOrder = createHoldForOrder((tx, organizationId) => organizations.releaseLicences(tx, organizationId, 0));
  const remoteLock = createRemoteLock({ ...platform, wake, holdForOrder });
  const wipes = createWipes({ ...platform, approvals, wake, holdForOrder, findPolicy: policies.find });
  const deregistration = createDeregistration({
    ...platform,
    approvals,
    deviceRevoked,
    signFor: trust.signFor,
    takeOffMap,
    releaseLicences: organizations.releaseLicences,
  });
  const features = [
    commandsFeature({ ...platform, requireVisible: visible }),
    deviceNetworkFeature({ ...platform, requireVisible: visible }),
    remoteLockFeature(remoteLock),
    inventoryRequestsFeature({ ...platform, wake }),
    wipeFeature({ ...platform, wipes, requireVisible: visible }),
    deregistrationFeature(deregistration),
    linkedClonesFeature({ ...platform, ...deregistration, listOrganizations: shared.organizations.listAll }),
  ];
  return {
    features,
    carryOut: { wipe: wipes.carryOut, deregistration: deregistration.carryOut },
    closeReplaced: deregistration.closeReplaced,
    afterRestore: { endWipes: wipes.expireUnfetched, endUnlocks: remoteLock.endUnfetchedUnlocks },
  };
}

/** `contracted-devices` at the command line. */
export const contractedDevices: RunCommand = (platform, input) =>
  changeContractedDevices(createOrganizations({ ...platform, serviceKeys: createServiceKeys(platform) }), input);

/** `audit-verify` at the command line. */
export const auditVerify: RunCommand = async (platform, input) => {
  const organizations = await createOrganizations({ ...platform, serviceKeys: createServiceKeys(platform) }).listAll();
  return verifyAuditLogs(platform, organizations, auditCheckpointsFolder(platform.settings.data), input);
};
