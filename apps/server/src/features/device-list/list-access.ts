/** What other features may do with the list: narrow writes within their own transactions, and counts. */

export {
  type BulkAssignment,
  holdListRows,
  selectAssignments,
  updateAssignments,
} from './bulk-assignment.store.ts';
export { type ListedClone, type ListedOrders, resetReports, selectClonesByName, selectOrders } from './clones.store.ts';
export { countByGroup, countByPolicy } from './device-counts.store.ts';
export {
  type AssignedValues,
  emptyGroupOfDeregistered,
  filterByPolicy,
  moveDeregisteredToPolicy,
  renameGroup,
  updateAssignment,
} from './device-list.store.ts';
export {
  type DeviceKey,
  insertListRows,
  type ListedDevice,
  markRegisteredAgain,
  selectHeldDevices,
  selectListed,
  selectPlaces,
  selectRegisteredAgain as findRegisteredAgain,
  selectWipedHardware as findWipedHardware,
  updateDeregistered as markDeregistered,
  updateFactsWithin,
  updateOpenCommand,
  updateWiped,
} from './list-writes.store.ts';
