/** The page 'state of the service'. English. */
import type { serviceStateJa } from '../../ja/console/service-state.ts';

export const serviceStateEn = {
  'nav.serviceState': 'Service state',
  'serviceState.title': 'Service state',
  'serviceState.lead': 'How the server itself is doing. Renewed every 15 seconds.',
  'serviceState.updated': 'As of {time}',
  'serviceState.stale': 'The present state cannot be fetched. What you see is as of {time}.',
  'serviceState.all.good': 'All is well',
  'serviceState.all.attention': 'Something wants a look',
  'serviceState.all.bad': 'Something has to be done',
  'serviceState.condition.good': 'Good',
  'serviceState.condition.attention': 'Attention',
  'serviceState.condition.bad': 'Bad',
  'serviceState.column.item': 'Item',
  'serviceState.column.condition': 'State',
  'serviceState.column.value': 'Value',
  'serviceState.item.processes': 'Server processes',
  'serviceState.item.database': 'Database',
  'serviceState.item.outbox': 'Messages to be sent',
  'serviceState.item.jobs': 'Background work',
  'serviceState.item.audit': 'Sealing of the audit log',
  'serviceState.item.backup': 'Backup',
  'serviceState.item.certificate': 'HTTPS certificate',
  'serviceState.item.licences': 'Licences',
  'serviceState.value.processes': '{count, plural, one {# process is} other {# processes are}} running',
  'serviceState.value.outbox': '{count, plural, one {# message} other {# messages}}',
  'serviceState.value.jobs': '{count, plural, one {# job waits} other {# jobs wait}}',
  'serviceState.value.audit': '{count, plural, one {# entry} other {# entries}} not sealed yet',
  'serviceState.value.backup': 'Last success: {time} ({size})',
  'serviceState.value.backup.none': 'None yet',
  'serviceState.value.certificate': 'Valid until {time}',
  'serviceState.value.certificate.own': 'Issued by the server, renewed by itself',
  'serviceState.value.licences': '{count} of {of} contracted in use',
  'serviceState.finding.process-behind':
    'A process does not keep up with its work. If it goes on, add processes (--workers) or machines.',
  'serviceState.finding.versions-differ':
    'Servers of different versions are running. Unless an upgrade is under way, stop the older ones.',
  'serviceState.finding.transaction-long':
    'A transaction does not end. See whether a person or a tool works in the database directly; in the long run everything gets slower.',
  'serviceState.finding.outbox-late':
    'Messages to devices are late. See whether PostgreSQL and, where you use it, NATS can be reached.',
  'serviceState.finding.jobs-late':
    'Background work such as imports, mails and clean-up is late. Look for errors of jobs in the log of the server; if processes are busy, add some (--workers).',
  'serviceState.finding.audit-late':
    'The audit log is sealed late. Look for errors about “audit” in the log of the server.',
  'serviceState.finding.backup-none':
    'No backup has succeeded yet. Run “npm start -- backup”, or set up backups by the clock.',
  'serviceState.finding.backup-old':
    'The last backup is more than two days old. Check the settings of backups by the clock and where they are kept.',
  'serviceState.finding.backup-failed':
    'The last backup failed. The log of the server says why; check space and rights where backups are kept.',
  'serviceState.finding.certificate-ends': 'The HTTPS certificate ends soon. Put a new one in the place of its file.',
  'serviceState.finding.certificate-unreadable':
    'The file of the HTTPS certificate cannot be read. Look whether it is there, may be read by the server and holds a certificate; without it the server does not start again.',
  'serviceState.finding.certificate-ended':
    'The HTTPS certificate has ended, and devices cannot connect. Put a new one in the place of its file at once.',
  'serviceState.finding.licences-few': 'Five per cent of the licences or fewer are left. Think of contracting more.',
  'serviceState.finding.licences-used-up':
    'All licences are in use, and no further device can be registered. Contract more, or deregister devices that are no longer used.',
  'serviceState.processes': 'Processes',
  'serviceState.process.host': 'Machine',
  'serviceState.process.id': 'Process id',
  'serviceState.process.version': 'Version',
  'serviceState.process.started': 'Started',
  'serviceState.process.connections': 'Live connections',
  'serviceState.process.memory': 'Memory',
  'serviceState.process.lag': 'Delay',
  'serviceState.process.milliseconds': '{count} ms',
  'serviceState.versions': 'Database',
  'serviceState.versions.database': 'PostgreSQL {version}',
  'serviceState.versions.schema': 'Schema {version}',
} as const satisfies Record<keyof typeof serviceStateJa, string>;
