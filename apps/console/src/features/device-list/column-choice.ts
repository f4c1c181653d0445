/** Which columns this browser shows; kept beyond the day. */
import { useLocalStorage } from '@mantine/hooks';
import type { ColumnVisibilityState } from '@tanstack/react-table';
import { deviceColumns } from './columns.tsx';

export const initialColumns: ColumnVisibilityState = Object.fromEntries(
  deviceColumns.map(({ id, initially }) => [id, initially]),
);

/** What was stored, for the columns that exist today; anything else is the beginning again. */
export function readColumnChoice(stored: string | undefined): ColumnVisibilityState {
  try {
    const choice: unknown = JSON.parse(stored ?? '');
    if (typeof choice !== 'object' || choice === null) return initialColumns;
    const entries = Object.entries(choice).filter(([id, shown]) => id in initialColumns && typeof shown === 'boolean');
    return { ...initialColumns, ...Object.fromEntries(entries), computerName: true };
  } catch {
    return initialColumns;
  }
}

export function useColumnChoice() {
  return useLocalStorage<ColumnVisibilityState>({
    key: 'sekisho.home.columns',
    defaultValue: initialColumns,
    getInitialValueInEffect: false,
    deserialize: readColumnChoice,
  });
}
