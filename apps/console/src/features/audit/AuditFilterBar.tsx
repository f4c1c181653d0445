/** Filters of the audit log; they stand in the address. */
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type AuditAction, auditActions } from '@sekisho/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { TextKey } from '../../i18n/wording.ts';
import type { AuditFilters } from './audit-filters.ts';

export function AuditFilterBar({ filters }: { filters: AuditFilters }) {
  const { t, compare } = useWording();
  const navigate = useNavigate({ from: '/audit' });
  const change = (changed: Partial<AuditFilters>) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });
  const [actor, setActor] = useState(filters.actor ?? '');
  useEffect(() => setActor(filters.actor ?? ''), [filters.actor]);
  const search = useDebouncedCallback((typed: string) => change({ actor: typed || undefined }), 300);
  const choices = auditActions
    .map((value) => ({ value, label: t(`audit.action.${value}` as TextKey, { target: '…' }) }))
    .sort((left, right) => compare(left.label, right.label));
  return (
    <Group component="search" gap={8} mb="sm" aria-label={t('home.filters')}>
      <TextInput
        w={220}
        aria-label={t('audit.filter.actor')}
        placeholder={t('audit.filter.actor')}
        maxLength={64}
        value={actor}
        onChange={(event) => {
          setActor(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      <Select
        w={300}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        aria-label={t('audit.filter.action')}
        placeholder={t('audit.filter.action')}
        data={choices}
        value={filters.action ?? null}
        onChange={(action) => change({ action: (action as AuditAction | null) ?? undefined })}
      />
      <TextInput
        type="date"
        w={170}
        aria-label={t('audit.filter.day')}
        value={filters.day ?? ''}
        onChange={(event) => change({ day: event.currentTarget.value || undefined })}
      />
      {filters.target !== undefined && (
        <Button variant="light" size="compact-sm" onClick={() => change({ target: undefined })}>
          {t('audit.filter.target.clear')}
        </Button>
      )}
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => void navigate({ search: {} })}>
          {t('home.filter.clear')}
        </Button>
      )}
    </Group>
  );
}
