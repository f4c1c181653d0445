/** What other features may do with the list: narrow writes within their own transactions, and counts. */
export {
  type AssignedValues,
  countByGroup,
  countByPolicy,
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
  selectListed,
  updateDeregistered as markDeregistered,
  updateOpenCommand,
} from './list-writes.store.ts';
