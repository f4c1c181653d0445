/** Texts of clients that run once and do not stay, English. */
import type { collectOnceJa } from '../ja/collect-once.ts';

export const collectOnceEn = {
  'agent.help.on-demand': 'Collects the inventory, sends it, and leaves nothing on the device. Needs --installer FILE.',
  'agent.help.standalone':
    'Collects the inventory and writes an encrypted file into the folder Inventory. Needs --installer FILE.',
  'agent.help.option.installer': 'file with the settings that came with the client (installer.json)',
  'agent.help.option.output': 'where the folder Inventory is made (the current folder unless given)',
  'agent.installer-unreadable':
    'The file {file} with the settings cannot be read. Download the client from the console again.',
  'agent.collecting': 'Collecting the inventory.',
  'agent.on-demand.sending': 'Sending it to {server}.',
  'agent.on-demand.failed': 'Could not send it: {reason}',
  'agent.on-demand.registered': '{computerName} is registered with {organization}, and its inventory was sent.',
  'agent.on-demand.updated': 'The inventory of {computerName} was sent to {organization}.',
  'agent.on-demand.unchanged':
    'The inventory of {computerName} has not changed since it was last sent ({organization}).',
  'agent.on-demand.older': '{organization} holds a newer inventory of {computerName}. Check the clock of this device.',
  'agent.on-demand.own-agent':
    '{computerName} is registered with {organization} by a client that stays on it, which sends the inventory.',
  'agent.standalone.written':
    'The inventory was written to {file}. Register it on the console with “Import inventory”.',
  'agent.standalone.not-written': 'Cannot write to {folder}: {reason}',
} as const satisfies Record<keyof typeof collectOnceJa, string>;
