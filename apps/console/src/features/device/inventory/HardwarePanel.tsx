/** Machine, operating system, disks, network and who is logged on. */
import { Skeleton, Stack } from '@mantine/core';
import type { DeviceDetail } from '@sekisho/contracts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { Section } from '../../../ui/Section.tsx';
import { CollectedAt } from './CollectedAt.tsx';
import { CollectNow } from './CollectNow.tsx';
import { DiskSections } from './DiskSections.tsx';
import { NetworkSection } from './NetworkSection.tsx';
import { NothingYet } from './NothingYet.tsx';
import { UsersSection } from './UsersSection.tsx';
import { type Collected, useInventory } from './use-inventory.ts';

const sections = ['hardware', 'operating-system', 'disks', 'network', 'users'] as const;

export function HardwarePanel({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const { inventory, leftOut, error, isPending } = useInventory(device.id);
  if (isPending) return <Skeleton height={300} role="status" aria-label={t('common.loading')} />;
  if (error !== null && Object.keys(inventory).length === 0) return <ProblemAlert error={error} />;
  const { hardware, disks, network, users } = inventory;
  const operatingSystem = inventory['operating-system'];
  const nothing = !hardware && !operatingSystem && !disks && !network && !users;
  return (
    <Stack>
      <CollectNow device={device} />
      {nothing && <NothingYet leftOut={sections.every((name) => leftOut.includes(name))} />}
      {hardware && <Machine collected={hardware} />}
      {operatingSystem && <OperatingSystem collected={operatingSystem} />}
      {disks && <DiskSections collected={disks} />}
      {network && <NetworkSection collected={network} />}
      {users && <UsersSection collected={users} />}
    </Stack>
  );
}

function Machine({ collected }: { collected: Collected<'hardware'> }) {
  const { content } = collected;
  const { t, bytes } = useWording();
  return (
    <Section title={t('inventory.hardware')} aside={<CollectedAt collected={collected} />}>
      <Facts
        facts={[
          [t('inventory.manufacturer'), content.manufacturer],
          [t('inventory.model'), content.model],
          [t('inventory.serialNumber'), content.serialNumber],
          [t('inventory.chassis'), content.chassis],
          ...content.processors.map(
            ({ model, cores, threads }, index) =>
              [
                content.processors.length > 1 ? `${t('inventory.processor')} ${index + 1}` : t('inventory.processor'),
                t('inventory.processor.value', { model, cores, threads }),
              ] as const,
          ),
          [t('inventory.memory'), bytes(content.memoryBytes)],
          [t('inventory.swap'), content.swapBytes === 0 ? '' : bytes(content.swapBytes)],
          [t('inventory.bios'), [content.biosVendor, content.biosVersion, content.biosDate].filter(Boolean).join(' ')],
          [t('inventory.board'), [content.boardManufacturer, content.boardModel].filter(Boolean).join(' ')],
          [t('inventory.virtualization'), content.virtualization],
          [t('inventory.uuid'), content.uuid],
        ]}
      />
    </Section>
  );
}

function OperatingSystem({ collected }: { collected: Collected<'operating-system'> }) {
  const { content } = collected;
  const { t, dateTime } = useWording();
  const when = (atMs: number | null) => (atMs === null ? '' : dateTime(atMs));
  return (
    <Section title={t('inventory.os')} aside={<CollectedAt collected={collected} />}>
      <Facts
        facts={[
          [t('inventory.os.name'), content.name],
          [t('inventory.os.version'), content.version],
          [t('inventory.os.kernel'), content.kernel],
          [t('inventory.os.architecture'), content.architecture],
          [t('inventory.os.hostname'), content.hostname],
          [t('inventory.os.timeZone'), content.timeZone],
          [t('inventory.os.locale'), content.locale],
          [t('inventory.os.installedAt'), when(content.installedAt)],
          [t('inventory.os.bootedAt'), when(content.bootedAt)],
          [t('inventory.os.restart'), content.restartPending === true ? t('inventory.os.restart.pending') : ''],
        ]}
      />
    </Section>
  );
}
