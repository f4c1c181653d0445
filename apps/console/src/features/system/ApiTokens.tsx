/** Keys with which other systems use the API: list, make, revoke. */
import { Badge, Button, Skeleton, Text, Tooltip } from '@mantine/core';
import type { ApiToken } from '@sekisho/contracts';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { apiTokensQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { useNow } from '../../ui/use-now.ts';
import { NewTokenDialog } from './NewTokenDialog.tsx';

export function ApiTokens() {
  const { t } = useWording();
  const may = useMay();
  const { data, error } = useQuery(apiTokensQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken>();
  return (
    <Section
      title={t('tokens.title')}
      aside={
        may('tokens.write') && (
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
            {t('tokens.add')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('tokens.lead')}
      </Text>
      {data === undefined &&
        (error === null ? (
          <Skeleton height={80} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {data?.items.length === 0 && <Text size="sm">{t('tokens.none')}</Text>}
      {data !== undefined && data.items.length > 0 && <Tokens tokens={data.items} onRevoke={setRevoking} />}
      {creating && <NewTokenDialog onClose={() => setCreating(false)} />}
      {revoking !== undefined && <RevokeToken token={revoking} onClose={() => setRevoking(undefined)} />}
    </Section>
  );
}

function Tokens({ tokens, onRevoke }: { tokens: readonly ApiToken[]; onRevoke: (token: ApiToken) => void }) {
  const { t, date, dateTime } = useWording();
  const may = useMay();
  const nowMs = useNow(60_000);
  return (
    <SimpleTable
      label={t('tokens.title')}
      minWidth={720}
      head={[
        t('tokens.column.name'),
        t('tokens.column.prefix'),
        t('tokens.column.permissions'),
        t('tokens.column.created'),
        t('tokens.column.expires'),
        t('tokens.column.lastUsed'),
        t('tokens.column.actions'),
      ]}
      rows={tokens.map((token) => ({
        key: token.id,
        cells: [
          token.name,
          <code key="prefix">{token.prefix}…</code>,
          <Tooltip
            key="permissions"
            multiline
            maw={320}
            label={token.permissions.map((name) => t(`permission.${name}`)).join(' / ')}
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list opens on focus too */}
            <span tabIndex={0}>{t('tokens.permissions.count', { count: token.permissions.length })}</span>
          </Tooltip>,
          date(token.createdAt),
          token.expiresAt === null ? (
            t('tokens.expires.never')
          ) : Date.parse(token.expiresAt) <= nowMs ? (
            <Badge key="expired" color="shu">
              {t('tokens.expired')}
            </Badge>
          ) : (
            date(token.expiresAt)
          ),
          token.lastUsedAt === null ? t('tokens.neverUsed') : dateTime(token.lastUsedAt),
          may('tokens.write') && (
            <Button
              key="revoke"
              size="compact-xs"
              variant="subtle"
              color="shu"
              onClick={() => onRevoke(token)}
              aria-label={t('tokens.revoke.of', { name: token.name })}
            >
              {t('tokens.revoke')}
            </Button>
          ),
        ],
      }))}
    />
  );
}

function RevokeToken({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeApiToken(token.id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
      notices.done(t('tokens.revoked', { name: token.name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('tokens.revoke.title', { name: token.name })}
      text={t('tokens.revoke.text')}
      confirm={t('tokens.revoke')}
      error={revoke.error}
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
