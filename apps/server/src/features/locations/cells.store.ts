/** Devices per cell of the map, which triggers count. */
import type { FoldedCounts } from '../../platform/database/folded-counts.ts';

export const cellCounts: FoldedCounts = {
  table: 'location_cells',
  key: ['level', 'cell'],
  columns: ['level', 'cell', 'group_id'],
};
