/** Tasks and the features whose long work they do: the device list as CSV, the lock history, the audit log; and what is kept of all. */
import { auditCheckpointsFolder, auditFeature, expireAudit } from './features/audit/index.ts';
import { expireTimelines } from './features/commands/index.ts';
import { deviceCsvFeature } from './features/device-csv/index.ts';
import {
  countByPolicy,
  createDeviceListCsv,
  type DeviceListReader,
  deviceListFeature,
} from './features/device-list/index.ts';
import type { Groups } from './features/groups/index.ts';
import { type DigestsPorts, inventoryDigestFeature, leftOutBy } from './features/inventory-digest/index.ts';
import { enqueueWake } from './features/live/index.ts';
import { lockHistoryFeature } from './features/lock-history/index.ts';
import type { Organizations } from './features/organizations/index.ts';
import type { Policies } from './features/policies/index.ts';
import { retentionFeature } from './features/retention/index.ts';
import { savedSearchesFeature } from './features/saved-searches/index.ts';
import { type Tasks, tasksFeature } from './features/tasks/index.ts';
import { createTimePartitions } from './platform/database/time-partitions.ts';
import type { Feature, Platform } from './platform/feature.ts';
import { requireVisible } from './wiring-devices.ts';

export function assembleLists(
  platform: Platform,
  shared: {
    readonly organizations: Organizations;
    readonly policies: Policies;
    readonly groups: Groups;
    readonly deviceList: DeviceListReader;
    readonly tasks: Tasks;
    readonly replaceCollected: DigestsPorts['replaceCollected'];
  },
): Feature[] {
  const { tasks, replaceCollected } = shared;
  return [
    deviceListFeature(platform),
    tasksFeature(tasks),
    deviceCsvFeature({
      ...platform,
      ...shared,
      csv: createDeviceListCsv({ ...platform, db: platform.lists, ...shared }),
      wake: (tx, deviceIds) => enqueueWake(platform, tx, deviceIds),
    }),
    inventoryDigestFeature({
      ...platform,
      tasks,
      listOrganizations: shared.organizations.listAll,
      replaceCollected,
      requireVisible: requireVisible(shared.deviceList),
      leftOut: async (scope) =>
        leftOutBy(await shared.policies.list(scope.organizationId), await countByPolicy(platform.lists, scope)),
    }),
    savedSearchesFeature(platform),
    lockHistoryFeature({ ...platform, db: platform.lists, tasks }),
    auditFeature(platform, tasks),
    assembleRetention(platform, shared.organizations),
  ];
}

function assembleRetention(platform: Platform, organizations: Organizations): Feature {
  const partitions = createTimePartitions(platform);
  const ports = { ...platform, partitions, checkpointsFolder: auditCheckpointsFolder(platform.settings.data) };
  return retentionFeature({
    ...ports,
    listOrganizations: organizations.listAll,
    expire: {
      eventDays: (kept) => expireTimelines(ports, kept),
      lockHistoryDays: (kept) => partitions.keepDays('lock_history', kept),
      auditDays: (kept) => expireAudit(ports, kept),
      inventoryChangeDays: (kept) => partitions.keepDays('inventory_changes', kept),
    },
  });
}
