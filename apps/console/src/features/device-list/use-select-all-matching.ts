/** Extends a selection to every device of a view, loaded or not. */
import type { DeviceListQuery } from '@sekisho/contracts';
import { useMutation } from '@tanstack/react-query';
import type { RowSelectionState } from '@tanstack/react-table';
import { api } from '../../api/client.ts';
import { useNotices } from '../../ui/use-notices.ts';

const pageSize = 500;

export function useSelectAllMatching(query: DeviceListQuery, onSelection: (selection: RowSelectionState) => void) {
  const notices = useNotices();
  return useMutation({
    mutationFn: async () => {
      const selection: RowSelectionState = {};
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof api.devices>> = await api.devices({
          ...query,
          limit: pageSize,
          ...(cursor === null ? {} : { cursor }),
        });
        for (const { id } of page.items) selection[id] = true;
        cursor = page.nextCursor;
      } while (cursor !== null);
      return selection;
    },
    onSuccess: onSelection,
    onError: notices.failed,
  });
}
