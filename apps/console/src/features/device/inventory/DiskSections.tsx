/** Disks and what is mounted of them. */
import { Group, Progress, Stack, Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SimpleTable } from '../../../ui/SimpleTable.tsx';
import { CollectedAt } from './CollectedAt.tsx';
import type { Collected } from './use-inventory.ts';

export function DiskSections({ collected }: { collected: Collected<'disks'> }) {
  return (
    <Stack>
      {collected.content.disks.length > 0 && <Disks collected={collected} />}
      {collected.content.volumes.length > 0 && <Volumes collected={collected} />}
    </Stack>
  );
}

function Disks({ collected }: { collected: Collected<'disks'> }) {
  const { content } = collected;
  const { t, bytes } = useWording();
  return (
    <Section title={t('inventory.disks')} aside={<CollectedAt collected={collected} />}>
      <SimpleTable
        label={t('inventory.disks')}
        head={[
          t('inventory.disk.name'),
          t('inventory.model'),
          t('inventory.disk.size'),
          t('inventory.disk.kind'),
          t('inventory.serialNumber'),
        ]}
        rows={content.disks.map((disk) => ({
          key: disk.name,
          cells: [
            disk.name,
            disk.model,
            <span key="size" className="sekisho-numbers">
              {bytes(disk.sizeBytes)}
            </span>,
            [
              t(disk.rotational ? 'inventory.disk.rotational' : 'inventory.disk.solid'),
              disk.removable ? t('inventory.disk.removable') : '',
            ]
              .filter(Boolean)
              .join(', '),
            disk.serialNumber,
          ],
        }))}
      />
    </Section>
  );
}

function Volumes({ collected }: { collected: Collected<'disks'> }) {
  const { content } = collected;
  const { t } = useWording();
  return (
    <Section title={t('inventory.volumes')} aside={<CollectedAt collected={collected} />}>
      <SimpleTable
        label={t('inventory.volumes')}
        minWidth={620}
        head={[
          t('inventory.volume.mountPoint'),
          t('inventory.volume.device'),
          t('inventory.volume.fileSystem'),
          t('inventory.volume.free'),
          t('inventory.volume.encrypted'),
        ]}
        rows={content.volumes.map((volume) => ({
          key: `${volume.device} ${volume.mountPoint}`,
          cells: [
            volume.mountPoint,
            volume.device,
            volume.fileSystem,
            <Space key="space" free={volume.freeBytes} size={volume.sizeBytes} />,
            t(volume.encrypted ? 'common.yes' : 'common.no'),
          ],
        }))}
      />
    </Section>
  );
}

function Space({ free, size }: { free: number; size: number }) {
  const { t, bytes } = useWording();
  const used = size === 0 ? 0 : ((size - free) / size) * 100;
  const text = `${bytes(free)} / ${bytes(size)}`;
  return (
    <Group gap={8} wrap="nowrap">
      <Progress
        w={70}
        value={used}
        color={used > 90 ? 'shu' : 'ai'}
        aria-label={`${t('inventory.volume.free')}: ${text}`}
      />
      <Text span fz={13} className="sekisho-numbers" style={{ whiteSpace: 'nowrap' }}>
        {text}
      </Text>
    </Group>
  );
}
