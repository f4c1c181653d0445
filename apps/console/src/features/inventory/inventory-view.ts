/** What of the inventory page is shown, as it stands in the address. Pure. */
import type { SoftwareQuery } from '@sekisho/contracts';

type Sort = NonNullable<SoftwareQuery['sort']>;
export type InventoryView = { tab?: 'software'; keyword?: string; sort?: Sort };

// The addresses are read before the first list: written down here, no schema has to be loaded for them.
const sorts: readonly Sort[] = ['name', '-name', 'devices', '-devices'];

export function parseInventoryView({ tab, keyword, sort }: Record<string, unknown>): InventoryView {
  const view: InventoryView = {};
  if (tab === 'software') view.tab = tab;
  if ((typeof keyword === 'string' || typeof keyword === 'number') && String(keyword) !== '')
    view.keyword = String(keyword).slice(0, 200);
  if (sorts.includes(sort as Sort)) view.sort = sort as Sort;
  return view;
}

/** After a press on a column's head; numbers begin with the greatest. */
export function nextSoftwareSort(current: Sort | undefined, column: 'name' | 'devices'): Sort {
  const active = current ?? '-devices';
  if (active.replace('-', '') !== column) return column === 'devices' ? '-devices' : 'name';
  return active === column ? `-${column}` : column;
}
