/** The device list: a table made for lists, written in the same transaction as whatever it shows. */
export { deviceListPart } from './check-in.part.ts';
export { digestOf, guardCell, readOnlyColumns, unguardCell } from './csv-cell.rules.ts';
export { createDeviceListCsv, type DeviceListCsv } from './csv-export.ts';
export { countAll } from './device-counts.store.ts';
export {
  createDeviceListReader,
  type DeviceListPorts,
  type DeviceListReader,
  deviceScopeOf,
} from './device-list.service.ts';
export { onlineForMs } from './device-state.rules.ts';
export * from './list-access.ts';
export { type DeviceScope, gramsOf } from './list-conditions.ts';
export { createSilence, deviceListFeature } from './silence.jobs.ts';
export {
  addSoftwareCounts,
  countSoftware,
  deleteSoftwareOf,
  selectSoftwareOf,
  writeSoftwareOf,
} from './software-links.store.ts';
