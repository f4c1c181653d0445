/** The hardware section: firmware tables, processors as firmware or the registry has them, and memory. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import { chassisTypes, meaningful, virtualizationOf } from '../../any/firmware-text.ts';
import type { Smbios } from '../smbios.ts';
import { readFirmware } from './facts.ts';
import type { Sources } from './sources.ts';

type Hardware = InventoryContents['hardware'];

const processorsKey = 'HARDWARE\\DESCRIPTION\\System\\CentralProcessor';

/** Where firmware has no table: the registry lists threads, of one processor as far as it tells. */
function processorsOfRegistry({ registry }: Sources): Hardware['processors'] {
  const threads = registry.read('machine', processorsKey, (key) => key.keys())?.length ?? 0;
  const first = registry.read('machine', `${processorsKey}\\0`, (key) => ({
    model: cleanText(key.text('ProcessorNameString')).replace(/\s+/g, ' '),
    maxMhz: key.number('~MHz'),
  }));
  return first === null ? [] : [{ ...first, cores: threads, threads }];
}

function processorsOf(firmware: Smbios, sources: Sources): Hardware['processors'] {
  if (firmware.processors.length === 0) return processorsOfRegistry(sources);
  return firmware.processors.map((each) => ({ ...each, model: cleanText(each.model) }));
}

export function collectHardware(sources: Sources): Hardware {
  const firmware = readFirmware(sources);
  return {
    manufacturer: meaningful(firmware.manufacturer) || meaningful(firmware.boardManufacturer),
    model: meaningful(firmware.model) || meaningful(firmware.boardModel),
    serialNumber: meaningful(firmware.serialNumber),
    uuid: meaningful(firmware.uuid),
    chassis: chassisTypes[String(firmware.chassisType)] ?? '',
    biosVendor: meaningful(firmware.biosVendor),
    biosVersion: meaningful(firmware.biosVersion),
    biosDate: meaningful(firmware.biosDate),
    boardManufacturer: meaningful(firmware.boardManufacturer),
    boardModel: meaningful(firmware.boardModel),
    virtualization: virtualizationOf(firmware.manufacturer, firmware.model),
    processors: processorsOf(firmware, sources),
    memoryBytes: sources.memoryBytes(),
    swapBytes: sources.pageFileBytes(),
  };
}
