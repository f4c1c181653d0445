/** The audit log: its page, and every act in words. English. */
import type { auditJa } from '../../ja/console/audit.ts';

const actions = {
  'audit.action.administrator.changed': 'Changed administrator {target}',
  'audit.action.api-token.adopted': 'Adopted the API token given at the start',
  'audit.action.api-token.created': 'Created API token {target}',
  'audit.action.api-token.revoked': 'Revoked API token {target}',
  'audit.action.audit-log.exported': 'Exported the audit log',
  'audit.action.device-list.exported': 'Exported the device list as CSV',
  'audit.action.device-list.imported': 'Changed devices from a CSV file',
  'audit.action.device.deregistered': 'Deregistered device {target}',
  'audit.action.device.lock-issued': 'Issued a lock for device {target}',
  'audit.action.device.registered': 'Device {target} registered',
  'audit.action.device.registered-again': 'The hardware of wiped device {target} registered again',
  'audit.action.device.saved': 'Saved assignment and note of device {target}',
  'audit.action.device.unlock-issued': 'Issued an unlock for device {target}',
  'audit.action.device.wipe-cancelled': 'Cancelled the wipe of device {target}',
  'audit.action.device.wipe-confirmed': 'Device {target} confirmed its wipe',
  'audit.action.device.wipe-expired': 'The wipe of device {target} expired unfetched',
  'audit.action.device.wipe-issued': 'Issued a wipe for device {target}',
  'audit.action.device.wipe-receipt-refused': 'Refused a wipe receipt of device {target}',
  'audit.action.group.created': 'Created group {target}',
  'audit.action.group.deleted': 'Deleted group {target}',
  'audit.action.group.renamed': 'Renamed a group to {target}',
  'audit.action.lock-history.exported': 'Exported the lock history as CSV',
  'audit.action.organization.contracted-devices-changed': 'Changed the number of contracted devices',
  'audit.action.organization.founded': 'Founded the organization',
  'audit.action.organization.renamed': 'Renamed the organization to {target}',
  'audit.action.organization.settings-saved': 'Saved the settings of every device on Home',
  'audit.action.policy.created': 'Added policy {target}',
  'audit.action.policy.deleted': 'Deleted policy {target}',
  'audit.action.policy.saved': 'Saved policy {target}',
  'audit.action.policy.unlock-key-downloaded': 'Downloaded the unlock key of policy {target}',
  'audit.action.policy.unlock-key-issued': 'Issued a new unlock key for policy {target}',
  'audit.action.session.begun': 'Logged in',
  'audit.action.session.ended': 'Logged out',
  'audit.action.task.cancelled': 'Cancelled a task',
} as const;

export const auditEn = {
  ...actions,
} as const satisfies Record<keyof typeof auditJa, string>;
