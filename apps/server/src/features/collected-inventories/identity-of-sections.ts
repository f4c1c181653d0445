/** What an inventory says of the hardware it is of. */
import type { DeviceFacts, InventoryContents, InventoryRequest } from '@sekisho/contracts';
import type { HardwareIdentity } from './hardware-identity.rules.ts';

type Sections = InventoryRequest['sections'];

/** The sections have been found good. */
function contentOf<Name extends keyof InventoryContents>(
  sections: Sections,
  name: Name,
): InventoryContents[Name] | null {
  const content = sections.find((section) => section.name === name)?.content;
  return content === undefined ? null : (JSON.parse(content) as InventoryContents[Name]);
}

export function identityOf(
  { manufacturer, model, hardwareSerialNumber }: DeviceFacts,
  sections: Sections,
): HardwareIdentity {
  const interfaces = contentOf(sections, 'network')?.interfaces ?? [];
  return {
    manufacturer,
    model,
    serialNumber: hardwareSerialNumber,
    uuid: contentOf(sections, 'hardware')?.uuid ?? '',
    macAddresses: interfaces.map(({ macAddress }) => macAddress),
  };
}
