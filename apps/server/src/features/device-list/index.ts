/** The device list: a table made for lists, written in the same transaction as whatever it shows. */
export { deviceListPart } from './device-list.check-in.ts';
export type { DeviceScope } from './device-list.query.ts';
export {
  createDeviceListReader,
  type DeviceListPorts,
  type DeviceListReader,
  deviceScopeOf,
} from './device-list.service.ts';
export {
  type AssignedValues,
  addDevice,
  countByGroup,
  countByPolicy,
  emptyGroupOfDeregistered,
  filterByPolicy,
  markDeregistered,
  moveDeregisteredToPolicy,
  type NewListedDevice,
  renameGroup,
  setOpenCommand,
  updateAssignment,
} from './device-list.store.ts';
export {
  type DeviceKey,
  insertListRows,
  type ListedDevice,
  selectListed,
  updateOpenCommand,
} from './list-writes.store.ts';
