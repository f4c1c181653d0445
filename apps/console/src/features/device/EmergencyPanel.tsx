/** Lock, unlock and wipe, apart from everything else; each says first what will happen on the device. */
import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { type DeviceDetail, functionRefusal } from '@sekisho/contracts';
import { IconAlertTriangle, IconEraser, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { NoKeysChoice } from '../../ui/NoKeysChoice.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { DeregisterDevice } from './DeregisterDevice.tsx';
import classes from './DevicePage.module.css';
import { WipeDialog } from './WipeDialog.tsx';

type Kind = 'lock' | 'unlock';

export function EmergencyPanel({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const may = useMay();
  const [asking, setAsking] = useState<Kind | 'wipe'>();
  const obstacle =
    device.lockMode === 'deregistered'
      ? 'emergency.deregistered'
      : functionRefusal(device.clientKind, 'lock') !== null
        ? 'emergency.excluded'
        : isWiping(device)
          ? 'emergency.wiping'
          : may('devices.command')
            ? undefined
            : 'emergency.notAllowed';
  return (
    <Section
      className={classes['emergency'] ?? ''}
      title={
        <Group gap={6}>
          <IconAlertTriangle
            size={17}
            color="light-dark(var(--mantine-color-shu-6), var(--mantine-color-shu-3))"
            aria-hidden="true"
          />
          {t('emergency.title')}
        </Group>
      }
    >
      <Text size="xs" c="dimmed" mb="sm">
        {t(obstacle ?? 'emergency.lead')}
      </Text>
      <Group grow gap="xs">
        <Button
          color="shu"
          disabled={obstacle !== undefined}
          leftSection={<IconLock size={17} />}
          onClick={() => setAsking('lock')}
        >
          {t('emergency.lock')}
        </Button>
        <Button
          variant="default"
          disabled={obstacle !== undefined}
          leftSection={<IconLockOpen size={17} />}
          onClick={() => setAsking('unlock')}
        >
          {t('emergency.unlock')}
        </Button>
      </Group>
      <WipeButton device={device} onAsk={() => setAsking('wipe')} />
      <DeregisterDevice device={device} />
      {asking === 'wipe' && <WipeDialog device={device} onClose={() => setAsking(undefined)} />}
      {asking !== undefined && asking !== 'wipe' && (
        <CommandDialog kind={asking} device={device} onClose={() => setAsking(undefined)} />
      )}
    </Section>
  );
}

/** Also one that is behind: a wiped device obeys no lock any more. */
function isWiping({ lockMode, openCommand, state }: DeviceDetail): boolean {
  return lockMode === 'wiping' || openCommand === 'wipe' || state === 'wiped' || state === 'wipe-incomplete';
}

function WipeButton({ device, onAsk }: { device: DeviceDetail; onAsk: () => void }) {
  const { t } = useWording();
  const may = useMay();
  if (!may('devices.wipe')) return null;
  return (
    <Button
      mt="xs"
      fullWidth
      variant="outline"
      color="shu"
      disabled={
        device.lockMode === 'deregistered' || isWiping(device) || functionRefusal(device.clientKind, 'wipe') !== null
      }
      leftSection={<IconEraser size={17} />}
      onClick={onAsk}
    >
      {t('wipe.open')}
    </Button>
  );
}

function CommandDialog({ kind, device, onClose }: { kind: Kind; device: DeviceDetail; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [noKeys, setNoKeys] = useState(false);
  const issue = useMutation({
    mutationFn: () => api.command(device.id, noKeys ? { kind, noKeys } : { kind }),
    onSuccess: () => {
      notices.done(t(`emergency.sent.${kind}`));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['devices'] }),
  });
  const what =
    kind === 'lock'
      ? (['emergency.lock.what1', 'emergency.lock.what2', 'emergency.lock.what3'] as const)
      : (['emergency.unlock.what1', 'emergency.unlock.what2'] as const);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`emergency.${kind}.title`, { name: device.computerName })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <div>
          <Text fw={600} size="sm" mb={4}>
            {t('emergency.lock.what')}
          </Text>
          <List size="sm" spacing={4}>
            {what.map((key) => (
              <List.Item key={key}>{t(key)}</List.Item>
            ))}
          </List>
        </div>
        <Alert color={device.online ? 'wakatake' : 'yamabuki'} py={8}>
          {t(device.online ? 'emergency.lock.when.online' : 'emergency.lock.when.offline')}
        </Alert>
        {kind === 'lock' && <NoKeysChoice checked={noKeys} onChange={setNoKeys} />}
        <ProblemAlert error={issue.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            color={kind === 'lock' ? 'shu' : 'ai'}
            loading={issue.isPending}
            onClick={() => issue.mutate()}
            data-autofocus
          >
            {t(`emergency.${kind}.confirm`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
