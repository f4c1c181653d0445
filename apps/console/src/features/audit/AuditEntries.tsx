/** Entries of the audit log in words; details at a press. */
import { ActionIcon, Code, Popover, Text, Tooltip } from '@mantine/core';
import { type AuditAction, type AuditLogEntry, auditActions } from '@sekisho/contracts';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { TextKey, Wording } from '../../i18n/wording.ts';
import { SimpleTable } from '../../ui/SimpleTable.tsx';

/** An act of a newer server is shown by its own name. */
export function wordsOf({ action, target }: Pick<AuditLogEntry, 'action' | 'target'>, t: Wording['t']): string {
  if (!auditActions.includes(action as AuditAction)) return action;
  return t(`audit.action.${action}` as TextKey, { target: target?.name ?? target?.id ?? '' });
}

function actorOf({ actor: { type, name, byToken } }: AuditLogEntry, t: Wording['t']): string {
  if (type === 'system') return t('audit.actor.system');
  if (type === 'device') return t('audit.actor.device', { name: name ?? '' });
  return byToken ? t('audit.actor.token', { name: name ?? '' }) : (name ?? '');
}

export function AuditEntries({ entries }: { entries: readonly AuditLogEntry[] }) {
  const { t, dateTime, number } = useWording();
  return (
    <SimpleTable
      label={t('audit.title')}
      minWidth={760}
      head={[t('audit.column.at'), t('audit.column.actor'), t('audit.column.what'), t('audit.column.sequence')]}
      rows={entries.map((entry) => ({
        key: entry.id,
        cells: [
          <span key="at" className="sekisho-numbers" style={{ whiteSpace: 'nowrap' }}>
            {dateTime(entry.at)}
          </span>,
          actorOf(entry, t),
          <span key="what">
            {wordsOf(entry, t)} <Details entry={entry} />
          </span>,
          <span key="sequence" className="sekisho-numbers">
            {entry.sequence === null ? t('audit.unsealed') : number(entry.sequence)}
          </span>,
        ],
      }))}
    />
  );
}

function Details({ entry: { detail, target } }: { entry: AuditLogEntry }) {
  const { t } = useWording();
  const isEmpty = Object.keys(detail).length === 0;
  return (
    <Popover position="bottom-start" width={460} shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={t('audit.detail.show')}>
          <ActionIcon size={24} variant="subtle" aria-label={t('audit.detail.show')}>
            <IconInfoCircle size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        {isEmpty ? (
          <Text size="sm">{t('audit.detail.none')}</Text>
        ) : (
          <Code block mah={300} style={{ overflow: 'auto' }} tabIndex={0}>
            {JSON.stringify(detail, null, 2)}
          </Code>
        )}
        {target !== null && (
          <Link to="/audit" search={{ target: `${target.type}:${target.id}` }} className="sekisho-link">
            {t('audit.target.only')}
          </Link>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
