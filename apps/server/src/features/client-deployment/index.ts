/** Client deployment: settings of installers, the installers made of them, and what devices show when they register with one. */
import { createPackageMakers, openDownloads, type PackageMaker } from '@sekisho/installers';
import type { Feature } from '../../platform/feature.ts';
import { installerTexts } from '../downloads/index.ts';
import { clientDeploymentRoutes } from './client-deployment.routes.ts';
import { createInstallerDownloads, type InstallerDownloadsPorts } from './installer-downloads.service.ts';
import { createInstallerSettings, type InstallerSettingsPorts } from './installer-settings.service.ts';

export { createImportKeys, type ImportKeys } from './import-keys.ts';
export { selectReturningSettings } from './installer-settings.store.ts';
export { createInstallerUses, type InstallerUses } from './installer-uses.ts';
export { sendFile } from './send-file.ts';
export { sliceParts, streamParts } from './stamped-file.ts';

/** Every one there is. */
export function makersOfPackages({ mailFrom = null }: { readonly mailFrom?: string | null }): readonly PackageMaker[] {
  return createPackageMakers({ downloads: openDownloads(), texts: installerTexts, mailFrom });
}

export function clientDeploymentFeature(ports: InstallerDownloadsPorts & InstallerSettingsPorts): Feature {
  return {
    name: 'client-deployment',
    routes: clientDeploymentRoutes(createInstallerSettings(ports), createInstallerDownloads(ports)),
  };
}
