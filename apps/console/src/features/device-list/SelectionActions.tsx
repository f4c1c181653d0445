/** What can be done with the devices that are ticked. */
import type { RowSelectionState } from '@tanstack/react-table';
import { useState } from 'react';
import { BulkDialog, type BulkKind } from './BulkDialog.tsx';
import type { toDeviceQuery } from './device-filters.ts';
import { SelectionBar } from './SelectionBar.tsx';
import type { DevicePages } from './use-device-pages.ts';
import { useSelectAllMatching } from './use-select-all-matching.ts';

type SelectionProps = {
  pages: DevicePages;
  query: ReturnType<typeof toDeviceQuery>;
  selection: RowSelectionState;
  onSelection: (selection: RowSelectionState) => void;
};

export function SelectionActions({ pages, query, selection, onSelection }: SelectionProps) {
  const [asking, setAsking] = useState<BulkKind>();
  const extend = useSelectAllMatching(query, onSelection);
  const ids = Object.keys(selection);
  const names = pages.devices.filter(({ id }) => selection[id]).map(({ computerName }) => computerName);
  const canExtend =
    pages.totalIsExact && pages.total > ids.length && ids.length >= Math.min(pages.devices.length, pages.total);
  return (
    <>
      <SelectionBar
        selected={ids.length}
        extendTo={canExtend ? pages.total : undefined}
        extending={extend.isPending}
        onExtend={() => extend.mutate()}
        onClear={() => onSelection({})}
        onCommand={setAsking}
      />
      {asking !== undefined && (
        <BulkDialog
          kind={asking}
          deviceIds={ids}
          names={names}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setAsking(undefined);
            onSelection({});
          }}
        />
      )}
    </>
  );
}
