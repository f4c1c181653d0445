/** Downloads: the installer of the agent. */
import { openDownloads } from '@sekisho/installers';
import type { Feature } from '../../platform/feature.ts';
import { downloadsRoutes } from './downloads.routes.ts';
import { createDownloads, type DownloadsPorts } from './downloads.service.ts';

export { readByteRange } from './byte-range.rules.ts';
export { installerTexts, meetsOurCertificate } from './downloads.service.ts';

export function downloadsFeature(ports: Omit<DownloadsPorts, 'downloads'>): Feature {
  const service = createDownloads({ ...ports, downloads: openDownloads() });
  return { name: 'downloads', routes: downloadsRoutes(service) };
}
