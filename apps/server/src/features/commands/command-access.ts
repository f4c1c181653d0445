/** What other features may do with commands: narrow reads and writes within their own transactions. */
export {
  type CommandsTable,
  completeWipes,
  expireWipes,
  insertCommands,
  type NewCommand,
  selectLatestWipe as findLatestWipe,
  selectOpenOfKind as findOpenOfKind,
  selectSettledLocked as findSettledLocked,
  selectWipes as findWipes,
  selectWiping as findWiping,
  supersedeOpen,
  supersedeUnfetchedUnlocks,
} from './commands.store.ts';
export { selectTakenBack as findTakenBack } from './taken-back.store.ts';
export { selectIsWithoutKeys as isOrderedWithoutKeys } from './without-keys.store.ts';
