/** What other features may do with commands: narrow reads and writes within their own transactions. */
export {
  type CommandKindName,
  type CommandsTable,
  insertCommands,
  type NewCommand,
  selectSettledLocked as findSettledLocked,
  selectWiping as findWiping,
  supersedeOpen,
} from './commands.store.ts';
