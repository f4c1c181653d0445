/** What a device downloads: archives with their manifest, and the script that installs them. */
export {
  type AgentArchitecture,
  type Archive,
  agentArchitectures,
  type Compression,
  type DownloadManifest,
  type Downloads,
  openDownloads,
} from './downloads.ts';
export { type InstallScriptTexts, type InstallScriptValues, renderInstallScript } from './install-script.ts';
export { createLinuxRunMaker } from './linux-run.ts';
export { createPackageMakers } from './package-makers.ts';
export type { BuiltPackage, MissingTool, PackageMaker, PackagePart, StampedPackage } from './packages.ts';
export { createUtilityMakers, type UtilityMaker } from './utilities.ts';
