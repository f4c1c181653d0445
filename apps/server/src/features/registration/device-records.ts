/** What other features may do with records of devices: narrow reads, and changes within their own transactions. */
export {
  type DeviceContactTable,
  type DeviceRecord,
  type DevicesTable,
  lockDevices,
  selectByIds as findDeviceRecords,
  selectDeregisteredSince as findDeregisteredSince,
  updateDeregistered as closeDeviceRecord,
} from './devices.store.ts';
export { holdContacts, selectHoldersChangedSince as findHoldersChangedSince } from './holders.store.ts';
