/** Which downloads are shown, as it stands in the address. Pure. */
import { type InstallerDownloadQuery, installerDownloadStates } from '@sekisho/contracts';
import { clientPlatforms } from './offered-kinds.ts';

export type DownloadFilters = Pick<InstallerDownloadQuery, 'keyword' | 'platform' | 'state'>;

export function parseDownloadFilters(search: Record<string, unknown>): DownloadFilters {
  const { keyword } = search;
  const platform = clientPlatforms.find((each) => each === search['platform']);
  const state = installerDownloadStates.find((each) => each === search['state']);
  const filters: DownloadFilters = {};
  if ((typeof keyword === 'string' || typeof keyword === 'number') && String(keyword) !== '')
    filters.keyword = String(keyword).slice(0, 200);
  if (platform !== undefined) filters.platform = platform;
  if (state !== undefined) filters.state = state;
  return filters;
}
