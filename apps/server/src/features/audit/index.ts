/** The audit log: read, sealed by a chain with signed checkpoints, verified, exported. */
import path from 'node:path';
import type { Feature, Platform } from '../../platform/feature.ts';
import { defineJobQueue } from '../../platform/jobs/jobs.ts';
import type { Tasks } from '../tasks/index.ts';
import { auditRoutes } from './audit.routes.ts';
import { createAuditExportTask } from './export.task.ts';
import { sealAll } from './sealer.ts';

export { verifyAuditLogs } from './audit-verify.command.ts';
export { expireAudit } from './retention.ts';

const sealQueue = defineJobQueue<null>('audit-seal');

/** Beside the database, in the data folder of whichever process sealed. */
export const auditCheckpointsFolder = (dataFolder: string) => path.join(dataFolder, 'audit-checkpoints');

export function auditFeature(platform: Platform, tasks: Tasks): Feature {
  const checkpointsFolder = auditCheckpointsFolder(platform.settings.data);
  platform.jobs.define(sealQueue, { retries: 0 }, async () => {
    await sealAll({ ...platform, checkpointsFolder });
  });
  platform.jobs.schedule(sealQueue, '* * * * *', null);
  const reading = { ...platform, db: platform.lists };
  tasks.define('audit-export', createAuditExportTask(reading));
  return { name: 'audit', routes: auditRoutes({ ...reading, tasks }) };
}
