/**
 * The list as far as one has scrolled, page by page, alive: pages in view are asked for again and again, and a page
 * whose end moved leads to a new next page. What was shown stays until its successor is there.
 */
import type { DeviceList, DeviceListQuery, DeviceSummary } from '@sekisho/contracts';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { awaitedIntervalMs, devicePageQuery, devicePageSize, liveIntervalMs } from '../../api/queries.ts';

export type DevicePages = {
  devices: readonly DeviceSummary[];
  total: number;
  totalIsExact: boolean;
  /** Another view is still shown while the first page of this one is on its way. */
  isStale: boolean;
  isPending: boolean;
  isLoadingMore: boolean;
  hasMore: boolean;
  error: unknown;
  updatedAtMs: number;
};

/** `firstRow` and `lastRow` are what is in view. */
export function useDevicePages(query: DeviceListQuery, firstRow: number, lastRow: number): DevicePages {
  const queryClient = useQueryClient();
  const viewKey = JSON.stringify(query);
  const [wanted, setWanted] = useState({ viewKey, pages: 1 });
  const shown = useRef<{ viewKey: string; pages: DeviceList[] }>({ viewKey, pages: [] });
  const pageCount = wanted.viewKey === viewKey ? wanted.pages : 1;
  const held = shown.current.viewKey === viewKey ? shown.current.pages : [];

  const cursors: (string | undefined)[] = [undefined];
  while (cursors.length < pageCount) {
    const index = cursors.length - 1;
    const page = queryClient.getQueryData<DeviceList>(devicePageQuery(query, cursors[index]).queryKey) ?? held[index];
    if (page === undefined || page.nextCursor === null) break;
    cursors.push(page.nextCursor);
  }
  const firstPage = Math.floor(Math.max(0, firstRow) / devicePageSize);
  const lastPage = Math.floor(Math.max(0, lastRow) / devicePageSize);
  const results = useQueries({
    queries: cursors.map((cursor, index) => ({
      ...devicePageQuery(query, cursor),
      refetchInterval: ({ state }: { state: { data?: DeviceList | undefined } }) => {
        if (index < firstPage || index > lastPage) return false as const;
        return state.data?.total === 0 ? awaitedIntervalMs : liveIntervalMs;
      },
    })),
  });

  const pages: DeviceList[] = [];
  for (const [index, { data }] of results.entries()) {
    const page = data ?? held[index];
    if (page === undefined) break;
    pages.push(page);
  }
  const isStale = pages.length === 0 && results[0]?.isPending === true && shown.current.pages.length > 0;
  const visible = isStale ? shown.current.pages : pages;
  const lastShown = pages.at(-1);
  const hasMore = lastShown !== undefined && lastShown.nextCursor !== null;
  const loadedRows = pages.reduce((sum, page) => sum + page.items.length, 0);

  useEffect(() => {
    if (pages.length > 0) shown.current = { viewKey, pages };
  });
  useEffect(() => {
    const nearEnd = hasMore && lastRow >= loadedRows - 40;
    if (nearEnd && pages.length === pageCount) setWanted({ viewKey, pages: pageCount + 1 });
    else if (wanted.viewKey !== viewKey) setWanted({ viewKey, pages: 1 });
  }, [hasMore, lastRow, loadedRows, pageCount, pages.length, viewKey, wanted.viewKey]);

  return {
    devices: uniqueDevices(visible),
    total: visible[0]?.total ?? 0,
    totalIsExact: visible[0]?.totalIsExact ?? true,
    isStale,
    isPending: visible.length === 0 && results[0]?.isPending === true,
    isLoadingMore: hasMore && pages.length < pageCount,
    hasMore,
    error: results.find(({ error }) => error !== null)?.error ?? null,
    updatedAtMs: results[0]?.dataUpdatedAt ?? 0,
  };
}

/** A device that moved between two pages while they were read stands once, where it came first. */
export function uniqueDevices(pages: readonly Pick<DeviceList, 'items'>[]): DeviceSummary[] {
  const byId = new Map<string, DeviceSummary>();
  for (const page of pages) for (const device of page.items) if (!byId.has(device.id)) byId.set(device.id, device);
  return [...byId.values()];
}
