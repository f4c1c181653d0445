/** The inventory of a device by section, each in the shape the contract gives it; a section of another shape is left out. */
import { type InventoryContents, type InventorySectionName, inventorySections } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Check } from 'typebox/value';
import { inventoryQuery } from '../../../api/queries.ts';

export type Collected<Name extends InventorySectionName> = {
  content: InventoryContents[Name];
  collectedAt: string;
  /** The policy does not name it any more: this is how it was. */
  leftOut: boolean;
};
export type Inventory = { [Name in InventorySectionName]?: Collected<Name> };

function holds<Name extends InventorySectionName>(name: Name, content: unknown): content is InventoryContents[Name] {
  return Check(inventorySections[name], content);
}

export function useInventory(deviceId: string) {
  const { data, error, isPending } = useQuery(inventoryQuery(deviceId));
  const inventory = useMemo(() => {
    const found: Inventory = {};
    const put = <Name extends InventorySectionName>(name: Name) => {
      const section = data?.sections.find((each) => each.name === name);
      if (section === undefined || !holds(name, section.content)) return;
      const collected: Pick<Inventory, InventorySectionName> = found;
      (collected as Record<Name, Collected<Name>>)[name] = {
        content: section.content,
        collectedAt: section.collectedAt,
        leftOut: data?.leftOut.includes(name) === true,
      };
    };
    for (const name of Object.keys(inventorySections) as InventorySectionName[]) put(name);
    return found;
  }, [data]);
  return { inventory, leftOut: data?.leftOut ?? [], error, isPending };
}
