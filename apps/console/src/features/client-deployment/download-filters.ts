/** Which downloads are shown, as it stands in the address. Pure. */
import type { InstallerDownloadQuery } from '@sekisho/contracts';

export type DownloadFilters = Pick<InstallerDownloadQuery, 'keyword' | 'platform' | 'state'>;

// The addresses are read before the first list: written down here, no schema has to be loaded for them.
export const downloadPlatforms = ['windows', 'macos', 'linux'] as const satisfies DownloadFilters['platform'][];
export const downloadStates = ['usable', 'used-up', 'expired', 'revoked'] as const satisfies DownloadFilters['state'][];

export function parseDownloadFilters(search: Record<string, unknown>): DownloadFilters {
  const { keyword } = search;
  const platform = downloadPlatforms.find((each) => each === search['platform']);
  const state = downloadStates.find((each) => each === search['state']);
  const filters: DownloadFilters = {};
  if ((typeof keyword === 'string' || typeof keyword === 'number') && String(keyword) !== '')
    filters.keyword = String(keyword).slice(0, 200);
  if (platform !== undefined) filters.platform = platform;
  if (state !== undefined) filters.state = state;
  return filters;
}
