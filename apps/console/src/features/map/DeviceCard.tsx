/** One device on the map: what it is, where it is, and the way to its page. */
import { Badge, CloseButton, Group, Paper, Text } from '@mantine/core';
import type { LocatedDevice } from '@sekisho/contracts';
import { Link } from '@tanstack/react-router';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Ago } from '../../ui/Ago.tsx';
import classes from './Map.module.css';
import { usePlaceWords } from './use-place-words.ts';

export function DeviceCard({ device, onClose }: { device: LocatedDevice; onClose: () => void }) {
  const { t } = useWording();
  const words = usePlaceWords();
  return (
    <Paper className={classes['card']} p="sm" shadow="md" withBorder role="region" aria-label={device.computerName}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Link to="/devices/$deviceId" params={{ deviceId: device.deviceId }} className="sekisho-link">
          {device.computerName}
        </Link>
        <CloseButton size="sm" aria-label={t('common.close')} onClick={onClose} />
      </Group>
      {device.userName !== '' && <Text size="sm">{device.userName}</Text>}
      {device.lockMode !== 'unlocked' && (
        <Badge color="shu" my={4}>
          {t('map.locked')}
        </Badge>
      )}
      <Text size="sm">{words.where(device)}</Text>
      <Text size="sm" c="dimmed">
        <Ago at={device.at} /> · {words.exactness(device.accuracyM)} · {words.source(device.source)}
      </Text>
    </Paper>
  );
}
