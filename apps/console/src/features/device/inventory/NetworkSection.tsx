/** Network interfaces, gateways, name servers. */
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SimpleTable } from '../../../ui/SimpleTable.tsx';
import { CollectedAt } from './CollectedAt.tsx';
import type { Collected } from './use-inventory.ts';

export function NetworkSection({ collected }: { collected: Collected<'network'> }) {
  const { content } = collected;
  const { t } = useWording();
  return (
    <Section title={t('inventory.network')} aside={<CollectedAt collected={collected} />}>
      <SimpleTable
        label={t('inventory.network')}
        minWidth={620}
        head={[
          t('inventory.interface.name'),
          t('inventory.interface.kind'),
          t('inventory.interface.state'),
          t('inventory.interface.addresses'),
          t('inventory.interface.mac'),
        ]}
        rows={content.interfaces.map(({ name, kind, up, addresses, macAddress }) => ({
          key: name,
          cells: [
            name,
            t(`inventory.interface.kind.${kind}`),
            t(up ? 'inventory.interface.up' : 'inventory.interface.down'),
            addresses.join(', '),
            macAddress,
          ],
        }))}
      />
      <Facts
        facts={[
          [t('inventory.gateways'), content.gateways.join(', ')],
          [t('inventory.dnsServers'), content.dnsServers.join(', ')],
        ]}
      />
    </Section>
  );
}
