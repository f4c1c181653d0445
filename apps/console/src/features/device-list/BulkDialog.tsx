/** Asks before many devices are locked, unlocked or asked for their inventory: how many, which, and what will happen on them; then says how it went. */
import { Alert, Button, Group, List, Modal, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { NoKeysChoice } from '../../ui/NoKeysChoice.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { commandMany } from './bulk-command.ts';

export type BulkKind = 'lock' | 'unlock' | 'collect';

type Props = {
  kind: BulkKind;
  deviceIds: readonly string[];
  /** Names of those that are loaded, for the reader's check. */
  names: readonly string[];
  onClose: () => void;
  onDone: () => void;
};

const namesShown = 6;

export function BulkDialog({ kind, deviceIds, names, onClose, onDone }: Props) {
  const { t, error: textOf } = useWording();
  const queryClient = useQueryClient();
  const notices = useNotices();
  const [answered, setAnswered] = useState(0);
  const [noKeys, setNoKeys] = useState(false);
  const count = deviceIds.length;
  const devices = t('common.devices', { count });
  const send = (portion: string[]) =>
    kind === 'collect'
      ? api.collectInventories(portion)
      : api.bulkCommand({ kind, ...(noKeys ? { noKeys } : {}), deviceIds: portion });
  const run = useMutation({
    mutationFn: () => commandMany(send, deviceIds, setAnswered),
    onSuccess: ({ issued, refusals }) => {
      if (issued > 0) notices.done(t(`bulk.done.${kind}`, { devices: t('common.devices', { count: issued }) }));
      if (refusals.size === 0) onDone();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['devices'] }),
  });
  const refusals = run.data?.refusals ?? new Map<string, number>();
  const refused = [...refusals.values()].reduce((sum, number) => sum + number, 0);
  const rest = count - Math.min(names.length, namesShown);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`bulk.${kind}.title`, { devices })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Text size="sm">{t(`bulk.${kind}.text`, { devices })}</Text>
        <Text size="sm" c="dimmed">
          {rest > 0
            ? t('bulk.namesMore', {
                names: names.slice(0, namesShown).join(', '),
                devices: t('common.devices', { count: rest }),
              })
            : t('bulk.names', { names: names.join(', ') })}
        </Text>
        {kind === 'lock' && !run.isSuccess && (
          <NoKeysChoice checked={noKeys} disabled={run.isPending} onChange={setNoKeys} />
        )}
        {run.isPending && (
          <Progress
            value={(answered / count) * 100}
            aria-label={t('bulk.progress', { done: answered, total: count })}
          />
        )}
        <ProblemAlert error={run.error} />
        {refused > 0 && (
          <Alert color="yamabuki" title={t('bulk.refused', { devices: t('common.devices', { count: refused }) })}>
            <List size="sm">
              {[...refusals].map(([code, number]) => (
                <List.Item key={code}>
                  {t('bulk.refused.reason', {
                    reason: textOf(code).title,
                    devices: t('common.devices', { count: number }),
                  })}
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={run.isSuccess ? onDone : onClose}>
            {t(run.isSuccess ? 'common.close' : 'common.cancel')}
          </Button>
          {!run.isSuccess && (
            <Button
              color={kind === 'lock' ? 'shu' : undefined}
              loading={run.isPending}
              onClick={() => run.mutate()}
              data-autofocus
            >
              {t(`bulk.${kind}.confirm`, { devices })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
