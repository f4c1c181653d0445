/** The screen that imports inventory files, English. */
import type { inventoryImportScreenJa } from '../../ja/console/inventory-import.ts';

export const inventoryImportScreenEn = {
  'inventory-import.title': 'Import inventory',
  'inventory-import.lead':
    'Registers devices from files: of standalone clients, for devices without a network, and of other inventory agents.',
  'inventory-import.how': 'How to register them',
  'inventory-import.how.collect':
    'Download a standalone client under “Client deployment”, and run it on the device from a removable medium. It writes (client ID).icrt into the folder Inventory.',
  'inventory-import.how.gather':
    'For a single device choose its file; for many, compress the folder and choose the zip.',
  'inventory-import.how.agents':
    'Files of other agents are taken too: .json of GLPI Agent, .xml and .ocs of FusionInventory and OCS.',
  'inventory-import.how.twice':
    'A file that is imported twice makes no second device, and no older inventory takes the place of a newer one.',
  'inventory-import.how.group':
    'Devices go into the group that was chosen when the client was downloaded, those of other agents into the one that is chosen at the import. They count as contracted.',
  'inventory-import.choose': 'Choose a file',
  'inventory-import.another': 'Choose another file',
  'inventory-import.confirm.title': 'Register these inventories?',
  'inventory-import.confirm.text':
    '{file} ({size} KB) will be imported. This goes on in the background, also when you leave this page.',
  'inventory-import.group': 'Group for devices of other agents',
  'inventory-import.group.help':
    'Not for files that bring the group of their client (.icrt). Devices that are registered already are not moved.',
  'inventory-import.confirm': 'Register',
  'inventory-import.under-way':
    '{done, number} of {total, number} files are done. This goes on when you leave the page.',
  'inventory-import.cancelled': 'This import was cancelled. What had been imported by then stays registered.',
  'inventory-import.done':
    '{refused, plural, =0 {Imported} one {Imported, but for # file} other {Imported, but for # files}}',
  'inventory-import.download': 'Download the result of each file',
  'inventory-import.devices': 'Show devices with an inventory only',
  'inventory-import.refused': 'Files that were not imported',
  'inventory-import.more': '{count, number} more are in the result of each file.',
  'inventory-import.archive.archive-damaged': 'The file is damaged, or is no zip. Compress it again.',
  'inventory-import.archive.archive-empty': 'There is no file in the zip. Compress the folder Inventory.',
  'inventory-import.archive.archive-too-many-files':
    'There are too many files: at most 50,000 can be imported at once. Split them.',
  'inventory-import.archive.archive-unpacks-too-large':
    'Unpacked, it would be too large. Split it, and compress again.',
  'inventory-import.archive.archive-overlaps': 'Files overlap within the zip. Compress it again.',
  'intakes.title': 'Addresses for other agents',
  'intakes.lead': 'Let GLPI Agent, FusionInventory and OCS send their inventories straight to this server.',
  'intakes.none': 'No address yet. Make one to see what the agents are to be given.',
  'intakes.add': 'New address',
  'intakes.column.name': 'Name',
  'intakes.column.group': 'Group',
  'intakes.column.devices': 'Registered',
  'intakes.column.lastUse': 'Last received',
  'intakes.column.expires': 'Expires',
  'intakes.column.actions': 'Actions',
  'intakes.neverUsed': 'Nothing yet',
  'intakes.expired': 'Expired',
  'intakes.revoked': 'Revoked',
  'intakes.revoke': 'Revoke',
  'intakes.revoke.of': 'Revoke {name}',
  'intakes.revoke.title': 'Revoke {name}?',
  'intakes.revoke.text':
    'Agents that use this secret are refused from now on. Their devices stay. This cannot be undone.',
  'intakes.revoke.done': '{name} is revoked.',
  'intakes.make.title': 'New address for other agents',
  'intakes.name': 'Name',
  'intakes.name.example': 'Such as: old server',
  'intakes.expires.help': 'After that nothing is taken at this address.',
  'intakes.made.title': 'The address is ready',
  'intakes.made.text': 'The secret is shown now and never again. Keep it before you close this.',
  'intakes.made.url': 'Address of the server',
  'intakes.made.secret': 'Secret',
  'intakes.made.hint':
    'Everybody on a machine can see its command lines. Better write these into the agent’s configuration file.',
  'intakes.made.closed': 'I have kept it',
  'intakes.agent.glpi': 'GLPI Agent',
  'intakes.agent.fusioninventory': 'FusionInventory',
  'intakes.agent.ocs': 'OCS (Unix)',
  'nav.inventoryImport': 'Import inventory',
} as const satisfies Record<keyof typeof inventoryImportScreenJa, string>;
