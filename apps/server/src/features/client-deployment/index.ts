/** Client deployment: settings of installers, the installers made of them, and what devices show when they register with one. */
import type { Feature } from '../../platform/feature.ts';
import { clientDeploymentRoutes } from './client-deployment.routes.ts';
import { createInstallerDownloads, type InstallerDownloadsPorts } from './installer-downloads.service.ts';
import { createInstallerSettings, type InstallerSettingsPorts } from './installer-settings.service.ts';

export { packageMakers } from '@sekisho/installers';
export { createImportKeys, type ImportKeys } from './import-keys.ts';
export { createInstallerUses, type InstallerUses } from './installer-uses.ts';

export function clientDeploymentFeature(ports: InstallerDownloadsPorts & InstallerSettingsPorts): Feature {
  return {
    name: 'client-deployment',
    routes: clientDeploymentRoutes(createInstallerSettings(ports), createInstallerDownloads(ports)),
  };
}
