/** What the device is, in a few lines. */
import type { DeviceDetail } from '@sekisho/contracts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Ago } from '../../ui/Ago.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { modelLabel } from '../../ui/model-label.ts';
import { Section } from '../../ui/Section.tsx';

export function FactsPanel({ device }: { device: DeviceDetail }) {
  const { t, dateTime, duration } = useWording();
  return (
    <Section title={t('device.facts')}>
      <Facts
        facts={[
          [t('device.fact.logonUser'), device.logonUser ?? t('common.none')],
          [
            t('device.fact.os'),
            `${device.osName} ${device.osName.includes(device.osVersion) ? '' : device.osVersion}`.trim(),
          ],
          [t('device.fact.model'), modelLabel(device)],
          [t('device.fact.hardwareSerialNumber'), device.hardwareSerialNumber],
          [t('device.fact.addresses'), device.addresses.join(', ')],
          [t('device.fact.agentVersion'), device.agentVersion],
          [t('device.fact.lastSeenAt'), <Ago key="lastSeenAt" at={device.lastSeenAt} />],
          [t('device.fact.checkIn'), duration(device.checkInIntervalMs)],
          [t('device.fact.registeredAt'), dateTime(device.registeredAt)],
          [t('device.fact.id'), device.id],
        ]}
      />
    </Section>
  );
}
