/** What the device is, in a few lines. */
import type { DeviceDetail } from '@sekisho/contracts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Ago } from '../../ui/Ago.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { modelLabel } from '../../ui/model-label.ts';
import { Section } from '../../ui/Section.tsx';

export function FactsPanel({ device }: { device: DeviceDetail }) {
  const { t, dateTime, duration } = useWording();
  const { registered, present } = device.sim;
  const simFacts: [string, string][] =
    registered === null
      ? []
      : [
          [t('device.fact.sim.registered'), registered],
          [t('device.fact.sim.present'), present ?? t('device.fact.sim.absent')],
        ];
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
          ...simFacts,
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
