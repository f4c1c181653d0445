/** What other features write into the lock history, within their own transactions. */
export {
  type CommandOfDevice,
  type IssuedRow,
  insertIssued as recordIssued,
  updateCompleted as recordCompleted,
} from './lock-history.store.ts';
