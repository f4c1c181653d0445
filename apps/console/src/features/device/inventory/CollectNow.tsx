/** Has the device collect its inventory now, and says how far that has come. */
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { Command, DeviceDetail } from '@sekisho/contracts';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../api/client.ts';
import { commandsQuery, inventoryQuery } from '../../../api/queries.ts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { useMay } from '../../../ui/use-may.ts';

export function CollectNow({ device }: { device: DeviceDetail }) {
  const may = useMay();
  const isAsked = device.state !== 'inventory-only' && device.lockMode !== 'deregistered';
  return isAsked && may('inventory.collect') ? <Asking deviceId={device.id} /> : null;
}

function Asking({ deviceId }: { deviceId: string }) {
  const { t } = useWording();
  const queryClient = useQueryClient();
  const { data } = useQuery(commandsQuery(deviceId));
  const latest = data?.items.find(({ kind }) => kind === 'collect-inventory');
  const ask = useMutation({
    mutationFn: () => api.collectInventory(deviceId),
    onSettled: () => queryClient.invalidateQueries({ queryKey: commandsQuery(deviceId).queryKey }),
  });
  // What has just arrived is shown at once.
  const answered = latest?.completedAt ?? null;
  useEffect(() => {
    if (answered !== null) void queryClient.invalidateQueries({ queryKey: inventoryQuery(deviceId).queryKey });
  }, [answered, deviceId, queryClient]);
  return (
    <Paper p="sm">
      <Stack gap="xs">
        <Group gap="sm">
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={ask.isPending}
            onClick={() => ask.mutate()}
          >
            {t('inventory.collect.now')}
          </Button>
          <Text size="sm" c="dimmed" role="status" flex={1}>
            {latest !== undefined && <Progress command={latest} />}
          </Text>
        </Group>
        <ProblemAlert error={ask.error} />
      </Stack>
    </Paper>
  );
}

function Progress({ command: { state, code, issuedBy, issuedAt, executedAt } }: { command: Command }) {
  const { t, error: textOf, dateTime } = useWording();
  const who = issuedBy ?? t('command.bySystem');
  switch (state) {
    case 'issued':
    case 'delivered':
      return t(`inventory.collect.${state}`, { who, time: dateTime(issuedAt) });
    case 'done':
      return t('inventory.collect.done', { time: dateTime(executedAt ?? issuedAt) });
    case 'refused': {
      const { title, action } = textOf(code ?? 'unknown');
      return `${t('inventory.collect.refused', { time: dateTime(issuedAt) })} ${title} ${action}`;
    }
    default:
      return null;
  }
}
