/** CSV files: their headers, and what can be wrong with an imported one. English. The headers are part of the format: they do not change. */
import type { csvJa } from '../ja/csv.ts';

const columns = {
  'csv.column.uid': 'UID',
  'csv.column.computerName': 'Computer name',
  'csv.column.policyCode': 'Policy',
  'csv.column.userName': 'User name',
  'csv.column.groupId': 'Group ID',
  'csv.column.note': 'Note',
  'csv.column.groupName': 'Group name',
  'csv.column.registration': 'Registration',
  'csv.column.logonUser': 'Log-on user',
  'csv.column.osName': 'Operating system',
  'csv.column.osVersion': 'OS version',
  'csv.column.manufacturer': 'Manufacturer',
  'csv.column.model': 'Model',
  'csv.column.hardwareSerialNumber': 'Serial number',
  'csv.column.addresses': 'IP addresses',
  'csv.column.agentVersion': 'Agent',
  'csv.column.registeredAt': 'Registered at',
  'csv.column.lastSeenAt': 'Last check-in',
  'csv.column.check': 'Check',
} as const;

const faults = {
  'csv.fault.empty': 'The file has no row of a device.',
  'csv.fault.empty.action': 'Keep the header of the exported CSV and the rows of the devices to change.',
  'csv.fault.encoding-utf16': 'The file is encoded in UTF-16.',
  'csv.fault.encoding-utf16.action':
    'A spreadsheet saved it as “Unicode text” or the like. Save it as UTF-8 without BOM in a text editor.',
  'csv.fault.encoding-shift-jis': 'The file seems to be encoded in Shift_JIS (CP932).',
  'csv.fault.encoding-shift-jis.action':
    'Excel does so when it saves as “CSV”. Save it as UTF-8 without BOM in a text editor.',
  'csv.fault.encoding-unknown': 'The file is not encoded in UTF-8.',
  'csv.fault.encoding-unknown.action': 'Save it as UTF-8 without BOM in a text editor.',
  'csv.fault.byte-order-mark': 'The file begins with a byte order mark (BOM).',
  'csv.fault.byte-order-mark.action':
    'Excel does so when it saves as “CSV UTF-8”. Save it as UTF-8 without BOM in a text editor.',
  'csv.fault.too-many-rows': 'The file has too many rows. At most 500,000 can be imported at once.',
  'csv.fault.too-many-rows.action': 'Split the file, or delete the rows of devices that do not change.',
  'csv.fault.delimiter-tab': 'Cells are separated by tabs, not by commas.',
  'csv.fault.delimiter-tab.action': 'Save it with commas (CSV).',
  'csv.fault.delimiter-semicolon': 'Cells are separated by semicolons, not by commas.',
  'csv.fault.delimiter-semicolon.action':
    'That comes from the regional settings of a spreadsheet. Save it with commas (CSV).',
  'csv.fault.header': 'The header differs from the exported one.',
  'csv.fault.header.action':
    'Do not change names, order or number of the columns. Copy the header from an exported CSV.',
  'csv.fault.quote': 'A quotation mark (") stands where it cannot. Nothing can be read from here on.',
  'csv.fault.quote.action': 'Write " inside a cell as "", and put the whole cell between quotation marks.',
  'csv.fault.cells': 'The number of cells differs from the header.',
  'csv.fault.cells.action':
    'Look for a missing or superfluous comma. Put a cell that holds commas or line breaks between quotation marks.',
  'csv.fault.uid-scientific': 'The UID has become a number such as 1.2E+34.',
  'csv.fault.uid-scientific.action':
    'A spreadsheet took it for a number. Put back the exported UID, and edit the file in a text editor.',
  'csv.fault.uid-malformed': 'This is not a UID.',
  'csv.fault.uid-malformed.action': 'UIDs must not be changed. Put back the exported one.',
  'csv.fault.uid-unknown': 'There is no device with this UID.',
  'csv.fault.uid-unknown.action': 'Put back the exported UID or delete the row. A CSV file cannot add devices.',
  'csv.fault.uid-repeated': 'An earlier row has the same UID.',
  'csv.fault.uid-repeated.action': 'Leave one row for each device.',
  'csv.fault.deregistered': 'This device is deregistered.',
  'csv.fault.deregistered.action': 'Delete the row.',
  'csv.fault.policy-unknown': 'There is no such policy.',
  'csv.fault.policy-unknown.action': 'Enter a code from the page Policies, such as A01.',
  'csv.fault.user-name-too-long': 'The user name has more than 20 characters.',
  'csv.fault.user-name-too-long.action': 'Use at most 20 characters, half-width or full-width.',
  'csv.fault.group-malformed': 'The group ID is not a number.',
  'csv.fault.group-malformed.action':
    'Enter the number that the page Groups shows. 0 or nothing means the whole organization.',
  'csv.fault.group-unknown': 'There is no group with this ID.',
  'csv.fault.group-unknown.action': 'Look at the number on the page Groups. 0 or nothing means the whole organization.',
  'csv.fault.group-not-permitted': 'A group administrator moves devices among the own groups only.',
  'csv.fault.group-not-permitted.action': 'Put back the group ID, or ask an administrator of the whole organization.',
  'csv.fault.note-too-long': 'The note is too long (500 half-width, 250 full-width characters).',
  'csv.fault.note-too-long.action': 'Make it shorter. A full-width character counts two.',
  'csv.fault.read-only-zeros-lost': 'Zeros at the beginning are lost.',
  'csv.fault.read-only-zeros-lost.action':
    'A spreadsheet took the value for a number. Put back the exported one, and edit the file in a text editor.',
  'csv.fault.read-only-scientific': 'The value has become a number such as 1.2E+34.',
  'csv.fault.read-only-scientific.action':
    'A spreadsheet took it for a number. Put back the exported value, and edit the file in a text editor.',
  'csv.fault.read-only-date': 'The value has been rewritten as a date.',
  'csv.fault.read-only-date.action':
    'A spreadsheet took it for a date. Put back the exported value, and edit the file in a text editor.',
  'csv.fault.read-only-changed': 'A cell that cannot be changed differs from the exported one.',
  'csv.fault.read-only-changed.action':
    'Only policy, user name, group ID and note can be changed. Put back the exported value of all others.',
} as const;

export const csvEn = {
  ...columns,
  ...faults,
  'csv.registration.active': 'Registered',
  'csv.registration.deregistered': 'Deregistered',
  'csv.faults.line': 'Line',
  'csv.faults.column': 'Column',
  'csv.faults.value': 'Value',
  'csv.faults.what': 'What is wrong',
  'csv.faults.action': 'What to do',
  'csv.file.devices': 'devices',
  'csv.file.faults': 'import-faults',
  'csv.file.history': 'lock-history',
  'csv.history.computerName': 'Computer name',
  'csv.history.what': 'Kind',
  'csv.history.what.lock': 'Remote lock',
  'csv.history.what.unlock': 'Unlock',
  'csv.history.what.sim-lock': 'SIM lock',
  'csv.history.issuedBy': 'Issued by',
  'csv.history.issuedAt': 'Issued at',
  'csv.history.completedAt': 'Completed at',
  'csv.history.lockedAt': 'Locked at',
  'csv.history.shutDownAt': 'Shut down at',
  'csv.history.uid': 'UID',
} as const satisfies Record<keyof typeof csvJa, string>;
