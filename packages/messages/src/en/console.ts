/** Texts of the console, English; one file per screen. */
import { agentUpdatesEn } from './console/agent-updates.ts';
import { approvalsEn } from './console/approvals.ts';
import { auditEn } from './console/audit.ts';
import { clientEn } from './console/client.ts';
import { clientDeploymentEn } from './console/client-deployment.ts';
import { clientSoftwareEn } from './console/client-software.ts';
import { deviceEn } from './console/device.ts';

import { deviceListEn } from './console/device-list.ts';

import { inventoryEn } from './console/inventory.ts';
import { inventoryImportScreenEn } from './console/inventory-import.ts';
import { locationEn } from './console/location.ts';
import { peopleEn } from './console/people.ts';
import { policyInventoryEn } from './console/policy-inventory.ts';
import { releaseEn } from './console/release.ts';
import { serviceStateEn } from './console/service-state.ts';
import { sessionEn } from './console/session.ts';
import { settingsEn } from './console/settings.ts';
import { shellEn } from './console/shell.ts';
import { systemEn } from './console/system.ts';
import { tasksEn } from './console/tasks.ts';
import { wipeEn } from './console/wipe.ts';
import { csvEn } from './csv.ts';
import { inventoryImportEn } from './inventory-import.ts';

export const consoleEn = {
  ...agentUpdatesEn,
  ...approvalsEn,
  ...auditEn,
  ...csvEn,
  ...clientEn,
  ...clientDeploymentEn,
  ...clientSoftwareEn,
  ...deviceEn,
  ...deviceListEn,
  ...inventoryImportEn,
  ...inventoryImportScreenEn,
  ...peopleEn,
  ...inventoryEn,
  ...locationEn,
  ...policyInventoryEn,
  ...releaseEn,
  ...serviceStateEn,
  ...sessionEn,
  ...settingsEn,
  ...shellEn,
  ...systemEn,
  ...wipeEn,
  ...tasksEn,
} as const;
