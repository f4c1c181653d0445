/** Texts of the console, Japanese; one file per screen. */
import { agentUpdatesJa } from './console/agent-updates.ts';
import { approvalsJa } from './console/approvals.ts';
import { auditJa } from './console/audit.ts';
import { clientJa } from './console/client.ts';
import { clientDeploymentJa } from './console/client-deployment.ts';
import { clientSoftwareJa } from './console/client-software.ts';
import { deviceJa } from './console/device.ts';

import { deviceListJa } from './console/device-list.ts';

import { inventoryJa } from './console/inventory.ts';
import { inventoryImportScreenJa } from './console/inventory-import.ts';
import { locationJa } from './console/location.ts';
import { peopleJa } from './console/people.ts';
import { policyInventoryJa } from './console/policy-inventory.ts';
import { releaseJa } from './console/release.ts';
import { serviceStateJa } from './console/service-state.ts';
import { sessionJa } from './console/session.ts';
import { settingsJa } from './console/settings.ts';
import { shellJa } from './console/shell.ts';
import { systemJa } from './console/system.ts';
import { tasksJa } from './console/tasks.ts';
import { wipeJa } from './console/wipe.ts';
import { csvJa } from './csv.ts';
import { inventoryImportJa } from './inventory-import.ts';

export const consoleJa = {
  ...agentUpdatesJa,
  ...approvalsJa,
  ...auditJa,
  ...csvJa,
  ...clientJa,
  ...clientDeploymentJa,
  ...clientSoftwareJa,
  ...deviceJa,
  ...deviceListJa,
  ...inventoryImportJa,
  ...inventoryImportScreenJa,
  ...peopleJa,
  ...inventoryJa,
  ...locationJa,
  ...policyInventoryJa,
  ...releaseJa,
  ...serviceStateJa,
  ...sessionJa,
  ...settingsJa,
  ...shellJa,
  ...systemJa,
  ...wipeJa,
  ...tasksJa,
} as const;
